"""Control routes: let an event happen, in any way in which its notification can go wrong."""

import codecs
import json
import uuid
from typing import Annotated

from flask import Blueprint, Response, jsonify, request
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue

from jetbridge.model.system import Clock
from jetbridge_local.sandbox.outbox import Delivery
from jetbridge_local.sandbox.smartrecruiters.candidates import Candidate, Candidates
from jetbridge_local.sandbox.smartrecruiters.webhooks import events
from jetbridge_local.sandbox.smartrecruiters.webhooks.sender import (
    Forgery,
    Notification,
    Sender,
)
from jetbridge_local.sandbox.smartrecruiters.webhooks.signature import Signed
from jetbridge_local.sandbox.smartrecruiters.webhooks.subscriptions import (
    KEY_OVERLAP,
    Status,
    Subscriptions,
)


def _codec(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except LookupError:
        raise ValueError("must be a text encoding") from None


class Order(BaseModel):
    """An event to send.

    It goes to the company's active subscriptions for it; one that cannot be subscribed to goes to
    all of them. Without a `body` it is about `candidateId`, or the company's first candidate; a
    `body` that is a string is sent as it is, in `encoding`. `copies` are sent one after the other
    with one event id. `ageSeconds` lies between its timestamp and now. `traceparent` is sent as the
    header of that name. With `hold` it is signed and not sent, until the route `deliver` sends it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    event: str
    candidate_id: str | None = Field(default=None, alias="candidateId")
    body: JsonValue = None
    encoding: Annotated[str, AfterValidator(_codec)] = "utf-8"
    copies: int = Field(default=1, ge=1)
    age_seconds: int = Field(default=0, alias="ageSeconds")
    forgery: Forgery | None = None
    traceparent: str = ""
    hold: bool = False


class _Again(BaseModel):
    """Notifications to send in this order, whatever became of them before."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    event_ids: tuple[str, ...] = Field(alias="eventIds")
    restamp: bool = False


class _Redelivery(BaseModel):
    """What to redeliver: what is due, or with `everything` what will ever be due."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    everything: bool = False
    restamp: bool = True


class _Rotation(BaseModel):
    """A new secret key. Without `overlap` the one before signs nothing from now on."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    overlap: bool = True


class WebhooksControl:
    """The views."""

    def __init__(
        self,
        clock: Clock,
        url: str,
        candidates: Candidates,
        subscriptions: Subscriptions,
        sender: Sender,
    ) -> None:
        """Let events happen to `candidates`, which are shown at `url`."""
        self._clock = clock
        self._url = url
        self._candidates = candidates
        self._subscriptions = subscriptions
        self._sender = sender

    def add_control_to(self, routes: Blueprint) -> None:
        """Add the control routes to `routes`."""
        add = routes.add_url_rule
        add("/events/<company_id>", view_func=self.send_event, methods=["POST"])
        add("/deliver", view_func=self.deliver_again, methods=["POST"])
        add("/redeliver", view_func=self.redeliver, methods=["POST"])
        add("/suspend/<company_id>", view_func=self.suspend, methods=["POST"])
        add("/unsubscribe/<company_id>", view_func=self.unsubscribe, methods=["POST"])
        add("/rotate-key/<company_id>", view_func=self.rotate_key, methods=["POST"])

    def send_event(self, company_id: str) -> tuple[Response, int]:
        """Send an event to a company's subscriptions: twice, forged, old or held, if wanted."""
        order = Order.model_validate(request.get_json())
        candidate = self._candidate(company_id, order.candidate_id)
        if candidate is None:
            return jsonify(error="the company has no such candidate"), 404
        deliveries = self.publish(company_id, candidate, order)
        if not deliveries:
            return jsonify(error="the company has no active subscription for this event"), 404
        return jsonify(deliveries=[view(each) for each in deliveries]), 200

    def deliver_again(self) -> Response:
        """Send notifications in the order of their ids, held ones and sent ones alike."""
        again = _Again.model_validate(request.get_json())
        every = self._sender.outbox.all()
        chosen = [each for wanted in again.event_ids for each in every if _id(each) == wanted]
        sent = self._sender.deliver(chosen, restamp=again.restamp)
        return jsonify(deliveries=[view(each) for each in sent])

    def redeliver(self) -> Response:
        """Redeliver what is due by now, or everything that will ever be."""
        wanted = _Redelivery.model_validate(request.get_json())
        waiting = self._sender.outbox.waiting(everything=wanted.everything)
        sent = self._sender.deliver(waiting, restamp=wanted.restamp)
        return jsonify(deliveries=[view(each) for each in sent])

    def suspend(self, company_id: str) -> Response:
        """Suspend the active subscriptions of a company."""
        found = [
            each
            for each in self._subscriptions.of_company(company_id)
            if each.status is Status.ACTIVE
        ]
        for each in found:
            self._subscriptions.set_status(each.subscription_id, Status.SUSPENDED)
        return jsonify(suspended=[each.subscription_id for each in found])

    def unsubscribe(self, company_id: str) -> Response:
        """Delete a company's subscriptions, as its administrator may."""
        found = self._subscriptions.of_company(company_id)
        for each in found:
            self._subscriptions.delete(each.subscription_id)
        return jsonify(deleted=[each.subscription_id for each in found])

    def rotate_key(self, company_id: str) -> Response:
        """Replace the secret key of each of a company's subscriptions, without a notification."""
        rotation = _Rotation.model_validate(request.get_json(silent=True) or {})
        overlap = KEY_OVERLAP if rotation.overlap else 0
        found = self._subscriptions.of_company(company_id)
        for each in found:
            self._subscriptions.new_key(each.subscription_id, overlap=overlap)
        return jsonify(rotated=[each.subscription_id for each in found])

    def publish(
        self, company_id: str, candidate: Candidate, order: Order
    ) -> list[Delivery[Notification]]:
        """Notify the company's active subscriptions, and return what became of it."""
        signed = Signed(
            timestamp=self._clock.now() - order.age_seconds,
            body=_body(order, candidate),
            event_id=str(uuid.uuid4()),
            event_name=order.event,
            event_version=events.VERSION,
            link=events.link(order.event, candidate, self._url),
        )
        deliveries = [
            self._sender.outbox.add(
                Notification(each.subscription_id, signed, order.forgery, order.traceparent)
            )
            for each in self._subscriptions.of_company(company_id)
            if each.status is Status.ACTIVE
            and (order.event in each.wanted.events or order.event not in events.NAMES)
        ]
        for _ in range(0 if order.hold else order.copies):
            self._sender.deliver(deliveries, restamp=False)
        return deliveries

    def _candidate(self, company_id: str, candidate_id: str | None) -> Candidate | None:
        if candidate_id is None:
            return self._candidates.of(company_id)[0]
        return self._candidates.find(company_id, candidate_id)


def view(delivery: Delivery[Notification]) -> dict[str, object]:
    """Return a delivery as JSON."""
    return {
        "eventId": _id(delivery),
        "event": delivery.message.signed.event_name,
        "subscriptionId": delivery.message.subscription_id,
        "attempts": [attempt.view() for attempt in delivery.attempts],
        "due": delivery.due,
    }


def _id(delivery: Delivery[Notification]) -> str:
    return delivery.message.signed.event_id


def _body(order: Order, candidate: Candidate) -> bytes:
    given = events.body(order.event, candidate) if order.body is None else order.body
    text = given if isinstance(given, str) else json.dumps(given, separators=(",", ":"))
    return text.encode(order.encoding)
