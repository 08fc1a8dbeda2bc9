"""A list of candidates in pages, as SmartRecruiters gives it, and as it may on a bad day."""

from collections.abc import Sequence
from enum import StrEnum
from http import HTTPStatus

from pydantic import BaseModel, ConfigDict, Field

from jetbridge_local.sandbox.smartrecruiters.candidates import Candidate
from jetbridge_local.sandbox.smartrecruiters.errors import ApiError, Why


class Oddity(StrEnum):
    """What is odd about the pages."""

    NONE = "none"
    NUMERIC = "numeric"
    """Page ids are numbers."""
    REPEAT = "repeat"
    """The last page names itself as the next one."""
    CIRCLE = "circle"
    """The last page names the second one as the next one."""
    ENDLESS = "endless"
    """Behind the last page there is always another one, which is empty."""
    REFUSE = "refuse"
    """Every page but the first is refused."""
    UNREADABLE = "unreadable"
    """Each page begins with an entry without ids."""


class Paging(BaseModel):
    """How a company's candidates are listed. `refuseWith` is the HTTP status of `refuse`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    oddity: Oddity = Oddity.NONE
    page_size: int | None = Field(default=None, alias="pageSize", ge=1)
    refuse_with: HTTPStatus = Field(default=HTTPStatus.GONE, alias="refuseWith")

    def page(self, found: Sequence[Candidate], limit: int, page_id: str) -> dict[str, object]:
        """Return the page called `page_id`, empty for the first.

        Raises:
            ApiError: there is no such page.
        """
        if page_id and self.oddity is Oddity.REFUSE:
            raise ApiError(Why.NO_PAGE, "There is no such page", status=self.refuse_with)
        limit = min(limit, self.page_size or limit)
        start = _start(found, page_id)
        content: list[object] = [each.view() for each in found[start : start + limit]]
        if self.oddity is Oddity.UNREADABLE:
            content.insert(0, {"firstName": "Nobody"})
        return {
            "content": content,
            "nextPageId": self._next(found, start, limit),
            "totalFound": len(found),
            "limit": limit,
        }

    def _next(self, found: Sequence[Candidate], start: int, limit: int) -> str | int:
        following = start + limit
        if following < len(found):
            return following if self.oddity is Oddity.NUMERIC else found[following - 1].candidate_id
        match self.oddity:
            case Oddity.REPEAT:
                return found[start - 1].candidate_id if start else "1"
            case Oddity.CIRCLE:
                return found[min(limit, len(found)) - 1].candidate_id if found else ""
            case Oddity.ENDLESS:
                return following
            case _:
                return ""


def _start(found: Sequence[Candidate], page_id: str) -> int:
    """Return the index of a page's first candidate: its id names the one before, or a number."""
    ids = [each.candidate_id for each in found]
    if page_id in ids:
        return ids.index(page_id) + 1
    return int(page_id) if page_id.isdecimal() else 0
