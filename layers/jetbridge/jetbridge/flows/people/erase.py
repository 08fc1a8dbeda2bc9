"""Erasing one person on request. What is left is the skeleton: that something happened, and when.

    1. what is stored of them is found         `find`; the operator is shown it, and asked
    2. it is found once more                   what was not shown stops it
    3. nothing may be under way                it is refused, or ended first (`force`)
    4. the markers are written                 with the record: from here on nothing begins
    5. it is found once more                   what began before 4 stops it, and 4 is undone
    6. it is wiped, the last found first       each thing where it is as it was read
    7. it is found once more, and the record is closed

A crash leaves a record that is `running`. The ids by which the rest is found are in what is wiped
last, so the same command finds what is left and finishes it.
"""

import logging
from collections.abc import Iterable

from jetbridge.flows.context import Context
from jetbridge.flows.patience import PATIENCE
from jetbridge.flows.people import ending, names, remains, wiping
from jetbridge.flows.people.capabilities import notified_persons
from jetbridge.flows.people.finding import Found, of_person, once_more
from jetbridge.flows.people.search import Trace
from jetbridge.flows.people.stock import Stock
from jetbridge.model import registry
from jetbridge.model.changes import Changes, Logged
from jetbridge.model.changes_since import Erased, of_erasure
from jetbridge.model.erasure import Erasure, Name, NameKind, Outcome, Remains
from jetbridge.model.errors import JetbridgeError
from jetbridge.model.partner import Capability
from jetbridge.model.record import record, replace
from jetbridge.model.scopes import EVERY_TENANT
from jetbridge.store import erasures, keys
from jetbridge.store.listing import Unreadable
from jetbridge.store.table import Table, Write

logger = logging.getLogger(__name__)


class StillUnderWayError(JetbridgeError):
    """Something goes on for the person, and nothing was erased. `what` says what, for each."""

    def __init__(self, what: tuple[ending.UnderWay, ...]) -> None:
        super().__init__("; ".join(f"{each.id} is {each.status}: {each.advice}" for each in what))
        self.what = what


class ChangedError(JetbridgeError):
    """Something of the person is there that the operator was not shown. Nothing was erased."""

    def __init__(self, found: Found, changes: tuple[Trace, ...]) -> None:
        """Carry everything that is found now, and what of it has changed."""
        super().__init__(f"{len(changes)} things have changed")
        self.found = found
        self.changes = changes


@record
class Report:
    """How an erasure ended: its record, and what could not be wiped in the end."""

    erasure: Erasure
    left: tuple[Trace, ...] = ()
    unread: tuple[Unreadable, ...] = ()
    """What could not be read, and may be of the person. Nothing is over before that is known."""


def erase(  # noqa: PLR0913 - whose erasure, by whom and how
    context: Context,
    shown: Found,
    *,
    by: str,
    force: bool = False,
    seconds: int = PATIENCE,
    changes: Changes = Logged(),  # noqa: B008 - it has no state
) -> Report:
    """Erase exactly what the operator was shown.

    Args:
        context: the ports.
        shown: what `find` has found.
        by: who has it erased, for the record and the timelines.
        force: whether to end what is under way, and to erase even what could not be ended.
        seconds: how long to wait for that end.
        changes: where it is kept that it begins, for a table that is restored.

    Raises:
        ChangesUnavailableError: it could not be kept that it begins. Nothing was erased.
        ChangedError: something is there that was not shown. Nothing was erased.
        StillUnderWayError: something goes on for the person, without `force`. Nothing was erased.
    """
    found = _unchanged(context, shown)
    under_way = ending.under_way(found.traces)
    if under_way and not force:
        raise StillUnderWayError(under_way)
    earlier = _earlier(context, found)
    erasure = _begun(context, found, earlier, by=by, force=force, changes=changes)
    again = _now(context, found)
    new = again.changes(since=shown)
    if new and not under_way:
        if not any(each.id == erasure.id for each in earlier):
            changes.keep(of_erasure(_kept(context, erasure, found, undone=True)))
            _write(context.table, erasures.undo(erasure, earlier))
        raise ChangedError(again, new)
    forced = ending.end(context, again, by=by, seconds=seconds) if under_way else ()
    again = _now(context, found) if under_way else again
    left = wiping.wiped(context, again, by=by, shown=shown, force=force)
    return ended(context, erasure, (*remains.keep(again), *forced), left, again.unread)


def _unchanged(context: Context, shown: Found) -> Found:
    """Return what is stored now, where all of it was shown.

    Raises:
        ChangedError: some of it was not.
    """
    found = once_more(context, shown)
    changes = found.changes(since=shown)
    if changes:
        raise ChangedError(found, changes)
    return replace(found, unfinished=shown.unfinished)


def _now(context: Context, known: Found) -> Found:
    """Return what is stored of the person at this moment."""
    return of_person(Stock(context, known.person.tenant), known.person)


def _write(table: Table, transactions: Iterable[tuple[Write, ...]]) -> None:
    for writes in transactions:
        table.write(*writes)


# ------------------------------------------------ the record, and the markers


def _begun(  # noqa: PLR0913 - whose erasure, by whom and how
    context: Context,
    found: Found,
    earlier: tuple[Erasure, ...],
    *,
    by: str,
    force: bool,
    changes: Changes,
) -> Erasure:
    """Store the record and the markers. An erasure that was left unfinished is taken up again.

    What an earlier one has marked stays marked, and is this one's from now on. Before that it is
    kept that it begins: what is erased may be in a table that is restored later.
    """
    now = context.clock.now()
    begun = Erasure(
        id=f"{keys.moment(now)}-{context.ids.handle()}",
        tenant=found.person.tenant,
        by=by,
        began_at=now,
    )
    unfinished = (each for each in earlier if each.outcome is Outcome.RUNNING)
    known = next(unfinished, begun)
    marks = (*_markers(context, found), *(each for one in earlier for each in one.markers))
    erasure = replace(
        known,
        markers=tuple(dict.fromkeys(marks)),
        counts={
            place: max(count, known.counts.get(place, 0)) for place, count in found.counts().items()
        },
        remains=_joined(known.remains, remains.keep(found)),
        forced=known.forced or force,
        lifted_at=None,
        lifted_by="",
    )
    changes.keep(of_erasure(_kept(context, erasure, found)))
    _write(context.table, erasures.begin(erasure))
    return erasures.stored(erasure)


def _kept(context: Context, erasure: Erasure, found: Found, *, undone: bool = False) -> Erased:
    """Return what has to be known of an erasure to make it again in another table."""
    return Erased(
        id=erasure.id,
        tenant=erasure.tenant,
        by=erasure.by,
        began_at=erasure.began_at,
        markers=erasure.markers,
        journeys=tuple(each.key for each in found.traces if each.place == "journeys"),
        onboardings=tuple(each.key for each in found.traces if each.place == "onboardings"),
        sealed_key=context.pseudonyms.sealed(),
        undone=undone,
    )


def _markers(context: Context, found: Found) -> tuple[str, ...]:
    """Return the keyed digests by which the person is recognised, the candidate's first."""
    tenant = found.person.tenant
    own = names.markers(context.pseudonyms, tenant, found.names)
    first = sorted(own, key=lambda name: name.kind is not NameKind.CANDIDATE)
    of_every = frozenset(
        each for each in found.names if _is_known_to_all(context.table, found, each)
    )
    shared = names.markers(context.pseudonyms, EVERY_TENANT, of_every)
    return tuple(dict.fromkeys((*(own[each] for each in first), *shared.values())))


def _is_known_to_all(table: Table, found: Found, name: Name) -> bool:
    """Return whether the deployment's own client at a partner knows the person by a name."""
    ours = {each.key for each in found.traces}
    return any(
        notified_persons(each.name).is_known_to_all(table, name, ours)
        for each in registry.every(Capability.NOTIFIES)
    )


def _earlier(context: Context, found: Found) -> tuple[Erasure, ...]:
    """Return the erasures of the person that were not lifted, the newest first."""
    marked = erasures.marked(context.table, _markers(context, found))
    ids = {str(each["erasure_id"]) for each in marked}
    if found.unfinished:
        ids.add(found.unfinished.id)
    known = (erasures.get(context.table, found.person.tenant, each) for each in ids)
    return tuple(sorted((each for each in known if each), key=lambda each: each.id, reverse=True))


def _joined(known: Iterable[Remains], more: Iterable[Remains]) -> tuple[Remains, ...]:
    """Return what partners keep, each once: what was said last."""
    return tuple({(each.partner, each.id): each for each in (*known, *more)}.values())


def ended(
    context: Context,
    erasure: Erasure,
    remains: Iterable[Remains],
    left: tuple[Trace, ...],
    unread: tuple[Unreadable, ...] = (),
) -> Report:
    """Close the record of an erasure, and return how it ended."""
    after = replace(
        erasure,
        outcome=Outcome.RUNNING if left or unread else Outcome.COMPLETED,
        ended_at=None if left or unread else context.clock.now(),
        remains=_joined(erasure.remains, remains),
    )
    context.table.write(erasures.save(after))
    facts = {"erasure": erasure.id, "outcome": str(after.outcome), "left": len(left) + len(unread)}
    logger.info("person erased", extra=facts)
    return Report(erasures.stored(after), left, unread)
