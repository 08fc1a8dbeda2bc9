"""Incode calling its customer: a token by Basic, then notifications under it.

Two generations of documents differ in what is acknowledged and in how often is tried again; the
setting `acknowledgement` chooses. Nothing is tried again by itself: a control route does it.
"""

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from types import MappingProxyType
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from jetbridge.model.system import Clock
from jetbridge_local.sandbox.behaviour import Behaviour
from jetbridge_local.sandbox.outbox import Attempt, Outbox
from jetbridge_local.sandbox.outgoing import Answer, basic, post
from jetbridge_local.sandbox.urls import HttpUrl

_TIMEOUT: Final = 10
"""Seconds for each call. Incode documents none."""

type Generation = Literal["older", "newer"]

WAITS: Final[Mapping[Generation, tuple[float, ...]]] = MappingProxyType(
    {"older": (0,), "newer": (30, 75, 187.5, 468.75, 1171.9)}
)
"""Seconds after each failed attempt. The older documents know one retry and no time for it."""


class Settings(BaseModel):
    """The readings of Incode's documents.

    `acknowledgement`: the older ones want a 200 with `success: true` in the body, the newer ones a
    200 of JSON or a 204. `interviewIdInReply`: whether request-new answers with it too, as public
    clients of Incode read it; its own page shows the link alone. `dropWebhooks`: what becomes of a
    session is written down and not sent, until the control route `deliver` sends it: late,
    twice, or in another order. `resultsPerSecond`: how many questions about results are answered.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    acknowledgement: Generation = "newer"
    interview_id_in_reply: bool = Field(default=True, alias="interviewIdInReply")
    drop_webhooks: bool = Field(default=False, alias="dropWebhooks")
    results_per_second: int = Field(default=100, ge=0, alias="resultsPerSecond")


class Configuration(BaseModel):
    """What the customer entered in Incode's dashboard: one URL for each kind of webhook."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    authentication_url: HttpUrl | None = Field(default=None, alias="authenticationUrl")
    client_id: str = Field(default="", alias="clientId")
    client_secret: str = Field(default="", alias="clientSecret", repr=False)
    onboarding_status_url: HttpUrl | None = Field(default=None, alias="onboardingStatusUrl")
    session_url: HttpUrl | None = Field(default=None, alias="sessionUrl")
    custom_headers: dict[str, str] = Field(default={}, alias="customHeaders", repr=False)


@dataclass(frozen=True, slots=True)
class Notification:
    """One notification, on its way to `url`."""

    url: str
    body: bytes = field(repr=False)


class TokenRefusedError(Exception):
    """There is no token; `answer` is what the customer's token endpoint gave."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer


class Sender:
    """Everything that Incode sends."""

    def __init__(self, clock: Clock, behaviour: Behaviour[Settings]) -> None:
        self._clock = clock
        self._behaviour = behaviour
        self._lock = threading.Lock()
        self._configuration = Configuration()
        self._token: tuple[str, float] = ("", 0)
        self.outbox: Final = Outbox[Notification](clock, self._send, self._waits)

    @property
    def configuration(self) -> Configuration:
        """What is configured now."""
        with self._lock:
            return self._configuration

    def configure(self, configuration: Configuration) -> None:
        """Take another configuration; a token of the one before is forgotten."""
        with self._lock:
            self._configuration = configuration
        self.forget_token()

    def tell(self, url: str | None, body: Mapping[str, object]) -> None:
        """Send a notification, if there is a URL for it; write it down where none is sent."""
        if url is None:
            return
        delivery = self.outbox.add(Notification(url, encoded(body)))
        if not self._behaviour.current.drop_webhooks:
            self.outbox.attempt(delivery)

    def forget_token(self) -> None:
        """Ask for a new token at the next notification."""
        with self._lock:
            self._token = ("", 0)

    def _waits(self) -> tuple[float, ...]:
        return WAITS[self._behaviour.current.acknowledgement]

    def _send(self, notification: Notification) -> Attempt:
        headers = {"Content-Type": "application/json", **self.configuration.custom_headers}
        try:
            authorization = self._authorization()
        except TokenRefusedError as refused:
            return Attempt(self._clock.now(), accepted=False, answer=refused.answer)
        answer = post(
            notification.url,
            timeout=_TIMEOUT,
            data=notification.body,
            headers={**headers, **authorization},
        )
        if answer.status == HTTPStatus.UNAUTHORIZED:
            self.forget_token()
        return Attempt(self._clock.now(), self._accepted(answer), answer, headers)

    def _authorization(self) -> dict[str, str]:
        """Return the Authorization header; none where no authentication URL is configured.

        Raises:
            TokenRefusedError: there is no token to put into it.
        """
        configuration = self.configuration
        if configuration.authentication_url is None:
            return {}
        with self._lock:
            token, ends_at = self._token
        if self._clock.now() >= ends_at:
            token = self._new_token(configuration, configuration.authentication_url)
        return {"Authorization": f"Bearer {token}"}

    def _new_token(self, configuration: Configuration, url: str) -> str:
        """Ask for a token. `access_token` and `expires_in` are both mandatory."""
        pair = basic(configuration.client_id, configuration.client_secret)
        form = {"grant_type": "client_credentials"}
        answer = post(url, timeout=_TIMEOUT, data=form, headers={"Authorization": pair})
        body = answer.body if isinstance(answer.body, dict) else {}
        token, lifetime = body.get("access_token"), body.get("expires_in")
        if answer.status != HTTPStatus.OK or not isinstance(token, str):
            raise TokenRefusedError(answer)
        if not isinstance(lifetime, int | float):
            raise TokenRefusedError(answer)
        with self._lock:
            self._token = (token, self._clock.now() + lifetime)
        return token

    def _accepted(self, answer: Answer) -> bool:
        if self._behaviour.current.acknowledgement == "older":
            body = answer.body
            success = isinstance(body, dict) and body.get("success") is True
            return answer.status == HTTPStatus.OK and success
        kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
        in_json = answer.status == HTTPStatus.OK and kind == "application/json"
        return in_json or answer.status == HTTPStatus.NO_CONTENT


def encoded(body: Mapping[str, object]) -> bytes:
    """Return a body as it is sent: without the members that are None."""
    return json.dumps({name: value for name, value in body.items() if value is not None}).encode()
