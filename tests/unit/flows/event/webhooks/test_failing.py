"""An endpoint that has taken nothing for an hour is told of at the hour, once."""

from jetbridge.flows.event.webhooks import endpoint
from jetbridge.flows.journey import due
from jetbridge.flows.schedule import work
from jetbridge.model import webhook
from jetbridge.model.metrics import Metric
from jetbridge.model.work import Kind
from jetbridge.store import endpoints
from tests.fakes.context import World
from tests.unit.flows.event.webhooks.tenant import (
    TENANT,
    URL,
    a_receiver,
    a_tenant,
    happens,
    pass_time,
    work_off,
)

FAILING = "endpoint.failing"


def a_failing_endpoint() -> World:
    """Return a world whose endpoint has just failed at a webhook, for the first time."""
    world, _ = a_tenant()
    a_receiver(world).answers(500)
    happens(world)
    work_off(world)
    return world


def said(world: World) -> list[str]:
    """Return what the bus was told of the endpoint."""
    return [each.type for each in world.bus.published if each.type.startswith("endpoint.")]


def minutes(world: World, count: int) -> None:
    """Let minutes pass, with the schedule that runs in each of them."""
    for _ in range(count):
        pass_time(world, 60)


def test_it_is_told_of_at_the_hour() -> None:
    """Also where the next attempt is hours away."""
    # GIVEN an endpoint that fails at the only webhook that there is
    world = a_failing_endpoint()
    # WHEN nearly an hour has passed
    minutes(world, 59)
    # THEN nothing is told yet
    assert said(world) == []
    # WHEN it has been an hour
    minutes(world, 2)
    # THEN it is told, counted, and remembered
    assert said(world) == [FAILING]
    assert world.meter.counted[Metric.ENDPOINT_FAILING] == 1
    found = endpoints.get(world.table, TENANT)
    assert found
    assert found.failure_told
    # AND once
    minutes(world, 4 * 60)
    assert said(world) == [FAILING]


def test_one_that_recovers_within_the_hour_is_not_told_of() -> None:
    """It was a deployment."""
    # GIVEN an endpoint that fails
    world = a_failing_endpoint()
    # WHEN it takes what it is sent again
    a_receiver(world).answers(204)
    minutes(world, 120)
    # THEN nothing is told
    assert said(world) == []


def test_one_that_was_replaced_is_not_told_of() -> None:
    """Nor one that was removed: there is none that fails."""
    # GIVEN endpoints that fail
    replaced, removed = a_failing_endpoint(), a_failing_endpoint()
    # WHEN an operator replaces one, and removes the other
    known = endpoints.get(replaced.table, TENANT)
    endpoint.set_(replaced.context(), TENANT, URL, ["journey.failed"], known=known)
    gone = endpoints.get(removed.table, TENANT)
    assert gone
    removed.table.write(endpoints.remove(gone))
    a_receiver(replaced).answers(204)
    # THEN the hour passes in silence
    for world in (replaced, removed):
        minutes(world, webhook.FAILING_AFTER // 60 + 5)
        assert said(world) == []


def test_one_that_is_gone_is_not_told_of_twice() -> None:
    """A message that was on its way when the endpoint said so finds it disabled."""
    # GIVEN an endpoint that has been failing for an hour, of which a message is on its way
    world = a_failing_endpoint()
    happens(world, number=1)
    (gone,) = [message for message, _ in world.webhooks.sent]
    world.webhooks.sent.clear()
    world.clock.advance(webhook.FAILING_AFTER)
    due.run(world.context())
    (late,) = [message for message, _ in world.webhooks.sent if message["kind"] == Kind.ENDPOINT]
    # WHEN it says that it is gone before the message is done
    a_receiver(world).answers(410)
    for message in (gone, late):
        work.do(world.context(), dict(message))
    # THEN that is told, and nothing else
    assert said(world) == ["endpoint.disabled"]
    assert world.meter.counted[Metric.ENDPOINT_FAILING] == 0
