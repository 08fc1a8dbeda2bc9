"""A pause costs nothing: what it holds waits, and its end sends it."""

from typing import Final

import pytest

from jetbridge.flows.event.webhooks import deliver, endpoint
from jetbridge.flows.journey import due
from jetbridge.flows.schedule import work
from jetbridge.model import pause, webhook
from jetbridge.model.metrics import Metric
from jetbridge.model.ports import DomainEvent
from jetbridge.model.webhook import DEFERRED_FOR, DeliveryStatus, Endpoint
from jetbridge.store import deliveries, endpoints
from tests.fakes.context import World
from tests.unit.flows.event.webhooks.tenant import (
    DAY,
    TENANT,
    URL,
    a_receiver,
    a_tenant,
    happens,
    others_use_the_share,
    pass_time,
    the_delivery,
    work_off,
)

GIVEN_UP: Final = (DeliveryStatus.DEAD, "endpoint_paused", 0)


def the_endpoint(world: World) -> Endpoint:
    """Return the tenant's endpoint as it is stored."""
    found = endpoints.get(world.table, TENANT)
    assert found
    return found


def set_paused(world: World, *, is_paused: bool) -> None:
    """Pause the endpoint, or resume it."""
    known = the_endpoint(world)
    endpoint.set_(world.context(), TENANT, URL, known.types, known=known, is_paused=is_paused)


def held(count: int = 1) -> tuple[World, list[DomainEvent]]:
    """Return a world whose endpoint is paused, and what it was not told of."""
    world, _ = a_tenant()
    set_paused(world, is_paused=True)
    events = [happens(world, number=number) for number in range(count)]
    work_off(world)
    return world, events


def work_off_once(world: World) -> None:
    """Do what the queue of webhooks holds, but nothing of what comes of it."""
    messages = [message for message, _ in world.webhooks.sent]
    world.webhooks.sent.clear()
    for message in messages:
        work.do(world.context(), dict(message))


def pass_once(world: World, seconds: int) -> None:
    """Let time pass with one run of the schedule, and do once what the queue holds then."""
    world.clock.advance(seconds)
    due.run(world.context())
    work_off_once(world)


def test_what_is_held_is_left_alone() -> None:
    """However long the pause, it is looked at once."""
    # GIVEN something that happens while the endpoint is paused
    world, (event,) = held()
    found = the_delivery(world, event)
    # WHEN days pass
    for _ in range(6):
        pass_time(world, DAY)
    # THEN nothing has looked at it, and no message of it is under way
    assert the_delivery(world, event) == found
    assert (found.attempts, found.outcome, found.next_attempt_at) == (0, "endpoint_paused", None)


def test_the_end_of_a_pause_sends_what_it_held() -> None:
    """At once, from the first attempt on."""
    # GIVEN several things that happened during a pause of some days
    world, events = held(3)
    pass_time(world, 3 * DAY)
    # WHEN the endpoint is resumed
    set_paused(world, is_paused=False)
    work_off(world)
    # THEN it is told of all of them, once
    assert sorted(a_receiver(world).ids) == sorted(each.id for each in events)
    # AND a little later the pause is forgotten
    pass_time(world, webhook.LATE)
    assert the_endpoint(world).resumed_at is None
    assert len(a_receiver(world).ids) == 3


def test_what_a_worker_holds_too_late_is_sent_all_the_same() -> None:
    """It saw the pause, and wrote after what the pause held was looked for."""
    # GIVEN an endpoint that was resumed, and told of everything that was found
    world, _ = a_tenant()
    set_paused(world, is_paused=True)
    event = happens(world)
    world.webhooks.sent.clear()
    set_paused(world, is_paused=False)
    work_off(world)
    assert not a_receiver(world).ids
    # WHEN a delivery is held after that
    late = pause.held(the_delivery(world, event), world.clock.now())
    world.table.write(deliveries.save(late))
    # THEN it is found once more
    pass_time(world, webhook.LATE)
    assert a_receiver(world).ids == [event.id]


def test_what_does_not_fit_into_one_message_is_done_by_the_next() -> None:
    """A worker lives for a minute, however much was held."""
    # GIVEN more deliveries than one page, and a table at which each call takes seconds
    world, events = held(150)
    set_paused(world, is_paused=False)
    message, _ = world.webhooks.sent.pop()
    slow = world.hooked(lambda: world.clock.advance(1))
    # WHEN the message is done, and the one that goes on
    deliver.look(slow, dict(message))
    woken, (on, _) = len(world.webhooks.sent) - 1, world.webhooks.sent.pop()
    deliver.look(slow, dict(on))
    # THEN each has done a page, and nothing twice
    assert (woken, len(world.webhooks.sent)) == (100, 150)
    work_off(world)
    assert {*a_receiver(world).ids} == {each.id for each in events}
    # AND the pause is remembered until a whole pass has begun late enough
    assert the_endpoint(world).resumed_at is not None
    pass_time(world, webhook.LATE)
    assert the_endpoint(world).resumed_at is None


def test_a_pause_without_end_is_no_alarm() -> None:
    """Its tenant wants it so: what it held for a week is given up, and can be sent again."""
    # GIVEN something that happens during a pause
    world, (event,) = held()
    # WHEN the pause lasts for a week
    pass_time(world, DEFERRED_FOR + deliveries.PATIENCE)
    # THEN it is given up, says why, and alarms no one
    found = the_delivery(world, event)
    assert (found.status, found.outcome, found.attempts) == GIVEN_UP
    assert not world.dead_letters.sent
    assert world.meter.counted[Metric.WEBHOOK_GIVEN_UP] == 0
    # AND once it is replayed after the pause, it is held no more
    set_paused(world, is_paused=False)
    deliver.replay(world.context(), found)
    assert the_delivery(world, event).next_attempt_at == world.clock.now()


def test_the_time_of_a_pause_counts_for_nothing() -> None:
    """Neither as attempts nor as a wait for a permit."""
    # GIVEN an endpoint whose share is used up, and a delivery that a pause held for nearly a week
    world, (event,) = held()
    pass_time(world, DEFERRED_FOR - DAY)
    others_use_the_share(world)
    # WHEN it is resumed, and two days pass
    set_paused(world, is_paused=False)
    work_off_once(world)
    pass_once(world, 2 * DAY)
    # THEN it still waits for a permit
    found = the_delivery(world, event)
    assert (found.status, found.outcome, found.attempts) == (DeliveryStatus.WAITING, "", 0)
    # WHEN it is paused once more, THEN that may last for a week again
    set_paused(world, is_paused=True)
    pass_once(world, DEFERRED_FOR - DAY)
    assert the_delivery(world, event).is_held


@pytest.mark.parametrize("is_at_once", [True, False])
def test_what_was_held_for_an_endpoint_that_is_removed_is_discarded(*, is_at_once: bool) -> None:
    """It is not for the one that is set in its place."""
    # GIVEN something that was held, and an endpoint that is removed
    world, (event,) = held()
    world.clock.advance(1)
    endpoint.remove(world.context(), the_endpoint(world))
    # WHEN it is set again, at once or later
    if not is_at_once:
        work_off(world)
    endpoint.set_(world.context(), TENANT, URL, ())
    pass_time(world, DEFERRED_FOR)
    pass_time(world, deliveries.PATIENCE)
    # THEN nothing is sent
    assert the_delivery(world, event).status is DeliveryStatus.DROPPED
    assert not a_receiver(world).ids
