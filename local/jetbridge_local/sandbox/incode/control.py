"""Control routes: configure Incode's webhooks, and let something become of a session."""

from collections.abc import Mapping

from flask import Blueprint, Response, jsonify, request
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from jetbridge_local.sandbox.incode import events
from jetbridge_local.sandbox.incode.events import CorrelationKey
from jetbridge_local.sandbox.incode.sessions import Session, Sessions
from jetbridge_local.sandbox.incode.webhooks import Configuration, Notification, Sender, encoded
from jetbridge_local.sandbox.outbox import Delivery


class _Order(BaseModel):
    """A notification to send.

    It is about the session `interviewId`, or the latest one. `changes` replace members of its
    body; null leaves one out. `text` is sent in the place of the body, as it is. With `hold` it
    waits for the route `deliver`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    interview_id: str | None = Field(default=None, alias="interviewId")
    changes: dict[str, JsonValue] = {}
    text: str | None = None
    copies: int = Field(default=1, ge=1)
    hold: bool = False

    def written(self, body: Mapping[str, object]) -> bytes:
        """Return what is sent in the place of `body`."""
        return encoded({**body, **self.changes}) if self.text is None else self.text.encode()


class _StatusOrder(_Order):
    """The older payload: one for every module of a session."""

    onboarding_status: str = Field(alias="onboardingStatus")
    correlation_key: CorrelationKey = Field(default="externalCustomerId", alias="correlationKey")

    def body(self, interview_id: str, session: Session | None) -> dict[str, object]:
        """Return the body."""
        return events.status(interview_id, session, self.onboarding_status, self.correlation_key)


class _SessionOrder(_Order):
    """The newer payload: one for every outcome of a session."""

    event_type: str = Field(alias="eventType")

    def body(self, interview_id: str, session: Session | None) -> dict[str, object]:
        """Return the body."""
        return events.outcome(interview_id, session, self.event_type)


class _Again(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    numbers: tuple[int, ...]


class _Retry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    everything: bool = False


class WebhooksControl:
    """The views."""

    def __init__(self, sessions: Sessions, sender: Sender) -> None:
        """Notify of `sessions`, by `sender`."""
        self._sessions = sessions
        self._sender = sender

    def add_control_to(self, routes: Blueprint) -> None:
        """Add the control routes to `routes`."""
        add = routes.add_url_rule
        add("/webhooks", view_func=self.configure, methods=["POST"])
        add("/webhooks/status", view_func=self.send_status, methods=["POST"])
        add("/webhooks/session", view_func=self.send_session, methods=["POST"])
        add("/webhooks/deliver", view_func=self.deliver, methods=["POST"])
        add("/webhooks/retry", view_func=self.retry, methods=["POST"])

    def configure(self) -> tuple[str, int]:
        """Enter authenticationUrl, clientId, clientSecret and the two webhook URLs; kept."""
        self._sender.configure(Configuration.model_validate(request.get_json()))
        return "", 204

    def send_status(self) -> tuple[Response, int]:
        """Send an onboardingStatus of a session, to the onboardingStatusUrl."""
        order = _StatusOrder.model_validate(request.get_json())
        return self._ordered(order, self._sender.configuration.onboarding_status_url)

    def send_session(self) -> tuple[Response, int]:
        """Send an eventType of a session, to the sessionUrl."""
        order = _SessionOrder.model_validate(request.get_json())
        return self._ordered(order, self._sender.configuration.session_url)

    def deliver(self) -> Response:
        """Send notifications in the order of their numbers, held ones and sent ones alike."""
        wanted = _Again.model_validate(request.get_json())
        every = {each.number: each for each in self._sender.outbox.all()}
        return self._sent([every[number] for number in wanted.numbers if number in every])

    def retry(self) -> Response:
        """Try again what is due by now, or everything that will ever be."""
        wanted = _Retry.model_validate(request.get_json())
        return self._sent(self._sender.outbox.waiting(everything=wanted.everything))

    def _ordered(
        self, order: _StatusOrder | _SessionOrder, url: str | None
    ) -> tuple[Response, int]:
        latest = self._sessions.latest()
        interview_id = order.interview_id or (latest.interview_id if latest else None)
        if url is None or interview_id is None:
            return jsonify(error="there is no URL for this webhook, or no session"), 404
        body = order.body(interview_id, self._sessions.find(interview_id))
        delivery = self._sender.outbox.add(Notification(url, order.written(body)))
        for _ in range(0 if order.hold else order.copies):
            self._sender.outbox.attempt(delivery)
        return jsonify(view(delivery)), 200

    def _sent(self, deliveries: list[Delivery[Notification]]) -> Response:
        for delivery in deliveries:
            self._sender.outbox.attempt(delivery)
        return jsonify(deliveries=[view(each) for each in deliveries])


def view(delivery: Delivery[Notification]) -> dict[str, object]:
    """Return a delivery as JSON."""
    return {
        "number": delivery.number,
        "url": delivery.message.url,
        "body": delivery.message.body.decode(errors="replace"),
        "attempts": [attempt.view() for attempt in delivery.attempts],
        "due": delivery.due,
    }
