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
    """What the list tells of since a moment, each in the order in which it happened."""

    changed: tuple[Changed, ...] = ()
    hired: tuple[Hired, ...] = ()
    requested: tuple[Requested, ...] = ()
    erased: tuple[Erased, ...] = ()
    moved: tuple[Moved, ...] = ()
    versioned: tuple[Versioned, ...] = ()


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

    What is no line of the list is passed over. Of a change the last line counts, from the moment of
    the first, and a refused one has changed nothing. An erasure that was taken back has erased
    nothing.
    """
    changed: dict[str, Changed] = {}
    hired: list[Hired] = []
    requested: list[Requested] = []
    erased: dict[str, Erased] = {}
    moved: dict[str, Moved] = {}
    versioned: dict[tuple[str, str], Versioned] = {}
    for line in lines:
        match line.get(KEPT):
            case Kind.CHANGE:
                found = _changed(line)
                before = changed.get(found.request_id, found)
                on = tuple(dict.fromkeys((*before.on, *found.on)))
                changed[found.request_id] = replace(found, at=before.at, on=on)
            case Kind.MOVE:
                moved[line["journey"]] = Moved(line["journey"], line["tenant"], line["version"])
            case Kind.VERSION:
                told = Versioned(line["item"], line["part"], line["version"])
                before_it = versioned.get((told.item, told.part), told)
                versioned[told.item, told.part] = max(told, before_it, key=attrgetter("version"))
            case Kind.HIRE:
                hired.append(_hired(line))
            case Kind.REQUEST:
                requested.append(_requested(line))
            case Kind.ERASURE:
                erased[line["id"]] = _erased(line)
    return Since(
        changed=tuple(each for each in changed.values() if each.outcome is not Outcome.REFUSED),
        hired=tuple(hired),
        requested=tuple(requested),
        erased=tuple(each for each in erased.values() if not each.undone),
        moved=tuple(moved.values()),
        versioned=tuple(versioned.values()),
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
