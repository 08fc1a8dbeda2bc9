"""The table on DynamoDB.

botocore sends a request again whose answer was lost. What then becomes of a write:

- several writes travel as one transaction with a request token, under which DynamoDB makes them
  once however often they arrive (within 10 minutes);
- a write without condition gives the same result when repeated (`add` aside, see `Update`);
- a lone conditional write may fail its condition because its own first attempt succeeded. A
  refusal that follows a repetition therefore proves nothing, and is raised as Unavailable: the
  caller reads again. (As a transaction of one it would cost twice as much, each time.)
"""

import random
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from jetbridge.store.dynamodb.answers import translated
from jetbridge.store.dynamodb.requests import page_request, write_request
from jetbridge.store.dynamodb.wire import Wire, from_wire, key_to_wire
from jetbridge.store.schema import (
    DUE,
    PRIMARY,
    TENANT,
    Span,
    check_keys,
    check_page,
    check_writes,
)
from jetbridge.store.table import (
    Conflict,
    Cursor,
    Item,
    Key,
    Page,
    Unavailable,
    Write,
    key_of,
)

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import KeysAndAttributesTypeDef

_PAUSES: Final = (0.02, 0.04, 0.08, 0.16, 0.32)
"""The longest waits, in seconds, between tries at busy items. Each is cut short at random."""


class DynamoTable:
    """A `Table` on DynamoDB, safe to share between threads."""

    def __init__(
        self,
        client: "DynamoDBClient",
        table_name: str,
        *,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        """Use `client`; `pause` waits that many seconds between tries."""
        self._client = client
        self._name = table_name
        self._pause = pause

    def get(self, key: Key) -> Item | None:
        """Return the item as last written, or None."""
        check_keys([key])
        with translated():
            answer = self._client.get_item(
                TableName=self._name, Key=key_to_wire(key), ConsistentRead=True
            )
        return from_wire(answer["Item"]) if "Item" in answer else None

    def get_many(self, keys: Sequence[Key]) -> list[Item | None]:
        """Return up to 100 items in the order of `keys`, each as last written."""
        check_keys(keys)
        found: dict[Key, Item] = {}
        # DynamoDB refuses a batch that asks for one key twice.
        pending: Sequence[Wire] = [key_to_wire(key) for key in dict.fromkeys(keys)]
        for longest in _PAUSES:
            if not pending:
                break
            items, pending = self._batch(pending)
            found |= {key_of(item): item for item in items}
            if pending:
                self._wait(longest)
        if pending:
            raise Unavailable("keys stayed unprocessed")
        return [found.get(key) for key in keys]

    def write(self, *writes: Write) -> None:
        """Make every write or none."""
        check_writes(writes)
        elements = [write_request(self._name, write) for write in writes]
        for longest in _PAUSES:
            try:
                self._send(elements)
            except Conflict:
                self._wait(longest)
            else:
                return
        self._send(elements)

    def query(
        self,
        pk: str,
        *,
        prefix: str = "",
        limit: int,
        after: Cursor | None = None,
        newest_first: bool = False,
    ) -> Page:
        """Return items of one partition, ordered by `sk`."""
        return self._page(Span(PRIMARY, pk, prefix), limit, after, newest_first=newest_first)

    def query_tenant(
        self,
        tenant_pk: str,
        *,
        prefix: str = "",
        limit: int,
        after: Cursor | None = None,
        newest_first: bool = True,
    ) -> Page:
        """Return items from the index `tenant`, ordered by `tenant_sk`."""
        return self._page(Span(TENANT, tenant_pk, prefix), limit, after, newest_first=newest_first)

    def query_due(self, shard: str, until: int, limit: int, after: Cursor | None = None) -> Page:
        """Return keys from the index `due` up to `until`, oldest first."""
        return self._page(Span(DUE, shard, until=until), limit, after, newest_first=False)

    def _page(self, span: Span, limit: int, after: Cursor | None, *, newest_first: bool) -> Page:
        check_page(span, limit, after)
        # One more than asked for tells whether a further page has anything to show.
        request = page_request(self._name, span, limit + 1, after, newest_first=newest_first)
        with translated():
            answer = self._client.query(**request)
        items = tuple(map(from_wire, answer["Items"]))
        more = len(items) > limit or "LastEvaluatedKey" in answer
        shown = items[:limit]
        return Page(shown, span.index.cursor(shown[-1]) if more else None)

    def _send(self, elements: Sequence[Wire]) -> None:
        """Send one write as itself, and several as a transaction under a token of its own.

        A new token for each try is right: the one before is known to have written nothing.
        """
        with translated():
            match elements:
                case [{"Put": put}]:
                    self._client.put_item(**put)
                case [{"Update": update}]:
                    self._client.update_item(**update)
                case [{"Delete": delete}]:
                    self._client.delete_item(**delete)
                case _:
                    transaction: Wire = {"TransactItems": elements}
                    token = str(uuid4())
                    self._client.transact_write_items(ClientRequestToken=token, **transaction)

    def _batch(self, keys: Sequence[Wire]) -> tuple[list[Item], Sequence[Wire]]:
        """Return the items of `keys` that DynamoDB gave, and the keys it left for later."""
        request: KeysAndAttributesTypeDef = {"Keys": keys, "ConsistentRead": True}
        with translated():
            answer = self._client.batch_get_item(RequestItems={self._name: request})
        items = list(map(from_wire, answer["Responses"].get(self._name, [])))
        left = answer["UnprocessedKeys"].get(self._name)
        return items, left["Keys"] if left else []

    def _wait(self, longest: float) -> None:
        self._pause(random.uniform(0, longest))  # noqa: S311 - spreads retries, guards nothing
