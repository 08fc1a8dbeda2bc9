"""The client: one object for a deployment and an API client of a tenant."""

import logging
import random
import time
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from types import TracebackType
from typing import Any, Final, Self, override
from urllib.parse import quote

import httpx

from jetbridge_client._operations import Operations
from jetbridge_client._reading import failure
from jetbridge_client._secret import Secret
from jetbridge_client._tokens import Issued, Tokens
from jetbridge_client._wire import Wire
from jetbridge_client.calls import Answer, Call, Outcome, Unanswered
from jetbridge_client.errors import JetbridgeError, UnreadableError
from jetbridge_client.retries import Retries, code_of, may_have_done

LOG: Final = logging.getLogger("jetbridge_client")
AGENT: Final = f"jetbridge-client-python/{version('jetbridge-client')}"
TOKEN: Final = Call("issueToken", "POST", "/oauth/token", repeatable=True)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a client needs besides HTTP; tests give others."""

    pause: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    draw: Callable[[], float] = random.random
    now: Callable[[], datetime] = lambda: datetime.now(UTC)


SURROUNDINGS: Final = Surroundings()
RETRIES: Final = Retries()
ONCE: Final = Retries(attempts=1)


class Jetbridge(Operations):
    """A client of the API. May be used by several threads."""

    def __init__(  # noqa: PLR0913 - what is optional is named
        self,
        base_url: str,
        client_id: str,
        client_secret: str,
        *,
        scope: str | None = None,
        timeout: float = 30.0,
        retries: Retries = RETRIES,
        transport: httpx.BaseTransport | None = None,
        surroundings: Surroundings = SURROUNDINGS,
    ) -> None:
        """Call the deployment at `base_url`. Nothing is sent before the first call.

        Args:
            base_url: the API's address, https.
            client_id: of a client that the operator created (`jb_ci_…`).
            client_secret: its secret (`jb_cs_…`).
            scope: scopes, separated by spaces; without it all of the client's.
            timeout: seconds for each step of an attempt: to connect, to send, and between two
                pieces of the answer. It bounds neither an attempt nor a call, which is repeated.
            retries: how often a call is tried.
            transport: in place of httpx's own, such as one with a proxy.
            surroundings: clock, pause and chance.

        Raises:
            ValueError: `base_url` is no address to send a secret to.
        """
        self._wire: Final = Wire.over(base_url, AGENT, timeout, transport)
        self._basic: Final = _basic(client_id, client_secret)
        self._form: Final = {"grant_type": "client_credentials"} | (
            {"scope": scope} if scope else {}
        )
        self._retries: Final = retries
        self._around: Final = surroundings
        self._tokens: Final = Tokens(self._issue, surroundings.clock)

    @override
    def __repr__(self) -> str:
        return f"Jetbridge({self._wire.base_url!r})"

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the connections."""
        self.close()

    def close(self) -> None:
        """Close the connections. The token is forgotten, and ends by itself."""
        self._wire.close()

    @override
    def _answer(self, call: Call) -> Answer:
        """Make a call, as often as it takes and is safe.

        Raises:
            JetbridgeError: it did not succeed.
        """
        return self._tried(call, lambda: self._authorized(call), self._retries)

    def _authorized(self, call: Call) -> Outcome:
        """Make one attempt; a token that is refused is replaced once."""
        token = self._tokens.current()
        outcome = self._wire.send(call, _bearer(token), None)
        if isinstance(outcome, Answer) and code_of(outcome) == "invalid-token":
            self._tokens.refused(token)
            outcome = self._wire.send(call, _bearer(self._tokens.current()), None)
        return outcome

    def _issue(self, patiently: bool) -> Issued:  # noqa: FBT001 - the port's
        asked_at = self._around.clock()
        retries = self._retries if patiently else ONCE
        answer = self._tried(
            TOKEN, lambda: self._wire.send(TOKEN, self._basic, self._form), retries
        )
        try:
            told: Any = answer.json()
            return Issued.of(str(told["access_token"]), float(told["expires_in"]), asked_at)
        except (KeyError, TypeError, ValueError):
            unreadable = UnreadableError(TOKEN, "the answer holds no token")
        raise unreadable

    def _tried(self, call: Call, attempt: Callable[[], Outcome], retries: Retries) -> Answer:
        number, unknown = 1, False
        while True:
            outcome, is_last = _repeated(attempt) if unknown else (attempt(), False)
            LOG.debug("%s: attempt %d: %s", call.operation, number, outcome)
            if isinstance(outcome, Answer) and outcome.ok:
                return outcome
            now = self._around.now()
            seconds = retries.wait(call, outcome, number, self._around.draw, now)
            if seconds is None or is_last:
                raise failure(call, outcome, number, now)
            unknown = unknown or may_have_done(outcome)
            self._around.pause(seconds)
            number += 1


def _repeated(attempt: Callable[[], Outcome]) -> tuple[Outcome, bool]:
    """Make an attempt after one whose outcome is unknown, and say whether it is the last.

    What was not sent now may have been done before. Without a token there is no further attempt.
    """
    try:
        outcome = attempt()
    except JetbridgeError as error:
        return Unanswered(sent=True, reason=f"no answer, and no token to repeat it: {error}"), True
    return outcome if isinstance(outcome, Answer) else replace(outcome, sent=True), False


def _basic(client_id: str, client_secret: str) -> Secret:
    """Return a client's credentials (RFC 6749 §2.3.1)."""
    pair = f"{quote(client_id, safe='')}:{quote(client_secret, safe='')}"
    return Secret(f"Basic {b64encode(pair.encode()).decode()}")


def _bearer(token: Secret) -> Secret:
    return Secret(f"Bearer {token.reveal()}")
