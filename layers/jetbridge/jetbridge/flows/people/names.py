"""The names by which persons are recognised: whole identifiers of known kinds, as keyed digests."""

from jetbridge.flows.context import Context
from jetbridge.model.company import company_key
from jetbridge.model.connection import Connection
from jetbridge.model.erasure import Name
from jetbridge.store import erasures, keys
from jetbridge.vault.pseudonyms import Pseudonyms


def company_of(connection: Connection) -> str:
    """Return the company of a connection in the form in which companies are compared."""
    return company_key(connection.account)


def markers(pseudonyms: Pseudonyms, tenant: str, names: frozenset[Name]) -> dict[Name, str]:
    """Return the keyed digest of each name within a tenant.

    `tenant` is `*` for what the deployment's own client at a partner says.
    """
    return {name: pseudonyms.digest(tenant, *_parts(name)) for name in sorted(names, key=_parts)}


def marked(context: Context, tenant: str, names: frozenset[Name]) -> frozenset[Name]:
    """Return which of the names, within a tenant as in `markers`, are an erased person's."""
    marks = markers(context.pseudonyms, tenant, names)
    stored = {item["pk"] for item in erasures.marked(context.table, marks.values())}
    return frozenset(name for name, mark in marks.items() if keys.erased(mark).pk in stored)


def _parts(name: Name) -> tuple[str, ...]:
    """Return what tells a name from all others: its partner only where it has one, as stored."""
    return (name.kind, name.company, name.value, *filter(None, [name.partner]))
