"""What goes on for a person who is to be erased, and how it is ended first as far as possible.

A journey is cancelled as an operator cancels it: the workers undo what it has begun. What has not
ended after a while is erased all the same, and the record says what could not be undone.
"""

import logging
from collections.abc import Iterable, Iterator
from typing import Final

from jetbridge.flows.context import Context
from jetbridge.flows.journey import decide
from jetbridge.flows.journey.record import PolicyLostError
from jetbridge.flows.patience import PATIENCE, wait_while
from jetbridge.flows.people.capabilities import onboarded_persons
from jetbridge.flows.people.finding import Found
from jetbridge.flows.people.search import Trace
from jetbridge.model.erasure import Remains
from jetbridge.model.journey import Journey
from jetbridge.model.journey_events import AtVersion, Decision
from jetbridge.model.journey_rules import NotPossibleError, OvertakenError
from jetbridge.model.onboarding import Onboarding
from jetbridge.model.onboarding import Status as OnboardingStatus
from jetbridge.model.record import record
from jetbridge.store import journeys, onboardings
from jetbridge.store.table import Table, WriteConflictError

logger = logging.getLogger(__name__)

_TRIES: Final = 5

_ASKING: Final = frozenset({OnboardingStatus.REQUESTING, OnboardingStatus.CHECKING})


@record
class UnderWay:
    """Something that goes on for a person, and what to do about it without force."""

    id: str
    status: str
    advice: str


def under_way(traces: Iterable[Trace]) -> tuple[UnderWay, ...]:
    """Return what goes on for a person."""
    return tuple(each for trace in traces for each in _under_way(trace))


def _under_way(trace: Trace) -> Iterator[UnderWay]:
    thing = trace.thing
    if isinstance(thing, Journey) and not thing.is_over:
        yield UnderWay(thing.id, trace.status, f"`jetbridge journeys cancel {thing.id}` first")
    if isinstance(thing, Onboarding) and thing.status in _ASKING:
        yield UnderWay(thing.id, trace.status, "try again in a few minutes")
    if isinstance(thing, Onboarding) and thing.status is OnboardingStatus.QUEUED:
        yield UnderWay(thing.id, trace.status, "cancel it first, or try again in a few minutes")


def end(context: Context, found: Found, *, by: str, seconds: int = PATIENCE) -> tuple[Remains, ...]:
    """End what goes on, as far as possible; return what could not be ended, and why.

    `seconds` is how long to wait for the workers, who end it.
    """
    running = ask(context, found, by=by)
    wait_while(context.pause, lambda: _open(context.table, found, running), seconds)
    return tuple(_left(context.table, found, running))


def ask(context: Context, found: Found, *, by: str) -> list[Journey]:
    """Have the journeys that go on cancelled, and return them: the workers end them."""
    running = [each.thing for each in found.traces if isinstance(each.thing, Journey)]
    running = [each for each in running if not each.is_over]
    for journey in running:
        _cancel(context, journey, by=by)
    return running


def _cancel(context: Context, journey: Journey, *, by: str) -> None:
    """Have a journey cancelled, where its policy and its state allow it."""
    for _ in range(_TRIES):
        known = journeys.get(context.table, journey.id)
        if known is None or known.is_over or known.ending:
            return
        answers = AtVersion(known.version)
        try:
            decide.decide(context, known.id, Decision.CANCEL, by=by, answers=answers)
        except OvertakenError:
            continue
        except (NotPossibleError, PolicyLostError, WriteConflictError) as why:
            facts = {"journey": known.id, "why": type(why).__name__}
            logger.warning("journey not cancelled before its person is erased", extra=facts)
        return


def _open(table: Table, found: Found, running: list[Journey]) -> bool:
    """Return whether something still goes on."""
    again = [journeys.get(table, each.id) for each in running]
    if any(each and not each.is_over for each in again):
        return True
    asked = [each.thing for each in found.traces if isinstance(each.thing, Onboarding)]
    now = [onboardings.get(table, each.id) for each in asked if each.status in _ASKING]
    return any(each and each.status in _ASKING for each in now)


def _left(table: Table, found: Found, running: list[Journey]) -> Iterator[Remains]:
    """Yield what could not be ended: at which partner, by our id, and how it stands."""
    open_ids = set()
    for journey in running:
        known = journeys.get(table, journey.id)
        if known and not known.is_over:
            open_ids.add(known.id)
            why = str(known.closing.reason) or "not_ended"
            yield Remains("jetbridge", known.id, str(known.status), why)
    for trace in found.traces:
        if not isinstance(trace.thing, Onboarding):
            continue
        known_now = onboardings.get(table, trace.id)
        if known_now is None:
            continue
        status, partner = known_now.status, known_now.partner
        if status in _ASKING:
            yield Remains(partner, trace.id, str(status), "in_flight")
        may_run = status in onboarded_persons(partner).MAY_RUN
        if may_run and known_now.journey_id in open_ids:
            yield Remains(partner, trace.id, str(status), "not_cancelled")
