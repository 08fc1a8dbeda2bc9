"""The journeys that an operator asks for."""

from dataclasses import replace

import pytest

from jetbridge.flows.journey import listing
from jetbridge.flows.journey.listing import Sought
from jetbridge.model.journey import Journey, Status, StepState
from jetbridge.model.journey_transition import Transition
from jetbridge.store import journeys, policies
from tests.fakes.clock import START
from tests.fakes.context import World
from tests.fakes.hooks import HookedTable
from tests.fakes.journeys import BEGUN
from tests.support.policy_documents import a_policy, report

TENANT = BEGUN.tenant
DAY = 86_400


def a_journey(number: int) -> Journey:
    """Return a journey that began `number` days after the first one."""
    return replace(
        BEGUN,
        id=f"jny_{number}",
        steps=(StepState(),),
        candidate_id=f"can-{number}",
        application_id=f"app-{number}",
        status=Status.COMPLETED if number % 2 else Status.WAITING,
        created_at=START + number * DAY,
    )


def a_world() -> World:
    """Return a tenant with three journeys, of which the last one's candidate was merged."""
    world = World()
    world.table.write(*policies.put(TENANT, a_policy(report()), before=0, now=START))
    merged = replace(a_journey(2), former_candidate_ids=("can-before",))
    for journey in (a_journey(0), a_journey(1), merged):
        world.table.write(*journeys.create(Transition(journey, ()), None))
    return world


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        (Sought(), [2, 1, 0]),
        (Sought(statuses=frozenset({Status.WAITING})), [2, 0]),
        (Sought(candidate="can-1"), [1]),
        (Sought(candidate="can-before"), [2]),
        (Sought(candidate="can"), []),
        (Sought(application="app-2"), [2]),
        (Sought(since=START + DAY), [2, 1]),
        (Sought(since=START + DAY + 1, statuses=frozenset({Status.WAITING})), [2]),
        (Sought(candidate="can-1", application="app-2"), []),
    ],
)
def test_what_is_sought_is_found_newest_first(sought: Sought, found: list[int]) -> None:
    """By whole ids, the former ones of a merged candidate included."""
    placed = listing.of_tenant(a_world().context().table, TENANT, sought)
    assert [journey.id for _, journey in placed] == [f"jny_{number}" for number in found]


def test_the_journeys_of_several_tenants_are_one_list() -> None:
    """The newest first, of all of them."""
    # GIVEN a journey of another tenant between those of the first one
    world = a_world()
    world.table.write(*policies.put("other", a_policy(report()), before=0, now=START))
    between = replace(a_journey(1), id="jny_other", tenant="other", created_at=START + DAY + 1)
    world.table.write(*journeys.create(Transition(between, ()), None))
    # WHEN both are asked for
    found = listing.of_tenants(world.context().table, [TENANT, "other"], Sought())
    # THEN they stand by their age
    assert [journey.id for _, journey in found] == ["jny_2", "jny_other", "jny_1", "jny_0"]


def test_what_is_older_is_not_read() -> None:
    """A tenant may have many journeys, and an operator asks for those of today."""
    # GIVEN more journeys than a page holds
    world = World()
    world.table.write(*policies.put(TENANT, a_policy(report()), before=0, now=START))
    for number in range(150):
        world.table.write(*journeys.create(Transition(a_journey(number), ()), None))
    calls: list[None] = []
    context = world.context(table=HookedTable(world.table, lambda: calls.append(None)))
    # WHEN the latest are asked for
    since = Sought(since=START + 148 * DAY)
    # THEN one page is read, and the policy: each call steps in twice
    assert len([*listing.of_tenant(context.table, TENANT, since)]) == 2
    assert len(calls) == 4
