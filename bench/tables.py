"""Tables in Markdown."""

from collections.abc import Iterable, Sequence


def table(heading: Sequence[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table."""
    lines = [f"| {' | '.join(row)} |" for row in (heading, *rows)]
    lines.insert(1, f"|{'---|' * len(heading)}")
    return "\n".join(lines)
