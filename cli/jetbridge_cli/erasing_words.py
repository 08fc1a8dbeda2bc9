"""What an operator is shown about an erasure: what was found, what partners keep, the record."""

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from jetbridge.flows.people import export, remains
from jetbridge.flows.people.finding import Found
from jetbridge.flows.people.search import Trace
from jetbridge.model.erasure import Erasure
from jetbridge_cli.output import Row, moment, say, show_lines, show_one

COLUMNS: Final = ("id", "outcome", "by", "began", "lifted", "counts")


def tell(found: Found, changes: Iterable[Trace] = ()) -> None:
    """Show what is stored of a person, and by which ids the partners find them."""
    new = {(each.place, each.key) for each in changes}
    if found.unfinished:
        say(f"An erasure of this person is unfinished: {found.unfinished.id}.")
    show_lines(
        [
            (each.place, moment(each.at), each.status, each.id, *_mark(each, new))
            for each in found.traces
        ]
    )
    say(f"Found: {counted(found.counts(), ', ') or 'nothing more'}.")
    tell_unclear(found, "erase")
    asked = [*remains.ids(found)]
    if asked:
        say("The partners keep what they have, and find the person by (shown once):")
        show_lines(asked)


def tell_unclear(found: Found, act: str) -> None:
    """Show what may be another person's. `act` is what the command does to a person's data."""
    for onboarding_id in found.unclear:
        say(
            f"Not included: {onboarding_id}. Its request does not say which company it is for;"
            f" if it is this person's, {act} it by --onboarding."
        )


def tell_record(erasure: Erasure) -> None:
    """Show the record of an erasure."""
    show_one({**row(erasure), "remains": _remains(erasure)}, as_json=False)


def listed(traces: Iterable[Trace]) -> str:
    """Name things in a sentence."""
    return ", ".join(f"{each.place}: {each.id} ({each.status})" for each in traces)


def counted(counts: Mapping[str, int], between: str = "  ") -> str:
    """Return how many things there are of each kind, without the kinds of which there are none."""
    return between.join(f"{count} {kind}" for kind, count in counts.items() if count)


def row(erasure: Erasure) -> Row:
    """Return a record for the eye."""
    return {
        "id": erasure.id,
        "outcome": str(erasure.outcome) + (" (forced)" if erasure.forced else ""),
        "by": erasure.by,
        "began": moment(erasure.began_at),
        "ended": moment(erasure.ended_at),
        "lifted": moment(erasure.lifted_at),
        "counts": counted(erasure.counts) or "nothing",
    }


def record(erasure: Erasure) -> Row:
    """Return a record for programs."""
    return {
        "id": erasure.id,
        "tenant": erasure.tenant,
        "outcome": str(erasure.outcome),
        "forced": erasure.forced,
        "by": erasure.by,
        "beganAt": moment(erasure.began_at),
        "endedAt": moment(erasure.ended_at),
        "liftedAt": moment(erasure.lifted_at),
        "liftedBy": erasure.lifted_by or None,
        **erasure.counts,
        "remains": _remains(erasure),
    }


def receipt(found: Found, erasure: Erasure) -> Row:
    """Return a record with what is shown once: what was found, and what to ask partners for."""
    return {
        **record(erasure),
        "found": [
            {"kind": each.place, "id": each.id, "status": each.status, "at": moment(each.at)}
            for each in found.traces
        ],
        "notIncluded": list(found.unclear),
        "askPartners": [*export.ask_partners(found)],
    }


def _mark(trace: Trace, new: Collection[tuple[str, str]]) -> list[str]:
    """Return the column that tells what is new, where something is."""
    return ["(new)" if (trace.place, trace.key) in new else ""] if new else []


def _remains(erasure: Erasure) -> list[Row]:
    return [
        {"partner": each.partner, "id": each.id, "status": each.status, "why": each.why}
        for each in erasure.remains
    ]
