"""A journey as people read it at a terminal, from what the API shows of it."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from rich.console import Console

from jetbridge_cli import printing

type Json = Mapping[str, Any]

_OPEN: Final = frozenset({"asking", "delayed", "held", "failed"})
"""Steps of which it matters what a partner answered."""

_STYLES: Final = {
    "completed": "green",
    "failed": "red",
    "cancelled": "red",
    "needs_attention": "yellow",
}


def show(console: Console, journey: Json) -> None:
    """Print a journey: where it stands, what happened, what is awaited, what to do.

    `journey` is what `GET /v1/journeys/{id}` answers.
    """
    style = _STYLES.get(journey["status"], "bold")
    stands = (journey["id"], journey["status"], journey["meaning"])
    printing.columns(console, [stands], styles=("bold", style))
    printing.say(console, _about(journey), "dim")
    console.print()
    printing.columns(console, [*map(_line, journey["timeline"])], styles=("dim", "bold"))
    console.print()
    printing.members(console, _ends(journey))


def _line(each: Json) -> tuple[str, str, str]:
    return _when(each["at"]), _where(each), each["sentence"]


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


def _ends(journey: Json) -> Iterator[tuple[str, str]]:
    awaits, problem = journey["awaits"], journey["problem"]
    if called := _last_call(journey):
        yield "Called", called
    until = f" Until {_when(awaits['until'])}." if awaits["until"] else ""
    yield "Awaited", f"{awaits['what']}{until}"
    for each in journey["undelivered"]:
        yield "Not told", f"{each['sentence']} {_following(each)}"
    if problem:
        yield "Problem", problem["what"]
        yield "To do", problem["advice"]


def _following(late: Json) -> str:
    """Return what becomes of events that the tenant's endpoint has not accepted."""
    if late["nextAttemptAt"]:
        return f"Next attempt at {_when(late['nextAttemptAt'])}."
    return "`jetbridge webhooks replay` sends it again."


def _last_call(journey: Json) -> str:
    """Return what came of the last request of what the journey is about, empty where none was made.

    What is done needs no explanation.
    """
    here = [step for step in journey["steps"] if step["status"] in _OPEN]
    about = journey["undoing"] or (here[0] if here else None)
    if about is None or about["lastAnswer"] is None:
        return ""
    last = about["lastAnswer"]
    came = last["status"] or last["outcome"]
    return f"{last['partner']} {last['operation']}: {came}. Requests so far: {about['calls']}."


def _when(moment: str) -> str:
    """Return an RFC 3339 moment, which is in UTC, for the eye."""
    return moment.removesuffix("Z").replace("T", " ")
