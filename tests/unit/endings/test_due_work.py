"""What is due and cannot even be begun ends, shows that it has, and holds up nothing else."""

import pytest

from jetbridge.flows.journey import due as journeys_due
from jetbridge.flows.journey import show
from jetbridge.model.journey import Reason, Status
from jetbridge.model.journey_events import Decision
from jetbridge.model.webhook import DeliveryStatus
from jetbridge.store import deliveries, due, keys
from jetbridge.store.due import Partition
from jetbridge.store.table import Key, Put
from jetbridge.web.journey_status import Who, awaits, problem
from tests.support.journeys.env import TENANT, a_simulation
from tests.support.journeys.policies import LAUNCH, policy, verify
from tests.unit.endings.clockwork import DAY, Clockwork, Fault
from tests.unit.endings.plays import alone
from tests.unit.flows.event.webhooks import tenant

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
    # AND the letter that says so has it sent once the cause is fixed
    world.webhooks.send([runs.letters("delivery")[-1]])
    tenant.work_off(world)
    assert tenant.the_delivery(world, event).status is DeliveryStatus.DELIVERED


@pytest.mark.parametrize("partition", [Partition.JOURNEY, Partition.POST])
def test_what_this_release_does_not_know_holds_up_nothing(partition: Partition) -> None:
    """A later release may have written it, and was taken back."""
    # GIVEN a webhook that is due, and something before it of a kind that is not known
    world, _ = tenant.a_tenant()
    event = tenant.happens(world)
    world.webhooks.sent.clear()
    unknown = Key("JOURNEY#jny_1", "LATER#1")
    world.table.write(
        Put({"pk": unknown.pk, "sk": unknown.sk, **due.at(unknown, event.at - DAY, partition)})
    )
    # WHEN the schedule runs
    runs = Clockwork(world, Fault.RAISES)
    runs.run(days=LONG)
    # THEN the webhook is delivered
    assert tenant.the_delivery(world, event).status is DeliveryStatus.DELIVERED
    # AND what is not known is given up in the end, where an operator sees it
    assert [each["item"] for each in runs.letters("settle")] == [unknown.pk]
    assert journeys_due.run(world.context()).handed_over == 0


@pytest.mark.parametrize("fault", Fault)
def test_a_journey_that_is_ending_and_given_up_needs_attention(fault: Fault) -> None:
    """What is left to be undone is an operator's; a retry goes on with it, to the same end."""
    # GIVEN a journey that an operator has cancelled, and a worker that cannot read its policy
    simulation = alone(a_simulation(policy(LAUNCH, verify())))
    simulation.hire()
    simulation.work_off()
    assert simulation.partners.enboarder.running
    simulation.decide(Decision.CANCEL)
    runs = Clockwork(simulation.world, fault, read=lambda key: key.pk.startswith("POLICY#"))
    # WHEN time passes
    runs.run(days=LONG)
    # THEN it shows that it needs an operator, and why it is to end
    journey = simulation.journey
    assert (journey.status, journey.reason) == (Status.NEEDS_ATTENTION, Reason.BY_OPERATOR)
    assert journey.closing.reason is Reason.DID_NOT_FINISH
    assert simulation.timeline[-1].facts == {"reason": "did_not_finish"}
    policy_then, journey, timeline, _ = show.find(simulation.process().table, TENANT, journey.id)
    assert awaits(policy_then, journey).who is Who.OPERATOR
    problem_then = problem(policy_then, journey, timeline)
    assert problem_then
    assert "journeys retry" in problem_then.advice
    # WHEN the cause is fixed, and an operator has it tried again
    simulation.decide(Decision.RETRY)
    simulation.work_off()
    # THEN it ends as it was to end
    assert (simulation.status(), simulation.reason()) == (Status.CANCELLED, Reason.BY_OPERATOR)
    assert not simulation.partners.enboarder.running


def test_the_dead_letter_of_a_journey_that_is_ending_goes_on_with_it() -> None:
    """As the retry does."""
    # GIVEN one that was given up
    simulation = alone(a_simulation(policy(LAUNCH, verify())))
    simulation.hire()
    simulation.work_off()
    simulation.decide(Decision.CANCEL)
    runs = Clockwork(simulation.world, Fault.RAISES, read=lambda key: key.pk.startswith("POLICY#"))
    runs.run(days=LONG)
    # WHEN its letter is replayed
    simulation.world.queue.send([runs.letters("journey")[-1]])
    simulation.work_off()
    # THEN it ends
    assert simulation.status() is Status.CANCELLED
