"""An event belongs to the trace in which it happened, whenever it is told."""

from typing import Final

import pytest
from jsonschema import Draft202012Validator

from jetbridge.flows.event import outbox
from jetbridge.flows.event.webhooks import endpoint
from jetbridge.model import events, trace, webhook
from jetbridge.model.ports import DomainEvent
from jetbridge.store import deliveries, endpoints
from tests.fakes.context import World
from tests.support.log_lines import written
from tests.support.traces import GIVEN, TRACE
from tests.unit.flows.event.samples import EVERY, the_schema
from tests.unit.flows.event.webhooks.tenant import (
    DAY,
    TENANT,
    Receiver,
    a_receiver,
    a_tenant,
    happens,
    pass_time,
    the_delivery,
    work_off,
)

ELSEWHERE: Final = f"00-{'e' * 32}-{'f' * 16}-01"
"""The trace in which what was left is done."""


def traced(world: World) -> list[tuple[str, str]]:
    """Return trace and span of each webhook that came, as its header has them."""
    headers = [each.headers["traceparent"] for each in a_receiver(world).requests]
    return [(each[3:35], each[36:52]) for each in headers]


def test_an_event_says_where_it_happened() -> None:
    """On the bus and to a tenant, each time the same."""
    # GIVEN a tenant with an endpoint
    world, _ = a_tenant()
    # WHEN something happens in a trace
    here = trace.continued(GIVEN)
    with trace.using(here):
        event = happens(world)
    # THEN the bus hears of it
    (published,) = world.bus.published
    assert events.told(published)["traceparent"] == here.traceparent
    # AND the tenant, in a request of the same trace
    with trace.using(trace.continued(ELSEWHERE)):
        work_off(world)
    (says,) = a_receiver(world).bodies
    assert (says["data"]["traceparent"], says["data"]["id"]) == (here.traceparent, event.id)
    assert [found for found, _ in traced(world)] == [TRACE]


def test_every_attempt_belongs_to_the_trace_of_its_event() -> None:
    """Whether the queue or the schedule brought it, and after an operator's replay."""
    # GIVEN a webhook that its endpoint does not take
    world, _ = a_tenant()
    a_receiver(world).answers(503)
    with trace.using(trace.continued(GIVEN)):
        event = happens(world)
    # WHEN it is tried for a day, each time in another trace
    with written() as lines:
        for _ in range(6):
            with trace.using(trace.begun()):
                pass_time(world, DAY)
        # AND given up, and sent again
        dead = the_delivery(world, event)
        over = webhook.over(dead, webhook.DeliveryStatus.DEAD, world.clock.now(), "x")
        world.table.write(deliveries.save(over))
        a_receiver(world).answers(204)
        with trace.using(trace.begun()):
            outbox.have_sent(world.webhooks, the_delivery(world, event))
            message, delay = world.webhooks.sent.pop()
            world.webhooks.sent.append(({**message, "anew": True}, delay))
            work_off(world)
    # THEN each attempt is another span of the one trace
    found = traced(world)
    assert len(found) > 5
    assert {name for name, _ in found} == {TRACE}
    assert len({span for _, span in found}) == len(found)
    # AND says the same, under the same signature's body
    assert len({each.body for each in a_receiver(world).requests}) == 1
    # AND what the log says of them belongs to it
    assert {line["trace_id"] for line in lines.said("webhook")} == {TRACE}
    assert {line["trace_id"] for line in lines.said("partner called")} == {TRACE}


def test_an_event_that_the_bus_took_late_is_told_in_its_own_trace() -> None:
    """The sweep publishes what many traces have left."""
    # GIVEN a bus that took nothing
    world = World(http=Receiver())
    world.bus.broken = True
    with trace.using(trace.continued(GIVEN)):
        happens(world)
    # WHEN the sweep finds it out of order, and then in order
    with written() as lines, trace.using(trace.continued(ELSEWHERE)):
        world.clock.advance(60)
        outbox.sweep(world.context())
        world.bus.broken = False
        world.clock.advance(120)
        outbox.sweep(world.context())
    # THEN it was told where it happened
    assert [each.traceparent[3:35] for each in world.bus.published] == [TRACE]
    # AND its delay is in the log of that trace, the run in its own
    assert {line["trace_id"] for line in lines.said("events wait for the next run")} == {TRACE}
    assert {line["trace_id"] for line in lines.said("outbox swept")} == {"e" * 32}


def test_a_webhook_that_tries_an_endpoint_out_belongs_to_a_trace() -> None:
    """As every other does."""
    # GIVEN a tenant with an endpoint
    world, _ = a_tenant()
    # WHEN it is tried out at a terminal
    stored = endpoints.get(world.table, TENANT)
    assert stored
    assert endpoint.send_test(world.context(), stored) == ("http_204", True)
    # THEN header and body name one trace
    (says,) = a_receiver(world).bodies
    assert [found for found, _ in traced(world)] == [says["data"]["traceparent"][3:35]]
    Draft202012Validator(the_schema("webhook.test")).validate(says["data"])


@pytest.mark.parametrize("kind", sorted(EVERY))
def test_the_schemas_know_the_trace(kind: str) -> None:
    """A member that was added within the version: what knows it not passes over it."""
    # GIVEN what an event of a type says, and what one says that has happened in a trace
    detail, validator = EVERY[kind][0], Draft202012Validator(the_schema(kind))
    told = events.told(DomainEvent("evt", kind, "demo", 1, {}, traceparent=GIVEN))
    assert told == {"id": "evt", "tenant": "demo", "traceparent": GIVEN}
    # THEN its schema takes it, and refuses what is no trace
    assert validator.is_valid({**told, **detail})
    assert not validator.is_valid({**told, **detail, "traceparent": "canary"})
