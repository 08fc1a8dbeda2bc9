"""What `jetbridge status` finds of tenants and of their connections to partners."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial

from jetbridge.flows.connection import own_credentials as flow
from jetbridge.flows.retention import apply
from jetbridge.flows.tenant import tenants
from jetbridge.flows.tenant.tenants import Holdings
from jetbridge.model import registry
from jetbridge.model.company_settings import POLL_TROUBLE_TOLD
from jetbridge.model.connection import CALLED, Connection, Status
from jetbridge.model.journey import Status as JourneyStatus
from jetbridge.model.notification import NotificationStatus
from jetbridge.model.own_credentials import API_KEY, CLIENT
from jetbridge.model.partner import Capability
from jetbridge.model.tenant import Status as TenantStatus
from jetbridge.model.tenant import Tenant
from jetbridge.model.webhook import FAILING_AFTER, Endpoint, EndpointStatus
from jetbridge.store import endpoints, keys, notifications, own_credentials
from jetbridge.store.listing import noted, or_else
from jetbridge.store.table import Table
from jetbridge_cli.findings import MENDED, Finding, Result, listed
from jetbridge_cli.output import moment

_PAGE = 100
_TENANT = keys.kind_of(keys.tenant(""))
_CONNECTION = keys.kind_of(keys.connection(""))


class Tenants:
    """Tenants and what each has, read once, when a check asks for it."""

    def __init__(self, table: Table, now: int) -> None:
        """Look into a table; `now` is in Unix seconds."""
        self._table = table
        self._now = now

    @cached_property
    def _served(self) -> Sequence[Tenant]:
        every = tenants.listed(self._table)
        served = [each for each in every if each.status is not TenantStatus.OFFBOARDED]
        # Whose own item cannot be read may need an operator for what they have, too.
        return [*served, *(Tenant(each.id) for each in noted() if each.kind == _TENANT)]

    @cached_property
    def _held(self) -> Mapping[str, Holdings]:
        return {each.id: Holdings(self._table, each.id) for each in self._served}

    def standing(self) -> Iterator[Finding]:
        """Yield what each tenant needs; one finding where none needs anything."""
        found = [finding for each in self._served for finding in self._of(each)]
        if not any(each.result is Result.ACT for each in found):
            number = len(self._served)
            yield Finding(Result.FINE, "tenants", f"none needs an operator (served: {number})")
        yield from found

    def partners(self) -> Iterator[Finding]:
        """Yield how each partner's connections fare."""
        every = [each for held in self._held.values() for each in held.connections]
        for partner in registry.every(Capability.CONNECTS):
            mine = [each for each in every if each.partner == partner.name]
            yield _calls(partner.name, [each for each in mine if each.status in CALLED])

    def _of(self, tenant: Tenant) -> Iterator[Finding]:
        held, check = self._held[tenant.id], f"tenant {tenant.id}"
        if tenant.status is TenantStatus.OFFBOARDING:
            do = f"jetbridge tenants offboard {tenant.id}"
            yield Finding(Result.ACT, check, "is being offboarded, and that has not ended", do)
        waiting = [
            each.id for each in held.journeys if each.status is JourneyStatus.NEEDS_ATTENTION
        ]
        if waiting:
            do = f"jetbridge journeys list --tenant {tenant.id} --status needs_attention"
            about = f"journeys that need attention: {listed(waiting)}"
            yield Finding(Result.ACT, check, about, do)
        yield from _connections(check, tenant.id, held.connections)
        for endpoint in endpoints.every(self._table, tenant.id):
            if why := _trouble(endpoint, self._now):
                do = f"jetbridge webhooks test --tenant {tenant.id}"
                do += f" --endpoint {endpoint.id}" if endpoint.further else ""
                yield Finding(Result.ACT, check, f"its endpoint {endpoint.host} {why}", do)


def _connections(check: str, tenant: str, known: Iterable[Connection]) -> Iterator[Finding]:
    by_status: dict[Status, list[str]] = {}
    for each in known:
        by_status.setdefault(each.status, []).append(f"{each.id} ({each.reason})")
        if each.status in CALLED and POLL_TROUBLE_TOLD in each.settings:
            about = f"the list of hires of {each.id} cannot be read to its end"
            yield Finding(Result.ACT, check, about, f"jetbridge connections show {each.id}")
    for status, result in _NOT_ACTIVE.items():
        if some := by_status.get(status):
            about = f"connections that are {status}: {listed(some)}"
            yield Finding(result, check, about, f"jetbridge connections list --tenant {tenant}")


_NOT_ACTIVE = {Status.NEEDS_RECONNECT: Result.ACT, Status.DEGRADED: Result.NOTE}
"""What a status asks for: a degraded connection is asked again, and recovers by itself."""


def _trouble(endpoint: Endpoint, now: int) -> str:
    if endpoint.status is EndpointStatus.DISABLED:
        return "says that it is gone (410)"
    since = endpoint.failing_since
    if endpoint.paused_at is not None:  # its tenant wants it so
        return ""
    if since is None or now < since + FAILING_AFTER:
        return ""
    return f"has taken nothing since {moment(since)}"


def _calls(partner: str, asked: Sequence[Connection]) -> Finding:
    """Return how the latest calls of a partner's connections fared."""
    check = f"partner {partner}"
    if not asked:
        if any(each.kind == _CONNECTION for each in noted()):
            return Finding(Result.UNKNOWN, check, "no connections that can be read", MENDED)
        return Finding(Result.FINE, check, "no connections")
    failing = [each for each in asked if each.health.failures]
    share = round(100 * len(failing) / len(asked))
    last = max(each.health.succeeded_at or 0 for each in asked)
    about = f"{len(failing)} of {len(asked)} connections fail ({share} %)"
    about += f", last success {moment(last)}" if last else ", no success yet"
    result = Result.NOTE if failing else Result.FINE
    do = "Look at the partner's status page." if failing else ""
    return Finding(result, check, about, do)


def credentials(table: Table) -> Iterator[Finding]:
    """Yield which of the deployment's own credentials a partner refused at the last test."""
    places = [(name, part) for name in flow.names() for part in (CLIENT, API_KEY)]
    known = [or_else(partial(own_credentials.get, table, *each), None) for each in places]
    refused = [each for each in known if each and each.refused]
    if not refused:
        yield Finding(Result.FINE, "own credentials", "none was refused at the last hourly test")
    for each in refused:
        about = f"{each.name} refuses the {each.part} since {moment(each.since)}: {each.error}"
        yield Finding(Result.ACT, "own credentials", about, f"jetbridge secrets test {each.name}")


def retention(table: Table) -> Iterator[Finding]:
    """Yield the tenants of which something has ended that the schedule would never remove."""
    kept = [each.id for each in tenants.listed(table) if apply.is_wanted(table, each.id)]
    if kept:
        about = f"what has ended is kept for ever, of tenants: {listed(kept)}"
        yield Finding(Result.ACT, "retention", about, "jetbridge retention apply")
    else:
        yield Finding(Result.FINE, "retention", "what has ended is removed in its time")


def unresolved(table: Table) -> Iterator[Finding]:
    """Yield the partners of which notifications wait for the operator."""
    waiting = {
        partner.name: len(page)
        for partner in registry.every(Capability.NOTIFIES)
        if (page := _unresolved(table, partner.name))
    }
    if not waiting:
        yield Finding(Result.FINE, "notifications", "none waits for an operator")
    for name, number in waiting.items():
        many = f"{number} or more" if number == _PAGE else f"{number}"
        do = f"jetbridge notifications list --partner {name} --status unresolved"
        yield Finding(Result.ACT, "notifications", f"unresolved of {name}: {many}", do)


def _unresolved(table: Table, partner: str) -> tuple[object, ...]:
    status = NotificationStatus.UNRESOLVED
    return notifications.listing(table, partner, status, limit=_PAGE)[0]
