"""One connection: how it fares, what the partner lets us do, what happened to it."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter

from jetbridge.flows.connection import connections
from jetbridge.flows.console import charts
from jetbridge.flows.console.connections import rows
from jetbridge.flows.console.places import View, Visit
from jetbridge.model import registry
from jetbridge.model.connection import Change, Connection, Status
from jetbridge.model.console import Role, suffices
from jetbridge.model.sentence import Sentence, say
from jetbridge.web import times, who


def shown(visit: Visit) -> View:
    """Show a connection of the tenant in view.

    Raises:
        ApiProblem: 404, there is no such connection.
    """
    found, history = connections.find(visit.context.table, visit.of, visit.variables["connection"])
    is_over = found.status is Status.DISABLED
    row = rows.row(visit, found)
    facts = {
        "row": row,
        "id": found.id,
        "scopes": found.scopes,
        "facts": tuple(_facts(found)),
        "over_time": [*_over_time(visit, history)],
        "since": times.moment(history[-1].at).words if history else "",
        "may_test": suffices(visit.role, Role.ADMIN) and found.has_credentials,
        "how": _how(visit, found),
        "needs_reconnect": found.status is Status.NEEDS_RECONNECT,
        "may_end": suffices(visit.role, Role.ADMIN) and not is_over,
        "history": [_line(visit, each) for each in history],
    }
    title = say("{partner} · {account}", partner=row.partner, account=found.account)
    return View("connection.html.j2", facts, title)


def _over_time(visit: Visit, history: Sequence[Change]) -> Iterator[dict[str, object]]:
    """Yield the pieces of a bar of the statuses that it had, the earliest first."""
    changes = [*reversed(history)]
    ends = [*(each.at for each in changes[1:]), visit.now]
    spans = zip(changes, ends, strict=False)
    lasted = [(each.status, until - each.at) for each, until in spans if until > each.at]
    parts = [
        charts.Part(rows.in_words(status), sum(time for _, time in same), rows.TONES[status])
        for status, same in groupby(lasted, key=itemgetter(0))
    ]
    for piece in charts.bar(parts) if parts else ():
        yield {"piece": piece, "lasted": times.lasted(piece.part.count)}


def _how(visit: Visit, found: Connection) -> dict[str, object]:
    """Return how an account of the partner is connected, or connected again."""
    partner = registry.known(found.partner)
    if partner is None:
        return {}
    origin = visit.context.settings.base_url(visit.request.domain)
    url = f"{visit.home}/connections/connect-link?connection={found.id}"
    return {
        "link": url if partner.connect_path and suffices(visit.role, Role.ADMIN) else None,
        "is_link": bool(partner.connect_path),
        "consent": f"{origin}{partner.consent_path}" if partner.consent_path else None,
        "route": f"POST /v1/connections/{partner.name}",
    }


def _facts(found: Connection) -> Iterator[tuple[Sentence, object]]:
    health = found.health
    yield say("Connected"), times.moment(found.created_at).words
    yield say("Last change"), times.moment(found.updated_at).words
    if health.succeeded_at:
        yield say("Last call that worked"), times.moment(health.succeeded_at).words
    if health.failures:
        yield say("Failures in a row"), health.failures
    if health.failing_since:
        yield say("Failing since"), times.moment(health.failing_since).words
    if health.last_error:
        status = f" · HTTP {health.last_status}" if health.last_status else ""
        yield say("Last error"), f"{rows.in_words(health.last_error)}{status}"
    if found.checked_at:
        yield say("Last check"), times.moment(found.checked_at).words
    if found.expires_at:
        yield say("Credential ends"), times.moment(found.expires_at).words
    for name in ("region", "integrationId"):
        if name in found.settings:
            yield say("{name}", name=name), found.settings[name]


def _line(visit: Visit, change: Change) -> dict[str, object]:
    return {
        "at": times.moment(change.at),
        "status": rows.in_words(change.status),
        "tone": rows.TONES[change.status],
        "why": rows.in_words(change.reason),
        "by": visit.who(change.by, who.of_history),
    }
