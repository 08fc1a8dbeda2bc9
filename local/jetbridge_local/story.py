"""A journey as people read it at a terminal, from what the API shows of it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

type Json = Mapping[str, Any]

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
    console.print(timeline(journey["timeline"]))
    console.print()
    console.print(_rows(_ends(journey)))


def timeline(lines: Sequence[Json]) -> Table:
    """Return what happened, line by line."""
    return _rows((_when(each["at"]), _where(each), each["sentence"]) for each in lines)


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
