"""What a scheduled run costs in a large table: `python -m bench.due_index [CONNECTIONS [DUE]]`.

The table is a dynalite on this machine, which counts capacity units as DynamoDB does. It takes
minutes to fill.
"""

import sys
from typing import Final

from rich.console import Console
from rich.table import Table

from jetbridge.flows.event import outbox
from jetbridge.flows.journey import due as journeys_due
from jetbridge.flows.schedule import reconcile, tasks
from jetbridge.runtime.boto import BotoCalls
from jetbridge.store.dynamodb import DynamoTable
from tests.contract.due.population import NOW, Bill, populate
from tests.contract.store import engines
from tests.fakes.clock import FrozenClock
from tests.fakes.context import World

CONNECTIONS: Final = 100_000
DUE: Final = 100
_TELL_EVERY: Final = 10_000


def main(connections: int = CONNECTIONS, due: int = DUE) -> None:
    """Fill a table, fire each schedule once, and print what it read and wrote."""
    console = Console()
    shown = Table("job", "queries", "items read", "read units", "writes", "write units")
    shown.title = f"{connections:,} connections in the table, {due:,} of them due"
    with engines.dynalite() as url:
        engine = engines.client(url)
        name = engines.new_table_name(engine)

        def tell(written: int) -> None:
            if written % _TELL_EVERY == 0:
                console.print(f"{written:,} written")

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
            shown.add_row(
                job,
                str(counted.requests["Query"]),
                str(counted.items_read),
                f"{sum(counted.units[each] for each in ('Query', 'GetItem', 'BatchGetItem')):g}",
                str(counted.requests["UpdateItem"] + counted.requests["PutItem"]),
                f"{counted.units['UpdateItem'] + counted.units['PutItem']:g}",
            )
            counted.close()
    console.print(shown)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
