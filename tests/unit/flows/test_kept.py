"""What is read once a process."""

from jetbridge.flows.journey import record
from jetbridge.flows.kept import Kept
from jetbridge.store import policies
from tests.fakes.context import World
from tests.fakes.counted import CountedTable
from tests.support.journeys.policies import LAUNCH, policy


def test_of_what_was_read_the_latest_is_kept() -> None:
    """As many values as it may keep."""
    # GIVEN room for two values
    kept, reads = Kept[str, str](2), list[str]()

    def get(key: str) -> str:
        def read() -> str:
            reads.append(key)
            return key.upper()

        return kept.get(key, read)

    # WHEN three are asked for, one of them often
    for key in ("a", "b", "a", "c", "a", "b"):
        assert get(key) == key.upper()
    # THEN that one was read once, and what was asked for least lately twice
    assert reads == ["a", "b", "c", "b"]


def test_a_version_of_a_policy_is_read_once_a_process() -> None:
    """It never changes."""
    # GIVEN two tenants with a policy
    world = World()
    table = CountedTable(world.table)
    for tenant in ("demo", "other"):
        table.write(*policies.put(tenant, policy(LAUNCH), before=0, now=1))
    # WHEN a process needs each of them twice
    context = world.context(table=table)
    for tenant in ("demo", "other", "demo", "other"):
        assert record.policy_of(context, tenant, 1).tenant == tenant
    # THEN it has read each once
    assert table.made["GetItem"] == 2
