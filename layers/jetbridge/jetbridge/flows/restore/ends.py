"""Ends that are made again in a restored table, and what is stopped because it was replaced.

Each looks whether the thing is still as it was restored: what an operator has changed since is not
touched, so that the whole may be run again at any time. Each returns whether it changed anything.
"""

from collections.abc import Callable
from typing import Final

from jetbridge.flows.connection import ending
from jetbridge.flows.context import Context
from jetbridge.flows.event.webhooks import endpoint
from jetbridge.flows.people import lift
from jetbridge.flows.tenant.tenants import Holdings
from jetbridge.model.audit import Action
from jetbridge.model.changes_since import Changed
from jetbridge.model.connection import Status as ConnectionStatus
from jetbridge.model.record import record, replace
from jetbridge.model.webhook import ENDPOINT_ID, Endpoint, EndpointStatus
from jetbridge.oauth import clients
from jetbridge.oauth.clients import ClientStatus
from jetbridge.store import connections, endpoints, erasures, keys, policies, tenants, versions
from jetbridge.store.policies import State

BY: Final = "restore"
"""Who does it, in histories and timelines."""


@record
class Restored:
    """A restored table's flows, and the moment that it was restored to (Unix seconds)."""

    context: Context
    point: int


type End = Callable[[Restored, Changed], bool]


def revoke_clients(restored: Restored, changed: Changed) -> bool:
    """Revoke the clients that were revoked."""
    table = restored.context.table
    found = (clients.find(table, each) for each in changed.on)
    live = [each.client_id for each in found if each and each.status is ClientStatus.ACTIVE]
    for client_id in live:
        table.write(clients.revoke(client_id, restored.context.clock.now()))
    return bool(live)


def end_former_secrets(restored: Restored, changed: Changed) -> bool:
    """End the secrets that were replaced: they may have been replaced because they were known.

    Those of the change itself, where the table has it, and those that came since are left alone.
    """
    table, ended, since = restored.context.table, False, _since(restored, changed)
    for client in filter(None, (clients.find(table, each) for each in changed.on)):
        newer = [each for each in client.secrets if each.created_at >= since]
        if client.status is ClientStatus.ACTIVE and len(newer) < len(client.secrets):
            table.write(clients.with_secrets(client, newer))
            ended = True
    return ended


def end_connections(restored: Restored, changed: Changed) -> bool:
    """End the connections that were ended, with their clients. The partner was told."""
    context = restored.context
    found = (connections.get(context.table, each) for each in changed.on)
    live = [
        each
        for each in found
        if each
        and each.status is not ConnectionStatus.DISABLED
        and each.updated_at <= restored.point
    ]
    reason = ending.DELETED
    if changed.action == Action.CONNECTION_DISABLE:
        reason = ending.DISABLED_BY_PARTNER
    ended = [ending.end(context, each.id, by=BY, reason=reason) for each in live]
    return any(ended)


def pause_policy(restored: Restored, changed: Changed) -> bool:
    """Pause a policy: it was paused, or an earlier version of it is there."""
    return _policy(restored, changed, State.PAUSED)


def remove_policy(restored: Restored, changed: Changed) -> bool:
    """Remove a policy that was removed."""
    return _policy(restored, changed, State.REMOVED)


def _policy(restored: Restored, changed: Changed, state: State) -> bool:
    table, tenant = restored.context.table, changed.tenant
    known = policies.latest(table, tenant)
    written = policies.in_force(table, tenant, known)
    latest = max(known.changed_at or 0, written.created_at if written else 0)
    if not known.in_force or known.state is state or latest >= _since(restored, changed):
        return False
    now = restored.context.clock.now()
    table.write(policies.change(tenant, known, state, by=BY, now=now))
    return True


def _since(restored: Restored, changed: Changed) -> int:
    """Return from when on what was made of the same kind is of the change, or newer than it."""
    return min(changed.at, restored.point + 1)


def disable_endpoint(restored: Restored, changed: Changed) -> bool:
    """Disable an endpoint that was replaced: its former address is told nothing.

    It goes on above the versions that are lost, of which its entity tags are made.
    """
    table, now = restored.context.table, restored.context.clock.now()
    standing = _endpoints(restored, changed)
    for each in standing:
        above = replace(each, version=each.version + versions.LEAP)
        table.write(versions.raised(keys.endpoint(each.tenant, each.further), above.version))
        table.write(endpoints.save(replace(above, status=EndpointStatus.DISABLED, updated_at=now)))
    return bool(standing)


def remove_endpoint(restored: Restored, changed: Changed) -> bool:
    """Remove an endpoint that was removed."""
    standing = _endpoints(restored, changed)
    for each in standing:
        endpoint.remove(restored.context, each)
    return bool(standing)


def _endpoints(restored: Restored, changed: Changed) -> list[Endpoint]:
    """Return the endpoints that were changed and are as they were restored.

    What names none was about the tenant's first one.
    """
    table, named = restored.context.table, changed.on or (ENDPOINT_ID,)
    found = (endpoints.find(table, changed.tenant, each) for each in named)
    return [each for each in found if each and each.updated_at <= restored.point]


def close_tenant(restored: Restored, changed: Changed) -> bool:
    """Let nothing begin any more for a tenant that was offboarded, and revoke its clients."""
    table, tenant = restored.context.table, changed.tenant
    known = tenants.get(table, tenant)
    if known and (known.closed_at is not None or (known.added_at or 0) > restored.point):
        return False
    table.write(tenants.close(tenant, by=BY, now=restored.context.clock.now()))
    for client in Holdings(table, tenant).clients:
        if client.status is ClientStatus.ACTIVE:
            table.write(clients.revoke(client.client_id, restored.context.clock.now()))
    return True


def lift_erasures(restored: Restored, changed: Changed) -> bool:
    """Lift the erasures that were lifted. What was erased is erased all the same."""
    found = (erasures.get(restored.context.table, changed.tenant, each) for each in changed.on)
    standing = [each for each in found if each and each.lifted_at is None]
    for each in standing:
        lift.lift(restored.context, each, by=BY)
    return bool(standing)


ENDS: Final[dict[Action, End]] = {
    Action.CONNECTION_DISCONNECT: end_connections,
    Action.CONNECTION_DISABLE: end_connections,
    Action.POLICY_PUT: pause_policy,
    Action.POLICY_RESTORE: pause_policy,
    Action.POLICY_PAUSE: pause_policy,
    Action.POLICY_REMOVE: remove_policy,
    Action.WEBHOOK_SET: disable_endpoint,
    Action.WEBHOOK_ROTATE: disable_endpoint,
    Action.WEBHOOK_REMOVE: remove_endpoint,
    Action.CLIENT_ROTATE: end_former_secrets,
    Action.CLIENT_REVOKE: revoke_clients,
    Action.TENANT_OFFBOARD: close_tenant,
    Action.PERSON_LIFT: lift_erasures,
}
"""What is done for each action whose rule says more than that it is listed."""
