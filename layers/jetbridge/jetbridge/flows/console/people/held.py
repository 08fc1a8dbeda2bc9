"""What is held of a person as far as the API's lists tell: their journeys and onboardings.

The worker and the commands find the rest: they read what partners notified of and what is due, of
which the items are not apart by tenant, so that no function of the API may read them
(docs/decisions/0116, 0120).
"""

from collections.abc import Callable, Iterable
from typing import Final

from jetbridge.flows.console.places import Visit
from jetbridge.flows.journey import of_candidate, show
from jetbridge.flows.onboarding import onboard
from jetbridge.model.erasure import NameKind
from jetbridge.model.journey import Journey
from jetbridge.model.onboarding import Onboarding
from jetbridge.model.record import record
from jetbridge.model.text import is_id
from jetbridge.store import journeys, onboardings
from jetbridge.web import journey_words as words
from jetbridge.web import times

_SIZE: Final = 100


@record
class Thing:
    """A journey or an onboarding. No personal datum is shown; `url` is empty for onboardings."""

    kind: str
    id: str
    status: str
    at: times.Moment
    partner: str = ""
    url: str = ""


@record
class Held:
    """What was found. `is_part` says that the tenant has older ones, which were not looked at."""

    things: tuple[Thing, ...]
    counts: tuple[tuple[str, int], ...]
    is_part: bool


def of_person(visit: Visit, kind: NameKind, value: str) -> Held:
    """Return what is held of whom an id names, what was erased left out."""
    table = visit.context.table
    found, requested, is_part = _LOOKUPS[kind](visit, value)
    theirs = {each.id: each for each in found}
    ids = {state.onboarding_id for each in found for state in each.steps if state.onboarding_id}
    known = {each.id: each for each in requested}
    more = (onboardings.get(table, each) for each in sorted(ids - known.keys()))
    known |= {each.id: each for each in more if each and each.tenant == visit.of}
    of_others = {each.journey_id for each in known.values() if each.journey_id} - theirs.keys()
    led_to = (journeys.get(table, each) for each in sorted(of_others))
    theirs |= {each.id: each for each in led_to if each and each.tenant == visit.of}
    things = (*_journeys(visit, theirs.values()), *_onboardings(known.values()))
    kinds = ("journeys", "onboardings")
    counts = tuple((kind, sum(each.kind == kind for each in things)) for kind in kinds)
    return Held(things, counts, is_part)


type _Found = tuple[Iterable[Journey], Iterable[Onboarding], bool]


def _of_candidate(visit: Visit, value: str) -> _Found:
    found, following = of_candidate.page(
        visit.context.table, visit.of, value, limit=_SIZE, after=None
    )
    return [journey for _, journey in found], (), following is not None


def _of_application(visit: Visit, value: str) -> _Found:
    found, following = show.page(
        visit.context.table,
        visit.of,
        limit=_SIZE,
        after=None,
        is_sought=lambda each: each.application_id == value,
    )
    return [journey for _, journey in found], (), following is not None


def _of_external(visit: Visit, value: str) -> _Found:
    found, following = onboard.page(
        visit.context.table,
        visit.of,
        limit=_SIZE,
        after=None,
        is_sought=lambda each: each.external_customer_id == value,
    )
    return (), found, following is not None


def _of_onboarding(visit: Visit, value: str) -> _Found:
    found = onboardings.get(visit.context.table, value) if is_id(value) else None
    return (), (found,) if found and found.tenant == visit.of else (), False


_LOOKUPS: Final[dict[NameKind, Callable[[Visit, str], _Found]]] = {
    NameKind.CANDIDATE: _of_candidate,
    NameKind.APPLICATION: _of_application,
    NameKind.EXTERNAL: _of_external,
    NameKind.ONBOARDING: _of_onboarding,
}


def _journeys(visit: Visit, found: Iterable[Journey]) -> Iterable[Thing]:
    for each in found:
        if each.erased_at is None:
            status, at = each.status.replace("_", " "), times.moment(each.created_at)
            url = f"{visit.home}/journeys/{each.id}"
            yield Thing("journeys", each.id, status, at, url=url)


def _onboardings(found: Iterable[Onboarding]) -> Iterable[Thing]:
    for each in found:
        if each.erased_at is None:
            status, at = each.status.replace("_", " "), times.moment(each.created_at)
            yield Thing("onboardings", each.id, status, at, words.partner(each.partner))
