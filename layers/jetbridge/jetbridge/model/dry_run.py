"""A dry run of a policy: what the person does in it, and what it came to."""

from enum import StrEnum
from typing import Any

from jetbridge.model.journey import Entry, Journey
from jetbridge.model.record import field, record


class Verdict(StrEnum):
    """What becomes of the person at each verification."""

    VERIFIED = "verified"
    """They come after the last reminder, and prove who they are."""
    REJECTED = "rejected"
    """They come after the last reminder, and fail."""
    SILENT = "silent"
    """They do not come."""


@record
class Call:
    """One call to a partner. `at` is in Unix seconds; `body` is JSON, a word for it, or None."""

    at: int
    method: str
    host: str
    path: str
    body: Any = field(default=None, repr=False)


@record
class Played:
    """What was sent and told, in order, and the journey as it stood then; None: none began.

    `company` is the one that hires.
    """

    lines: tuple[Call | Entry, ...] = field(repr=False)
    journey: Journey | None
    company: str
