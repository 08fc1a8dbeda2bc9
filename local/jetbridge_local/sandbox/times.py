"""Times as partners write them."""

from datetime import UTC, datetime


def iso(at: int) -> str:
    """Return `at`, in Unix seconds, as ISO 8601 with milliseconds: 2026-01-15T10:00:00.000Z."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def from_iso(text: str) -> int | None:
    """Return an ISO 8601 time as Unix seconds; None where it is none or has no offset."""
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        return None
    return int(parsed.timestamp()) if parsed.tzinfo is not None else None
