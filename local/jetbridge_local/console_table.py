"""The table of the console's pages and actions in docs/console.md, from what they declare.

python -m jetbridge_local.console_table
"""

from typing import Final

from jetbridge.flows.console import registry
from jetbridge.flows.console.places import Act, Place

_HEAD: Final = (
    "| Path | Title | Least role | Fresh sign-in | In the audit trail | Scope, or command |",
    "|---|---|---|---|---|---|",
)


def table() -> str:
    """Return the table, a row a page and an action."""
    return "\n".join((*_HEAD, *map(_row, registry.PLACES)))


def _row(place: Place) -> str:
    act = place if isinstance(place, Act) else None
    cells = (
        f"`{place.path}`",
        place.title,
        f"`{place.role}`",
        ("yes" if act.fresh else "no") if act else "",
        f"`{act.action}`" if act else "",
        _program(place),
    )
    return f"| {' | '.join(cells)} |"


def _program(place: Place) -> str:
    """Return what lets a program do the same."""
    if place.scope:
        return f"`{place.scope}`"
    command = place.command if isinstance(place, Act) else ""
    return f"`jetbridge {command}`" if command else ""


if __name__ == "__main__":
    print(table())
