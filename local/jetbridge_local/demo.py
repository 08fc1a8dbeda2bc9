"""The main job from end to end, on the local stack and over HTTP, told step by step."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Any, Final
from urllib.parse import urlencode

import requests
from rich.console import Console
from rich.text import Text

from jetbridge_local.browser import Browser
from jetbridge_local.stack import LocalStack
from jetbridge_local.stack.options import Options
from jetbridge_local.stack.ready import Ready

COMPANY: Final = "acme"
ORDER: Final = {
    "partner": "incode",
    "integrationReference": "int_b2b_prod_001",
    "loginHint": "ana@example.com",
    "name": "Ana Ruiz",
    "notification": {"type": "URL"},
    "linkValidityInMinutes": 60,
    "externalCustomerId": "corr-1",
}

type Json = dict[str, Any]


class DemoFailed(Exception):  # noqa: N818 - reads as the outcome it names
    """Something did not come out as the demo promises."""


class Demo:
    """The steps, over one running stack."""

    def __init__(self, ready: Ready, console: Console) -> None:
        """Walk through `ready` and tell it on `console`."""
        self._ready = ready
        self._console = console
        self._http = requests.Session()
        self._http.trust_env = False
        self._steps = 0

    def run(self) -> None:
        """Take every step.

        Raises:
            DemoFailed: a step ended otherwise than it should.
        """
        connection = self.connect()
        held = self.smartrecruiters_calls(connection)
        self.onboard()
        self.disable(connection, held)

    def connect(self) -> Json:
        """A customer's admin connects their SmartRecruiters company."""
        hiring = self._ready.partners["smartrecruiters"]
        back = f"{hiring}/company/{COMPANY}/apps/connected"
        with self._step("A customer's admin connects their SmartRecruiters company"):
            browser = Browser()
            query = urlencode({"companyId": COMPANY, "redirect": back})
            browser.open(f"{self._ready.api_url}/smartrecruiters/consent?{query}")
            self._line("the consentUrl sends the admin to sign in", browser.page)
            browser.submit()
            self._line("signed in, the admin is shown what a connection means", browser.page)
            browser.submit(decision="approve")
            self._line("approved: credentials exchanged, back to SmartRecruiters", browser.page)
            _check(browser.page.url.startswith(hiring), "the browser is back at SmartRecruiters")
            found = self._api("GET", "/v1/connections", "connections:read")["items"]
            connection: Json = next(each for each in found if each["companyId"] == COMPANY)
            _check(connection["status"] == "active", "the connection is active")
            self._fact("connection", f"{connection['id']} is {connection['status']}")
        return connection

    def smartrecruiters_calls(self, connection: Json) -> str:
        """SmartRecruiters obtains a token from us and calls us; return its token."""
        with self._step("SmartRecruiters obtains a token from us and calls us"):
            report = self._sandbox("POST", f"notify/{COMPANY}", {"eventType": "SOMETHING_NEW"})
            self._fact("POST /oauth/token", str(report["token"]["status"]))
            self._fact("POST /smartrecruiters/callback", str(report["callback"]["status"]))
            _check(report["callback"]["status"] == 200, "an unknown event is taken")  # noqa: PLR2004 - HTTP's own number
            state = self._sandbox("GET", "state")
            pair = _integration(state, connection)
            answer = self._token(pair["clientId"], pair["clientSecret"])
            token: str = answer.json()["access_token"]
            self._fact("the token", f"{token[:6]}… for {answer.json()['scope']}")
        return token

    def onboard(self) -> None:
        """The tenant's backend asks for an Incode onboarding and gets the link."""
        with self._step("The tenant's backend asks for an Incode onboarding and gets the link"):
            wrong = {**ORDER, "notification": {"type": "SMS"}}
            refused = self._post_onboarding(wrong, key="demo-0")
            fault = refused.json()["errors"][0]
            self._line(f"without a phone: {fault['pointer']} — {fault['detail']}", refused)
            first = self._post_onboarding(ORDER, key="demo-1")
            self._line("the link is there", first)
            _check(first.status_code == 201, "the onboarding is requested")  # noqa: PLR2004 - HTTP's own number
            again = self._post_onboarding(ORDER, key="demo-1")
            _check(again.json() == first.json(), "the same key gives the same answer")
            self._line("the same Idempotency-Key gives the same answer", again)
            shown = first.json()
            self._fact("url", f"{shown['url'].partition('?')[0]}?… until {shown['expiresAt']}")

    def disable(self, connection: Json, held: str) -> None:
        """SmartRecruiters disables the integration, and its token is dead at that moment."""
        with self._step("SmartRecruiters disables the integration: its token dies at that moment"):
            pair = _integration(self._sandbox("GET", "state"), connection)
            report = self._sandbox("POST", f"disable/{COMPANY}")
            self._fact("INTEGRATION_DISABLED", str(report["callback"]["status"]))
            refused = self._http.post(
                f"{self._ready.api_url}/smartrecruiters/callback",
                json={"eventType": "SOMETHING_NEW"},
                headers={"Authorization": f"Bearer {held}"},
                timeout=60,
            )
            self._line("the token that it held is refused", refused)
            _check(refused.status_code == 401, "the token is dead")  # noqa: PLR2004 - HTTP's own number
            denied = self._token(pair["clientId"], pair["clientSecret"])
            self._line("so is the pair that we had issued", denied)
            _check(denied.json()["error"] == "invalid_client", "the client is dead")
            path = f"/v1/connections/{connection['id']}"
            shown = self._api("GET", path, "connections:read")
            _check(shown["status"] == "disabled", "the connection is disabled")
            for change in reversed(shown["history"]):
                self._fact(change["at"], f"{change['status']} ({change['reason']})")

    def _post_onboarding(self, body: Json, *, key: str) -> requests.Response:
        return self._http.post(
            f"{self._ready.api_url}/v1/onboardings",
            json=body,
            headers={**self._bearer("onboardings:write"), "Idempotency-Key": key},
            timeout=60,
        )

    def _api(self, method: str, path: str, scope: str) -> Json:
        response = self._http.request(
            method, f"{self._ready.api_url}{path}", headers=self._bearer(scope), timeout=60
        )
        self._line(f"{method} {path}", response)
        shown: Json = response.json()
        return shown

    def _bearer(self, scope: str) -> dict[str, str]:
        client = self._ready.api_client
        token = self._token(client.client_id, client.client_secret, scope=scope).json()
        return {"Authorization": f"Bearer {token['access_token']}"}

    def _token(self, client_id: str, client_secret: str, **more: str) -> requests.Response:
        form = {"client_id": client_id, "client_secret": client_secret, **more}
        return self._http.post(
            f"{self._ready.api_url}/oauth/token",
            data={"grant_type": "client_credentials", **form},
            timeout=60,
        )

    def _sandbox(self, method: str, path: str, body: Json | None = None) -> Json:
        url = f"{self._ready.partners['smartrecruiters']}/_sandbox/{path}"
        shown: Json = self._http.request(method, url, json=body, timeout=60).json()
        return shown

    @contextmanager
    def _step(self, title: str) -> Iterator[None]:
        self._steps += 1
        self._console.print(f"\n[bold]{self._steps}. {title}[/]")
        yield

    def _line(self, what: str, response: requests.Response) -> None:
        style = "green" if response.ok else "yellow"
        line = Text.assemble("   ", (str(response.status_code), style), f"  {what}")
        self._console.print(line)

    def _fact(self, name: str, value: str) -> None:
        self._console.print(Text.assemble("        ", (f"{name}: ", "dim"), value))


def run(console: Console, tell: Callable[[str, str], None]) -> None:
    """Start a stack, walk through it, and stop it.

    Raises:
        DemoFailed: a step ended otherwise than it should.
    """
    started = perf_counter()
    with LocalStack(Options(tell=tell)) as stack:
        Demo(stack.ready, console).run()
    seconds = perf_counter() - started
    console.print(f"\n[bold green]All of it worked[/], start and stop included: {seconds:.1f} s")


def _integration(state: Json, connection: Json) -> Json:
    """Return what the sandbox holds of the pair that we issued for the connection."""
    held: list[Json] = state["integrations"]
    mine = next(each for each in held if each["companyId"] == connection["companyId"])
    pair: Json = mine["received"]
    return pair


def _check(holds: bool, claim: str) -> None:  # noqa: FBT001 - the claim is the point, not the flag
    if not holds:
        raise DemoFailed(f"this should hold, and does not: {claim}")
