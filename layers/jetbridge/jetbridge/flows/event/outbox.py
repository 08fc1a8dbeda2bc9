"""Domain events on their way to the bus: written with the change, published after it.

    1. the change and its event are committed    one transaction (`jetbridge.store.outbox`)
    2. the event is published                    at once; what fails is left to the schedule
    3. the event is forgotten                    a crash before this publishes it again

So every event is published at least once, each time under the same id. A journey's events are
committed with their deliveries, too, one to each endpoint of the tenant that wants them
(`jetbridge.flows.event.webhooks`).

An event's link is opened when it is published. Only the worker does that: the schedule, which may
read no secret, has the queue publish what carries one.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from types import MappingProxyType
from typing import Final

from jetbridge.flows.context import Context
from jetbridge.flows.onboarding import links
from jetbridge.flows.schedule.given_up import give_up
from jetbridge.model import outbound, trace, webhook, work
from jetbridge.model.changes import KEPT, Kind, Logged
from jetbridge.model.events import JOURNEY_TYPES
from jetbridge.model.metrics import Metric
from jetbridge.model.ports import BusUnavailableError, DomainEvent, Queue, QueueUnavailableError
from jetbridge.model.record import asdict, record, replace
from jetbridge.model.webhook import Delivery, Receivers
from jetbridge.model.work import Message
from jetbridge.store import applications, deliveries, due, endpoints, journeys, outbox
from jetbridge.store.due import Partition
from jetbridge.store.table import Key, Put, StoreError, Table, Update, Write
from jetbridge.vault.sealing import UnsealableError
from jetbridge.vault.secrets import SecretUnavailableError

logger = logging.getLogger(__name__)

NONE_KNOWN: Final[Mapping[str, Receivers]] = MappingProxyType({})
"""Where tenants are told was not read before."""

_VERSIONED: Final = frozenset({"CONNECTION", "ONBOARDING", "ENDPOINT", "FURTHER", "CREDENTIAL"})
"""Items of which events tell by version, by the first word of their sort keys."""
PAGE: Final = 100
BUDGET: Final = 45
"""Seconds after which a run takes up nothing more."""
PATIENCE: Final = 10
"""Events that may fail before a run leaves the bus alone."""


def commit(context: Context, *writes: Write, known: Mapping[str, Receivers] = NONE_KNOWN) -> None:
    """Make the writes, all or none, and publish the events that are recorded among them.

    The journeys and the applications that are to be looked at because of them are put into the
    queue, and the deliveries of the events into theirs. A journey whose effect is being made is
    not: the worker that makes it goes on with the journey. `known` says where tenants are told, as
    that was read just now.

    Raises:
        StoreError: as `Table.write` does. Nothing was published then.
    """
    events = outbox.recorded(writes)
    posts = _posts(context.table, events, known)
    context.table.write(*writes, *map(deliveries.create, posts))
    if any(each.type not in JOURNEY_TYPES for each in events):
        _keep_versions(writes)
    flush(context, events)
    tenant = _tenant(writes)
    mine = outbound.names().get("journey")
    woken = [each for each in journeys.woken(writes) if each != mine]
    have_moved(context.queue, tenant, woken)
    have_looked_at(context.queue, tenant, applications.requested_checks(writes))
    have_sent_all(context.webhooks, posts)


def _keep_versions(writes: Iterable[Write]) -> None:
    """Note of which versions events tell: in a restored table what they are about goes on above.

    A journey's is noted with each of its moves.
    """
    for each in writes:
        word, version = each.key.sk.partition("#")[0], _version(each)
        if word in _VERSIONED and version is not None:
            place = {"item": each.key.pk, "part": each.key.sk}
            Logged().keep({KEPT: str(Kind.VERSION), "version": version, **place})


def _version(write: Write) -> int | None:
    version = write.item.get("version") if isinstance(write, Put) else None
    return version if isinstance(version, int) else None


def _tenant(writes: Iterable[Write]) -> str:
    """Return whose items are written; empty where none of them says it."""
    items = [
        each.item if isinstance(each, Put) else each.set
        for each in writes
        if isinstance(each, Put | Update)
    ]
    return next((str(item["tenant"]) for item in items if item.get("tenant")), "")


def _posts(
    table: Table, events: Iterable[DomainEvent], known: Mapping[str, Receivers]
) -> list[Delivery]:
    """Return the deliveries of these events: of journeys, one to each endpoint that wants it."""
    told = [event for event in events if event.type in JOURNEY_TYPES]
    tenants = {event.tenant for event in told}
    found = {
        tenant: known[tenant] if tenant in known else endpoints.read_receivers(table, tenant)
        for tenant in tenants
    }
    return [
        webhook.begun(event, each.further, each.handle)
        for event in told
        for each in found[event.tenant].wanting(event.type)
    ]


def have_moved(queue: Queue, tenant: str, journey_ids: Sequence[str]) -> None:
    """Have the queue move the journeys that wait for this; else the schedule does."""
    have_done(queue, [work.of_tenant(tenant, work.journey(each)) for each in journey_ids])


def have_looked_at(queue: Queue, tenant: str, record_ids: Sequence[str]) -> None:
    """Have the queue look at the applications of these records; else the schedule does."""
    have_done(queue, [work.of_tenant(tenant, work.application(each)) for each in record_ids])


def have_sent(webhooks: Queue, delivery: Delivery, *, delay: int = 0) -> None:
    """Have the queue of webhooks send a delivery; else the schedule does."""
    have_sent_all(webhooks, [delivery], delay=delay)


def have_sent_all(webhooks: Queue, found: Iterable[Delivery], *, delay: int = 0) -> None:
    """Have the queue of webhooks send deliveries; else the schedule does."""
    messages = [
        work.of_tenant(
            each.event.tenant, work.delivery(each.journey_id, each.event.id, each.further)
        )
        for each in found
    ]
    have_done(webhooks, messages, delay=delay)


def have_done(queue: Queue, messages: Sequence[Message], *, delay: int = 0) -> bool:
    """Have work done that is due anyway: what the queue does not take is left to the schedule.

    Nothing is done before `delay` seconds have passed. Tells whether the queue took it.
    """
    if not messages:
        return True
    try:
        queue.send(messages, delay=delay)
    except QueueUnavailableError:
        kinds = [str(message.get("kind")) for message in messages]
        logger.warning("left to the schedule", extra={"kinds": kinds})
        return False
    return True


def flush(context: Context, events: Sequence[DomainEvent]) -> bool:
    """Publish stored events and forget them; return whether the bus took them.

    Nothing is raised: the change that they tell of is committed, and the schedule tries again.
    """
    if not events:
        return True
    try:
        context.bus.publish([links.added(context, event) for event in events])
        for event in events:
            context.table.write(outbox.published(event))
    except (BusUnavailableError, StoreError, SecretUnavailableError, UnsealableError) as error:
        facts = {"types": [event.type for event in events], "error": type(error).__name__}
        logger.warning("events wait for the next run", extra=facts)
        context.meter.count(Metric.EVENTS_DELAYED)
        return False
    return True


def publish(context: Context, message: Message) -> None:
    """Publish an event that waits. The queue's work of the kind `event`.

    Where the bus does not take it, it goes on waiting: the schedule dispatches it again.
    """
    event = outbox.get(context.table, str(message.get("event_id")))
    if event:
        flush(context, [event])


def _publication(event: DomainEvent) -> Message:
    return work.of_tenant(event.tenant, work.event(event.id))


@record
class Report:
    """What one run published, had published by the worker, or gave up; what waits; was that all?"""

    published: int = 0
    handed_over: int = 0
    waiting: int = 0
    complete: bool = True
    given_up: int = 0


def sweep(context: Context) -> Report:
    """Publish what flows left behind, for as long as the bus takes something.

    Each try is counted and put off before it begins, twice as long each time: an event that the bus
    refuses, or that ends the run, holds up no other, and is given up after two weeks or so.
    """
    began = context.clock.now()
    report = Report()
    pages = due.pages(context.table, Partition.SEND, began, size=PAGE)
    for entry in chain.from_iterable(due.standing(context.table, page) for page in pages):
        if report.waiting >= PATIENCE or context.clock.now() >= began + BUDGET:
            report = replace(report, complete=False)
            break
        event_id = entry.key.pk.partition("#")[2]
        if entry.tries >= outbox.MAX_TRIES:
            letter = work.of_tenant(entry.tenant, work.event(event_id))
            ended = give_up(context, entry, letter, _kept, most=outbox.MAX_TRIES)
            report = replace(report, given_up=report.given_up + ended)
        elif due.take_up(context.table, entry, now=context.clock.now(), first=outbox.PATIENCE):
            report = _swept(context, event_id, report)
    logger.info("outbox swept", extra=asdict(report))
    return report


def _swept(context: Context, event_id: str, report: Report) -> Report:
    """Publish one event, or have the worker do it where it carries a link."""
    try:
        event = outbox.get(context.table, event_id)
        if event is None:
            return report
        with trace.following(event.traceparent):
            if not event.link_of and flush(context, [event]):
                return replace(report, published=report.published + 1)
            if event.link_of and have_done(context.queue, [_publication(event)]):
                return replace(report, handed_over=report.handed_over + 1)
    except Exception:
        logger.exception("event not published", extra={"event": event_id})
        context.meter.count(Metric.UNEXPECTED_ERROR)
    return replace(report, waiting=report.waiting + 1)


def _kept(context: Context, key: Key) -> None:
    """Keep an event for as long as its dead letter can be replayed."""
    context.table.write(outbox.kept(key, context.clock.now()))
