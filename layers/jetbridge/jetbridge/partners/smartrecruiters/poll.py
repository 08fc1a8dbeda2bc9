"""The poll: finds hires of which no notification came. The task `poll` of a connection.

    1. GET /candidates, page by page       those hired and ready to onboard, changed since last time
    2. each is marked for a look           unless it waits for one, or has its journey
    3. the watermark moves                 once the list was read to its end, to when that began

A page that takes longer than SmartRecruiters may take is asked for again with half as many people.
A run that ends early goes on at its page next time, and repeats what it may have missed: marks may
be made twice. A page that cannot be read has the list begin again, and pages that lead nowhere end
the pass (`jetbridge.model.poll`). As long as the end was not reached the watermark stays, the
connection shows why, and after an hour others are told (`jetbridge.model.poll_trouble`). A little
is read twice each time, for their clock is not ours, and what they list may lag behind. Candidates
that have not changed since the tenant's first policy was written are not looked for.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from http import HTTPStatus
from typing import Final

from jetbridge.flows.connection import health
from jetbridge.flows.context import Context
from jetbridge.flows.event import outbox
from jetbridge.flows.passing_over import passing_over
from jetbridge.flows.people import markers, names
from jetbridge.model import company_settings, events, hire, poll_trouble, schedule
from jetbridge.model import poll as pages
from jetbridge.model.connection import Connection
from jetbridge.model.hiring import Busy, Forbidden, NotConnected, Unread
from jetbridge.model.metrics import Metric
from jetbridge.model.poll import Page, Place, Stopped, Through
from jetbridge.model.ports import HttpRequest, HttpResponse
from jetbridge.model.record import replace
from jetbridge.model.schedule import POLL_IDLE, POLL_ON, Task
from jetbridge.partners.smartrecruiters import hiring_system
from jetbridge.partners.smartrecruiters.customer import Api
from jetbridge.partners.smartrecruiters.hired import Hired, read_hired
from jetbridge.store import applications, journeys, policies
from jetbridge.store import outbox as outbox_items
from jetbridge.store.listing import or_else
from jetbridge.store.table import ConditionFailedError, Table, Write, WriteRejectedError

logger = logging.getLogger(__name__)

MAX_PAGES: Final = 5
"""Pages of a run, of a hundred candidates each."""
MAX_PAGES_AGAIN: Final = 50
"""Pages of a run where an earlier one did not come to the end: page ids may not live until the next
run. The budget ends it earlier."""
BUDGET: Final = 20
"""Seconds after which a run reads no further page: others wait in the worker's batch, and what it
has not stored by the end of its time it reads again."""
OVERLAP: Final = 1_800
"""Seconds that are read once more: the partner's clock may be behind ours, and its list behind what
was changed."""

UNTIL: Final = company_settings.POLLED_UNTIL
HIRED_AT: Final = company_settings.POLL_HIRED_AT
TROUBLE: Final = company_settings.POLL_TROUBLE
_BY: Final = "poll"


def poll(context: Context, connection: Connection) -> Connection:
    """Look for hires, and arm the next poll.

    Raises:
        WriteConflictError: the connection was being written all the while.
    """
    now = context.clock.now()
    policy_began = policies.began(context.table, connection.tenant)
    if policy_began is None:
        return _armed(context, connection, schedule.spread(connection.id, now, POLL_IDLE))
    place = pages.loaded(connection.settings, _since(connection, policy_began), now)
    most = MAX_PAGES_AGAIN if TROUBLE in connection.settings else MAX_PAGES
    for _ in range(most):
        match _step(context, connection, place):
            case Place() as following:
                place = following
            case Stopped() as stop:
                return _stopped(context, connection, place, stop)
            case Through() as end:
                return _finished(context, connection, place, end)
        if context.clock.now() >= now + BUDGET:
            break
    return _interrupted(context, connection, place, context.clock.now() + POLL_ON)


def _since(connection: Connection, policy_began: int) -> int:
    settings = connection.settings
    # Whether `updatedAfter` counts what changed in that very second, the partner does not say.
    earliest = policy_began - 1
    return max(int(settings[UNTIL]) - OVERLAP, earliest) if UNTIL in settings else earliest


def _step(context: Context, connection: Connection, place: Place) -> Place | Stopped | Through:
    """Read a page, and mark those on it."""

    def page(api: Api) -> HttpRequest:
        patient = replace(api, timeout=context.settings.smartrecruiters_timeout)
        return patient.hired(updated_after=place.since, limit=place.size, page_id=place.page)

    answer = hiring_system.send(context, connection, page)
    read = read_hired(answer) if isinstance(answer, HttpResponse) else answer
    if isinstance(read, Busy) and read.took_too_long:
        return pages.too_slow(place, _why(read), context.clock.now())
    if not isinstance(read, Hired):
        # What is refused may be the page's id, which has ended.
        refused = isinstance(answer, HttpResponse) and answer.is_refusal
        return pages.failed(place, _why(read), refused=refused)
    if read.unreadable:
        # By position: what cannot be read may be a person's data.
        facts = {"connection": connection.id, "page": place.pages, "entries": read.unreadable}
        logger.warning("entries of the poll not read", extra=facts)
    for _ in read.unreadable:
        context.meter.count(Metric.POLL_ENTRY_UNREADABLE)
    found = _mark(context, connection, read.applications)
    return pages.after(
        place,
        Page(
            next_page=read.next_page_id,
            entries=read.entries,
            found=found,
            unreadable=len(read.unreadable),
            total=read.total,
            nowhere=read.goes_on_nowhere,
        ),
    )


def _why(read: Unread) -> str:
    match read:
        case NotConnected():
            return "not_connected"
        case Busy(HTTPStatus.OK):
            return "list_unreadable"
        case Busy(0):
            return "no_answer"
        case Busy(status) | Forbidden(status):
            return f"http_{status}"


def _mark(context: Context, connection: Connection, found: Iterable[tuple[str, str]]) -> bool:
    """Request checks of those without a journey, enqueue them, and return whether there are any.

    One of which it cannot be read whether it has a journey is enqueued, too: its check fails, and
    ends among the dead letters, while the others of the page go on.
    """
    marked: list[str] = []
    with passing_over(context.meter):
        for candidate_id, job_id in found:
            record = applications.name(connection.id, candidate_id, job_id)
            if or_else(partial(_is_settled, context.table, record), otherwise=False):
                continue
            writes = markers.look_at(
                context,
                tenant=connection.tenant,
                connection_id=connection.id,
                candidate_id=candidate_id,
                job_id=job_id,
                company=names.company_of(connection),
            )
            try:
                context.table.write(*writes)
            except (ConditionFailedError, WriteRejectedError):
                continue  # the person was erased, or the record has a version that is no number
            marked.extend(applications.requested_checks(writes))
            context.meter.count(Metric.HIRE_FOUND_BY_POLL)
    outbox.have_looked_at(context.queue, connection.tenant, marked)
    return bool(marked)


def _is_settled(table: Table, record: str) -> bool:
    """Return whether a check is due anyway or not allowed, or the present hire has its journey."""
    known = applications.get(table, record)
    if known is None:
        return False
    if known.erased or known.look_at is not None:
        return True
    journey = journeys.get(table, known.journey_id) if known.journey_id else None
    return hire.has_journey(known, journey)


def _finished(context: Context, connection: Connection, place: Place, end: Through) -> Connection:
    """Arm the next poll: the longer no hire was listed, the later."""
    now, known = context.clock.now(), connection.settings
    hired_at = now if end.listed else int(known.get(HIRED_AT, now))

    def finished(settings: Mapping[str, str]) -> Mapping[str, str]:
        rest = {name: value for name, value in settings.items() if name not in pages.SAVED}
        until = str(max(place.began, int(rest.get(UNTIL, 0))))
        seen = {UNTIL: until, HIRED_AT: str(hired_at)}
        return poll_trouble.over(rest, end.why) | seen | pages.sized(place, now)

    at = schedule.spread(connection.id, now, schedule.poll_after(now, hired_at=hired_at))
    return _armed(context, connection, at, finished)


def _interrupted(context: Context, connection: Connection, place: Place, at: int) -> Connection:
    return _armed(context, connection, at, lambda settings: {**settings, **pages.saved(place)})


def _stopped(context: Context, connection: Connection, at: Place, stop: Stopped) -> Connection:
    """Return the connection that goes on later: at the same page, or from the window's beginning.

    Of a list that has not failed before, and of which a page was read, the beginning is read again
    soon: a page id may just have ended. So is a page that is smaller now.
    """
    known, following = connection.settings.get(TROUBLE), stop.place
    facts = {"connection": connection.id, "why": stop.why, "page": at.pages, "began": at.began}
    logger.warning("poll incomplete", extra=facts)
    context.meter.count(Metric.POLL_INCOMPLETE)
    now = context.clock.now()
    is_smaller = following.size < at.size
    soon = is_smaller or (not known and at.page and not following.page)
    since = connection.settings.get(company_settings.POLL_TROUBLE_SINCE)
    later = schedule.poll_retry_after(now, failing_since=int(since) if since else None)
    moment = now + POLL_ON if soon else schedule.spread(connection.id, now, later)

    def stopped(settings: Mapping[str, str]) -> Mapping[str, str]:
        kept = {**settings, **pages.saved(following)}
        return poll_trouble.troubled(kept, stop.why, now, hopeless=stop.hopeless)

    return _armed(context, connection, moment, stopped)


def _armed(
    context: Context,
    connection: Connection,
    at: int,
    changed: Callable[[Mapping[str, str]], Mapping[str, str]] = lambda settings: settings,
) -> Connection:
    def armed(current: Connection) -> Connection:
        if current.tasks.get(Task.POLL) != connection.tasks.get(Task.POLL):
            return current  # another worker polls by now, or the poll was armed anew
        return schedule.polled(replace(current, settings=changed(current.settings)), at)

    def told(before: Connection, after: Connection) -> tuple[Write, ...]:
        event = events.of_poll(before, after, before.version + 1, context.clock.now())
        if event is None:
            return ()
        if event.type == events.POLL_FAILING:
            context.meter.count(Metric.POLL_FAILING)
        return (outbox_items.record(event),)

    return health.change(context, connection, armed, by=_BY, beside=told)
