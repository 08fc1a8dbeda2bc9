"""What the queue carries: messages that name a kind of work and what it is about, by ids."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

type Message = Mapping[str, object]
"""A JSON object with a `kind`, and the `tenant` whose work it is; ids only, never a secret or
personal data."""

RESEAL: Final = "reseal"
"""The task of the messages by which the re-seal goes on."""
LINKED: Final = "linked_trace_id"
"""The member that says that the work begins a trace of its own. It names the trace which has caused
the work, empty where none is known, and travels beside the message."""
UPKEEP: Final = "*upkeep"
"""The group of messages whose work nothing waits for. No tenant is called so."""


class Kind(StrEnum):
    """The kinds of work."""

    NOTIFICATION = "notification"
    """Act on a stored notification of a partner: `partner`, `event_id`."""
    EXCHANGE = "exchange"
    """Exchange credentials with SmartRecruiters, as an admin has approved: `approval`."""
    LAUNCH = "launch"
    """Start a requested onboarding at its partner: `onboarding_id`."""
    JOURNEY = "journey"
    """Move a journey as far as it goes: `journey_id`."""
    APPLICATION = "application"
    """Look whether an application is hired: `record`, the name of what we know of it."""
    EVENT = "event"
    """Publish a domain event that waits, and whose link may be opened here: `event_id`."""
    DELIVERY = "delivery"
    """Send an event to an endpoint of the tenant: `journey_id`, `event_id`, and `endpoint` where it
    is not the first one. One that was given up is sent from the beginning where the message is
    `anew`."""
    ENDPOINT = "endpoint"
    """Look at a tenant's endpoint that has taken nothing for an hour, or that is told again after a
    pause: `tenant`, and `endpoint` where it is not the first one. A message that goes on with the
    pages of an earlier one has `began`, when that was, and `after`, behind which item."""
    SETTLE = "settle"
    """Settle what the reconciler has given up: `item`, the partition key of what was left half
    done."""
    RETENTION = "retention"
    """Remove what has been kept long enough of something that has ended: `item` and `part`, the two
    halves of its key, and `days`, how long each class is kept."""
    PERSON = "person"
    """Copy or erase a person's data, as was asked: `request`. One that was sent `ahead` of it has
    it done only where no other message has begun it."""
    TASK = "task"
    """Do a task of a connection, an onboarding or the deployment: `task`, and `connection_id` or
    `onboarding_id` where it is about one."""


def check_job(partner: str) -> str:
    """Return the name of the job that asks a partner what became of an onboarding."""
    return f"check_{partner}"


def check(onboarding_id: str, partner: str) -> Message:
    """Return the message that has a partner asked what became of an onboarding."""
    return onboarding_task(onboarding_id, check_job(partner))


def from_the_start(message: Message) -> Message:
    """Return the message as the dead letter of work that was given up: a replay starts it again."""
    return {**message, "anew": True}


def of_tenant(tenant: str, message: Message) -> Message:
    """Return a message that says whose work it is, so that a queue serves tenants by turns."""
    return {**message, "tenant": tenant}


def of_upkeep(message: Message) -> Message:
    """Return a message that takes turns with the tenants' work, as all upkeep together does.

    However much of it there is, for each tenant only a little, the work of a tenant goes first.
    """
    return {**message, "group": UPKEEP}


def linked(message: Message, trace_id: str) -> Message:
    """Return a message whose work begins a trace of its own.

    `trace_id` is the trace that has caused it; empty: none that is known.
    """
    return {**message, LINKED: trace_id}


def notification(partner: str, event_id: str) -> Message:
    """Return the message that has a stored notification handled."""
    return {"kind": str(Kind.NOTIFICATION), "partner": partner, "event_id": event_id}


def exchange(approval: str) -> Message:
    """Return the message that has an approved exchange made; `approval` names the consent."""
    return {"kind": str(Kind.EXCHANGE), "approval": approval}


def launch(onboarding_id: str) -> Message:
    """Return the message that has a queued onboarding started at its partner."""
    return {"kind": str(Kind.LAUNCH), "onboarding_id": onboarding_id}


def journey(journey_id: str) -> Message:
    """Return the message that has a journey moved."""
    return {"kind": str(Kind.JOURNEY), "journey_id": journey_id}


def application(record_id: str) -> Message:
    """Return the message that has an application looked at. It names no candidate."""
    return {"kind": str(Kind.APPLICATION), "record": record_id}


def event(event_id: str) -> Message:
    """Return the message that has a domain event published."""
    return {"kind": str(Kind.EVENT), "event_id": event_id}


def delivery(journey_id: str, event_id: str, further: str = "") -> Message:
    """Return the message that has an event sent to an endpoint: the tenant's first or another."""
    message = {"kind": str(Kind.DELIVERY), "journey_id": journey_id, "event_id": event_id}
    return message | _endpoint(further)


def endpoint(tenant: str, further: str = "") -> Message:
    """Return the message that has an endpoint looked at."""
    return of_tenant(tenant, {"kind": str(Kind.ENDPOINT)} | _endpoint(further))


def going_on(message: Message, began: int, after: Mapping[str, str | int]) -> Message:
    """Return the message that goes on with the pages of an endpoint, of a pass that has begun."""
    return {**message, "began": began, "after": dict(after)}


def endpoint_in(message: Message) -> str:
    """Return the further endpoint that a message names; empty: the tenant's first one."""
    return str(message.get("endpoint", ""))


def _endpoint(further: str) -> dict[str, str]:
    """Return the member that names a further endpoint. Earlier releases' messages have none."""
    return {"endpoint": further} if further else {}


def settle(item: str) -> Message:
    """Return the message that has a half-done item settled. It is a dead letter only."""
    return {"kind": str(Kind.SETTLE), "item": item}


def retention(item: str, part: str, days: Mapping[str, int]) -> Message:
    """Return the message that has removed what was kept long enough of an ended item.

    `days` are the deployment's periods by class (`jetbridge.model.retention.Periods`).
    """
    return {"kind": str(Kind.RETENTION), "item": item, "part": part, "days": dict(days)}


def person(request_id: str, *, ahead: bool = False) -> Message:
    """Return the message that has a copy or an erasure made. It names no person."""
    return {"kind": str(Kind.PERSON), "request": request_id} | ({"ahead": True} if ahead else {})


def connection_task(connection_id: str, task: str) -> Message:
    """Return the message that has a connection's task done."""
    return {"kind": str(Kind.TASK), "connection_id": connection_id, "task": task}


def deployment_task(task: str) -> Message:
    """Return the message that has a task done that is about the deployment itself."""
    return {"kind": str(Kind.TASK), "task": task}


def onboarding_task(onboarding_id: str, task: str) -> Message:
    """Return the message that has an onboarding's task done."""
    return {"kind": str(Kind.TASK), "onboarding_id": onboarding_id, "task": task}
