"""What the simulation is made of: a clock, an index of what is due, and queues with workers.

The index speaks the port of the table as far as the schedules' own code asks (`due.pages`,
`due.standing`, `due.take_up`), so that what is handed over, when and in which order is decided by
`jetbridge.flows.schedule.dispatch` itself.
"""

import heapq
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import Final

from jetbridge.store.due import Partition, at
from jetbridge.store.table import Cursor, Item, Key, Page, Update, Write

TABLE_CALL: Final = 0.005
"""Seconds that a call to DynamoDB takes within a region. Assumed."""


class Time:
    """The present of the simulation, and what is to happen later. Seconds, from `began` on."""

    def __init__(self, began: int) -> None:
        """Begin at a moment (Unix seconds)."""
        self.seconds = float(began)
        self._later: list[tuple[float, int, Callable[[], None]]] = []
        self._numbers = count()

    def now(self) -> int:
        """Return the present as Unix seconds: the `Clock` of the code that runs in it."""
        return int(self.seconds)

    def at(self, moment: float, do: Callable[[], None]) -> None:
        """Have something happen at a moment."""
        heapq.heappush(self._later, (moment, next(self._numbers), do))

    def run(self, until: float) -> None:
        """Let everything happen that is to happen until a moment."""
        while self._later and self._later[0][0] <= until:
            moment, _, do = heapq.heappop(self._later)
            self.seconds = max(self.seconds, moment)
            do()
        self.seconds = max(self.seconds, until)


class DueIndex:
    """The index `due` and the items in it, as a `Table` that a schedule reads.

    Each call takes its time: that of a run passes on `clock`, and the simulation's stands still.
    """

    def __init__(self) -> None:
        """Hold nothing."""
        self.items: dict[Key, Item] = {}
        self.taken_up = 0
        self.seconds = 0.0
        """That a run has taken so far."""
        self._shards: dict[str, list[tuple[int, str, Key]]] = {}
        self._read: list[tuple[str, int, Key]] = []

    def put(self, key: Key, moment: int, tenant: str, partition: Partition) -> None:
        """Make an item due at a moment; whatever was counted of it is forgotten."""
        placed = at(key, moment, partition)
        self.items[key] = {"pk": key.pk, "sk": key.sk, "tenant": tenant, **placed}
        self._push(str(placed["due_shard"]), moment, key)

    def drop(self, key: Key) -> None:
        """Take an item out."""
        self.items.pop(key, None)

    def due_by(self, moment: int) -> int:
        """Return how many items are due by a moment."""
        return sum(int(str(item["due_at"])) <= moment for item in self.items.values())

    def restore(self) -> None:
        """Put back what a run has read and not taken up."""
        for shard, moment, key in self._read:
            if self._is_as(key, moment):
                self._push(shard, moment, key)
        self._read.clear()

    def query_due(  # what was read is gone: there is no place to go on from
        self, shard: str, until: int, limit: int, _after: Cursor | None = None
    ) -> Page:
        """Return keys that are due, oldest first. What was returned is not returned again."""
        self.seconds += TABLE_CALL
        found: list[dict[str, str | int]] = []
        waiting = self._shards.get(shard, [])
        while waiting and waiting[0][0] <= until and len(found) < limit:
            moment, _, key = heapq.heappop(waiting)
            if self._is_as(key, moment):
                self._read.append((shard, moment, key))
                found.append({"pk": key.pk, "sk": key.sk, "due_shard": shard, "due_at": moment})
        more = bool(waiting) and waiting[0][0] <= until and bool(found)
        items: list[Item] = [{**each} for each in found]
        return Page(tuple(items), found[-1] if more else None)

    def get_many(self, wanted: Sequence[Key]) -> list[Item | None]:
        """Return items as they stand."""
        self.seconds += TABLE_CALL
        return [self.items.get(key) for key in wanted]

    def write(self, *writes: Write) -> None:
        """Count a try, which makes an item due again later."""
        for write in writes:
            if isinstance(write, Update) and (item := self.items.get(write.key)):
                self.seconds += TABLE_CALL
                self.taken_up += 1
                item |= write.set
                moment = int(str(write.set["due_at"]))
                self._push(str(item["due_shard"]), moment, write.key)

    def _is_as(self, key: Key, moment: int) -> bool:
        item = self.items.get(key)
        return item is not None and item["due_at"] == moment

    def _push(self, shard: str, moment: int, key: Key) -> None:
        heapq.heappush(self._shards.setdefault(shard, []), (moment, key.pk, key))


type Message = Mapping[str, object]


@dataclass
class Waits:
    """How long messages of one kind waited for a worker, in seconds."""

    every: list[float] = field(default_factory=list)

    def add(self, seconds: float) -> None:
        """Count one."""
        self.every.append(seconds)

    @property
    def longest(self) -> float:
        """The longest of them."""
        return max(self.every, default=0.0)

    def share(self, part: float) -> float:
        """Return what so large a part of them waited at the most."""
        ordered = sorted(self.every)
        return ordered[min(int(len(ordered) * part), len(ordered) - 1)] if ordered else 0.0


class WorkedQueue:
    """A queue whose messages so many workers work on, at once.

    Groups of messages take turns, as with SQS's fair queues: a tenant is one, and upkeep is one.
    The next message is that of the group with the fewest under way, of those the one that has
    waited longest.
    """

    def __init__(
        self, time: Time, workers: int, work: Callable[[Message], tuple[float, Callable[[], None]]]
    ) -> None:
        """Work off messages: `work` says how long one takes, and what becomes of it then."""
        self.deepest = self.busy = 0
        self.worked = 0.0
        """Seconds of all workers together."""
        self.waits: dict[str, Waits] = {}
        self._time, self._workers, self._work = time, workers, work
        self._tenants: dict[str, deque[tuple[float, int, str, Message]]] = {}
        self._turns: list[tuple[int, float, int, str]] = []
        self._under_way: dict[str, int] = {}
        self._numbers = count()
        self.length = 0

    def send(self, messages: Sequence[Message], *, delay: int = 0) -> None:
        """Take messages now, or later."""
        for message in messages:
            self._time.at(self._time.seconds + delay, partial(self._take, message))

    def _take(self, message: Message) -> None:
        tenant = str(message.get("group", message.get("tenant")))
        number, now = next(self._numbers), self._time.seconds
        kind = str(message.get("task", message["kind"]))
        self._tenants.setdefault(tenant, deque()).append((now, number, kind, message))
        self.length += 1
        self.deepest = max(self.deepest, self.length)
        if len(self._tenants[tenant]) == 1:
            self._offer(tenant)
        self._begin()

    def _offer(self, tenant: str) -> None:
        """Give a tenant its turn: by what it has under way, then by how long it has waited."""
        waiting = self._tenants.get(tenant)
        if waiting:
            since, number = waiting[0][:2]
            heapq.heappush(self._turns, (self._under_way.get(tenant, 0), since, number, tenant))

    def _begin(self) -> None:
        while self.busy < self._workers and self._turns:
            under_way, _, number, tenant = heapq.heappop(self._turns)
            waiting = self._tenants.get(tenant)
            if not waiting or waiting[0][1] != number:
                continue  # its turn was offered again since
            if under_way != self._under_way.get(tenant, 0):
                self._offer(tenant)
                continue
            since, _, kind, message = waiting.popleft()
            if not waiting:
                del self._tenants[tenant]
            self._start(tenant, kind, since, message)

    def _start(self, tenant: str, kind: str, since: float, message: Message) -> None:
        self.length -= 1
        self.busy += 1
        self._under_way[tenant] = self._under_way.get(tenant, 0) + 1
        self.waits.setdefault(kind, Waits()).add(self._time.seconds - since)
        takes, then = self._work(message)
        self.worked += takes

        def ended() -> None:
            self.busy -= 1
            left = self._under_way.pop(tenant) - 1
            if left:
                self._under_way[tenant] = left
            then()
            self._offer(tenant)
            self._begin()

        self._offer(tenant)
        self._time.at(self._time.seconds + takes, ended)
