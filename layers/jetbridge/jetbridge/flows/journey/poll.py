"""The poll: finds hires of which no notification came. The task `poll` of a connection.

    1. GET /candidates, page by page       those hired and ready to onboard, changed since last time
    2. each is marked for a look           unless it waits for one, or has its journey
    3. the watermark moves                 once every page was read, to when the first one was

A run that ends early goes on at its page next time, and repeats what it may have missed: marks may
be made twice. A little is read twice each time, for their clock is not ours. Nobody is looked for
who has not changed since the tenant's first policy was written.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from jetbridge.flows import health, outbox
from jetbridge.flows.bridge import Bridge
from jetbridge.flows.journey import hiring
from jetbridge.flows.journey.hiring import NotConnected
from jetbridge.model import hire, schedule
from jetbridge.model.connection import Connection
from jetbridge.model.hire import Application
from jetbridge.model.metrics import Metric
from jetbridge.model.ports import HttpRequest, HttpResponse
from jetbridge.model.schedule import POLL_EVERY, POLL_IDLE, POLL_ON
from jetbridge.partners.smartrecruiters_customer import Api, Busy, Forbidden, Hired, read_hired
from jetbridge.store import applications, journeys, policies
from jetbridge.store.table import ConditionFailed

logger = logging.getLogger(__name__)

MOST_PAGES: Final = 5
"""Pages of a run, of a hundred candidates each."""
BUDGET: Final = 20
"""Seconds after which a run reads no further page: others wait in the worker's batch, and what it
has not stored by the end of its time it reads again."""
OVERLAP: Final = 300
"""Seconds that are read once more, for the partner's clock may be behind ours."""

UNTIL: Final = "polledUntil"
"""The setting of a connection that holds the watermark, in Unix seconds."""
PAGE: Final = "pollPage"
"""The setting that names the page at which an unfinished poll goes on."""
BEGAN: Final = "pollBegan"
"""The setting that says when an unfinished poll began, in Unix seconds."""
_BY: Final = "poll"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a poll stands: from which moment it reads, when it began, and its next page."""

    since: int
    began: int
    page: str


def poll(bridge: Bridge, connection: Connection) -> Connection:
    """Look for hires, and arm the next poll.

    Raises:
        Conflict: the connection was being written all the while.
    """
    now = bridge.clock.now()
    policy_began = policies.began(bridge.table, connection.tenant)
    if policy_began is None:
        return _armed(bridge, connection, schedule.spread(connection.id, now, POLL_IDLE))
    place = _place(connection, policy_began, now)
    for _ in range(MOST_PAGES):
        read = _read(bridge, connection, place)
        if not isinstance(read, Hired):
            return _failed(bridge, connection, place, read)
        _mark(bridge, connection, read.applications)
        place = replace(place, page=read.next_page_id)
        if not place.page:
            return _finished(bridge, connection, place)
        if bridge.clock.now() >= now + BUDGET:
            break
    return _interrupted(bridge, connection, place, bridge.clock.now() + POLL_ON)


def _place(connection: Connection, policy_began: int, now: int) -> _Place:
    settings = connection.settings
    # Whether `updatedAfter` counts what changed in that very second, the partner does not say.
    earliest = policy_began - 1
    since = max(int(settings[UNTIL]) - OVERLAP, earliest) if UNTIL in settings else earliest
    if settings.get(PAGE):
        return _Place(since, int(settings[BEGAN]), settings[PAGE])
    return _Place(since, now, "")


def _read(
    bridge: Bridge, connection: Connection, place: _Place
) -> Hired | Forbidden | Busy | NotConnected:
    def page(api: Api) -> HttpRequest:
        return api.hired(updated_after=place.since, page_id=place.page)

    answer = hiring.send(bridge, connection, page)
    return read_hired(answer) if isinstance(answer, HttpResponse) else answer


def _mark(bridge: Bridge, connection: Connection, found: Iterable[tuple[str, str]]) -> None:
    """Mark who has no journey yet, and have the queue look at them."""
    marked: list[str] = []
    for candidate_id, job_id in found:
        known = applications.find(bridge.table, connection.id, candidate_id, job_id)
        if known and _is_settled(bridge, known):
            continue
        write = applications.mark(
            tenant=connection.tenant,
            connection_id=connection.id,
            candidate_id=candidate_id,
            job_id=job_id,
            now=bridge.clock.now(),
        )
        try:
            bridge.table.write(write)
        except ConditionFailed:
            continue  # erased in this moment
        marked.extend(applications.marked([write]))
        bridge.meter.count(Metric.HIRE_FOUND_BY_POLL)
    outbox.have_looked_at(bridge, marked)


def _is_settled(bridge: Bridge, known: Application) -> bool:
    """Tell whether somebody looks anyway, nobody may, or the present hire has its journey."""
    if known.erased or known.look_at is not None:
        return True
    journey = journeys.get(bridge.table, known.journey_id) if known.journey_id else None
    return hire.has_journey(known, journey)


def _finished(bridge: Bridge, connection: Connection, place: _Place) -> Connection:
    def finished(settings: Mapping[str, str]) -> Mapping[str, str]:
        rest = {name: value for name, value in settings.items() if name not in (PAGE, BEGAN)}
        return rest | {UNTIL: str(max(place.began, int(rest.get(UNTIL, 0))))}

    at = schedule.spread(connection.id, bridge.clock.now(), POLL_EVERY)
    return _armed(bridge, connection, at, finished)


def _interrupted(bridge: Bridge, connection: Connection, place: _Place, at: int) -> Connection:
    def interrupted(settings: Mapping[str, str]) -> Mapping[str, str]:
        return {**settings, PAGE: place.page, BEGAN: str(place.began)}

    return _armed(bridge, connection, at, interrupted)


def _failed(
    bridge: Bridge, connection: Connection, place: _Place, why: Forbidden | Busy | NotConnected
) -> Connection:
    """Try again next time: at the same page, unless that page is what was refused."""
    facts = {"connection": connection.id, "why": type(why).__name__}
    logger.warning("poll failed", extra=facts)
    if isinstance(why, Forbidden):
        place = replace(place, page="")
    at = schedule.spread(connection.id, bridge.clock.now(), POLL_EVERY)
    return _interrupted(bridge, connection, place, at)


def _armed(
    bridge: Bridge,
    connection: Connection,
    at: int,
    changed: Callable[[Mapping[str, str]], Mapping[str, str]] = lambda settings: settings,
) -> Connection:
    def armed(current: Connection) -> Connection:
        return schedule.polled(replace(current, settings=changed(current.settings)), at)

    return health.change(bridge, connection, armed, by=_BY)
