"""What is due and cannot even be begun ends, shows that it has, and holds up nothing else."""

import pytest

from jetbridge.flows.journey import due as journeys_due
from jetbridge.model.webhook import DeliveryStatus
from jetbridge.store import deliveries, due, keys
from jetbridge.store.due import Lane
from jetbridge.store.table import Key, Put
from tests.unit.endings.clockwork import DAY, Clockwork, Fault
from tests.unit.telling import tenant

LONG = 30


@pytest.mark.parametrize("fault", Fault)
def test_a_webhook_that_comes_to_no_attempt_is_dead_and_can_be_sent_anew(fault: Fault) -> None:
    """`webhooks failed` lists it, and its dead letter begins it anew."""
    # GIVEN a webhook of which the worker cannot even read the endpoint
    world, _ = tenant.a_tenant()
    event = tenant.happens(world)
    runs = Clockwork(world, fault, read=lambda key: key == keys.endpoint(tenant.TENANT))
    # WHEN time passes
    runs.run(days=LONG)
    # THEN it is among what was given up
    found = tenant.the_delivery(world, event)
    assert (found.status, found.outcome) == (DeliveryStatus.DEAD, "did_not_finish")
    listed, _ = deliveries.dead(world.table, tenant.TENANT, limit=10, after=None)
    assert [each.event.id for each in listed] == [event.id]
    # AND the letter that says so has it sent once the cause is mended
    world.webhooks.send([runs.letters("delivery")[-1]])
    tenant.work_off(world)
    assert tenant.the_delivery(world, event).status is DeliveryStatus.DELIVERED


@pytest.mark.parametrize("lane", [Lane.JOURNEY, Lane.POST])
def test_what_this_release_does_not_know_holds_up_nothing(lane: Lane) -> None:
    """A later release may have written it, and was taken back."""
    # GIVEN a webhook that is due, and something before it of a kind that nobody knows
    world, _ = tenant.a_tenant()
    event = tenant.happens(world)
    world.webhooks.sent.clear()
    unknown = Key("JOURNEY#jny_1", "LATER#1")
    world.table.write(
        Put({"pk": unknown.pk, "sk": unknown.sk, **due.at(unknown, event.at - DAY, lane)})
    )
    # WHEN the schedule runs
    runs = Clockwork(world, Fault.RAISES)
    runs.run(days=LONG)
    # THEN the webhook is delivered
    assert tenant.the_delivery(world, event).status is DeliveryStatus.DELIVERED
    # AND what is not known is given up in the end, where an operator sees it
    assert [each["item"] for each in runs.letters("settle")] == [unknown.pk]
    assert journeys_due.run(world.bridge()).handed_over == 0
