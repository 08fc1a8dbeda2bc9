"""Ports that count what AWS charges for, and pass every call on."""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from math import ceil
from typing import Final, override

from bench import capacity
from jetbridge.model import trace
from jetbridge.model.ports import Bus, DomainEvent, Http, HttpRequest, HttpResponse, Queue
from jetbridge.runtime.log_records import RecordFormatter
from jetbridge.store.table import Check, Item, Key, Page, Table, Write
from tests.fakes.passing import PassingTable

type Usage = Counter[str]
"""How much is used, by the names below."""

INVOCATIONS: Final = "invocations"
LOG_BYTES: Final = "bytes of logs"
HALF_READ_UNITS: Final = "halves of a read unit"
WRITE_UNITS: Final = "write units"
QUEUE_REQUESTS: Final = "requests to SQS"
EVENTS: Final = "events"
TABLE_CALLS: Final = "calls of DynamoDB"
GETS: Final = "reads of a single item"
OTHER_CALLS: Final = "calls of SQS and EventBridge"
PARTNER_CALLS: Final = "calls of partners"
_BATCH: Final = 10
"""What SendMessageBatch takes at once."""
_REQUESTS_PER_MESSAGE: Final = 2
"""Beside its sending, a message is received and deleted."""


class Account:
    """What each function has used. What is used outside invocations counts for none.

    `keys` are the kinds of the keys of single items that were read.
    """

    def __init__(self) -> None:
        """Have counted nothing."""
        self.functions: dict[str, Usage] = {}
        self.keys: Counter[str] = Counter()
        self._current: Usage = Counter()

    def add(self, name: str, amount: int = 1) -> None:
        """Count something for the function that runs."""
        self._current[name] += amount

    @contextmanager
    def invocation(self, function: str) -> Iterator[None]:
        """Count an invocation of a function, and what is used during it, its trace included."""
        with self.part_of(function), trace.using(trace.begun()):
            self.add(INVOCATIONS)
            yield

    @contextmanager
    def part_of(self, function: str) -> Iterator[None]:
        """Count what is used during a part of an invocation, which counts elsewhere."""
        before, self._current = self._current, self.functions.setdefault(function, Counter())
        try:
            yield
        finally:
            self._current = before


class MeteredTable(PassingTable):
    """A `Table` that counts the units of each call."""

    def __init__(self, table: Table, account: Account) -> None:
        """Pass every call on to `table`, and count in `account`."""
        super().__init__(table)
        self._account = account

    @override
    def get(self, key: Key) -> Item | None:
        """Read an item, strongly consistent."""
        found = self._table.get(key)
        self._read([found])
        self._account.add(GETS)
        self._account.keys[f"{_kind(key.pk)} {_kind(key.sk)}"] += 1
        return found

    @override
    def get_many(self, keys: Sequence[Key]) -> list[Item | None]:
        """Read items, strongly consistent: each is rounded up by itself."""
        found = self._table.get_many(keys)
        self._read(found)
        return found

    @override
    def write(self, *writes: Write) -> None:
        """Write. What is refused costs as much as what is written."""
        before = [self._table.get(each.key) for each in writes]
        try:
            self._table.write(*writes)
        finally:
            self._account.add(TABLE_CALLS)
            self._account.add(WRITE_UNITS, self._written(writes, before))

    def _written(self, writes: Sequence[Write], before: Sequence[Item | None]) -> int:
        """Return the units of items and of their entries in the indexes."""
        units = 0
        for write, old in zip(writes, before, strict=True):
            new = old if isinstance(write, Check) else self._table.get(write.key)
            units += capacity.item_units(old, new, len(writes))
            units += sum(many for _, many in capacity.index_units(old, new))
        return units

    @override
    def _page(self, operation: str, call: Callable[[], Page]) -> Page:
        """Read a page: of the table strongly consistent, of an index for half the units."""
        page = call()
        self._account.add(TABLE_CALLS)
        halves = 2 if operation == "query" else 1
        self._account.add(HALF_READ_UNITS, halves * capacity.page_units(page))
        return page

    def _read(self, found: Iterable[Item | None]) -> None:
        self._account.add(TABLE_CALLS)
        self._account.add(HALF_READ_UNITS, 2 * sum(map(capacity.read_units, found)))


def _kind(part: str) -> str:
    """Return the kind of item that a part of a key names."""
    return part.partition("#")[0]


class MeteredQueue:
    """A `Queue` that counts requests: those that send, and what receives and deletes."""

    def __init__(self, queue: Queue, account: Account) -> None:
        """Pass every call on to `queue`, and count in `account`."""
        self._queue = queue
        self._account = account

    def send(self, messages: Sequence[Mapping[str, object]], *, delay: int = 0) -> None:
        """Send messages."""
        batches = ceil(len(messages) / _BATCH)
        self._account.add(QUEUE_REQUESTS, batches + _REQUESTS_PER_MESSAGE * len(messages))
        self._account.add(OTHER_CALLS, batches)
        self._queue.send(messages, delay=delay)


class MeteredBus:
    """A `Bus` that counts events."""

    def __init__(self, bus: Bus, account: Account) -> None:
        """Pass every call on to `bus`, and count in `account`."""
        self._bus = bus
        self._account = account

    def publish(self, events: Sequence[DomainEvent]) -> None:
        """Publish events."""
        self._account.add(EVENTS, len(events))
        self._account.add(OTHER_CALLS, ceil(len(events) / _BATCH))
        self._bus.publish(events)


class MeteredHttp:
    """An `Http` that counts calls to partners."""

    def __init__(self, http: Http, account: Account) -> None:
        """Pass every call on to `http`, and count in `account`."""
        self._http = http
        self._account = account

    def send(self, request: HttpRequest) -> HttpResponse:
        """Send a request."""
        self._account.add(PARTNER_CALLS)
        return self._http.send(request)


class _Counting(logging.Handler):
    def __init__(self, account: Account) -> None:
        super().__init__()
        self._account = account

    @override
    def emit(self, record: logging.LogRecord) -> None:
        # As many digits at every run, and wherever in its file the line is.
        record.lineno = 100
        if "ms" in vars(record):
            record.__dict__["ms"] = 10
        self._account.add(LOG_BYTES, len(self.format(record).encode()) + 1)


@contextmanager
def logs_counted(account: Account, formatter: RecordFormatter) -> Iterator[None]:
    """Count the bytes that our log records would take, and write them nowhere."""
    logger = logging.getLogger("jetbridge")
    handlers, level, propagates = logger.handlers, logger.level, logger.propagate
    counting = _Counting(account)
    counting.setFormatter(formatter)
    logger.handlers, logger.propagate = [counting], False
    logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        logger.handlers, logger.propagate = handlers, propagates
        logger.setLevel(level)
