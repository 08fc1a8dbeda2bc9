"""The values of an item, sealed again under the active key, and what is counted of them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from jetbridge.model.record import record, replace
from jetbridge.model.reseal import EXAMPLES, NO_ENVELOPE, Found
from jetbridge.store import sealed
from jetbridge.store.sealed import Sealed
from jetbridge.store.table import (
    ConditionFailedError,
    Item,
    Key,
    Table,
    WriteConflictError,
    key_of,
)
from jetbridge.vault.sealing import UnsealableError, Vault, key_id_of

_TRIES: Final = 3
"""Of an item that others write meanwhile. The next pass comes to it, too."""


@record
class Renewing:
    """What values are sealed again with: `active` is the key that seals, `known` are all, by id."""

    table: Table
    vault: Vault
    active: str
    known: frozenset[str]


@record
class _Seen:
    """What an item has: the key of each value, those sealed again, and those that do not open."""

    under: tuple[str, ...]
    renewed: Mapping[Sealed, str]
    stuck: tuple[str, ...]


def renewed(tools: Renewing, found: Found, items: Iterable[Item]) -> Found:
    """Seal the values of some items again, and return what the pass has found by then.

    Raises:
        SecretUnavailableError: the keyring cannot be read.
        StoreError: the table fails.
    """
    for item in items:
        found = _of_item(tools, found, item)
    return found


def _of_item(tools: Renewing, found: Found, item: Item) -> Found:
    """Replace an item's values; where others have written it since it was read, read it again."""
    key = key_of(item)
    for _ in range(_TRIES):
        seen = _looked_at(tools, item)
        if not seen.renewed:
            return _with(found, seen, key)
        try:
            tools.table.write(sealed.replacement(item, seen.renewed))
        except (ConditionFailedError, WriteConflictError):
            read = tools.table.get(key)
            if read is None:
                return found
            item = read
        else:
            return _with(found, seen, key)
    return replace(found, missed=found.missed + 1)


def _looked_at(tools: Renewing, item: Item) -> _Seen:
    under: list[str] = []
    stuck: list[str] = []
    again: dict[Sealed, str] = {}
    for each in sealed.values(item):
        key_id = _key_id(each)
        envelope = _again(tools, key_of(item), each, key_id)
        if envelope:
            again[each] = envelope
        elif key_id != tools.active:
            stuck.append(key_id)
        under.append(tools.active if envelope else key_id)
    return _Seen((*under,), again, (*stuck,))


def _key_id(value: Sealed) -> str:
    try:
        return key_id_of(value.envelope)
    except UnsealableError:
        return NO_ENVELOPE


def _again(tools: Renewing, item: Key, value: Sealed, key_id: str) -> str:
    """Return a value under the active key; empty where it is already, or does not open."""
    if key_id == tools.active or key_id not in tools.known:
        return ""
    try:
        opened = tools.vault.open(value.envelope, item=item, field=value.field)
    except UnsealableError:
        return ""
    return tools.vault.seal(opened.secret, item=item, field=value.field)


def _with(found: Found, seen: _Seen, key: Key) -> Found:
    named = found.stuck_at
    if seen.stuck and len(named) < EXAMPLES:
        named = (*named, key.pk)
    return replace(
        found,
        renewed=found.renewed + len(seen.renewed),
        under=dict(Counter(found.under) + Counter(seen.under)),
        stuck=dict(Counter(found.stuck) + Counter(seen.stuck)),
        stuck_at=named,
    )
