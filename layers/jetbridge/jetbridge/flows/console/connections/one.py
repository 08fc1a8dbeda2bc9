"""One connection: how it fares, what the partner lets us do, what happened to it."""

from collections.abc import Iterator

from jetbridge.flows.connection import connections
from jetbridge.flows.console.connections import rows
from jetbridge.flows.console.places import View, Visit
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
        "needs_reconnect": found.status is Status.NEEDS_RECONNECT,
        "may_end": suffices(visit.role, Role.ADMIN) and not is_over,
        "history": [_line(visit, each) for each in history],
    }
    title = say("{partner} · {account}", partner=row.partner, account=found.account)
    return View("connection.html.j2", facts, title)


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
