"""The ways in which a secret may be written."""

from urllib.parse import quote, quote_plus


def spellings(mark: str) -> set[str]:
    """Return the ways in which a mark may be written."""
    return {mark, quote(mark, safe=""), quote_plus(mark), mark.replace("/", "\\/")}
