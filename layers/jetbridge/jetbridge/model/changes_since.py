"""What the list of changes tells of since a moment, for a table that was restored to it."""

from collections.abc import Iterable
from operator import attrgetter

from jetbridge.model.audit import Outcome
from jetbridge.model.changes import KEPT, Kind, Line
from jetbridge.model.record import field, record, replace


@record
class Changed:
    """A change that was made, or begun. `at` is when it began (Unix seconds), `on` are ids of ours.

    `chain`, `number` and `digest` are those of its last entry in the audit trail: a table that
    holds this entry holds all that was done before it was written.
    """

    at: int
    action: str
    outcome: Outcome
    tenant: str
    on: tuple[str, ...]
    request_id: str
    chain: str = ""
    number: int = 0
    digest: str = ""


@record
class Moved:
    """A journey that was written. `version` is the last one that was."""

    journey_id: str
    tenant: str
    version: int


@record
class Versioned:
    """An item of which others were told. `version` is the last one; `item` and `part` its key."""

    item: str
    part: str
    version: int


@record
class Hired:
    """A journey that began, for the application whose record has this name."""

    journey_id: str
    tenant: str
    connection_id: str
    record_id: str
    sequence: int


@record
class Requested:
    """An onboarding that was stored, of which a partner was about to be asked, maybe once more.

    `version` is the one that was stored. `journey_id` is the journey that asked. Where an API
    client did, it is empty, and `sealed_part` of a new onboarding is what a repeat of the request
    is recognised by, sealed for the onboarding.
    """

    onboarding_id: str
    tenant: str
    version: int
    journey_id: str = ""
    sealed_part: str = field(default="", repr=False)


@record
class Erased:
    """An erasure: its record's id and markers, and the person's journeys and onboardings.

    `sealed_key` is the key of the keyed digests as it was sealed then: a table that was restored to
    before it was made gets it back.
    """

    id: str
    tenant: str
    by: str
    began_at: int
    markers: tuple[str, ...] = ()
    journeys: tuple[str, ...] = ()
    onboardings: tuple[str, ...] = ()
    sealed_key: str = field(default="", repr=False)
    undone: bool = False


@record
class Since:
    """What the list tells of since a moment, each in the order in which it happened.

    `unread` is how many lines are torn, or of a release that this one does not know.
    """

    changed: tuple[Changed, ...] = ()
    hired: tuple[Hired, ...] = ()
    requested: tuple[Requested, ...] = ()
    erased: tuple[Erased, ...] = ()
    moved: tuple[Moved, ...] = ()
    versioned: tuple[Versioned, ...] = ()
    unread: int = 0


def of_request(requested: Requested) -> Line:
    """Return the line of a request."""
    return {
        KEPT: str(Kind.REQUEST),
        "onboarding": requested.onboarding_id,
        "tenant": requested.tenant,
        "version": requested.version,
        "journey": requested.journey_id,
        "sealed_part": requested.sealed_part,
    }


def of_erasure(erased: Erased) -> Line:
    """Return the line of an erasure."""
    return {
        KEPT: str(Kind.ERASURE),
        "id": erased.id,
        "tenant": erased.tenant,
        "by": erased.by,
        "began_at": erased.began_at,
        "markers": [*erased.markers],
        "journeys": [*erased.journeys],
        "onboardings": [*erased.onboardings],
        "sealed_key": erased.sealed_key,
        "undone": erased.undone,
    }


def read(lines: Iterable[Line]) -> Since:
    """Return what lines tell of, in the order of the lines.

    What is no line of the list is passed over. A line may be there twice, and two of one thing in
    any order: clocks differ. Of a change its last entry counts, from the moment of the first, and a
    refused one has changed nothing. Of an erasure every line counts, because one that was taken up
    again no longer finds what it has wiped; one that was taken back has erased nothing.
    """
    found, unread = _Found(), 0
    for line in lines:
        if KEPT not in line:
            continue
        try:
            found.take(line)
        except (KeyError, TypeError, ValueError):
            unread += 1
    return replace(found.since(), unread=unread)


class _Found:
    """What the lines so far tell of."""

    def __init__(self) -> None:
        self._changed: dict[str, Changed] = {}
        self._hired: dict[Hired, None] = {}
        self._requested: dict[Requested, None] = {}
        self._erased: dict[str, Erased] = {}
        self._moved: dict[str, Moved] = {}
        self._versioned: dict[tuple[str, str], Versioned] = {}

    def take(self, line: Line) -> None:
        """Add what a line tells of.

        Raises:
            KeyError, TypeError, ValueError: it is torn, or of a later release.
        """
        match Kind(line[KEPT]):
            case Kind.CHANGE:
                self._change(_changed(line))
            case Kind.MOVE:
                moved = Moved(line["journey"], line["tenant"], line["version"])
                before = self._moved.get(moved.journey_id, moved)
                self._moved[moved.journey_id] = max(before, moved, key=attrgetter("version"))
            case Kind.VERSION:
                told = Versioned(line["item"], line["part"], line["version"])
                last = self._versioned.get((told.item, told.part), told)
                self._versioned[told.item, told.part] = max(told, last, key=attrgetter("version"))
            case Kind.HIRE:
                self._hired[_hired(line)] = None
            case Kind.REQUEST:
                self._requested[_requested(line)] = None
            case Kind.ERASURE:
                self._erase(_erased(line))

    def since(self) -> Since:
        """Return all of it."""
        changed = (each for each in self._changed.values() if each.outcome is not Outcome.REFUSED)
        return Since(
            changed=tuple(changed),
            hired=tuple(self._hired),
            requested=tuple(self._requested),
            erased=tuple(each for each in self._erased.values() if not each.undone),
            moved=tuple(self._moved.values()),
            versioned=tuple(self._versioned.values()),
        )

    def _change(self, found: Changed) -> None:
        before = self._changed.get(found.request_id, found)
        last = max(before, found, key=attrgetter("number"))
        on = tuple(dict.fromkeys((*before.on, *found.on)))
        self._changed[found.request_id] = replace(last, at=min(before.at, found.at), on=on)

    def _erase(self, found: Erased) -> None:
        before = self._erased.get(found.id, found)
        self._erased[found.id] = replace(
            found,
            markers=tuple(dict.fromkeys((*before.markers, *found.markers))),
            journeys=tuple(dict.fromkeys((*before.journeys, *found.journeys))),
            onboardings=tuple(dict.fromkeys((*before.onboardings, *found.onboardings))),
            undone=before.undone or found.undone,
        )


def _changed(line: Line) -> Changed:
    return Changed(
        line["at"],
        line["action"],
        Outcome(line["outcome"]),
        line["tenant"],
        tuple(line["on"]),
        line["request_id"],
        line["chain"],
        line["number"],
        line["digest"],
    )


def _hired(line: Line) -> Hired:
    return Hired(line["journey"], line["tenant"], line["connection"], line["record"], line["round"])


def _requested(line: Line) -> Requested:
    return Requested(
        line["onboarding"], line["tenant"], line["version"], line["journey"], line["sealed_part"]
    )


def _erased(line: Line) -> Erased:
    return Erased(
        id=line["id"],
        tenant=line["tenant"],
        by=line["by"],
        began_at=line["began_at"],
        markers=tuple(line["markers"]),
        journeys=tuple(line["journeys"]),
        onboardings=tuple(line["onboardings"]),
        sealed_key=line["sealed_key"],
        undone=line["undone"],
    )
