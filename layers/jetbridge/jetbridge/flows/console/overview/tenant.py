"""The overview of a tenant: what needs a person first, then how everything stands.

It reads the newest journeys and connections, a page each, and says so: a tenant that has more sees
those that need a person on the page of journeys as well.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from jetbridge.flows.console import charts
from jetbridge.flows.console.journeys import rows
from jetbridge.flows.console.places import View, Visit
from jetbridge.flows.journey import show
from jetbridge.flows.journey.show import Placed
from jetbridge.model.connection import Connection, Status
from jetbridge.model.journey import Status as JourneyStatus
from jetbridge.model.record import record
from jetbridge.model.sentence import Sentence, say
from jetbridge.model.webhook import Endpoint, EndpointStatus
from jetbridge.store import connections, deliveries, endpoints, policies
from jetbridge.store.listing import or_else
from jetbridge.store.policies import Current, State
from jetbridge.web import journey_words as words
from jetbridge.web import times

JOURNEYS: Final = 50
"""The newest journeys that the overview reads."""
_CONNECTIONS: Final = 25
_GIVEN_UP: Final = 1


@record
class Need:
    """Something that needs a person: what it is, what is wrong, and where it is dealt with."""

    what: Sentence
    why: str
    url: str = ""
    since: times.Moment | None = None


def shown(visit: Visit) -> View:
    """Show how a tenant stands."""
    table, tenant = visit.context.table, visit.of
    journeys, more = show.page(table, tenant, limit=JOURNEYS, after=None)
    held, others = connections.of_tenant(table, tenant, limit=_CONNECTIONS, after=None)
    told = endpoints.every(table, tenant)
    policy = or_else(lambda: policies.latest(table, tenant), None)
    given_up = any(
        deliveries.dead(table, tenant, further, limit=_GIVEN_UP, after=None)[0]
        for further in {"", *(each.further for each in told)}
    )
    facts = {
        "needs": (
            *_of_journeys(visit, journeys),
            *_of_connections(visit, held),
            *_of_endpoints(visit, told, given_up=given_up),
            *_of_policy(policy),
        ),
        "count": len(journeys),
        "is_part": more is not None,
        "is_all": more is None and others is None,
        "chart": charts.bar(_counted(journeys)),
        "connections": [_connection(each) for each in held if each.status is not Status.DISABLED],
        "endpoints": [each.host for each in told],
        "policy": policy,
        "journeys_url": f"{visit.home}/journeys",
        "connections_url": f"{visit.home}/connections",
    }
    return View("overview.html.j2", facts)


def _of_journeys(visit: Visit, found: Sequence[Placed]) -> Iterator[Need]:
    for policy, journey in found:
        if journey.status is JourneyStatus.NEEDS_ATTENTION:
            row = rows.row(visit, policy, journey)
            since = times.moment(journey.stuck_since or journey.updated_at)
            yield Need(say("Journey {id}", id=journey.id), row.awaits, row.url, since)


def _of_connections(visit: Visit, found: Sequence[Connection]) -> Iterator[Need]:
    for each in found:
        if each.status in (Status.NEEDS_RECONNECT, Status.DEGRADED):
            title = words.partner(each.partner)
            what = say("Connection to {partner}", partner=title)
            url, since = f"{visit.home}/connections/{each.id}", times.moment(each.updated_at)
            yield Need(what, each.reason.replace("_", " "), url, since)


def _of_endpoints(visit: Visit, told: Sequence[Endpoint], *, given_up: bool) -> Iterator[Need]:
    here = f"{visit.home}/webhooks"
    for each in told:
        if each.status is EndpointStatus.DISABLED:
            why = "It said that it is gone. Nothing is sent there until it is set again."
            yield Need(say("Endpoint {host}", host=each.host), why, f"{here}/{each.id}")
        elif each.failing_since and each.failure_told:
            since = times.moment(each.failing_since)
            why = "It has taken nothing for an hour or longer."
            yield Need(say("Endpoint {host}", host=each.host), why, f"{here}/{each.id}", since)
    if given_up:
        yield Need(say("Webhooks"), "There are deliveries that were given up.", here)


def _of_policy(policy: Current | None) -> Iterator[Need]:
    if policy is None:
        yield Need(say("Policy"), "It cannot be read: no new journey begins.")
    elif not policy.in_force:
        yield Need(say("Policy"), "None is in force: no journey begins.")
    elif policy.state is State.PAUSED:
        yield Need(say("Policy"), "It is paused: no new journey begins.")


def _counted(found: Sequence[Placed]) -> tuple[charts.Part, ...]:
    counts = Counter(journey.status for _, journey in found)
    return tuple(
        charts.Part(status.replace("_", " "), counts[status], rows.TONES[status])
        for status in JourneyStatus
        if counts[status]
    )


def _connection(each: Connection) -> dict[str, object]:
    return {
        "partner": words.partner(each.partner),
        "account": each.account,
        "status": each.status.replace("_", " "),
        "tone": _TONES[each.status],
    }


_TONES: Final = {
    Status.PENDING: "waiting",
    Status.ACTIVE: "good",
    Status.DEGRADED: "warn",
    Status.NEEDS_RECONNECT: "bad",
    Status.DISABLED: "plain",
}
