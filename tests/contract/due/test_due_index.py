"""A scheduled run reads what is due, whatever else the table holds."""

from collections import Counter
from collections.abc import Iterator

import pytest
from mypy_boto3_dynamodb import DynamoDBClient

from jetbridge.flows.event import outbox
from jetbridge.flows.journey import due as journeys_due
from jetbridge.flows.schedule import dispatch, reconcile, tasks
from jetbridge.store import applications
from jetbridge.store.dynamodb import DynamoTable
from jetbridge.store.keys import DUE_SHARDS
from jetbridge_cli.boto import BotoCalls
from tests.contract.due.population import NOW, Bill, populate
from tests.contract.store import engines
from tests.fakes.clock import FrozenClock
from tests.fakes.context import World

DUE = 20


@pytest.fixture
def engine() -> Iterator[DynamoDBClient]:
    """Client of a dynalite of its own, whose account starts at nothing."""
    with engines.dynalite() as url:
        yield engines.client(url)


def a_world(engine: DynamoDBClient, count: int) -> tuple[World, Bill]:
    """Return a world with `count` connections, `DUE` of them due, and its account."""
    name = engines.new_table_name(engine)
    populate(engine, name, count=count, due=DUE)
    return World(table=DynamoTable(BotoCalls(engine), name), clock=FrozenClock(NOW)), Bill(engine)


@pytest.mark.parametrize("count", [50, 1_000])
def test_a_run_reads_in_proportion_to_what_is_due(engine: DynamoDBClient, count: int) -> None:
    """Twenty times the connections cost nothing more."""
    # GIVEN connections of which twenty are due
    world, counted = a_world(engine, count)
    # WHEN the schedule fires
    report = tasks.run(world.context())
    # THEN they were handed over, each with an entry and its item read, and one write
    assert report == dispatch.Report(handed_over=DUE)
    assert counted.items_read == 2 * DUE
    assert counted.requests["BatchGetItem"] <= DUE_SHARDS
    partitions = len(["APPROVAL", "TASK"])
    asked = {"Query": partitions * DUE_SHARDS, "UpdateItem": DUE}
    assert counted.requests - Counter(BatchGetItem=DUE) == asked
    # AND an entry of the index is small: a page of them is a fraction of a unit each
    assert counted.units["Query"] <= partitions * DUE_SHARDS


@pytest.mark.parametrize("count", [50, 1_000])
def test_jobs_with_nothing_to_do_read_nothing(engine: DynamoDBClient, count: int) -> None:
    """What is due for one job is nothing to the others."""
    # GIVEN connections with tasks
    world, counted = a_world(engine, count)
    # WHEN the other jobs run
    reconcile.run(world.context())
    outbox.sweep(world.context())
    journeys_due.run(world.context())
    # THEN they look into their own shards, and find them empty
    assert counted.items_read == 0
    partitions = len(["DUE", "SEND", "JOURNEY", "POST"])
    assert counted.requests == {"Query": partitions * DUE_SHARDS}


@pytest.mark.parametrize("count", [50, 500])
def test_applications_cost_what_is_due_of_them(engine: DynamoDBClient, count: int) -> None:
    """Ten times the people in waiting cost nothing more."""
    # GIVEN applications of which twenty are to be looked at now
    name = engines.new_table_name(engine)
    world = World(table=DynamoTable(BotoCalls(engine), name), clock=FrozenClock(NOW))
    for number in range(count):
        world.table.write(
            applications.request_check(
                tenant="demo",
                connection_id=f"con_{number}",
                candidate_id=f"can-{number}",
                job_id="job-1",
                now=NOW - number if number < DUE else NOW + number,
            )
        )
    counted = Bill(engine)
    # WHEN the schedule fires
    report = journeys_due.run(world.context())
    # THEN they were handed over, each with an entry and its item read, and one write
    assert report == dispatch.Report(handed_over=DUE)
    assert counted.items_read == 2 * DUE
    assert counted.requests["BatchGetItem"] <= DUE_SHARDS
    assert counted.requests - Counter(BatchGetItem=DUE) == {
        "Query": 2 * DUE_SHARDS,
        "UpdateItem": DUE,
    }
