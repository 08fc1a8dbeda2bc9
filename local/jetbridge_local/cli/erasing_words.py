"""What an operator is shown about an erasure: what was found, what partners keep, the record."""

from collections.abc import Iterable
from typing import Final

from rich.console import Console

from jetbridge.flows.people import partners
from jetbridge.flows.people.finding import Found
from jetbridge.flows.people.search import Trace
from jetbridge.model.erasure import Erasure
from jetbridge_local.cli.output import Row, moment, show_one

COLUMNS: Final = ("id", "outcome", "by", "began", "lifted", "counts")


def tell(console: Console, found: Found, news: Iterable[Trace] = ()) -> None:
    """Show what is stored of a person, and by which ids the partners find them."""
    new = {(each.place, each.key) for each in news}
    if found.unfinished:
        console.print(f"An erasure of this person is unfinished: {found.unfinished.id}.")
    for each in found.traces:
        mark = "  (new)" if (each.place, each.key) in new else ""
        line = f"{each.place:<13}  {moment(each.at)}  {each.status:<15}  {each.id}{mark}"
        console.print(line, soft_wrap=True, highlight=False, markup=False)
    totals = ", ".join(f"{count} {place}" for place, count in found.counts().items() if count)
    console.print(f"Found: {totals or 'nothing more'}.", highlight=False)
    for onboarding_id in found.unclear:
        console.print(
            f"Not included: {onboarding_id}. Its request does not say which company it is for;"
            " if it is this person's, erase it by --onboarding.",
            soft_wrap=True,
        )
    asked = [*partners.ids(found)]
    if asked:
        console.print("The partners keep what they have, and find the person by (shown once):")
    for partner, name, value in asked:
        line = f"  {partner}  {name}  {value}"
        console.print(line, soft_wrap=True, highlight=False, markup=False)


def tell_record(erasure: Erasure) -> None:
    """Show the record of an erasure."""
    show_one({**row(erasure), "remains": _remains(erasure)}, as_json=False)


def listed(traces: Iterable[Trace]) -> str:
    """Name things in a sentence."""
    return ", ".join(f"{each.place}: {each.id} ({each.status})" for each in traces)


def row(erasure: Erasure) -> Row:
    """Return a record for the eye."""
    counts = "  ".join(f"{count} {place}" for place, count in erasure.counts.items() if count)
    return {
        "id": erasure.id,
        "outcome": str(erasure.outcome) + (" (forced)" if erasure.forced else ""),
        "by": erasure.by,
        "began": moment(erasure.began_at),
        "ended": moment(erasure.ended_at),
        "lifted": moment(erasure.lifted_at),
        "counts": counts or "nothing",
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
        "remains": [
            {"partner": each.partner, "id": each.id, "status": each.status, "why": each.why}
            for each in erasure.remains
        ],
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
        "askPartners": [
            {"partner": partner, "name": name, "value": value}
            for partner, name, value in partners.ids(found)
        ],
    }


def _remains(erasure: Erasure) -> list[str]:
    return [
        f"{each.partner}  {each.id}  {each.status}  {each.why}".rstrip() for each in erasure.remains
    ]
