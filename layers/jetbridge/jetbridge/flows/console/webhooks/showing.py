"""The endpoints of a tenant, and one of them with what came of its last deliveries."""

from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import Final

from jetbridge.flows.console.places import View, Visit
from jetbridge.flows.console.webhooks import rows
from jetbridge.flows.self_service import webhook_deliveries, webhooks
from jetbridge.model.console import Role, suffices
from jetbridge.model.record import record
from jetbridge.model.sentence import Sentence, say
from jetbridge.model.webhook import MAX_FURTHER, DeliveryStatus, Endpoint
from jetbridge.web import times

LATEST: Final = 5
"""Deliveries that the page of an endpoint shows."""
_SHOWN: Final = (DeliveryStatus.DEAD, DeliveryStatus.WAITING, DeliveryStatus.DELIVERED)


@record
class Listed:
    """An endpoint in the list, with its last delivery."""

    row: rows.Row
    last: rows.Line | None


def every(visit: Visit) -> View:
    """Show the endpoints of the tenant in view."""
    found = [each.endpoint for each in webhooks.listed(visit.context, visit.of)]
    facts = {
        "endpoints": [
            Listed(rows.row(visit, each), next(iter(_latest(visit, each, 1)), None))
            for each in found
        ],
        "may_change": suffices(visit.role, Role.ADMIN),
        "is_full": len(found) > MAX_FURTHER,
        "most": MAX_FURTHER + 1,
        "here": f"{visit.home}/webhooks",
    }
    return View("webhooks.html.j2", facts)


def one(visit: Visit) -> View:
    """Show an endpoint of the tenant in view.

    Raises:
        ApiProblem: 404, there is no such endpoint.
    """
    found = webhooks.find(visit.context, visit.of, visit.variables["endpoint"])
    facts = {
        "row": rows.row(visit, found.endpoint),
        "facts": tuple(_facts(found)),
        "signs": bool(found.secrets),
        "lines": _latest(visit, found.endpoint, LATEST),
        "may_change": suffices(visit.role, Role.ADMIN),
    }
    return View("webhook.html.j2", facts, say("{host}", host=found.endpoint.host))


def _latest(visit: Visit, endpoint: Endpoint, count: int) -> Sequence[rows.Line]:
    """Return what came of the last deliveries to an endpoint, of whatever status."""
    lists = (
        webhook_deliveries.page(
            visit.context, visit.of, endpoint.id, status, limit=count, after=None
        )
        for status in _SHOWN
    )
    found = [each for newest, _ in lists for each in newest]
    newest_first = sorted(found, key=attrgetter("updated_at"), reverse=True)
    return [rows.line(visit, endpoint, each) for each in newest_first[:count]]


def _facts(found: webhooks.Signed) -> Iterator[tuple[Sentence, object]]:
    endpoint = found.endpoint
    yield say("Address"), endpoint.url
    yield say("Events"), ", ".join(endpoint.types) or say("every event of a journey")
    yield say("Registered"), times.moment(endpoint.created_at).words
    yield say("Last change"), times.moment(endpoint.updated_at).words
    if endpoint.paused_at is not None:
        yield say("Paused"), times.moment(endpoint.paused_at).words
    if endpoint.failing_since is not None:
        yield say("Failing since"), times.moment(endpoint.failing_since).words
    yield say("Secrets that sign"), len(found.secrets)
    if found.secrets and found.secrets[-1] is not None:
        yield say("The older one signs until"), times.moment(found.secrets[-1]).words
