"""The table on DynamoDB, over either implementation of the port of AWS calls.

Both send a request again whose answer was lost. What then becomes of a write:

- several writes travel as one transaction with a request token, under which DynamoDB makes them
  once however often they arrive (within 10 minutes);
- a write without condition gives the same result when repeated (`add` aside, see `Update`);
- a lone conditional write may fail its condition because its own first attempt succeeded. A
  refusal that follows a repetition therefore proves nothing, and is raised as
  TableUnavailableError: the caller reads again. (As a transaction of one it would cost twice as
  much, each time.)
"""

import os
import time
from collections.abc import Callable, Sequence
from typing import Final, override

from jetbridge.model.aws_calls import AwsCalls, AwsNotAnsweredError, AwsRefusedError, Document
from jetbridge.store.dynamodb.answers import meaning
from jetbridge.store.dynamodb.requests import page_request, write_request
from jetbridge.store.dynamodb.wire import entry_from_wire, from_wire, key_to_wire
from jetbridge.store.schema import (
    DUE,
    Span,
    SpanReader,
    check_keys,
    check_page,
    check_writes,
)
from jetbridge.store.table import (
    Cursor,
    Item,
    Key,
    Page,
    TableUnavailableError,
    Write,
    WriteConflictError,
    key_of,
)

_PAUSES: Final = (0.02, 0.04, 0.08, 0.16, 0.32)
"""The longest waits, in seconds, between tries at busy items. Each is cut short at random."""


class DynamoTable(SpanReader):
    """A `Table` on DynamoDB, safe to share between threads."""

    def __init__(
        self,
        dynamodb: AwsCalls,
        table_name: str,
        *,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        """Call `dynamodb`; `pause` waits that many seconds between tries."""
        self._dynamodb = dynamodb
        self._name = table_name
        self._pause = pause

    def get(self, key: Key) -> Item | None:
        """Return the item as last written, or None."""
        check_keys([key])
        request = {"TableName": self._name, "Key": key_to_wire(key), "ConsistentRead": True}
        answer = self._call("GetItem", request)
        return from_wire(answer["Item"]) if "Item" in answer else None

    def get_many(self, keys: Sequence[Key]) -> list[Item | None]:
        """Return up to 100 items in the order of `keys`, each as last written."""
        check_keys(keys)
        found: dict[Key, Item] = {}
        # DynamoDB refuses a batch that asks for one key twice.
        pending: Sequence[Document] = [key_to_wire(key) for key in dict.fromkeys(keys)]
        for longest in _PAUSES:
            if not pending:
                break
            items, pending = self._batch(pending)
            found |= {key_of(item): item for item in items}
            if pending:
                self._wait(longest)
        if pending:
            raise TableUnavailableError("keys stayed unprocessed")
        return [found.get(key) for key in keys]

    def write(self, *writes: Write) -> None:
        """Make every write or none."""
        check_writes(writes)
        elements = [write_request(self._name, write) for write in writes]
        for longest in _PAUSES:
            try:
                self._send(elements)
            except WriteConflictError:
                self._wait(longest)
            else:
                return
        self._send(elements)

    def query_due(self, shard: str, until: int, limit: int, after: Cursor | None = None) -> Page:
        """Return keys from the index `due` up to `until`, oldest first."""
        return self._page(Span(DUE, shard, until=until), limit, after, newest_first=False)

    @override
    def _page(self, span: Span, limit: int, after: Cursor | None, *, newest_first: bool) -> Page:
        check_page(span, limit, after)
        # One more than asked for tells whether a further page has anything to show.
        request = page_request(self._name, span, limit + 1, after, newest_first=newest_first)
        answer = self._call("Query", request)
        read = entry_from_wire if span.index is DUE else from_wire
        items = tuple(map(read, answer["Items"]))
        more = len(items) > limit or "LastEvaluatedKey" in answer
        shown = items[:limit]
        return Page(shown, span.index.cursor(shown[-1]) if more else None)

    def _send(self, elements: Sequence[Document]) -> None:
        """Send one write as itself, and several as a transaction under a token of its own.

        A new token for each try is right: the one before is known to have written nothing.
        """
        match elements:
            case [{"Put": request}]:
                self._call("PutItem", request)
            case [{"Update": request}]:
                self._call("UpdateItem", request)
            case [{"Delete": request}]:
                self._call("DeleteItem", request)
            case _:
                token = os.urandom(16).hex()
                transaction = {"TransactItems": elements, "ClientRequestToken": token}
                self._call("TransactWriteItems", transaction)

    def _batch(self, keys: Sequence[Document]) -> tuple[list[Item], Sequence[Document]]:
        """Return the items of `keys` that DynamoDB gave, and the keys it left for later."""
        request = {self._name: {"Keys": keys, "ConsistentRead": True}}
        answer = self._call("BatchGetItem", {"RequestItems": request})
        items = list(map(from_wire, answer["Responses"].get(self._name, [])))
        left = answer["UnprocessedKeys"].get(self._name)
        return items, left["Keys"] if left else []

    def _call(self, operation: str, request: Document) -> Document:
        """Return DynamoDB's answer.

        The cause of a failure is left out: it can quote what was sent.

        Raises:
            StoreError: one of its kinds, for anything that the call raises.
        """
        try:
            return self._dynamodb.call(operation, request)
        except (AwsRefusedError, AwsNotAnsweredError) as failure:
            raise meaning(failure) from None

    def _wait(self, longest: float) -> None:
        import random

        self._pause(random.uniform(0, longest))  # noqa: S311 - spreads retries, guards nothing
