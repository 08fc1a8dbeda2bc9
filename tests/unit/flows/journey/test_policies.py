"""A policy is put in force: checked, stored as a version, its tenant's connections set going."""

from itertools import count
from typing import Any

import pytest

from jetbridge.flows.journey import policies as flow
from jetbridge.flows.journey import record
from jetbridge.flows.journey.policies import PolicySupersededError
from jetbridge.model.errors import ApiProblem
from jetbridge.model.schedule import Task
from jetbridge.store import connections, policies
from jetbridge.store.table import Table
from tests.fakes import answer
from tests.fakes.clock import START
from tests.fakes.context import World
from tests.fakes.hooks import HookedTable
from tests.fakes.partners.smartrecruiters import ISSUED
from tests.support.policy_documents import a_policy, incode, report
from tests.support.smartrecruiters import a_world, approve, the_connection

TENANT = "demo"


def versions(table: Table) -> list[int]:
    """Return the versions that are stored, of the first few."""
    return [n for n in range(1, 6) if policies.get(table, TENANT, n) is not None]


def put(world: World, document: dict[str, Any], tenant: str = TENANT) -> int:
    """Put a policy in place of the one in force."""
    seen = policies.current(world.table, tenant)
    return flow.put(world.context(), tenant, document, replaces=seen)


def test_each_document_is_a_version() -> None:
    """The last one is in force; the others are kept, with their moments."""
    # GIVEN two documents, put one after the other
    world = World()
    first, second = a_policy(), a_policy(incode(), report())
    assert put(world, first) == 1
    world.clock.advance(60)
    assert put(world, second) == 2
    # THEN both are there, and the second is current
    assert policies.current(world.table, TENANT) == 2
    assert policies.find(world.table, TENANT, 1) == policies.Version(first, START)
    assert policies.find(world.table, TENANT, 2) == policies.Version(second, START + 60)
    # AND a journey may run by either
    assert len(record.policy_of(world.context(), TENANT, 1).steps) == 1


def test_the_current_document_makes_no_new_version() -> None:
    """However its members are ordered."""
    # GIVEN a document in force
    world = World()
    document = a_policy(incode(), start="ready")
    put(world, document)
    # WHEN it is put again, THEN nothing is stored
    again = dict(reversed(document.items()))
    assert put(world, again) == 1
    assert versions(world.table) == [1]


def test_going_back_to_an_earlier_document_is_a_new_version() -> None:
    """Versions tell what was in force when, so none is used twice."""
    world = World()
    one, other = a_policy(), a_policy(report())
    assert [put(world, each) for each in (one, other, one)] == [1, 2, 3]


@pytest.mark.parametrize("value", [1, "true"])
def test_a_flag_is_another_document_than_a_number(value: Any) -> None:  # noqa: ANN401 - any JSON
    """Python takes True for 1; the partner does not."""
    # GIVEN a policy with a flag in a join
    world = World()
    put(world, a_policy(incode({"name": {"join": ["a", True]}})))
    # WHEN another value stands there, THEN it is another version
    other = a_policy(incode({"name": {"join": ["a", value]}}))
    assert put(world, other) == 2


def test_a_broken_document_is_not_stored() -> None:
    """And what is in force stays in force."""
    # GIVEN a policy in force
    world = World()
    put(world, a_policy())
    # WHEN a broken one is put
    with pytest.raises(ApiProblem) as refused:
        put(world, a_policy(incode(remindAfterHours=[99])))
    # THEN it is refused with its faults
    assert [each.pointer for each in refused.value.errors] == ["/steps/0/remindAfterHours"]
    assert versions(world.table) == [1]


def test_of_two_at_the_same_moment_one_is_told() -> None:
    """An operator overwrites only what they have seen."""
    # GIVEN an operator who puts a policy while ours is being put
    world = World()
    reads = count()

    def step() -> None:
        # The steps are before and after the only read, and before the write.
        if next(reads) == 2:
            put(world, a_policy(report()))

    slow = world.context(table=HookedTable(world.table, step))
    # WHEN ours is written, THEN it is refused, and theirs is in force
    with pytest.raises(PolicySupersededError, match="version 1 is in force"):
        flow.put(slow, TENANT, a_policy(), replaces=0)
    assert policies.get(world.table, TENANT, 1) == a_policy(report())
    assert versions(world.table) == [1]


def test_a_policy_sets_the_companies_of_its_tenant_going() -> None:
    """Each is subscribed and polled from now on; again where the same document is put again."""
    # GIVEN a connected company
    world = a_world(answer(ISSUED))
    assert approve(world.context()).connected
    world.queue.sent.clear()
    tenant = the_connection(world).tenant
    for _ in range(2):
        # WHEN a policy is put
        world.clock.advance(60)
        put(world, a_policy(), tenant)
        # THEN its hires are polled for now, and its subscription is asked for
        connection = connections.get(world.table, the_connection(world).id)
        assert connection
        assert connection.tasks[Task.POLL] == world.clock.now()
        assert [message["task"] for message, _ in world.queue.sent] == ["subscribe"]
        world.queue.sent.clear()


@pytest.mark.parametrize("seen", [0, 1, 3])
def test_a_policy_replaces_only_the_version_that_was_seen(seen: int) -> None:
    """Of two operators who looked at the same version, the second is told of the first's."""
    # GIVEN version 2 in force
    world = World()
    put(world, a_policy())
    put(world, a_policy(report()))
    # WHEN an operator who saw another one puts theirs
    with pytest.raises(PolicySupersededError) as refused:
        flow.put(world.context(), TENANT, a_policy(incode(), report()), replaces=seen)
    # THEN they are told which is in force, and nothing was stored
    assert refused.value.version == 2
    assert versions(world.table) == [1, 2]


def test_a_put_whose_answer_was_lost_may_be_repeated() -> None:
    """The document is in force already: there is nothing to overwrite."""
    # GIVEN a policy whose put went through
    world = World()
    put(world, a_policy())
    # WHEN a script that did not hear of it repeats the call
    # THEN it succeeds, and makes no new version
    assert flow.put(world.context(), TENANT, a_policy(), replaces=0) == 1
    assert versions(world.table) == [1]
