"""SmartRecruiters' list of hired candidates: what a page says, and what of it cannot be read.

Source: `GET /candidates` of the partner's merged OpenAPI description. Nothing in it is relied on:
what cannot be read is told by its position, and the rest of the page is read all the same.
"""

from collections.abc import Iterator
from typing import Final

from jetbridge.model.hiring import Busy, Forbidden
from jetbridge.model.ports import HttpResponse
from jetbridge.model.record import field, record
from jetbridge.partners.smartrecruiters.customer import HIRED, Found, Missing, read_document
from jetbridge.partners.smartrecruiters.ids import read_id

_MAX_PAGE_ID_LENGTH: Final = 2_048


@record
class Hired:
    """One page of hired candidates.

    `applications` are (candidate id, job id), several of a candidate who has several. `unreadable`
    are the positions, from 0, of entries that name no application, or not all of theirs.
    `next_page_id` is empty at the end of the list, and where `goes_on_nowhere`: the page names a
    next one that cannot be asked for. `entries` counts those of the page, `total` is how many
    the partner says that the list has, where it says so.
    """

    applications: tuple[tuple[str, str], ...]
    next_page_id: str
    unreadable: tuple[int, ...] = ()
    goes_on_nowhere: bool = False
    entries: int = field(default=0, compare=False)
    total: int | None = field(default=None, compare=False)


def read_hired(response: HttpResponse) -> Hired | Forbidden | Busy:
    """Read the answer to `Api.hired`.

    What is no list is no answer: it must not pass for an empty list.
    """
    read = read_document(response)
    if isinstance(read, Missing):
        return Busy(response.status)
    if not isinstance(read, Found):
        return read
    content, total = read.document.get("content"), read.document.get("totalFound")
    if not isinstance(content, list):
        return Busy(response.status)
    named = read.document.get("nextPageId")
    next_page = _page_id(named)
    applications = [_applications(each) for each in content]
    return Hired(
        applications=tuple(pair for pairs in applications for pair in pairs if all(pair)),
        next_page_id=next_page,
        unreadable=tuple(n for n, pairs in enumerate(applications) if not _is_readable(pairs)),
        goes_on_nowhere=not next_page and named not in (None, ""),
        entries=len(content),
        total=total if type(total) is int else None,
    )


def _applications(candidate: object) -> list[tuple[str, str]]:
    """Return what an entry says of a candidate's applications; an id that cannot be read is empty.

    Of several, those that are not shown as HIRED are left out. Where none is, each may be it.
    """
    if not isinstance(candidate, dict):
        return []
    candidate_id, assignments = read_id(candidate.get("id")), [*_assignments(candidate)]
    hired = [each for each in assignments if _may_be_hired(each)] or assignments
    return [(candidate_id, _job_id(each)) for each in hired]


def _assignments(candidate: dict[str, object]) -> Iterator[object]:
    """Yield the assignments to jobs: the primary one, and those beside it."""
    if candidate.get("primaryAssignment") is not None:
        yield candidate["primaryAssignment"]
    beside = candidate.get("secondaryAssignments")
    if isinstance(beside, list):
        yield from beside
    elif beside is not None:
        yield beside


def _may_be_hired(assignment: object) -> bool:
    """Return whether an assignment is shown as HIRED, or not as anything else."""
    status = assignment.get("status") if isinstance(assignment, dict) else None
    return status == HIRED or not isinstance(status, str)


def _job_id(assignment: object) -> str:
    job = assignment.get("job") if isinstance(assignment, dict) else None
    return read_id(job.get("id")) if isinstance(job, dict) else ""


def _is_readable(pairs: list[tuple[str, str]]) -> bool:
    return bool(pairs) and all(all(pair) for pair in pairs)


def _page_id(named: object) -> str:
    """Return where the list goes on, as text; empty where it is none that can be kept."""
    text = str(named) if type(named) is int else named
    fits = isinstance(text, str) and text.isascii() and len(text) <= _MAX_PAGE_ID_LENGTH
    return text if fits and isinstance(text, str) else ""
