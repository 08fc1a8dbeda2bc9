"""How commands speak: people read tables, programs read JSON."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Final

import typer
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from jetbridge.model import text

console: Final = Console()
stderr: Final = Console(stderr=True)
"""For what is said beside the result, which programs read."""

_BETWEEN: Final = 2
"""Cells between two columns."""
_READABLE: Final = 16
"""Cells that the last column of a table needs, where what it holds is longer than that."""

type Row = Mapping[str, object]

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]


def show(
    rows: Sequence[Row],
    columns: Sequence[str],
    *,
    as_json: bool,
    empty: str = "None.",
    to: Console = console,
) -> None:
    """Print rows: `columns` of them as a table, or all of them as JSON.

    The last column gives way where the terminal is narrow. Where it would have no room, each row is
    printed as lines, so that ids stay whole. `empty` is what to say where there are no rows.
    """
    if as_json:
        print(json.dumps(rows, indent=2))
    elif not rows:
        to.print(empty)
    elif not _has_room(rows, columns, to.width):
        for row in rows:
            _show_lines(row, columns, to)
    else:
        table = Table(box=None, pad_edge=False, header_style="bold")
        for name in columns:
            table.add_column(name, overflow="fold", no_wrap=name != columns[-1])
        for row in rows:
            table.add_row(*(_shown(row[name]) for name in columns))
        to.print(table)


def show_json(row: Row) -> None:
    """Print one thing for programs."""
    print(json.dumps(row, indent=2))


def show_one(row: Row, *, as_json: bool) -> None:
    """Print one thing, a line for each of its members."""
    if as_json:
        show_json(row)
        return
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(style="bold")
    table.add_column(overflow="fold")
    for name, value in row.items():
        table.add_row(name, _shown(value))
    console.print(table)


def moment(seconds: int | None) -> str | None:
    """Return Unix seconds as people and programs read them."""
    return None if seconds is None else f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"


def _has_room(rows: Sequence[Row], columns: Sequence[str], width: int) -> bool:
    """Tell whether the columns fit beside each other, the last one wrapped."""
    wide = [
        max(cell_len(line) for each in (name, *values) for line in each.split("\n"))
        for name in columns
        for values in [[_text(row[name]) for row in rows]]
    ]
    last = min(wide[-1], _READABLE)
    return sum(wide[:-1]) + last + _BETWEEN * (len(columns) - 1) <= width


def _show_lines(row: Row, columns: Sequence[str], to: Console) -> None:
    name_width = max(map(len, columns))
    for name in columns:
        line = Text.assemble((f"{name:<{name_width}}", "bold"), "  ", _shown(row[name]))
        to.print(line, soft_wrap=True)
    to.print()


def _shown(value: object) -> Text:
    """Return a value as a cell: neither the terminal nor Rich takes anything in it for commands."""
    return Text(text.cleaned(_text(value)))


def _text(value: object) -> str:
    if isinstance(value, list):
        return "\n".join(map(_text, value))
    if isinstance(value, Mapping):
        return "  ".join(_text(member) for member in value.values())
    return "" if value is None else str(value)
