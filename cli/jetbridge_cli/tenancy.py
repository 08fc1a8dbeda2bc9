"""The tenant that a command is about: one that there is."""

from difflib import get_close_matches
from typing import Final

from jetbridge.flows.context import Context
from jetbridge.flows.tenant import tenants
from jetbridge.model.tenant import Status, Tenant, fault, is_tenant
from jetbridge.store.listing import or_else
from jetbridge.store.table import Table
from jetbridge_cli import operating
from jetbridge_cli.deployment import Deployment
from jetbridge_cli.failure import CommandError

_NEAREST: Final = 3


def table(deployment: Deployment, tenant: str, *, active: bool = False) -> Table:
    """Return the deployment's table for a command about a tenant.

    `active` is for commands by which something begins: not once the tenant is being offboarded.

    Raises:
        CommandError: there is no such tenant, or it is not active.
    """
    found = deployment.table()
    require_known(found, tenant, active=active)
    return found


def context(deployment: Deployment, tenant: str, *, active: bool = False) -> Context:
    """Return a context over the deployment for a command about a tenant.

    Raises:
        CommandError: as `table` does, or the deployment lacks something.
    """
    table(deployment, tenant, active=active)
    return operating.context(deployment)


def require(table: Table, tenant: str) -> Tenant:
    """Return a tenant.

    Raises:
        CommandError: there is none of that id. Names those of nearly the same.
    """
    found = tenants.find(table, tenant)
    if found is None:
        raise CommandError(_unknown(table, tenant))
    return found


def require_known(table: Table, tenant: str, *, active: bool = False) -> None:
    """Require that there is a tenant, for a command about what it has.

    Raises:
        CommandError: as `table` does.
        UnreadableItemError: its item cannot be read, and something is to be done.
    """
    if not active:
        # What it has is shown where its own item cannot be read.
        or_else(lambda: require(table, tenant), Tenant(tenant))
    elif require(table, tenant).status is not Status.ACTIVE:
        raise closed(tenant)


def nearest(table: Table, tenant: str) -> str:
    """Return a question after tenants of nearly the same id, empty where there are none."""
    ids = {each.id.casefold(): each.id for each in tenants.listed(table) if each.id != tenant}
    near = get_close_matches(tenant.casefold(), ids, n=_NEAREST)
    return f" Did you mean {' or '.join(ids[each] for each in near)}?" if near else ""


def closed(tenant: str) -> CommandError:
    """Return the refusal of what would begin for a tenant that is not active."""
    return CommandError(
        f"nothing was done: {tenant} is being offboarded, or was. `jetbridge tenants show {tenant}`"
        f" says which; `jetbridge tenants add {tenant}` takes on again one that was"
    )


def _unknown(table: Table, tenant: str) -> str:
    if not is_tenant(tenant):
        return fault(tenant)
    return (
        f"there is no tenant {tenant!r}.{nearest(table, tenant)} `jetbridge tenants list` lists"
        f" them; `jetbridge tenants add {tenant}` adds one"
    )
