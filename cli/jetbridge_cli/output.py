"""How commands speak: people read tables, programs read JSON or lines of tab-separated values."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Final

import typer
from rich.console import Console

from jetbridge.store.listing import Unreadable, noted
from jetbridge_cli import printing

console: Final = Console()
stderr: Final = Console(stderr=True)
"""For what is said beside the result, which programs read."""

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
    """Print rows: `columns` of them, a line each below their names, or all of them as JSON.

    `empty` is what to say where there are no rows. A program that reads lines gets the names only.
    What lists have left out is in the JSON, too: an element with the one member `unreadable`.
    """
    left_out = noted()
    if as_json:
        show_json([*rows, *({"unreadable": _named(each)} for each in left_out)], to=to)
        return
    if not rows and left_out:
        empty = "None that can be read."
    if not rows:
        say(empty, to=to if printing.is_terminal(to) else stderr)
    if rows or not printing.is_terminal(to):
        printing.columns(to, [[row[name] for name in columns] for row in rows], columns)


def _named(left_out: Unreadable) -> Row:
    return {"kind": left_out.kind, "id": left_out.id, "why": left_out.why}


def show_lines(rows: Sequence[Sequence[object]], *, to: Console = console) -> None:
    """Print rows that need no names, a line each."""
    if rows:
        printing.columns(to, rows)


def show_one(row: Row, *, as_json: bool, to: Console = console) -> None:
    """Print one thing, a line for each of its members. A list has a line for each element."""
    if as_json:
        show_json(row, to=to)
    else:
        printing.members(to, row.items())


def show_json(value: Row | Sequence[Row], *, to: Console = console) -> None:
    """Print something for programs, in ASCII."""
    # JSON leaves the one control character of ASCII above the letters as it is.
    to.file.write(json.dumps(value, indent=2).replace("\x7f", "\\u007f") + "\n")


def show_script(lines: Iterable[str], *, to: Console = console) -> None:
    """Print lines that a shell reads, each as it is."""
    for line in lines:
        to.file.write(printing.printable(line) + "\n")


def say(sentence: str, *, style: str = "", to: Console = console) -> None:
    """Print a sentence."""
    printing.say(to, sentence, style)


def moment(seconds: int | None) -> str | None:
    """Return Unix seconds as people and programs read them."""
    return None if seconds is None else f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"
