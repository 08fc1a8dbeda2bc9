"""Erasing one person on request. What is left is the skeleton: that something happened, and when.

    1. what is stored of them is found       `jetbridge.flows.journey.traces`
    2. nothing may be under way              what is, is refused: it would write them down again
    3. what hangs on them is wiped           notifications, events that wait, requests, onboardings
    4. their journeys are                    with a line in the timeline that says so

The ids by which the rest is found stand in the journeys and in the onboardings, which are wiped
last: after a crash a repeat finds what is left, and a repeat of what is done changes nothing.
"""

import logging
import sys
from dataclasses import asdict, dataclass
from typing import Final

from jetbridge.flows import lookup
from jetbridge.flows.bridge import Bridge
from jetbridge.flows.journey import traces
from jetbridge.flows.journey.traces import Traces
from jetbridge.model.notification import NotificationStatus
from jetbridge.model.onboarding import Status as OnboardingStatus
from jetbridge.store import applications, due, erasure, journeys, onboardings
from jetbridge.store.due import Lane
from jetbridge.store.table import Delete, key_of

logger = logging.getLogger(__name__)

_PAGE: Final = 100
_EVER: Final = sys.maxsize
_LEAVING: Final = (Lane.SEND,)
"""The lanes of what is told to others, while it has not left us."""
_UNDER_WAY: Final = frozenset(
    {OnboardingStatus.REQUESTING, OnboardingStatus.CHECKING, OnboardingStatus.QUEUED}
)


class StillUnderWay(Exception):  # noqa: N818 - reads as the outcome it names
    """Something goes on for the person, and nothing was erased. Says what, and what to do."""


@dataclass(frozen=True, slots=True)
class Report:
    """How much was erased, of each kind."""

    journeys: int
    onboardings: int
    notifications: int
    events: int


def find(bridge: Bridge, tenant: str, *, candidate_id: str = "", onboarding_id: str = "") -> Traces:
    """Return what is stored of a person, and make sure that it can be erased.

    Args:
        bridge: the ports.
        tenant: whose candidate or onboarding it is.
        candidate_id: SmartRecruiters' id of the person.
        onboarding_id: one of their onboardings, where there is no candidate. One that a journey
            asked for leads to its candidate.

    Raises:
        ApiProblem: 404, the tenant has no such onboarding.
        StillUnderWay: something goes on for the person.
    """
    if not candidate_id:
        named = lookup.own(onboardings.get, bridge.table, onboarding_id, tenant, "onboarding")
        journey = journeys.get(bridge.table, named.journey_id) if named.journey_id else None
        if journey is None or not journey.candidate_id:
            return _checked(traces.of_onboarding(bridge, named))
        candidate_id = journey.candidate_id
    return _checked(traces.of_candidate(bridge, tenant, candidate_id))


def erase(bridge: Bridge, found: Traces, *, by: str) -> Report:
    """Wipe what `find` has found. It may be repeated, after a crash, too.

    Raises:
        ConditionFailed: something of it has changed meanwhile; find it anew.
    """
    table, now = bridge.table, bridge.clock.now()
    for told in reversed(found.notifications):
        table.write(erasure.notification(told))
    events = _forget_events(bridge, found)
    for known in found.applications:
        table.write(applications.erased(known))
    for each in found.onboardings:
        for lead in erasure.leads(table, each):
            table.write(lead)
        table.write(*erasure.onboarding(each, now))
    for request in found.requests:
        table.write(Delete(request))
    for journey in found.journeys:
        for write in erasure.beside(table, journey.id, found.names):
            table.write(write)
        table.write(*erasure.journey(journey, now, by))
    report = Report(len(found.journeys), len(found.onboardings), len(found.notifications), events)
    logger.info("person erased", extra=asdict(report))
    return report


def _checked(found: Traces) -> Traces:
    for journey in found.journeys:
        if not journey.is_over:
            raise StillUnderWay(
                f"{journey.id} is {journey.status}: `jetbridge journeys cancel {journey.id}` first"
            )
    for each in found.onboardings:
        if each.status in _UNDER_WAY:
            raise StillUnderWay(f"{each.id} is {each.status}: try again in a few minutes")
    for told in found.notifications:
        if told.status is NotificationStatus.RECEIVED:
            raise StillUnderWay(
                f"the notification {told.event_id} of {told.partner} was not acted on yet:"
                " try again in a few minutes"
            )
    return found


def _forget_events(bridge: Bridge, found: Traces) -> int:
    """Remove the events about the person that have not left us yet; return how many."""
    ours = [*(each.id for each in found.journeys), *(each.id for each in found.onboardings)]
    names = found.names.union(ours)
    forgotten = 0
    for lane in _LEAVING:
        for page in due.pages(bridge.table, lane, _EVER, size=_PAGE):
            for key in map(key_of, page):
                item = bridge.table.get(key)
                if item and item["tenant"] == found.tenant and erasure.speaks_of(item, names):
                    bridge.table.write(Delete(key))
                    forgotten += 1
    return forgotten
