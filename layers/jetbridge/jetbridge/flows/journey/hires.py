"""A look at an application: whether a journey begins or ends. The queue's work `application`.

    1. what is known is read              its record, its latest journey, the tenant's policy
    2. the partner is asked               the application, and whether it is ready to onboard
    3. what follows is decided            `jetbridge.model.hire`, which does no I/O
    4. it is committed with the record    where the record is still the one that was read

Every notification marks the record, and a mark grows its version: of many that look at once, one
writes, and a check that began before the last notification writes nothing. So there is never more
than one journey for a hire, however often and in whatever order we hear of it. Of a person who was
erased nothing is looked at, and no journey begins: the marker is checked in the same transaction.
"""

import logging
from typing import Final, NamedTuple

from jetbridge.flows.context import Context
from jetbridge.flows.event import outbox
from jetbridge.flows.journey import hiring, merging, record
from jetbridge.flows.partner import hiring_system
from jetbridge.flows.people import markers, names
from jetbridge.model import hire
from jetbridge.model import journey_rules as rules
from jetbridge.model.changes import KEPT, Kind, Logged
from jetbridge.model.connection import Connection
from jetbridge.model.hire import Application, Begin, End, Forget, Later, Leave, Seen
from jetbridge.model.hiring import (
    Busy,
    Forbidden,
    Gone,
    Hired,
    Merged,
    NotAHire,
    NotConnected,
    Readiness,
    Unread,
)
from jetbridge.model.journey import Journey, Reason, Status
from jetbridge.model.journey_events import HireEnded
from jetbridge.model.metrics import Metric
from jetbridge.model.policy import Policy, Start
from jetbridge.model.record import replace
from jetbridge.model.work import Message
from jetbridge.store import (
    applications,
    candidates,
    connections,
    journeys,
    keys,
    policies,
    tenants,
)
from jetbridge.store.policies import Current, State
from jetbridge.store.table import ConditionFailedError, Put, Table, WriteConflictError

logger = logging.getLogger(__name__)

_TRIES: Final = 5
"""Checks that one message may lead to, each because of a concurrent write."""


def look(context: Context, message: Message) -> None:
    """Check whether an application is hired, and do what follows. A repeat does nothing.

    Raises:
        WriteConflictError: the record was being written all the while; the message is to come
            again.
        PolicyLostError: the tenant's policy is gone.
    """
    for _ in range(_TRIES):
        known = applications.get(context.table, str(message.get("record")))
        if known is None or known.look_at is None or known.erased:
            return
        try:
            around = _around(context.table, known)
            if markers.is_marked(context, known, around.connection):
                context.table.write(applications.remove(known))
            else:
                _looked(context, known, around)
        except (ConditionFailedError, WriteConflictError):
            continue
        return
    raise WriteConflictError


class _Around(NamedTuple):
    """What a look at an application goes by: all is as it was read together."""

    connection: Connection | None
    force: Current
    journey: Journey | None


def _around(table: Table, known: Application) -> _Around:
    places = [keys.connection(known.connection_id), keys.current_policy(known.tenant)]
    places += [keys.journey(known.journey_id)] if known.journey_id else []
    connection, pointer, *journey = table.get_many(places)
    return _Around(
        connections.of_item(connection),
        policies.of_item(pointer),
        journeys.of_item(journey[0]) if journey else None,
    )


def _looked(context: Context, known: Application, around: _Around) -> None:
    connection, journey, force = hiring.usable(around.connection), around.journey, around.force
    if connection is None:
        _put_off(context, known, journey, NotConnected())
        return
    version = force.in_force
    policy = record.policy_of(context, known.tenant, version) if version else None
    asks_ready = policy is not None and policy.start is Start.READY
    asks_ready = asks_ready and not hire.has_journey(known, journey)
    read = _seen(context, connection, known, asks_ready=asks_ready)
    seen = merging.follow(context, known, journey, read) if isinstance(read, Merged) else read
    if seen is None:
        return
    if not isinstance(seen, Seen):
        _put_off(context, known, journey, seen)
        return
    after = replace(
        known, look_at=None, looks=0, application_id=seen.application_id or known.application_id
    )
    match hire.decide(known, journey, seen, policy):
        case Begin() if force.state is State.PAUSED:
            context.table.write(applications.save(hire.paused(known, context.clock.now())))
        case Begin(number) if policy:
            _begin(context, policy, connection, replace(after, sequence=number, hired=True))
        case End(reason) if journey:
            _end(context, journey, reason, replace(after, hired=False))
        case Leave(hired):
            rests = replace(after, hired=hired)
            context.table.write(_at_rest(rests, journey, context.clock.now()))
        case Forget():
            # A journey that a restore has lost, or that was removed, counts until then.
            rests = replace(after, hired=False)
            context.table.write(_at_rest(rests, journey, context.clock.now()))
        case Later():
            _put_off(context, replace(known, hired=False), journey, Later())


def _seen(
    context: Context, connection: Connection, known: Application, *, asks_ready: bool
) -> Seen | Merged | Unread:
    """Ask the partner. What is gone is not hired."""
    system = hiring_system(connection.partner)
    found = system.standing(context, connection, known.candidate_id, known.job_id)
    match found:
        case NotAHire():
            return Seen(hired=False)
        case Gone():
            return Seen(hired=False, over=Reason.CANDIDATE_DELETED)
        case Hired(application_id):
            seen = Seen(hired=True, application_id=application_id)
            return _with_readiness(context, connection, known, seen) if asks_ready else seen
        case Merged() | NotConnected() | Forbidden() | Busy():
            return found


def _with_readiness(
    context: Context, connection: Connection, known: Application, seen: Seen
) -> Seen | Unread:
    system = hiring_system(connection.partner)
    match system.readiness(context, connection, known.candidate_id, known.job_id):
        case Readiness(ready):
            return replace(seen, ready=ready)
        case NotAHire():
            return Seen(hired=False)
        case unread:
            return unread


def _begin(context: Context, policy: Policy, connection: Connection, after: Application) -> None:
    now = context.clock.now()
    journey = Journey(
        id=f"jny_{context.ids.handle()}",
        tenant=after.tenant,
        connection_id=connection.id,
        company_id=connection.account,
        application_id=after.application_id,
        candidate_id=after.candidate_id,
        job_id=after.job_id,
        sequence=after.sequence,
        policy_version=policy.version,
        status=Status.RUNNING,
        steps=(),
        created_at=now,
        updated_at=now,
    )
    mine = applications.save(replace(after, journey_id=journey.id))
    lead = candidates.lead(journey, after.record_id)
    company = names.company_of(connection)
    stands = markers.unmarked(context.pseudonyms, after.tenant, company, after.candidate_id)
    record.create(context, policy, rules.begin(policy, journey), mine, lead, stands)
    Logged().keep(
        {
            KEPT: str(Kind.HIRE),
            "journey": journey.id,
            "tenant": journey.tenant,
            "connection": journey.connection_id,
            "record": after.record_id,
            "round": journey.sequence,
        }
    )


def _end(context: Context, journey: Journey, reason: Reason, after: Application) -> None:
    """Tell a journey that its hire is over, by the version of the policy that it runs by."""
    policy = record.policy_for(context, journey)
    transition = rules.after(policy, journey, HireEnded(context.clock.now(), reason))
    record.save(context, policy, transition, applications.save(after))
    outbox.have_moved(context.queue, journey.tenant, [journey.id])


def _put_off(
    context: Context, known: Application, journey: Journey | None, why: Unread | Later
) -> None:
    """Look again later; after two weeks of that, no more, and the operator is told.

    Of a tenant that was offboarded nothing is looked at again.
    """
    retry_after = why.retry_after if isinstance(why, Busy) else None
    now = context.clock.now()
    if isinstance(why, NotConnected) and tenants.is_closed(context.table, known.tenant):
        context.table.write(_at_rest(known, journey, now))
        return
    after = hire.delayed(known, now, retry_after)
    facts = {
        "connection": known.connection_id,
        "journey": known.journey_id,
        "why": type(why).__name__,
        "looks": known.looks,
    }
    if after is not None:
        context.table.write(applications.save(after))
        logger.info("application not seen", extra=facts)
        return
    context.table.write(_at_rest(known, journey, now))
    logger.warning("application given up", extra=facts)
    context.meter.count(Metric.HIRE_GIVEN_UP)


def _at_rest(known: Application, journey: Journey | None, now: int) -> Put:
    """Return the write after which an application is not looked at before it is heard of again.

    Its ids stay while its latest journey does.
    """
    if not known.journey_id:
        return applications.forget(known, now)
    if journey is None:
        return applications.remember(known, now)
    return applications.save(replace(known, look_at=None, looks=0))
