"""A journey as people read it at a terminal, from what the API shows of it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

type Json = Mapping[str, Any]

_SENTENCE: Final = 28
"""Cells that a sentence needs beside its moment and its step, the gaps included."""

_STYLES: Final = {
    "completed": "green",
    "failed": "red",
    "cancelled": "red",
    "needs_attention": "yellow",
}


def tell(console: Console, journey: Json) -> None:
    """Print a journey: where it stands, what happened, what is awaited, what to do.

    `journey` is what `GET /v1/journeys/{id}` answers.
    """
    style = _STYLES.get(journey["status"], "bold")
    console.print(
        Text.assemble((journey["id"], "bold"), "  ", (journey["status"], style)),
        Text(journey["meaning"]),
    )
    console.print(Text(_about(journey), style="dim"), soft_wrap=True)
    console.print()
    for each in timeline(journey["timeline"], console.width):
        console.print(each)
    console.print()
    console.print(_rows(_ends(journey)))


def timeline(lines: Sequence[Json], width: int) -> Iterator[RenderableType]:
    """Yield what happened, as a table; in a narrow terminal each sentence below its moment."""
    rows = [(_when(each["at"]), _where(each), each["sentence"]) for each in lines]
    beside = max((len(at) + len(where) for at, where, _ in rows), default=0)
    if beside + _SENTENCE <= width:
        yield _rows(iter(rows))
        return
    for at, where, sentence in rows:
        yield Text.assemble((at, "dim"), "  ", (where, "bold"))
        yield Padding(Text(sentence), (0, 0, 0, 2))


def _rows(rows: "Iterator[tuple[str, ...]]") -> Table:
    """Return rows as a table whose last column gives way where the terminal is narrow."""
    table = Table(box=None, pad_edge=False, show_header=False)
    for number, row in enumerate(rows):
        for name in row[:-1] if number == 0 else ():
            table.add_column(style="dim" if name == row[0] else "bold", no_wrap=True)
        table.add_row(*map(Text, row))
    return table


def _about(journey: Json) -> str:
    told = {
        "company": journey["companyId"],
        "candidate": journey["candidateId"] or "erased",
        "job": journey["jobId"],
        "journey": journey["round"],
        "policy version": journey["policyVersion"],
        "version": journey["version"],
    }
    return " · ".join(f"{name} {value}" for name, value in told.items())


def _where(line: Json) -> str:
    return " ".join(filter(None, (line["step"], line["partner"] and f"({line['partner']})")))


def _ends(journey: Json) -> Iterator[tuple[str, ...]]:
    awaits, problem = journey["awaits"], journey["problem"]
    until = f" Until {_when(awaits['until'])}." if awaits["until"] else ""
    yield "Awaited", f"{awaits['what']}{until}"
    if problem:
        yield "Problem", problem["what"]
        yield "To do", problem["advice"]


def _when(moment: str) -> str:
    """Return an RFC 3339 moment, which is in UTC, for the eye."""
    return moment.removesuffix("Z").replace("T", " ")
