"""A tenant's endpoint holds up nothing but itself, however slow it is."""

from collections.abc import Callable

import pytest

from jetbridge.flows.event.webhooks import deliver
from jetbridge.flows.journey import due
from jetbridge.flows.schedule import work
from jetbridge.model import work as messages
from jetbridge.model.ports import NoAnswerError
from jetbridge.model.schedule import Task
from jetbridge.model.webhook import DeliveryStatus
from jetbridge.store import deliveries
from jetbridge_cli.dead_letters import queue_of
from tests.fakes.context import World
from tests.unit.flows.event.webhooks.tenant import (
    a_receiver,
    a_tenant,
    happens,
    the_delivery,
    try_out,
)


def is_told(world: World) -> None:
    """Have something happen of which the tenant is told."""
    happens(world)


def is_found_by_the_clock(world: World) -> None:
    """Have the clock find what no message is left of."""
    happens(world)
    world.webhooks.sent.clear()
    world.clock.advance(deliveries.PATIENCE)
    due.run(world.context())


def is_told_again(world: World) -> None:
    """Have an attempt fail."""
    happens(world)
    message, _ = world.webhooks.sent.pop()
    a_receiver(world).fails(NoAnswerError("hooks.tenant.example"))
    work.do(world.context(), dict(message))


def is_sent_anew(world: World) -> None:
    """Have an operator send what was given up."""
    a_receiver(world).fails(NoAnswerError("hooks.tenant.example"))
    event = happens(world)
    try_out(world, event.id)
    delivery = the_delivery(world, event)
    assert delivery.status is DeliveryStatus.DEAD
    deliver.replay(world.context(), delivery)


@pytest.mark.parametrize("way", [is_told, is_found_by_the_clock, is_told_again, is_sent_anew])
def test_a_delivery_waits_in_a_queue_of_its_own(way: Callable[[World], None]) -> None:
    """On any request: nothing else waits behind it."""
    # GIVEN a tenant with an endpoint
    world, _ = a_tenant()
    # WHEN a delivery is to be made
    way(world)
    # THEN it is in its queue, and in no other
    assert [message["kind"] for message, _ in world.webhooks.sent] == ["delivery"]
    assert world.queue.sent == []


def test_a_dead_letter_goes_back_into_the_queue_that_it_came_from() -> None:
    """Of webhooks that were given up, and of whatever else failed for good."""
    # GIVEN dead letters, one of them of no kind
    slow = [
        messages.exchange("0" * 64),
        messages.connection_task("con_1", Task.POLL),
        messages.person("per_1"),
    ]
    letters = [
        messages.from_the_start(messages.delivery("jny_1", "evt_1")),
        messages.journey("jny_1"),
        {},
    ]
    # THEN only a delivery goes where deliveries wait, and slow work where that does
    assert [*map(queue_of, letters)] == ["WebhookQueueUrl", "QueueUrl", "QueueUrl"]
    assert [*map(queue_of, slow)] == ["SlowQueueUrl"] * 3


def test_a_queue_of_webhooks_that_takes_nothing_holds_up_no_event() -> None:
    """What happened is true and published; the clock has the tenant told."""
    # GIVEN a tenant, and a queue of webhooks that is down
    world, _ = a_tenant()
    world.webhooks.broken = True
    # WHEN something happens
    event = happens(world)
    # THEN it is published, and the delivery waits for the clock
    assert [each.id for each in world.bus.published] == [event.id]
    world.webhooks.broken = False
    world.clock.advance(deliveries.PATIENCE)
    assert due.run(world.context()).handed_over == 1
    assert [message["event_id"] for message, _ in world.webhooks.sent] == [event.id]


def test_an_attempt_has_the_configured_time() -> None:
    """The HTTP port bounds the whole of it, whatever the endpoint does."""
    # GIVEN a tenant
    world, _ = a_tenant()
    happens(world)
    # WHEN it is told
    message, _ = world.webhooks.sent.pop()
    work.do(world.context(), dict(message))
    # THEN it may take as long as any call
    (request,) = a_receiver(world).requests
    assert request.timeout == world.context().settings.http_timeout
