"""What is due is handed over as its tenant's, so that a queue can serve tenants by turns."""

from jetbridge.flows.journey import due as journeys_due
from jetbridge.flows.schedule import tasks, work
from jetbridge.store import checks, due, keys
from jetbridge.store.due import Partition
from jetbridge.store.table import Item, Key, Put
from tests.fakes.context import ENVIRONMENT, World


def a_due_item(world: World, key: Key, partition: Partition, **fields: str | Item) -> None:
    """Store an item that is due now."""
    item: Item = {"pk": key.pk, "sk": key.sk, **fields}
    world.table.write(Put(item | due.at(key, world.clock.now(), partition)))


def test_what_is_handed_over_says_whose_it_is() -> None:
    """Whatever it is, and whichever tenant has work due."""
    # GIVEN something of every kind that is due, each a tenant's of its own
    world = World(environment={**ENVIRONMENT, "INCODE_STATUS_PATH": "/status"})
    a_due_item(world, keys.connection("con_1"), Partition.TASK, tenant="t-connection")
    a_due_item(world, keys.journey("jny_1"), Partition.JOURNEY, tenant="t-journey")
    a_due_item(
        world,
        keys.application("con_1", "can-1", "job-1"),
        Partition.JOURNEY,
        tenant="t-application",
    )
    event: Item = {"tenant": "t-delivery"}
    a_due_item(world, keys.delivery("jny_1", "evt_1"), Partition.POST, event=event)
    onboarding = keys.onboarding("onb_1")
    asked_about: Item = {"tenant": "t-check", "partner": "incode"}
    world.table.write(Put({"pk": onboarding.pk, "sk": onboarding.sk, **asked_about}))
    world.table.write(checks.arm(checks.Check("onb_1", world.clock.now())))
    # WHEN the schedules hand it over
    tasks.run(world.context())
    journeys_due.run(world.context())
    # THEN each message says whose it is
    sent = [message for message, _ in (*world.queue.sent, *world.webhooks.sent)]
    assert {str(each["kind"]): each["tenant"] for each in sent if each["kind"] != "task"} == {
        "journey": "t-journey",
        "application": "t-application",
        "delivery": "t-delivery",
    }
    assert {each["tenant"] for each in sent if each["kind"] == "task"} == {
        "t-connection",
        "t-check",
    }


def test_what_is_gone_meanwhile_is_handed_over_all_the_same() -> None:
    """The index shows an item for a moment after it was removed: the worker finds nothing."""
    # GIVEN a question about an onboarding that an erasure has just removed
    world = World(environment={**ENVIRONMENT, "INCODE_STATUS_PATH": "/status"})
    world.table.write(checks.arm(checks.Check("onb_1", world.clock.now())))
    # WHEN the schedule hands it over
    report = tasks.run(world.context())
    # THEN it is, as no tenant's
    assert report.handed_over == 1
    assert [message["tenant"] for message, _ in world.queue.sent] == [""]
    # AND the worker ends it
    work.do(world.context(), world.queue.sent[0][0])
    assert checks.get(world.table, "onb_1") is None
