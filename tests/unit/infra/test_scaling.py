"""What costs the same in a table of any size, what grows with what is due, and what is shared."""

from typing import Final

import pytest

from bench.scaling import flat, scenarios
from bench.scaling.flat import Flat
from bench.scaling.operations import Cost, counted
from bench.scaling.population import WORKERS
from jetbridge.store.keys import DUE_SHARDS
from tests.unit.infra.templates import ROOT

SCALING: Final = (ROOT / "docs" / "scaling.md").read_text()
COMPANIES: Final = 150


@pytest.fixture(scope="module")
def costs() -> dict[str, Cost]:
    """What each operation costs."""
    return counted()


def test_a_request_costs_the_same_in_a_table_of_any_size() -> None:
    """Tokens are issued by a read and a write, and verified by a read."""
    # WHEN tokens are issued and verified among ten and two hundred of them
    found = [flat.measured(size, due=5) for size in (10, 200)]
    # THEN the calls are the same
    assert {(each.token_issued, each.token_verified) for each in found} == {(2, 1)}


def test_a_run_of_the_schedule_costs_by_what_is_due() -> None:
    """Not by what there is."""
    # WHEN the schedule runs in tables of two sizes, with two counts of what is due
    few, many, busy = (flat.measured(*sizes) for sizes in ((20, 5), (200, 5), (200, 50)))
    # THEN it reads each shard, and of each that is due reads the item and writes it once
    queries = 2 * DUE_SHARDS  # approvals and tasks
    assert few == Flat(20, 5, 2, 1, queries, 5, 5)
    assert many == Flat(200, 5, 2, 1, queries, 5, 5)
    assert busy == Flat(200, 50, 2, 1, queries, 50, 50)


def test_the_partitions_that_all_tenants_share_are_named(costs: dict[str, Cost]) -> None:
    """Each has a limit of its own, however large the table is."""
    # WHEN every operation is made
    written = {kind for cost in costs.values() for kind in cost.written}
    shared = {kind for kind in written if "…" not in kind}
    # THEN the document names what is written and belongs to no tenant
    assert {kind for kind in shared if f"`{kind}`" not in SCALING} == set()


def test_what_is_overdue_after_an_outage_is_done_once_and_journeys_go_first(
    costs: dict[str, Cost],
) -> None:
    """However much upkeep there is to be made up for."""
    # GIVEN as many companies as keep the workers busy for a while
    # WHEN the schedules are back after a day without them
    seen = scenarios.herd(costs, COMPANIES * WORKERS["queue"], 1)
    deployment = seen.deployment
    # THEN nothing is left, and each company was checked once
    assert (deployment.queue.length, deployment.slow.length) == (0, 0)
    assert deployment.done["check and poll handed on"] <= len(deployment.companies)
    # AND no tenant's message waited for longer than upkeep did
    longest = {name: waits.longest for name, waits in deployment.queue.waits.items()}
    assert longest["subscribe"] < longest["due"]
