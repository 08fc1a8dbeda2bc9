"""The kinds of items of the audit trail whose form is recorded."""

from typing import Final

from jetbridge.model.audit import Action, Change, Entry, Head, Outcome, digest, following
from jetbridge.store import audit, keys
from jetbridge.store.mapper import from_item, to_item
from jetbridge.store.table import Put, Table
from tests.unit.store.kinds import AT, Kind

CHANGE: Final = Change(
    Action.CLIENT_ROTATE, "demo", "operator:arn:aws:sts::1:x", "cli-1", ("jb_ci_1", "jb_ci_2")
)
BARE: Final = Change(Action.SECRET_SET, "*", "client:jb_ci_1", "request-1")
BEFORE: Final = Head(6, "d" * 64, AT + 50)
KEEP: Final = 100


def _entry(change: Change, before: Head) -> Entry:
    return following(before, change, Outcome.DONE, now=AT, keep=KEEP)


def _chain(entry: Entry) -> str:
    return keys.audit_chain(entry.tenant, entry.request_id)


def _append(table: Table, entry: Entry) -> None:
    before = Head(entry.number - 1, entry.previous, entry.previous_ttl)
    if before.number:
        table.write(Put(to_item(keys.audit_head(_chain(entry)), before)))
    change = CHANGE if entry.on else BARE
    audit.append(table, change, Outcome(entry.outcome), now=entry.at, keep=KEEP)


def _head(entry: Entry) -> Head:
    item = to_item(keys.audit_entry(_chain(entry), entry.number), entry)
    return Head(entry.number, digest(item), entry.ttl)


FULL: Final = _entry(CHANGE, BEFORE)
MINIMAL: Final = _entry(BARE, Head())
OF_HEADS: Final = {_head(each): each for each in (FULL, MINIMAL)}


def _read(table: Table, entry: Entry) -> Entry | None:
    item = table.get(keys.audit_entry(_chain(entry), entry.number))
    return None if item is None else from_item(Entry, item)


KINDS: Final = {
    "audit_entry": Kind(
        FULL,
        MINIMAL,
        lambda value: keys.audit_entry(_chain(value), value.number),
        _append,
        _read,
    ),
    "audit_head": Kind(
        _head(FULL),
        _head(MINIMAL),
        lambda value: keys.audit_head(_chain(OF_HEADS[value])),
        lambda table, value: _append(table, OF_HEADS[value]),
        lambda table, value: audit.end(table, _chain(OF_HEADS[value])),
    ),
}
"""By the name of the file in `recorded/`."""
