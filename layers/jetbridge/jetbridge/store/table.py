"""The table as the flows see it: items, conditional writes, pages, and what can go wrong.

Nothing here knows DynamoDB's wire format; `dynamodb` implements the port. The names
and the semantics are DynamoDB's, because the guarantees of the flows rest on them.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Protocol

from jetbridge.model.errors import JetbridgeError
from jetbridge.model.record import field, record

type Value = str | int | bool | bytes | list[Value] | dict[str, Value] | Foreign | None
# What conditions compare. Engines disagree on the rest: null, lists and maps.
type Scalar = str | int | bool | bytes
type Item = dict[str, Value]
# The primary key (and index key) of the last item of a page: strings and numbers, so that it can
# travel to an API client as JSON and come back.
type Cursor = Mapping[str, str | int]


class Foreign:
    """What stands in an attribute that holds, at some depth, a type that Jetbridge does not store.

    Such as a set, or a number with a fraction: someone else wrote it. No field takes it, no write
    does, and nothing equals it.
    """


@record
class Key:
    """The primary key of an item. Neither part is empty."""

    pk: str
    sk: str


class Operator(StrEnum):
    """How a clause compares an attribute of the stored item."""

    EXISTS = "exists"
    ABSENT = "absent"
    EQUALS = "equals"
    DIFFERS = "differs"
    AT_MOST = "at_most"
    AT_LEAST = "at_least"


@record
class Clause:
    """One condition on one top-level attribute. Built by the functions below."""

    attribute: str
    operator: Operator
    operand: Scalar | None = field(default=None, repr=False)


def exists(attribute: str) -> Clause:
    """Hold where the item has the attribute, a null value included."""
    return Clause(attribute, Operator.EXISTS)


def absent(attribute: str) -> Clause:
    """Hold where the item lacks the attribute. `absent("pk")`: there is no such item."""
    return Clause(attribute, Operator.ABSENT)


def equals(attribute: str, value: Scalar) -> Clause:
    """Hold where the attribute is there with this type and value."""
    return Clause(attribute, Operator.EQUALS, value)


def differs(attribute: str, value: Scalar) -> Clause:
    """Hold where the attribute has another type or value, or is not there."""
    return Clause(attribute, Operator.DIFFERS, value)


def at_most(attribute: str, number: int) -> Clause:
    """Hold where the attribute is a number, not above `number`."""
    return Clause(attribute, Operator.AT_MOST, number)


def at_least(attribute: str, number: int) -> Clause:
    """Hold where the attribute is a number, not below `number`."""
    return Clause(attribute, Operator.AT_LEAST, number)


@record
class Put:
    """Replace or create the whole item, where every clause of `when` holds."""

    item: Mapping[str, Value] = field(repr=False)
    when: tuple[Clause, ...] = ()

    @property
    def key(self) -> Key:
        """The key within the item."""
        return key_of(self.item)


@record
class Update:
    """Change some attributes and keep the others, where every clause of `when` holds.

    `add` counts up (an absent attribute counts as 0) and is the one change that is not the same
    when made twice: pin it with a condition where a miscount would matter. An absent item is
    created, as DynamoDB does; `when=(exists("pk"),)` forbids that.
    """

    key: Key
    set: Mapping[str, Value] = field(default_factory=dict, repr=False)
    remove: tuple[str, ...] = ()
    add: Mapping[str, int] = field(default_factory=dict)
    when: tuple[Clause, ...] = ()


@record
class Delete:
    """Remove the item, where every clause of `when` holds. Removing nothing is no error."""

    key: Key
    when: tuple[Clause, ...] = ()


@record
class Check:
    """Change nothing, but let the writes beside it through only where `when` holds."""

    key: Key
    when: tuple[Clause, ...]


type Write = Put | Update | Delete | Check


@record
class Page:
    """Some items in order. `next` asks for the following ones; None: there are none."""

    items: tuple[Item, ...] = field(repr=False)
    next: Cursor | None = None


class StoreError(JetbridgeError):
    """Root of the table's errors. Carries names of attributes and indexes, never values."""


class ConditionFailedError(StoreError):
    """A condition did not hold and nothing was written."""

    def __init__(self, indexes: tuple[int, ...]) -> None:
        """`indexes`: positions, in the arguments of `write`, of the writes that were refused."""
        super().__init__(f"condition failed for write {', '.join(map(str, indexes))}")
        self.indexes = indexes


class WriteConflictError(StoreError):
    """Other transactions kept hold of the items. Nothing was written; it may be tried again."""


class TableUnavailableError(StoreError):
    """The table gave no usable answer. A write may or may not have happened: read before acting."""


class ItemTooLargeError(StoreError):
    """An item would be above 400 KB. Nothing was written."""


class WriteRejectedError(StoreError):
    """The request breaks a rule of the table (a bug, or a cursor that was tampered with)."""


class Table(Protocol):
    """One DynamoDB table with the indexes `tenant` and `due`.

    Every method raises Unavailable where the table cannot be reached, and Rejected where the
    request breaks the table's rules. Attributes named `ttl` (Unix seconds) let DynamoDB remove
    an item some time after that moment, up to days later: readers compare it themselves.
    """

    def get(self, key: Key) -> Item | None:
        """Return the item as last written (strongly consistent), or None."""
        ...

    def get_many(self, keys: Sequence[Key]) -> list[Item | None]:
        """Return up to 100 items in the order of `keys`, each as last written, in one request.

        Without keys nothing is asked.
        """
        ...

    def write(self, *writes: Write) -> None:
        """Make every write or none: one alone, several (up to 100, of different items) at once.

        Raises:
            ConditionFailedError: a condition did not hold; tells whose.
            WriteConflictError: the items stayed busy for several tries.
            ItemTooLargeError: an item would be above 400 KB.
        """
        ...

    def query(  # noqa: PLR0913 - what a Query takes
        self,
        pk: str,
        *,
        prefix: str = "",
        limit: int,
        after: Cursor | None = None,
        newest_first: bool = False,
        only: Collection[str] = (),
    ) -> Page:
        """Return items of one partition, ordered by `sk`, those whose `sk` begins with `prefix`.

        Strongly consistent. `after` is the `next` of the page before, `limit` is at least 1. Of
        each item there are the key and the attributes that `only` names; without names, all.
        """
        ...

    def query_tenant(  # noqa: PLR0913 - what DynamoDB's Query takes, each by its name
        self,
        tenant_pk: str,
        *,
        prefix: str = "",
        since: str = "",
        limit: int,
        after: Cursor | None = None,
        newest_first: bool = True,
    ) -> Page:
        """Return whole items from the index `tenant`, ordered by `tenant_sk`.

        With `since`, which excludes `prefix`, those whose `tenant_sk` is not before it.
        Eventually consistent: a write shows after a moment.
        """
        ...

    def query_due(self, shard: str, until: int, limit: int, after: Cursor | None = None) -> Page:
        """Return what is due in one shard: `due_at` not above `until` (Unix seconds), oldest first.

        Eventually consistent, and of each item only `pk`, `sk`, `due_shard` and `due_at`: read
        the item before acting on it.
        """
        ...


def lead(table: Table, key: Key, attribute: str, named: str) -> Iterator[Delete]:
    """Yield the write that removes an item, if its attribute names this, and as long as it does."""
    item = table.get(key)
    if item and item.get(attribute) == named:
        yield Delete(key, when=(equals(attribute, named),))


def key_of(item: Mapping[str, Value]) -> Key:
    """Return the primary key of an item.

    Raises:
        WriteRejectedError: `pk` or `sk` is missing, empty or not a string.
    """
    pk, sk = item.get("pk"), item.get("sk")
    if not (isinstance(pk, str) and isinstance(sk, str) and pk and sk):
        raise WriteRejectedError("an item needs the strings pk and sk")
    return Key(pk, sk)
