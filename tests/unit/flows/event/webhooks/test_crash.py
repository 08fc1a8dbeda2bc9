"""A process that ends anywhere: no event is lost, and what comes twice has one id."""

from jetbridge.flows.context import Context
from jetbridge.flows.event import outbox
from jetbridge.flows.event.webhooks import deliver, endpoint
from jetbridge.flows.journey import due
from jetbridge.model import events
from jetbridge.model.journey import Entry, What
from jetbridge.model.webhook import LEASE, DeliveryStatus
from jetbridge.store import deliveries
from jetbridge.store import outbox as stored_events
from tests.fakes.clock import START
from tests.fakes.context import World
from tests.fakes.journeys import BEGUN
from tests.support.killing import killed_at_every_step
from tests.unit.flows.event.webhooks.tenant import TENANT, URL, Receiver, pass_time, the_delivery

EVENT = events.of_journey(BEGUN, 7, 0, Entry(What.COMPLETED, START))


def a_world(world: World) -> None:
    """Set the tenant's endpoint."""
    endpoint.set_(world.context(), TENANT, URL, ())


def complete_and_tell(context: Context) -> None:
    """Complete a journey, and do the work that follows."""
    assert EVENT
    outbox.commit(context, stored_events.record(EVENT))
    deliver.post(context, {"journey_id": BEGUN.id, "event_id": EVENT.id})


def test_a_webhook_survives_its_process() -> None:
    """Wherever it ends: before the commit nothing has happened, after it the tenant is told."""
    assert EVENT
    # WHEN the process ends at each step
    for step, world, receiver, killed in killed_at_every_step(complete_and_tell, Receiver, a_world):
        happened = deliveries.get(world.table, BEGUN.id, EVENT.id) is not None
        # AND schedule and worker come by later, with the queue having lost every message
        world.webhooks.sent.clear()
        pass_time(world, LEASE + deliveries.PATIENCE)
        world.clock.advance(60)
        outbox.sweep(world.context())
        # THEN what has happened was told, under one id, and nothing is left to do
        assert set(receiver.ids) == ({EVENT.id} if happened else set()), step
        assert {each.id for each in world.bus.published} == set(receiver.ids), step
        assert len(receiver.ids) <= 2, step
        if happened:
            assert the_delivery(world, EVENT).status is DeliveryStatus.DELIVERED, step
        sent = len(receiver.ids)
        pass_time(world, 86_400)
        assert len(receiver.ids) == sent, step
        assert killed or sent == 1
        assert due.run(world.context()).handed_over == 0, step


def test_a_webhook_that_is_given_up_survives_its_process() -> None:
    """It is among the dead letters before it counts as dead."""
    assert EVENT

    def down() -> Receiver:
        receiver = Receiver()
        receiver.answers(410)
        return receiver

    # WHEN the process ends at each step on the way to giving up
    for step, world, _, _ in killed_at_every_step(complete_and_tell, down, a_world):
        happened = deliveries.get(world.table, BEGUN.id, EVENT.id) is not None
        pass_time(world, LEASE + deliveries.PATIENCE)
        # THEN an operator hears of it
        letters = {str(message["event_id"]) for message, _ in world.dead_letters.sent}
        assert letters == ({EVENT.id} if happened else set()), step
        if happened:
            assert the_delivery(world, EVENT).status is DeliveryStatus.DEAD, step
