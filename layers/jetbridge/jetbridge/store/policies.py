"""Tenants' policies. The document of a version never changes: journeys run by it.

Once another version has replaced it and nothing runs by it, it is removed.
"""

from enum import StrEnum

from jetbridge.model import retention
from jetbridge.model.policy import Json
from jetbridge.model.record import field, record
from jetbridge.store import due, keys
from jetbridge.store.due import Partition
from jetbridge.store.listing import readable
from jetbridge.store.mapper import from_item, member, to_item
from jetbridge.store.table import (
    Clause,
    Cursor,
    Delete,
    Item,
    Put,
    Table,
    Update,
    Value,
    Write,
    absent,
    differs,
    equals,
)

type Document = dict[str, Json]


@record
class Version:
    """One version of a policy as it was written, and when that was (Unix seconds)."""

    document: Document = field(repr=False)
    created_at: int


@record
class Numbered:
    """A version and its number."""

    number: int
    version: Version


@record
class Listed:
    """A version in a list: its number, and when it was written (Unix seconds)."""

    number: int
    created_at: int


class State(StrEnum):
    """Whether new journeys begin by a tenant's latest policy."""

    ACTIVE = ""
    PAUSED = "paused"
    """None begins; hires are looked at again until it is resumed."""
    REMOVED = "removed"
    """None begins, as if there were no policy."""


@record
class Current:
    """A tenant's latest version, and whether it is in force. `version` is 0 where there is none.

    `changed_at` (Unix seconds) tells of the last pause, resumption or removal, and `changed_by` who
    has paused it, while it is paused.
    """

    version: int = 0
    state: State = State.ACTIVE
    changed_at: int | None = None
    changed_by: str = ""

    @property
    def in_force(self) -> int:
        """The version that new journeys run by, paused or not; 0 for none."""
        return 0 if self.state is State.REMOVED else self.version


def latest(table: Table, tenant: str) -> Current:
    """Return a tenant's latest version and its state."""
    return of_item(table.get(keys.current_policy(tenant)))


def of_item(item: Item | None) -> Current:
    """Return the version and state that an item holds; without an item there is none."""
    if item is None:
        return Current()
    member(item, "version", int)  # without it there would seem to be no policy
    return from_item(Current, item)


def current(table: Table, tenant: str) -> int:
    """Return the version that new journeys run by, paused or not; 0 for none."""
    return latest(table, tenant).in_force


def in_force(table: Table, tenant: str, known: Current) -> Version | None:
    """Return the version that is in force where a policy stands as `known`; None: there is none."""
    return find(table, tenant, known.in_force) if known.in_force else None


def began(table: Table, tenant: str) -> int | None:
    """Return since when (Unix seconds) the tenant has had a policy; None where it has none."""
    item = table.get(keys.current_policy(tenant))
    if item is None or item.get("state") == State.REMOVED:
        return None
    if "began_at" in item:
        return member(item, "began_at", int)
    first = table.get(keys.policy(tenant, 1))
    return None if first is None else member(first, "created_at", int)


def get(table: Table, tenant: str, version: int) -> Document | None:
    """Return the document of one version, or None."""
    found = find(table, tenant, version)
    return None if found is None else found.document


def find(table: Table, tenant: str, version: int) -> Version | None:
    """Return one version as it was written, or None."""
    item = table.get(keys.policy(tenant, version))
    return None if item is None else from_item(Version, item)


def versions(
    table: Table, tenant: str, *, limit: int, after: Cursor | None
) -> tuple[tuple[Listed, ...], Cursor | None]:
    """Return a page of a tenant's versions, newest first, and where the next one begins.

    Their documents, which may be large, are not read.
    """
    page = table.query(
        keys.policy(tenant, 1).pk,
        prefix=keys.VERSION_PREFIX,
        limit=limit,
        after=after,
        newest_first=True,
        only=("version", "created_at"),
    )
    return tuple(readable(_listed, page.items)), page.next


def _listed(item: Item) -> Listed:
    return Listed(member(item, "version", int), member(item, "created_at", int))


def put(tenant: str, document: Document, *, before: int, now: int) -> tuple[Write, ...]:
    """Return the writes of a new version, where `before` is the latest one, active (0: none)."""
    return _put(tenant, document, now, Current(before))


def replaced(tenant: str, document: Document, *, before: Current, now: int) -> tuple[Write, ...]:
    """Return the writes of a new version, where the latest one still stands like `before`.

    One that is paused stays so. After a removal there is a policy again, from now on.
    """
    return _put(tenant, document, now, before)


def change(tenant: str, before: Current, state: State, *, by: str, now: int) -> Update:
    """Return the write that pauses, resumes or removes a policy that still stands like `before`.

    Who has paused it may be asked when it goes on. What came before is in the audit trail, for as
    long as its entries are kept.
    """
    changed: dict[str, Value] = {"state": str(state), "changed_at": now}
    is_paused = state is State.PAUSED
    return Update(
        keys.current_policy(tenant),
        set=changed | ({"changed_by": by} if is_paused else {}),
        remove=() if is_paused else ("changed_by",),
        when=_still(before),
    )


def is_needed(table: Table, tenant: str, version: int, now: int) -> bool:
    """Return whether journeys may begin by a version, or may be beginning by it at this moment.

    Of a policy of an earlier release the first version tells since when there is one.
    """
    current = table.get(keys.current_policy(tenant))
    if current is None or version == of_item(current).version:
        return True
    following = find(table, tenant, version + 1)
    if following and now < following.created_at + retention.SHORTEST:
        return True
    return version == 1 and "began_at" not in current


def remove(tenant: str, version: int) -> Delete:
    """Return the write that removes a version that is not needed any more."""
    return Delete(keys.policy(tenant, version))


def _put(tenant: str, document: Document, now: int, before: Current) -> tuple[Write, ...]:
    number = before.version + 1
    key = keys.policy(tenant, number)
    version = to_item(key, Version(document, now))
    version |= {"tenant": tenant, "version": number}
    version |= due.at(key, now + retention.SHORTEST, Partition.RETENTION)
    begins: dict[str, Value] = {} if before.in_force else {"began_at": now, "state": ""}
    pointer = Update(
        keys.current_policy(tenant),
        set={"version": number, **begins},
        remove=() if before.state is State.PAUSED else ("changed_by",),
        when=_still(before),
    )
    return Put(version, when=(absent("pk"),)), pointer


def _still(before: Current) -> tuple[Clause, ...]:
    """Return the conditions under which a policy stands as it was read."""
    if not before.version:
        return (absent("pk"),)
    others = (differs("state", str(state)) for state in State if state is not before.state)
    return equals("version", before.version), *others
