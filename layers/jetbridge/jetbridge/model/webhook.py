"""Outgoing webhooks: a tenant's endpoint, and one event on its way there.

Every rule here is pure; times are Unix seconds. docs/tenant-webhooks.md explains them to the
system that receives the webhooks.
"""

import hashlib
from collections.abc import Mapping
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from jetbridge.model.ports import DomainEvent
from jetbridge.model.record import field, record, replace

ENDPOINT_ID: Final = "default"
"""What a tenant's first endpoint is called: the one that release 0.1.0 knows, too."""

MAX_FURTHER: Final = 4
"""Endpoints that a tenant may have beside the first one."""

LEASE: Final = 120
"""Seconds that an attempt belongs to the worker that makes it: longer than a worker lives."""

WAITS: Final = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
"""Seconds after each attempt that failed until the next one: those of the Standard Webhooks
specification ("Deliverability and reliability")."""

MAX_WAIT: Final = 86_400
"""Seconds. An endpoint that wants to be left alone for longer is asked again all the same."""

RETENTION: Final = 30 * 86_400
"""Seconds that a delivery is kept once it is over: longer than a dead letter can be replayed."""

FAILING_AFTER: Final = 3_600
"""Seconds of failures at an endpoint after which an event tells of it."""

LETTER_TRIES: Final = 96
"""How often a delivery that is given up is offered to the dead letters, a quarter of an hour apart:
a day. After that it counts as dead without a letter."""

DEFERRED_FOR: Final = 7 * 86_400
"""Seconds after which a delivery that still waits for a permit is given up; as many again for the
end of a pause."""

LATE: Final = 120
"""Seconds after the end of a pause at which the last delivery is known to be held: a worker that
saw the pause has ended, and the index shows what it wrote."""

PAUSED: Final = "endpoint_paused"
"""The outcome of a delivery that waits for the end of a pause."""

_SPREAD: Final = 5
"""A wait is longer by up to this part of it, so that what failed together is not sent together."""


class EndpointStatus(StrEnum):
    """Whether an endpoint is told anything."""

    ACTIVE = "active"
    """It is."""
    DISABLED = "disabled"
    """It said that it is gone (410). Nothing is sent until an operator sets it again. What was
    meant for it is given up, and can be replayed."""


@record
class Endpoint:
    """One of a tenant's endpoints.

    `further` is the id of an endpoint beside the tenant's first one, and empty for that. `types`
    are the events that it wants, none of them: every one. `sealed_secrets` are those that sign, see
    `jetbridge.flows.event.webhooks.signing`. `failing_since` is when the first of the attempts
    failed since the last one that did not; `failure_told` says that an event told of it. Since
    `paused_at` nothing is sent: its tenant wants it so. `resumed_at` is when the last pause ended,
    until everything that it held is on its way. `made_for` is the digest of the request that made
    it, by its `Idempotency-Key`; empty where it had none. `rotated_for` is the same of the request
    that gave it its newest secret. `handle` was drawn when a first endpoint was set, and tells it
    from an earlier one; empty for those of earlier releases.
    """

    tenant: str
    url: str = field(repr=False)
    types: tuple[str, ...]
    sealed_secrets: str = field(repr=False)
    created_at: int
    updated_at: int
    status: EndpointStatus = EndpointStatus.ACTIVE
    failing_since: int | None = None
    failure_told: bool = False
    version: int = 0
    further: str = ""
    paused_at: int | None = None
    made_for: str = ""
    resumed_at: int | None = None
    rotated_for: str = ""
    handle: str = ""

    @property
    def id(self) -> str:
        """What the API and the operator call it."""
        return self.further or ENDPOINT_ID

    @property
    def tells_of_failure(self) -> bool:
        """Whether an event is to tell that it takes nothing, once that has lasted an hour."""
        fails = self.failing_since is not None and self.status is EndpointStatus.ACTIVE
        return fails and not self.failure_told

    @property
    def host(self) -> str:
        """Its host, and its port where it is none of https."""
        return urlsplit(self.url).netloc.rpartition("@")[2]


@record
class Listed:
    """What is known of a further endpoint without reading it: its id, and the events it wants."""

    id: str
    types: tuple[str, ...]


@record
class Directory:
    """The further endpoints of a tenant, the oldest first."""

    tenant: str
    endpoints: tuple[Listed, ...] = ()
    version: int = 0

    @property
    def ids(self) -> tuple[str, ...]:
        """Their ids."""
        return tuple(each.id for each in self.endpoints)


@record
class Receiver:
    """What an event needs of an endpoint: what it is called, and the events that it wants.

    `further` and `handle` are as an `Endpoint` has them.
    """

    further: str
    types: tuple[str, ...]
    handle: str = ""


@record
class Receivers:
    """Where a tenant is told: at its first endpoint, if it has one, and at further ones."""

    endpoints: tuple[Receiver, ...] = ()

    def wanting(self, event_type: str) -> tuple[Receiver, ...]:
        """Return the endpoints that want events of a type, disabled or not."""
        return tuple(each for each in self.endpoints if not each.types or event_type in each.types)


def failed(endpoint: Endpoint, now: int) -> Endpoint:
    """Return an endpoint at which an attempt has just failed."""
    if endpoint.failing_since is None:
        return replace(endpoint, failing_since=now)
    late = now >= endpoint.failing_since + FAILING_AFTER
    return replace(endpoint, failure_told=endpoint.failure_told or late)


def disabled(endpoint: Endpoint) -> Endpoint:
    """Return an endpoint that says that it is gone: nothing more is sent there."""
    return replace(endpoint, status=EndpointStatus.DISABLED)


def succeeded(endpoint: Endpoint) -> Endpoint:
    """Return an endpoint that has just taken a webhook."""
    return replace(endpoint, failing_since=None, failure_told=False)


class DeliveryStatus(StrEnum):
    """Where one delivery stands."""

    WAITING = "waiting"
    """For its first attempt or for the next one, or an attempt is being made."""
    DELIVERED = "delivered"
    """The endpoint has taken it."""
    DEAD = "dead"
    """It was given up. The operator may have it sent again."""
    DROPPED = "dropped"
    """The tenant had no endpoint any more when it was to be sent."""


@record
class Delivery:
    """One event on its way to an endpoint of the tenant. It holds ids and words, never the link.

    `further` is the endpoint's id, empty for the tenant's first one. `attempts` were begun. Nothing
    is sent before `next_at`; while an attempt is being made, that is the end of its lease.
    `outcome` is what came of the last attempt, in a word. `since` is when its present wait was
    begun: with the event, with a replay, or with a pause or its end. `deferrals` are the turns,
    since the last attempt, at which other attempts had used up the endpoint's share of the workers:
    none of them is an attempt. `handle` is that of the first endpoint for which it was made; empty
    where that is not known.
    """

    journey_id: str
    event: DomainEvent
    status: DeliveryStatus
    next_at: int
    updated_at: int
    attempts: int = 0
    outcome: str = ""
    since: int = 0
    deferrals: int = 0
    version: int = 0
    further: str = ""
    handle: str = ""

    @property
    def endpoint_id(self) -> str:
        """What the API and the operator call its endpoint."""
        return self.further or ENDPOINT_ID

    @property
    def is_held(self) -> bool:
        """Whether it waits for the end of a pause of its endpoint."""
        return self.status is DeliveryStatus.WAITING and self.outcome == PAUSED

    @property
    def next_attempt_at(self) -> int | None:
        """When it is tried next. None where it is not, or only once a pause has ended."""
        waits = self.status is DeliveryStatus.WAITING and not self.is_held
        return self.next_at if waits else None

    @property
    def last_status(self) -> int | None:
        """The HTTP status of the last answer, None where the last attempt had none."""
        name, _, status = self.outcome.partition("_")
        return int(status) if name == "http" else None

    @property
    def tried_out(self) -> bool:
        """Whether no further attempt follows the one that is being made, or that was begun last."""
        return self.attempts > len(WAITS)

    @property
    def needs_letter(self) -> bool:
        """Whether it is still to become a dead letter before it counts as dead."""
        return self.attempts <= len(WAITS) + LETTER_TRIES


def begun(event: DomainEvent, further: str = "", handle: str = "") -> Delivery:
    """Return the delivery of a journey's event to an endpoint, as it is stored beside it."""
    return Delivery(
        journey_id=journey_of(event.detail),
        event=event,
        status=DeliveryStatus.WAITING,
        next_at=event.at,
        updated_at=event.at,
        since=event.at,
        further=further,
        handle=handle,
    )


def is_for_earlier(delivery: Delivery, endpoint: Endpoint) -> bool:
    """Return whether a delivery was made for another endpoint, in the place of which this one is.

    That one was removed, and what waited for it is discarded. A further endpoint has no place that
    another one takes. Where a handle is not known, the time tells.
    """
    if delivery.further:
        return False
    if delivery.handle and endpoint.handle:
        return delivery.handle != endpoint.handle
    return delivery.event.at < endpoint.created_at


def journey_of(detail: Mapping[str, object]) -> str:
    """Return the journey that an event is about, empty where it is about something else."""
    return str(detail.get("journeyId", ""))


def claimed(delivery: Delivery, now: int) -> Delivery:
    """Return a delivery of which an attempt is about to be made."""
    begun = replace(delivery, attempts=delivery.attempts + 1, deferrals=0)
    return replace(begun, next_at=now + LEASE, updated_at=now)


def next_wait(delivery: Delivery, asked_wait: int) -> int:
    """Return the seconds until the attempt after the one that failed.

    `asked_wait` is for how many seconds the endpoint wants to be left alone.
    """
    usual = WAITS[min(delivery.attempts, len(WAITS)) - 1]
    extra = int(usual / _SPREAD * _drawn(f"{delivery.event.id} {delivery.attempts}"))
    return max(usual + extra, min(asked_wait, MAX_WAIT))


def permit_wait(delivery: Delivery, longest: int) -> int:
    """Return the seconds until a delivery that waits for a permit asks for one again.

    They double up to `longest`, and are spread over as many more.
    """
    usual = min(1 << delivery.deferrals, longest)
    return usual + int(usual * _drawn(f"{delivery.event.id} turn {delivery.deferrals}"))


def _drawn(text: str) -> float:
    """Return a number from 0 to (not including) 1: always the same one for a text."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4]) / 2**32


def delayed(delivery: Delivery, now: int, outcome: str, wait: int) -> Delivery:
    """Return a delivery that is tried again after `wait` seconds."""
    return replace(delivery, next_at=now + wait, updated_at=now, outcome=outcome)


def deferred(delivery: Delivery, now: int, wait: int) -> Delivery:
    """Return a delivery that waits `wait` seconds for a permit. That is no attempt."""
    later = replace(delivery, deferrals=delivery.deferrals + 1)
    return replace(later, next_at=now + wait, updated_at=now)


def kept(delivery: Delivery, now: int, outcome: str, wait: int) -> Delivery:
    """Return a delivery that is given up, and that the dead letters did not take yet."""
    counted = replace(delivery, attempts=max(delivery.attempts, len(WAITS)) + 1)
    return delayed(counted, now, outcome, wait)


def over(delivery: Delivery, status: DeliveryStatus, now: int, outcome: str) -> Delivery:
    """Return a delivery that has come to an end."""
    return replace(delivery, status=status, updated_at=now, outcome=outcome)


def renewed(delivery: Delivery, now: int) -> Delivery:
    """Return a delivery that was given up and is to be made from the beginning.

    What it was given up for is over: one that a pause held is held no more.
    """
    waits = replace(delivery, status=DeliveryStatus.WAITING, attempts=0, deferrals=0, since=now)
    return replace(waits, next_at=now, updated_at=now, outcome="")
