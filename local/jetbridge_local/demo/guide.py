"""What every step of the demo needs: a way to speak HTTP, and a way to tell what happened."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol

import requests
from rich.console import Console
from rich.text import Text

from jetbridge.runtime.clock import SystemPause
from jetbridge_cli import journey_view
from jetbridge_cli.printing import printable
from jetbridge_local.stack.ready import Ready

_TIMEOUT = 60
"""Seconds."""
_LOOKS = 300
_BETWEEN = 0.1
"""Seconds between two looks for what the stack does by itself."""

type Json = dict[str, Any]


class Stack(Protocol):
    """A stack to walk through. See `LocalStack` for the attributes."""

    @property
    def ready(self) -> Ready:
        """Where everything is."""
        ...

    @property
    def inbox_url(self) -> str:
        """Where the tenant's own system shows its webhooks."""
        ...

    @property
    def environment(self) -> Mapping[str, str]:
        """The variables that lead the operator's commands to it."""
        ...


class DemoError(Exception):
    """Something did not come out as the demo promises."""


class Guide:
    """Leads through one running stack."""

    def __init__(self, stack: Stack, console: Console) -> None:
        """Walk through `stack` and tell it on `console`."""
        self.ready = stack.ready
        self.stack_name = stack.environment["JETBRIDGE_STACK_NAME"]
        self._inbox_url = stack.inbox_url
        self._console = console
        self._http = requests.Session()
        self._http.trust_env = False
        self._pause = SystemPause()
        self._steps = 0

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        """Begin a step."""
        self._steps += 1
        self._console.print(f"\n[bold]{self._steps}. {title}[/]")
        yield

    def line(self, what: str, response: requests.Response) -> None:
        """Tell of one answer."""
        style = "green" if response.ok else "yellow"
        status = (str(response.status_code), style)
        self._console.print(Text.assemble("   ", status, f"  {printable(what)}"), soft_wrap=True)

    def fact(self, name: str, value: object) -> None:
        """Tell one thing that is so now."""
        self._console.print(
            Text.assemble("        ", (f"{name}: ", "dim"), printable(f"{value}")), soft_wrap=True
        )

    def show(self, journey: Json) -> None:
        """Tell a journey as `jetbridge journeys show` does."""
        self._console.print()
        journey_view.show(self._console, journey)

    def until[Found](self, what: str, look: Callable[[], Found | None]) -> Found:
        """Return what `look` finds, once it is there: the stack works beside us.

        Raises:
            DemoError: it does not come.
        """
        for _ in range(_LOOKS):
            found = look()
            if found:
                return found
            self._pause.pause(_BETWEEN)
        raise DemoError(f"this should happen, and does not: {what}")

    def api(self, method: str, path: str, scope: str, body: Json | None = None) -> Json:
        """Call our API as the tenant's backend, with a token for `scope`, and tell of it."""
        response = self.send(method, path, scope, body)
        self.line(f"{method} {path}", response)
        shown: Json = response.json()
        return shown

    def send(
        self, method: str, path: str, scope: str, body: Json | None = None, **headers: str
    ) -> requests.Response:
        """Call our API as the tenant's backend, with a token for `scope`."""
        client = self.ready.api_client
        token = self.token(client.client_id, client.client_secret, scope=scope).json()
        return self._http.request(
            method,
            f"{self.ready.api_url}{path}",
            json=body,
            headers={"Authorization": f"Bearer {token['access_token']}", **headers},
            timeout=_TIMEOUT,
        )

    def token(self, client_id: str, client_secret: str, **more: str) -> requests.Response:
        """Ask our token endpoint, with the credentials in the form."""
        form = {"client_id": client_id, "client_secret": client_secret, **more}
        return self._http.post(
            f"{self.ready.api_url}/oauth/token",
            data={"grant_type": "client_credentials", **form},
            timeout=_TIMEOUT,
        )

    def callback(self, token: str, event_type: str) -> requests.Response:
        """Call back as SmartRecruiters does."""
        return self._http.post(
            f"{self.ready.api_url}/smartrecruiters/callback",
            json={"eventType": event_type},
            headers={"Authorization": f"Bearer {token}"},
            timeout=_TIMEOUT,
        )

    def sandbox(self, partner: str, method: str, path: str, body: Json | None = None) -> Json:
        """Tell a partner's sandbox what to do, or ask what it holds."""
        url = f"{self.ready.partners[partner]}/_sandbox/{path}"
        shown: Json = self._http.request(method, url, json=body, timeout=_TIMEOUT).json()
        return shown

    def inbox(self) -> list[Json]:
        """Return the webhooks that the tenant's own system got."""
        state = self._http.get(f"{self._inbox_url}/_sandbox/state", timeout=_TIMEOUT)
        events: list[Json] = state.json()["events"]
        return events


def check(holds: bool, claim: str) -> None:  # noqa: FBT001 - the claim is the point, not the flag
    """Make sure of what the demo promises.

    Raises:
        DemoError: it does not hold.
    """
    if not holds:
        raise DemoError(f"this should hold, and does not: {claim}")
