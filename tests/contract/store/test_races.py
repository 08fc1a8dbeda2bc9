"""Many writers at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from jetbridge.store.table import (
    ConditionFailedError,
    Delete,
    Key,
    Put,
    Table,
    Update,
    Write,
    absent,
    equals,
    exists,
)

RACERS = 20
COMPANY = Key("COMPANY#smartrecruiters#acme", "COMPANY")
COUNTER = Key("CLIENT#1", "CLIENT")


def race(table: Table, writes_of: Callable[[int], tuple[Write, ...]]) -> list[int]:
    """Let all racers write at the same moment; return those whose write went through."""
    start = Barrier(RACERS)

    def run(racer: int) -> bool:
        start.wait()
        try:
            table.write(*writes_of(racer))
        except ConditionFailedError:
            return False
        return True

    with ThreadPoolExecutor(RACERS) as racers:
        won = list(racers.map(run, range(RACERS)))
    return [racer for racer in range(RACERS) if won[racer]]


def test_one_of_many_takes_what_is_free(table: Table) -> None:
    """Twenty conditional puts of one item have one winner, and its item is the one stored."""
    # GIVEN a company that no tenant holds
    # WHEN twenty connections claim it at once
    winners = race(
        table,
        lambda racer: (
            Put({"pk": COMPANY.pk, "sk": COMPANY.sk, "holder": racer}, when=(absent("pk"),)),
        ),
    )
    # THEN one has it
    assert len(winners) == 1
    assert table.get(COMPANY) == {"pk": COMPANY.pk, "sk": COMPANY.sk, "holder": winners[0]}


def test_one_of_many_takes_it_with_all_that_belongs_to_it(table: Table) -> None:
    """Of twenty transactions for one item, one wins and the others leave nothing behind."""

    # GIVEN a company that no tenant holds
    def claim(racer: int) -> tuple[Write, ...]:
        connection = Key(f"CONNECTION#{racer}", "CONNECTION")
        return (
            Put({"pk": connection.pk, "sk": connection.sk}, when=(absent("pk"),)),
            Put({"pk": COMPANY.pk, "sk": COMPANY.sk, "holder": racer}, when=(absent("pk"),)),
        )

    # WHEN twenty connections claim it at once, each with its own item
    winners = race(table, claim)
    # THEN one has it, and only its connection exists
    assert len(winners) == 1
    connections = table.get_many([Key(f"CONNECTION#{n}", "CONNECTION") for n in range(RACERS)])
    assert [n for n, item in enumerate(connections) if item] == winners


def test_a_transaction_id_is_spent_once(table: Table) -> None:
    """Twenty conditional deletes of one item have one winner."""
    # GIVEN a one-time item
    table.write(Put({"pk": COMPANY.pk, "sk": COMPANY.sk}))
    # WHEN twenty readers spend it at once
    winners = race(table, lambda _: (Delete(COMPANY, when=(exists("pk"),)),))
    # THEN one has spent it
    assert len(winners) == 1
    assert table.get(COMPANY) is None


def test_compare_and_set_loses_nothing(table: Table) -> None:
    """A counter that is read, raised and written where unchanged counts every success."""
    # GIVEN a counter
    table.write(Put({"pk": COUNTER.pk, "sk": COUNTER.sk, "version": 0}))

    # WHEN twenty writers raise it until each has succeeded once
    def raise_once(_: int) -> None:
        done = False
        while not done:
            item = table.get(COUNTER)
            assert item is not None
            version = item["version"]
            assert isinstance(version, int)
            unchanged = (equals("version", version),)
            try:
                table.write(Update(COUNTER, set={"version": version + 1}, when=unchanged))
                done = True
            except ConditionFailedError:
                continue

    with ThreadPoolExecutor(RACERS) as writers:
        list(writers.map(raise_once, range(RACERS)))
    # THEN no raise is lost
    item = table.get(COUNTER)
    assert item is not None
    assert item["version"] == RACERS


def test_adding_loses_nothing(table: Table) -> None:
    """Counting up needs no reading first."""
    # GIVEN no counter
    # WHEN twenty writers add to it at once
    winners = race(table, lambda _: (Update(COUNTER, add={"uses": 3}),))
    # THEN every addition counts
    assert len(winners) == RACERS
    assert table.get(COUNTER) == {"pk": COUNTER.pk, "sk": COUNTER.sk, "uses": 3 * RACERS}
