"""The names by which persons are recognised: whole identifiers of known kinds, as keyed digests."""

from collections.abc import Sequence

from jetbridge.flows.context import Context
from jetbridge.model.company import company_key
from jetbridge.model.connection import Connection
from jetbridge.model.erasure import Name
from jetbridge.store import keys
from jetbridge.store.table import Item, Key
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
    return marked_beside(context, tenant, names, ())[0]


def marked_beside(
    context: Context, tenant: str, names: frozenset[Name], beside: Sequence[Key]
) -> tuple[frozenset[Name], list[Item | None]]:
    """Return the same, and the items of the keys `beside`, read in the same request.

    Names and keys are at most 100 together: those that one notification has.
    """
    marks = markers(context.pseudonyms, tenant, names)
    places = [*beside, *map(keys.erased, marks.values())]
    items = context.table.get_many(places)
    found = zip(marks, items[len(beside) :], strict=True)
    return frozenset(name for name, item in found if item), items[: len(beside)]


def _parts(name: Name) -> tuple[str, ...]:
    """Return what tells a name from all others: its partner only where it has one, as stored."""
    return (name.kind, name.company, name.value, *filter(None, [name.partner]))
