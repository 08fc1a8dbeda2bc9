"""The table's shape, and the rules of a request that can be told before it is sent.

Names and types are those of `Table` in template.yaml; a contract test compares them.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from jetbridge.model.record import record
from jetbridge.store.table import (
    Check,
    Cursor,
    Item,
    Key,
    Page,
    Update,
    Value,
    Write,
    WriteRejectedError,
)

_MAX_KEYS: Final = 100
_MAX_WRITES: Final = 100
KEY_ATTRIBUTES: Final = ("pk", "sk")


@record
class Index:
    """One ordering of the items: the table's own (no name), or a global secondary index."""

    name: str
    partition: str
    order: str
    order_type: type[str | int] = str

    @property
    def attributes(self) -> Mapping[str, type[str | int]]:
        """The attributes that place an item in this ordering, and their types."""
        return {"pk": str, "sk": str, self.partition: str, self.order: self.order_type}

    def cursor(self, item: Mapping[str, Any]) -> Cursor:
        """Return the cursor that continues behind `item`, an item of this index."""
        return {name: item[name] for name in self.attributes}


PRIMARY: Final = Index("", "pk", "sk")
TENANT: Final = Index("tenant", "tenant_pk", "tenant_sk")
DUE: Final = Index("due", "due_shard", "due_at", int)


@record
class Span:
    """The part of an index to read: one partition, and in it a prefix or one bound.

    `only` names the attributes that are read beside the key; without names, all are.
    """

    index: Index
    partition: str
    prefix: str = ""
    since: str = ""
    until: int | None = None
    only: tuple[str, ...] = ()

    def shown(self, item: Mapping[str, Value]) -> Item:
        """Return what is read of an item."""
        wanted = {*KEY_ATTRIBUTES, *self.only}
        return {name: item[name] for name in item if not self.only or name in wanted}

    def covers(self, place: str | int) -> bool:
        """Return whether an item at `place` of the index's order belongs to the span."""
        if isinstance(place, str):
            return place.startswith(self.prefix) and place >= self.since
        return self.until is None or place <= self.until


class SpanReader(ABC):
    """The reads of lists that every implementation of `Table` answers by reading a span."""

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
        """Return items of one partition, ordered by `sk`."""
        return self._page(
            Span(PRIMARY, pk, prefix, only=(*only,)), limit, after, newest_first=newest_first
        )

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
        """Return items from the index `tenant`, ordered by `tenant_sk`."""
        span = Span(TENANT, tenant_pk, prefix, since)
        return self._page(span, limit, after, newest_first=newest_first)

    @abstractmethod
    def _page(self, span: Span, limit: int, after: Cursor | None, *, newest_first: bool) -> Page:
        """Return up to `limit` items of a span, after a cursor of it."""


def check_page(span: Span, limit: int, after: Cursor | None) -> None:
    """Refuse a page request whose cursor is not of this span.

    Cursors travel through API clients: one that was made up or taken from another tenant's
    list must not choose what is read.

    Raises:
        WriteRejectedError: the limit is below 1, or the cursor is not one of this span.
    """
    if limit < 1:
        raise WriteRejectedError("a page has at least one item")
    if after is None:
        return
    index = span.index
    shaped = after.keys() == index.attributes.keys() and all(
        type(after[name]) is kind and after[name] != "" for name, kind in index.attributes.items()
    )
    if (
        not shaped
        or after[index.partition] != span.partition
        or not span.covers(after[index.order])
    ):
        raise WriteRejectedError("the cursor does not belong to this list")


def check_keys(keys: Sequence[Key]) -> None:
    """Refuse keys that no item can have.

    Raises:
        WriteRejectedError: more than 100 keys, or one with an empty part.
    """
    if len(keys) > _MAX_KEYS or not all(key.pk and key.sk for key in keys):
        raise WriteRejectedError("a read takes at most 100 keys, none with an empty part")


def check_writes(writes: tuple[Write, ...]) -> None:
    """Refuse writes that make no sense, before an engine puts its own sense into them.

    Raises:
        WriteRejectedError: none or more than 100 writes, two for one item, or one that does
            nothing.
    """
    items = {write.key for write in writes}
    if not 1 <= len(writes) <= _MAX_WRITES or len(items) < len(writes):
        raise WriteRejectedError("a write takes 1 to 100 different items")
    for write in writes:
        if isinstance(write, Update):
            _check_update(write)
        elif isinstance(write, Check) and not write.when:
            raise WriteRejectedError("a Check needs a condition")


def _check_update(update: Update) -> None:
    changed = [*update.set, *update.remove, *update.add]
    if (
        not changed
        or len(set(changed)) < len(changed)
        or not set(KEY_ATTRIBUTES).isdisjoint(changed)
    ):
        raise WriteRejectedError(
            "an Update changes at least one attribute, each once, and never the key"
        )
