"""A table full of connections of which few are due, and a count of what is read and written."""

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import batched
from typing import Any, Final

from mypy_boto3_dynamodb import DynamoDBClient

from jetbridge.model.connection import Connection, Health, Status
from jetbridge.model.schedule import DAY, Task
from jetbridge.store import connections
from jetbridge.store.dynamodb.wire import to_wire
from jetbridge.store.table import Put

NOW: Final = 1_790_000_000
_BATCH: Final = 25
"""What BatchWriteItem takes at once."""
_OPERATIONS: Final = ("Query", "GetItem", "BatchGetItem", "PutItem", "UpdateItem", "DeleteItem")


def populate(  # noqa: PLR0913 - a population has so many traits
    engine: DynamoDBClient,
    table: str,
    *,
    count: int,
    due: int,
    name: str = "con",
    tell: Callable[[int], None] = lambda _: None,
) -> None:
    """Write `count` active connections whose tasks come in the next days, `due` of them now."""
    written = 0
    for batch in batched(_items(name, count, due), _BATCH, strict=False):
        left: Any = {table: [{"PutRequest": {"Item": to_wire(item)}} for item in batch]}
        while left:
            left = engine.batch_write_item(RequestItems=left).get("UnprocessedItems")
        written += len(batch)
        tell(written)


def _items(name: str, count: int, due: int) -> Iterator[Any]:
    for n in range(count):
        moment = NOW - n if n < due else NOW + 60 + n % (20 * DAY)
        connection = Connection(
            id=f"{name}_{n}",
            tenant=f"tenant-{n}",
            partner="smartrecruiters",
            account=f"company-{n}",
            status=Status.ACTIVE,
            reason="connected",
            created_at=NOW - DAY,
            updated_at=NOW - DAY,
            settings={"clientId": f"client-{n}", "integrationId": f"integration-{n}"},
            sealed={"clientSecret": "v1.k1." + "x" * 100},
            health=Health(succeeded_at=NOW - DAY),
            tasks={Task.HEALTH: moment, Task.KEEP_ALIVE: NOW + 20 * DAY, Task.POLL: NOW + 20 * DAY},
        )
        stored = connections.save(None, connection, by="seed")[0]
        if isinstance(stored, Put):
            yield stored.item


class Bill:
    """What DynamoDB was asked for, by its own account (`ConsumedCapacity`, `ScannedCount`).

    `requests` and capacity `units` are counted by operation.
    """

    def __init__(self, engine: DynamoDBClient) -> None:
        """Count what `engine` does from now on."""
        self.requests: Counter[str] = Counter()
        self.units: Counter[str] = Counter()
        self.items_read = 0
        self._events = engine.meta.events
        for operation in _OPERATIONS:
            self._events.register(f"provide-client-params.dynamodb.{operation}", self._ask)
            self._events.register(f"after-call.dynamodb.{operation}", self._count)

    def close(self) -> None:
        """Count no more."""
        for operation in _OPERATIONS:
            self._events.unregister(f"provide-client-params.dynamodb.{operation}", self._ask)
            self._events.unregister(f"after-call.dynamodb.{operation}", self._count)

    @staticmethod
    def _ask(params: dict[str, Any], **_: object) -> None:
        params["ReturnConsumedCapacity"] = "TOTAL"

    def _count(self, parsed: dict[str, Any], model: Any, **_: object) -> None:  # noqa: ANN401 - botocore's own
        self.requests[model.name] += 1
        consumed = parsed.get("ConsumedCapacity", {})
        batch = consumed if isinstance(consumed, list) else [consumed]
        self.units[model.name] += sum(each.get("CapacityUnits", 0) for each in batch)
        answers = sum(map(len, parsed.get("Responses", {}).values()))
        self.items_read += parsed.get("ScannedCount", 0) + ("Item" in parsed) + answers
