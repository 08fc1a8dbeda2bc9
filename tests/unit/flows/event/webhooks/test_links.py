"""The link to a verification: added where an event leaves us, and standing nowhere before."""

import json
import logging
from dataclasses import replace

import pytest

from jetbridge.flows.event import outbox
from jetbridge.flows.journey import due
from jetbridge.model import events
from jetbridge.model.ports import HttpResponse, NotSentError
from jetbridge.model.webhook import DeliveryStatus
from jetbridge.store import deliveries, keys, onboardings
from jetbridge.store import due as due_index
from jetbridge.store.due import Partition
from jetbridge.store.memory.table import MemoryTable
from jetbridge.store.table import Delete
from jetbridge.vault.memory import MemorySecrets
from tests.fakes.context import SECRETS, World
from tests.unit.flows.event.webhooks.tenant import (
    LINK,
    TENANT,
    Receiver,
    a_link,
    a_receiver,
    a_tenant,
    pass_time,
    the_delivery,
    work_off,
)


def everything_stored(world: World) -> str:
    """Return all that the table holds, as text."""
    assert isinstance(world.table, MemoryTable)
    return json.dumps([*world.table._items.values()], default=repr)


def urls(world: World) -> list[object]:
    """Return the links of what the bus was told."""
    return [events.told(event)["url"] for event in world.bus.published]


def test_an_event_that_hands_out_a_link_has_it_on_the_bus_and_in_the_webhook() -> None:
    """The policy asked for that: the subscriber sends the person the link."""
    # GIVEN a tenant with an endpoint
    world, _ = a_tenant()
    # WHEN a link is ready
    a_link(world)
    work_off(world)
    # THEN both have it
    assert urls(world) == [LINK]
    assert [body["data"]["url"] for body in a_receiver(world).bodies] == [LINK]


def test_a_link_stands_in_nothing_that_is_stored_or_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Not even while the bus and the endpoint are down."""
    # GIVEN a bus and an endpoint that take nothing
    caplog.set_level(logging.DEBUG)
    world, _ = a_tenant()
    world.bus.broken = True
    a_receiver(world).fails(NotSentError("refused"))
    # WHEN a link is ready
    event = a_link(world)
    work_off(world)
    outbox.sweep(world.context())
    # THEN it is in no item, in no message and in no line of the log
    assert the_delivery(world, event).status is DeliveryStatus.WAITING
    for text in (
        everything_stored(world),
        repr([*world.queue.sent, *world.webhooks.sent]),
        caplog.text,
    ):
        assert LINK not in text
    assert "partner.example" not in repr([vars(record) for record in caplog.records])
    # AND an event that carries it does not show it
    world.bus.broken = False
    world.clock.advance(60)
    outbox.sweep(world.context())
    work_off(world)
    assert urls(world) == [LINK]
    assert LINK not in repr(world.bus.published)


def test_the_clock_has_the_worker_publish_what_carries_a_link() -> None:
    """`scheduled` may read no secret, and needs none."""
    # GIVEN an event with a link that was not published
    world, _ = a_tenant()
    world.bus.broken = True
    event = a_link(world)
    world.bus.broken = False
    world.queue.sent.clear()
    # WHEN the schedule sweeps, in a process that can read no secret
    world.clock.advance(60)
    blind = World(
        table=world.table,
        clock=world.clock,
        queue=world.queue,
        webhooks=world.webhooks,
        slow=world.slow,
        bus=world.bus,
        secrets=MemorySecrets({}),
    )
    report = outbox.sweep(blind.context())
    # THEN the worker is asked to publish it, and does
    assert report == outbox.Report(handed_over=1)
    assert not world.bus.published
    asked = {"kind": "event", "event_id": event.id, "tenant": TENANT}
    assert asked in [message for message, _ in world.queue.sent]
    work_off(world)
    assert urls(world) == [LINK]
    # AND it is forgotten then
    world.clock.advance(7_200)
    assert outbox.sweep(world.context()) == outbox.Report()


def test_a_queue_that_takes_nothing_leaves_the_event_where_it_is() -> None:
    """The next run finds it."""
    # GIVEN an event with a link that was not published, and a queue that is down
    world = World()
    world.bus.broken = True
    a_link(world)
    world.bus.broken, world.queue.broken = False, True
    world.clock.advance(60)
    assert outbox.sweep(world.context()) == outbox.Report(waiting=1)
    # WHEN the queue is back
    world.queue.broken = False
    world.clock.advance(120)
    outbox.sweep(world.context())
    work_off(world)
    # THEN it is published
    assert urls(world) == [LINK]


def test_a_link_that_has_ended_is_told_as_none() -> None:
    """An event that comes late leads no person to a dead end."""
    # GIVEN a link that could not be told while it was valid
    world, _ = a_tenant()
    world.bus.broken = True
    a_receiver(world).fails(NotSentError("refused"))
    a_link(world, minutes=10)
    work_off(world)
    # WHEN bus and endpoint are back after its end
    world.bus.broken = False
    a_receiver(world).answer = lambda _: HttpResponse(200)
    world.clock.advance(600)
    outbox.sweep(world.context())
    pass_time(world, 0)
    # THEN the event comes without it
    assert urls(world) == [None]
    assert a_receiver(world).bodies[-1]["data"]["url"] is None


@pytest.mark.parametrize("kind", ["withdrawn", "forgotten"])
def test_a_link_that_was_taken_back_is_told_as_none(kind: str) -> None:
    """So is one whose onboarding is gone."""
    # GIVEN an event that waits, and whose link is taken back meanwhile
    world = World(http=Receiver())
    world.bus.broken = True
    event = a_link(world)
    found = onboardings.get(world.table, event.link_of)
    assert found
    if kind == "withdrawn":
        world.table.write(*onboardings.save(replace(found, sealed_link="")))
    else:
        world.table.write(Delete(keys.onboarding(found.id)))
    # WHEN the bus is back
    world.bus.broken = False
    outbox.publish(world.context(), {"event_id": event.id})
    # THEN it is told without it
    assert urls(world) == [None]


def test_a_link_that_does_not_open_waits_until_it_does() -> None:
    """A keyring that lacks a key for a while costs no person their link."""
    # GIVEN a deployment whose keyring cannot be read
    world, _ = a_tenant()
    world.bus.broken = True
    event = a_link(world)
    world.bus.broken = False
    world.webhooks.sent.clear()
    world.secrets = MemorySecrets({})
    # WHEN the worker is to publish the event, and to send it
    outbox.publish(world.context(), {"event_id": event.id})
    # THEN it is not published without its link
    assert not world.bus.published
    # AND it is, once the keyring is back
    world.secrets = MemorySecrets(SECRETS)
    outbox.publish(world.context(), {"event_id": event.id})
    assert urls(world) == [LINK]


def test_a_delivery_is_found_by_its_journey_and_by_the_clock() -> None:
    """One partition holds what is to be erased; one partition holds what is to be sent."""
    # GIVEN a delivery that waits, and of which the queue knows nothing
    world, _ = a_tenant()
    event = a_link(world)
    world.webhooks.sent.clear()
    key = keys.delivery(str(event.detail["journeyId"]), event.id)
    page = world.table.query(key.pk, prefix=keys.DELIVERY_PREFIX, limit=10)
    assert [each["sk"] for each in page.items] == [key.sk]
    # WHEN the clock comes by before its time, THEN it leaves it alone
    due.run(world.context())
    assert not world.webhooks.sent
    # AND afterwards it hands it over, under its partition
    world.clock.advance(deliveries.PATIENCE)
    pages = due_index.pages(world.table, Partition.POST, world.clock.now(), size=10)
    assert sum(map(len, pages)) == 1
    due.run(world.context())
    work_off(world)
    assert a_receiver(world).ids == [event.id]
    assert event.tenant == TENANT
