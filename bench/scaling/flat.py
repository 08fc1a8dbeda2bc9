"""What a request and a run of the schedule cost in tables of several sizes, counted."""

from collections.abc import Iterator
from dataclasses import dataclass

from bench.scaling.units import CountedTable
from jetbridge.flows.schedule import tasks
from jetbridge.model.record import replace
from jetbridge.store import connections
from jetbridge.store.table import Put
from tests.contract.due.population import NOW
from tests.fakes.clock import FrozenClock
from tests.fakes.context import World
from tests.unit.model.connections import a_connection
from tests.unit.oauth.env import World as Server


@dataclass(frozen=True, slots=True)
class Flat:
    """Calls to the table among so many connections, clients and tokens, so many being due."""

    size: int
    due: int
    token_issued: int
    token_verified: int
    run_queries: int
    run_reads: int
    run_writes: int


def measured(size: int, due: int) -> Flat:
    """Fill a table, and count a token request, a verification and a run of the schedule."""
    table, clock = CountedTable(), FrozenClock(NOW)
    world = World(table=table, clock=clock)
    for write in _connections(size, due):
        table.write(write)
    server = Server(table)
    given = [server.issue(*server.client()) for _ in range(size)][-1]
    client = server.client()
    server.issue(*client)  # the first of a day also notes that the client is in use
    table.bill.clear()
    server.issue(*client)
    issued = table.bill.calls.total()
    table.bill.clear()
    server.is_alive(given)
    verified = table.bill.calls.total()
    table.bill.clear()
    tasks.run(world.context())
    run = table.bill
    return Flat(
        size,
        due,
        issued,
        verified,
        run.calls["query"],
        len(run.read) - run.calls["query"],
        run.calls["write"],
    )


def _connections(size: int, due: int) -> Iterator[Put]:
    for number in range(size):
        moment = NOW - 1 if number < due else NOW + 3_600
        made = replace(a_connection(), id=f"con_{number}", tenant=f"tenant-{number}")
        armed = replace(made, tasks={"health": moment, "keep_alive": moment, "poll": moment})
        for write in connections.save(None, armed, by="bench"):
            if isinstance(write, Put):
                yield write
