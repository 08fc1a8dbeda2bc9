"""Everything that a restored table must be told, applied in an order in which nothing is exposed.

    1. erased persons          nothing of them is there before anything else reads the table
    2. versions                what is written next is told from what was written since
    3. what was ended          clients, connections, policies, endpoints, tenants
    4. hires with a journey    none of them begins a second one
    5. journeys that moved     none of them does its step twice
    6. requests since          a repeat of one is recognised
    7. requests that waited    none of them is made twice

The versions of onboardings come last: by them it is seen which requests are lost.

The functions must not use the table meanwhile. Each part looks whether it is still to be done, so a
run that was stopped anywhere is run again (docs/restore.md).
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Final

from jetbridge.flows.people import erase_again
from jetbridge.flows.restore import steps, trail, under_way
from jetbridge.flows.restore.ends import ENDS, Restored
from jetbridge.flows.restore.rules import Response, rule
from jetbridge.flows.restore.steps import Result, Step
from jetbridge.flows.tenant import tenants
from jetbridge.flows.tenant.tenants import Holdings
from jetbridge.model.audit import Action
from jetbridge.model.changes_since import Changed, Erased, Hired, Moved, Requested, Since, Versioned
from jetbridge.model.errors import JetbridgeError
from jetbridge.model.onboarding import Onboarding
from jetbridge.model.scopes import EVERY_TENANT
from jetbridge.store import keys, onboardings, versions
from jetbridge.store.listing import Unreadable, following, or_else
from jetbridge.store.mapper import UnreadableItemError
from jetbridge.store.table import Key
from jetbridge.vault.sealing import UnsealableError

logger = logging.getLogger(__name__)

type _Part = tuple[Callable[[], Step], str, str, tuple[str, ...]]
"""Applies one thing; what it is, whose, and ids of ours of what it is about."""

_QUEUED_REQUEST: Final = "onboarding.queued"
_VERSIONS: Final = "versions"
_ITEM: Final = "item"
_SHUT: Final = (
    "The keyring is not that of its time: a repeat of the request is not recognised. Tell the"
    " tenant before the functions run."
)
_BROKEN: Final = (
    "{}. It cannot be read, and was left as it is. Put back what it held before, or delete it, and"
    " run the command again."
)
_QUEUED: Final = "It may have been launched. Where the partner can be asked, it will be."


def apply(restored: Restored, since: Since, *, hold_all: bool = False) -> Iterator[Step]:
    """Apply what has happened since, and yield what was made of each thing as it is done.

    Args:
        restored: the table, which nothing else uses now.
        since: what the list of changes tells of since the moment that it was restored to.
        hold_all: whether to hold every journey that is not over, not only those that have moved:
            for a list that may lack lines.
    """
    yield from steps.unread(since)
    broken: dict[Key, Unreadable] = {}
    parts = _parts(restored, since, hold_all=hold_all)
    while part := following(parts, broken):
        yield _tried(*part)
    for each in broken.values():
        do = _BROKEN.format(f"{each.kind}: {each.why}")
        yield Step(Result.FAILED, _ITEM, each.tenant or EVERY_TENANT, (each.id,), do)


def _parts(restored: Restored, since: Since, *, hold_all: bool) -> Iterator[_Part]:
    """Yield what is to be applied, in its order."""
    for erased in since.erased:
        about = (erased.id,)
        yield partial(_erase, restored, erased), Action.PERSON_ERASE, erased.tenant, about
    versions = _versions(restored, since, hold_all=hold_all)
    asked = [each for each in versions if each.part == keys.onboarding("").sk]
    others = [each for each in versions if each not in asked]
    if others:
        yield partial(_count_on, restored, others), _VERSIONS, EVERY_TENANT, ()
    for changed in since.changed:
        part = partial(_change, restored, changed)
        yield part, changed.action, changed.tenant, changed.on
    for hired in since.hired:
        about = (hired.journey_id,)
        yield partial(_lost, restored, hired), steps.LOST_JOURNEY, hired.tenant, about
    for moved in _moved(restored, since, hold_all=hold_all):
        part = partial(_hold, restored, moved, always=hold_all)
        yield part, steps.MOVED_JOURNEY, moved.tenant, (moved.journey_id,)
    yield from _requests(restored, since)
    for listed in tenants.listed(restored.context.table):
        for onboarding in under_way.queued(restored, listed.id):
            part = partial(_doubt, restored, since, onboarding)
            yield part, _QUEUED_REQUEST, listed.id, (onboarding.id,)
    if asked:
        yield partial(_count_requests_on, restored, asked), _VERSIONS, EVERY_TENANT, ()


def _requests(restored: Restored, since: Since) -> Iterator[_Part]:
    """Yield what is to be made of the requests that the table has lost.

    What a journey has asked for has it wait: it would ask a second time. A request for a person who
    was erased since stays lost.
    """
    erased = steps.erased(since)
    for each in since.requested:
        known = or_else(partial(onboardings.get, restored.context.table, each.onboarding_id), None)
        if each.onboarding_id in erased or (known and known.version >= each.version):
            continue
        about = (each.onboarding_id,)
        if each.journey_id:
            part = partial(_hold, restored, Moved(each.journey_id, each.tenant, 0), always=True)
            yield part, steps.MOVED_JOURNEY, each.tenant, (each.journey_id,)
        elif known:
            part = partial(_asked_again, restored, since, known)
            yield part, steps.LOST_REQUEST, each.tenant, about
        elif each.sealed_part:
            yield partial(_put_back, restored, each), steps.LOST_REQUEST, each.tenant, about


def _erase(restored: Restored, erased: Erased) -> Step:
    report = erase_again.again(restored.context, erased)
    if report.unread:
        do = _BROKEN.format("; ".join(f"{each.kind}: {each.why}" for each in report.unread))
        return Step(Result.FAILED, "person.erase", erased.tenant, (erased.id,), do)
    if report.left:
        do = "Something is left that was written meanwhile. Run the command again."
        return Step(Result.FAILED, "person.erase", erased.tenant, (erased.id,), do)
    return Step(Result.APPLIED, "person.erase", erased.tenant, (erased.id,))


def _change(restored: Restored, changed: Changed) -> Step:
    response = rule(changed.action).response
    if trail.holds(restored.context.table, changed):
        return Step(Result.NOTHING, changed.action, changed.tenant, changed.on)
    if response in (Response.LISTED, Response.NOTHING):
        return steps.of_change(steps.RESULTS[response], changed)
    done = ENDS[Action(changed.action)](restored, changed)
    if response is Response.AGAIN and not done:
        return Step(Result.NOTHING, changed.action, changed.tenant, changed.on)
    return steps.of_change(steps.RESULTS[response], changed)


def _lost(restored: Restored, hired: Hired) -> Step:
    done = under_way.remember_hire(restored, hired)
    result = Result.HELD if done else Result.NOTHING
    return Step(result, steps.LOST_JOURNEY, hired.tenant, (hired.journey_id,), steps.LOST)


def _hold(restored: Restored, moved: Moved, *, always: bool) -> Step:
    journey_id = moved.journey_id
    done = under_way.hold_journey(restored, journey_id, moved.version, always=always)
    result = Result.HELD if done else Result.NOTHING
    do = steps.LOOK.format(journey_id)
    return Step(result, steps.MOVED_JOURNEY, moved.tenant, (journey_id,), do)


def _put_back(restored: Restored, requested: Requested) -> Step:
    about = (requested.onboarding_id,)
    try:
        done = under_way.put_back(restored, requested)
    except UnsealableError:
        return Step(Result.LISTED, steps.LOST_REQUEST, requested.tenant, about, _SHUT)
    result = Result.HELD if done else Result.NOTHING
    return Step(result, steps.LOST_REQUEST, requested.tenant, about, steps.UNKNOWN)


def _asked_again(restored: Restored, since: Since, known: Onboarding) -> Step:
    done = under_way.asked_again(restored, known, _last(since, known))
    result = Result.HELD if done else Result.NOTHING
    return Step(result, steps.LOST_REQUEST, known.tenant, (known.id,), _QUEUED)


def _doubt(restored: Restored, since: Since, onboarding: Onboarding) -> Step:
    under_way.doubt(restored, onboarding, _last(since, onboarding))
    return Step(Result.HELD, _QUEUED_REQUEST, onboarding.tenant, (onboarding.id,), _QUEUED)


def _last(since: Since, onboarding: Onboarding) -> Versioned | None:
    """Return the last version of an onboarding of which others were told since, if any."""
    item = keys.onboarding(onboarding.id).pk
    return next((each for each in since.versioned if each.item == item), None)


def _versions(restored: Restored, since: Since, *, hold_all: bool) -> list[Versioned]:
    """Return above which versions items go on. Where lines may be missing, every item leaps."""
    if not hold_all:
        return [*since.versioned]
    listed = tenants.listed(restored.context.table)
    leaps = [each for tenant in listed for each in under_way.leaps(restored, tenant.id)]
    return [*since.versioned, *leaps]


def _count_on(restored: Restored, versions: Iterable[Versioned]) -> Step:
    raised = [each.item for each in versions if under_way.count_on(restored, each)]
    result = Result.APPLIED if raised else Result.NOTHING
    about = tuple(dict.fromkeys(each.partition("#")[2] for each in raised))
    return Step(result, _VERSIONS, EVERY_TENANT, about)


def _count_requests_on(restored: Restored, versions: Iterable[Versioned]) -> Step:
    """Raise versions of onboardings, but of those that the next run is to find as they are."""
    return _count_on(restored, [each for each in versions if not under_way.is_left(restored, each)])


def _moved(restored: Restored, since: Since, *, hold_all: bool) -> Iterable[Moved]:
    """Yield the journeys to hold, each with the last version that it can have had since."""
    if not hold_all:
        yield from since.moved
        return
    table, known = restored.context.table, {each.journey_id: each for each in since.moved}
    for tenant in tenants.listed(table):
        for journey in Holdings(table, tenant.id).journeys:
            told = known[journey.id].version if journey.id in known else 0
            last = max(told, journey.version + versions.LEAP)
            yield Moved(journey.id, tenant.id, last)


def _tried(part: Callable[[], Step], what: str, tenant: str, about: tuple[str, ...]) -> Step:
    """Return what came of a part; one that fails keeps no other from being tried."""
    try:
        return part()
    except JetbridgeError as why:
        logger.exception("not applied", extra={"what": what, "tenant": tenant})
        do = f"{type(why).__name__}. Run the command again."
        if isinstance(why, UnreadableItemError):
            do = _BROKEN.format(why)
        return Step(Result.FAILED, what, tenant, about, do)
