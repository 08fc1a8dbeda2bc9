"""How a rehearsal goes on: what the person does."""

from enum import StrEnum


class Verdict(StrEnum):
    """What becomes of the person at each verification."""

    VERIFIED = "verified"
    """They come after the last reminder, and prove who they are."""
    REJECTED = "rejected"
    """They come after the last reminder, and fail."""
    SILENT = "silent"
    """They do not come."""
