"""The sealed values of the table's items: where they are, and how they are replaced.

Values are sealed in attributes whose names begin with `sealed`. Those of a browser's transaction
are not among them: it is over in minutes. `tests/unit/flows/sealing/test_every_place.py` fails
where another kind of item has one.
"""

from collections.abc import Mapping
from typing import Final

from jetbridge.model.record import record
from jetbridge.store import keys
from jetbridge.store.table import (
    Clause,
    Cursor,
    Foreign,
    Item,
    Page,
    Table,
    Update,
    absent,
    equals,
    exists,
    key_of,
)

_PREFIX: Final = "sealed"
_GUARDS: Final = ("version", "generation", "owner")
"""What every writer of a map of sealed values changes: of connections the version, of access tokens
one of the three."""


@record
class Sealed:
    """A sealed value: the attribute, its member where that is a map, and the envelope.

    `field` is the name that the envelope is bound to. An envelope that cannot be read is empty.
    """

    attribute: str
    member: str
    field: str
    envelope: str


def tenant_after(table: Table, after: Cursor) -> Page:
    """Return the tenant that follows a place in the list of tenants, by their ids; empty: first."""
    listed = keys.tenants()
    return table.query_tenant(listed, limit=1, after=after or None, newest_first=False)


def connections_after(table: Table, tenant: str, after: Cursor, *, limit: int) -> Page:
    """Return items of a tenant's connections that follow a place in their list."""
    return table.query_tenant(keys.tenant_connections(tenant), limit=limit, after=after or None)


def onboardings_after(table: Table, tenant: str, after: Cursor, *, limit: int) -> Page:
    """Return items of a tenant's onboardings that follow a place in their list."""
    return table.query_tenant(keys.tenant_onboardings(tenant), limit=limit, after=after or None)


def values(item: Item) -> tuple[Sealed, ...]:
    """Return the sealed values of an item."""
    found: list[Sealed] = []
    for name, value in item.items():
        if not name.startswith(_PREFIX):
            continue
        if isinstance(value, dict):
            members = ((member, str(envelope)) for member, envelope in value.items() if envelope)
            found += [Sealed(name, member, member, envelope) for member, envelope in members]
        elif isinstance(value, str) and value:
            found.append(Sealed(name, "", _field(item, name), value))
        elif isinstance(value, Foreign):
            # It may hold envelopes, beside something that is never stored.
            found.append(Sealed(name, "", _field(item, name), ""))
    return tuple(found)


def replacement(item: Item, renewed: Mapping[Sealed, str]) -> Update:
    """Return the write that replaces sealed values, where they still are what was read.

    It leaves the version as it is: a flow that has read the item and is about to store what a
    partner answered must not fail because of it.
    """
    after: Item = {}
    when: list[Clause] = []
    for each, envelope in renewed.items():
        if each.member:
            held = after.get(each.attribute) or item[each.attribute]
            after[each.attribute] = {**_map(held), each.member: envelope}
        else:
            after[each.attribute] = envelope
            when.append(equals(each.attribute, each.envelope))
    if any(each.member for each in renewed):
        when += [_same(item, name) for name in _GUARDS]
    return Update(key_of(item), set=after, when=(*when,))


def _map(value: object) -> Item:
    return dict(value) if isinstance(value, dict) else {}


def _same(item: Item, name: str) -> Clause:
    value = item.get(name)
    if isinstance(value, Foreign):
        return exists(name)  # of no type that we store: no flow writes such an item
    return equals(name, value) if isinstance(value, str | int) else absent(name)


def _field(item: Item, name: str) -> str:
    """Return the field that an attribute's envelope is bound to: its name, mostly shortened."""
    return name if str(item["pk"]) == "PSEUDONYMS" else name.removeprefix(f"{_PREFIX}_")
