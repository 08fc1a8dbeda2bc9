"""The entries of an audit trail, newest first.

A trail is several chains, each in its own order. A page reads a page of each and shows the newest
of them; the address of the next one says where it is in each chain.
"""

import re
from collections.abc import Sequence
from heapq import merge
from typing import Final

from jetbridge.flows.console.places import View, Visit
from jetbridge.model.audit import Entry, Outcome
from jetbridge.model.errors import Violation
from jetbridge.model.record import record
from jetbridge.model.scopes import EVERY_TENANT
from jetbridge.model.sentence import Sentence
from jetbridge.store import audit, keys
from jetbridge.web import times, who
from jetbridge.web.request_rules import malformed

SIZE: Final = 25
_TONES: Final = {
    Outcome.BEGUN: "waiting",
    Outcome.DONE: "good",
    Outcome.REFUSED: "warn",
    Outcome.FAILED: "bad",
}
_PLACE: Final = re.compile(r"[0-9]{1,12}(-[0-9]{1,12})*")


@record
class Row:
    """An entry."""

    at: times.Moment
    action: str
    outcome: str
    tone: str
    actor: str | Sentence
    on: tuple[str, ...]
    request: str


def of_tenant(visit: Visit) -> View:
    """Show the trail of the tenant in view."""
    return _shown(visit, visit.of)


def of_deployment(visit: Visit) -> View:
    """Show the trail of what is no tenant's."""
    return _shown(visit, EVERY_TENANT)


def _shown(visit: Visit, tenant: str) -> View:
    chains = keys.audit_chains(tenant)
    before = _before(visit, len(chains))
    table = visit.context.table
    read = [
        [(at, entry) for entry in audit.newest(table, chain, before=number, limit=SIZE + 1)]
        for at, (chain, number) in enumerate(zip(chains, before, strict=True))
    ]
    # Each chain keeps its order: the clocks of its writers differ, and its times may go back.
    newest = [*merge(*read, key=lambda each: each[1].at, reverse=True)]
    shown, left = newest[:SIZE], newest[SIZE:]
    facts = {
        "rows": [_row(visit, entry) for _, entry in shown],
        "following": f"?before={_following(before, shown)}" if left else None,
    }
    return View("audit.html.j2", facts)


def _before(visit: Visit, chains: int) -> tuple[int, ...]:
    """Return the number before which each chain is read; 0 is its end.

    Raises:
        ApiProblem: 422, the address says something else.
    """
    asked = visit.request.parameter("before")
    if asked is None:
        return (0,) * chains
    numbers = asked.split("-")
    if not _PLACE.fullmatch(asked) or len(numbers) != chains:
        sentence = "Must be what the page before has."
        raise malformed(Violation("before", "query_parameter", sentence))
    return tuple(map(int, numbers))


def _following(before: Sequence[int], shown: Sequence[tuple[int, Entry]]) -> str:
    """Return where the next page begins in each chain: where the shown entries of it end."""
    numbers = list(before)
    for at, entry in shown:
        numbers[at] = entry.number
    return "-".join(map(str, numbers))


def _row(visit: Visit, entry: Entry) -> Row:
    return Row(
        at=times.moment(entry.at),
        action=entry.action,
        outcome=entry.outcome,
        tone=_TONES.get(Outcome(entry.outcome), "plain") if entry.outcome in Outcome else "plain",
        actor=visit.who(entry.actor, who.of_history),
        on=entry.on,
        request=entry.request_id,
    )
