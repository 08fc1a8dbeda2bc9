"""What a scheduled run costs in a large table: `python -m bench.due_index [CONNECTIONS [DUE]]`.

The table is a dynalite on this machine, which counts capacity units as DynamoDB does. It takes
minutes to fill.
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import astuple, dataclass
from typing import Final

from rich.console import Console
from rich.table import Table

from bench.result import Result
from jetbridge.flows.event import outbox
from jetbridge.flows.journey import due as journeys_due
from jetbridge.flows.schedule import reconcile, tasks
from jetbridge.store.due import Partition
from jetbridge.store.dynamodb import DynamoTable
from jetbridge.store.keys import DUE_SHARDS
from jetbridge_cli.boto import BotoCalls
from tests.contract.due.population import NOW, Bill, populate
from tests.contract.store import engines
from tests.fakes.clock import FrozenClock
from tests.fakes.context import World

CONNECTIONS: Final = 100_000
DUE: Final = 100
SIZES: Final = (1_000, 10_000)
TASK_PARTITIONS: Final = (Partition.APPROVAL, Partition.TASK)
"""What the job `tasks` looks into."""
_TELL_EVERY: Final = 10_000


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run of a job asked of the table."""

    job: str
    queries: int
    items_read: int
    read_units: float
    writes: int
    write_units: float


def costs(connections: int, due: int, tell: Callable[[int], None]) -> Iterator[Cost]:
    """Fill a table, fire each schedule once, and yield what it read and wrote."""
    with engines.dynalite() as url:
        engine = engines.client(url)
        name = engines.new_table_name(engine)
        populate(engine, name, count=connections, due=due, tell=tell)
        context = World(
            table=DynamoTable(BotoCalls(engine), name), clock=FrozenClock(NOW)
        ).context()
        for job, run in (
            ("tasks", tasks.run),
            ("tasks, again", tasks.run),
            ("reconcile", reconcile.run),
            ("sweep", outbox.sweep),
            ("journeys", journeys_due.run),
        ):
            counted = Bill(engine)
            run(context)
            yield Cost(
                job,
                counted.requests["Query"],
                counted.items_read,
                sum(counted.units[each] for each in ("Query", "GetItem", "BatchGetItem")),
                counted.requests["UpdateItem"] + counted.requests["PutItem"],
                counted.units["UpdateItem"] + counted.units["PutItem"],
            )
            counted.close()


def results() -> list[Result]:
    """Return what the tasks read and write, in a table of each size: the same for both."""
    return [
        figure
        for connections in SIZES
        for cost in costs(connections, DUE, lambda _: None)
        if cost.job == "tasks"
        for figure in _figures(cost, f"{DUE} due of {connections:,}")
    ]


def _figures(cost: Cost, table: str) -> Iterator[Result]:
    yield Result(f"queries, {table}", cost.queries, at_most=len(TASK_PARTITIONS) * DUE_SHARDS)
    yield Result(f"items read for each that is due, {table}", cost.items_read / DUE, at_most=2)
    yield Result(f"writes for each that is due, {table}", cost.writes / DUE, at_most=1)


def main(connections: int = CONNECTIONS, due: int = DUE) -> None:
    """Print what each job read and wrote."""
    console = Console()
    shown = Table("job", "queries", "items read", "read units", "writes", "write units")
    shown.title = f"{connections:,} connections in the table, {due:,} of them due"

    def tell(written: int) -> None:
        if written % _TELL_EVERY == 0:
            console.print(f"{written:,} written")

    for cost in costs(connections, due, tell):
        shown.add_row(
            *(f"{each}" if isinstance(each, str) else f"{each:g}" for each in astuple(cost))
        )
    console.print(shown)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
