"""What the list of changes tells of since a moment, for a table that was restored to it."""

from collections.abc import Iterable, Mapping

from jetbridge.model.audit import Outcome
from jetbridge.model.changes import KEPT, Kind, Line
from jetbridge.model.record import field, record, replace


@record
class Changed:
    """A change that was made, or begun. `at` is in Unix seconds, `on` are ids of ours."""

    at: int
    action: str
    outcome: Outcome
    tenant: str
    on: tuple[str, ...]
    request_id: str


@record
class Hired:
    """A journey that began, for the application whose record has this name."""

    journey_id: str
    tenant: str
    connection_id: str
    record_id: str
    sequence: int


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

    `moved` has the tenant of each journey that was written, by the journey's id.
    """

    changed: tuple[Changed, ...] = ()
    hired: tuple[Hired, ...] = ()
    erased: tuple[Erased, ...] = ()
    moved: Mapping[str, str] = field(default_factory=dict)


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

    What is no line of the list is passed over. Of a change the last line counts, and a refused one
    has changed nothing. An erasure that was taken back has erased nothing.
    """
    changed: dict[str, Changed] = {}
    hired: list[Hired] = []
    erased: dict[str, Erased] = {}
    moved: dict[str, str] = {}
    for line in lines:
        match line.get(KEPT):
            case Kind.CHANGE:
                found = _changed(line)
                before = changed.get(found.request_id)
                known = () if before is None else before.on
                on = tuple(dict.fromkeys((*known, *found.on)))
                changed[found.request_id] = replace(found, on=on)
            case Kind.MOVE:
                moved[line["journey"]] = line["tenant"]
            case Kind.HIRE:
                hired.append(_hired(line))
            case Kind.ERASURE:
                erased[line["id"]] = _erased(line)
    return Since(
        tuple(each for each in changed.values() if each.outcome is not Outcome.REFUSED),
        tuple(hired),
        tuple(each for each in erased.values() if not each.undone),
        moved,
    )


def _changed(line: Line) -> Changed:
    return Changed(
        line["at"],
        line["action"],
        Outcome(line["outcome"]),
        line["tenant"],
        tuple(line["on"]),
        line["request_id"],
    )


def _hired(line: Line) -> Hired:
    return Hired(line["journey"], line["tenant"], line["connection"], line["record"], line["round"])


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
