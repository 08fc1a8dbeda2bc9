"""What several endpoints of a tenant cost, and their share of the workers."""

from collections.abc import Sequence

import pytest

from jetbridge.broker import limiter_store
from jetbridge.broker.limiter_state import LimiterState, Permit
from jetbridge.flows.event import outbox
from jetbridge.flows.event.webhooks import deliver, limiter
from jetbridge.model import events, webhook
from jetbridge.model.journey import Entry, What
from jetbridge.model.ports import HttpRequest, HttpResponse
from jetbridge.store import deliveries
from jetbridge.store import outbox as stored_events
from tests.fakes.context import ENVIRONMENT, World
from tests.fakes.counted import CountedTable
from tests.fakes.journeys import BEGUN
from tests.support.api import Client
from tests.unit.flows.event.webhooks.tenant import (
    Receiver,
    a_receiver,
    happens,
    pass_time,
    work_off,
)
from tests.unit.flows.self_service.several import FIRST, OTHER, made, sent_to


def test_to_tell_one_endpoint_costs_no_call_more(world: World, client: Client) -> None:
    """A tenant that has one reads it with the directory, in one request."""
    # GIVEN a tenant with one endpoint, WHEN something happens
    made(client, FIRST)
    table = CountedTable(world.table)
    event = events.of_journey(BEGUN, 7, 0, Entry(What.COMPLETED, world.clock.now()))
    assert event
    outbox.commit(world.context(table=table), stored_events.record(event))
    # THEN one request has read where it is told
    assert table.made["GetItem"] + table.made["BatchGetItem"] == 1


@pytest.mark.parametrize("hangs", [FIRST, OTHER])
def test_a_tenant_has_one_share_of_the_workers(hangs: str) -> None:
    """However many endpoints it has: others would wait behind them."""
    # GIVEN a deployment in which a tenant's share is one attempt, and a tenant with two endpoints
    world = World(http=Receiver(), environment={**ENVIRONMENT, "WEBHOOK_CONCURRENCY": "2"})
    client = Client(world.context())
    made(client, FIRST)
    made(client, OTHER)
    happens(world)
    messages = [message for message, _ in world.webhooks.sent]
    while_hanging: list[int] = []

    def hanging(request: HttpRequest) -> HttpResponse:
        if request.url == hangs and not while_hanging:
            before = len(a_receiver(world).requests)
            for message in messages:
                deliver.post(world.context(), message)
            while_hanging.append(len(a_receiver(world).requests) - before)
        return HttpResponse(204)

    # WHEN an attempt at one of them hangs while the other is to be told
    a_receiver(world).answer = hanging
    ordered = sorted(messages, key=lambda each: ("endpoint" in each) is not (hangs == OTHER))
    deliver.post(world.context(), ordered[0])
    # THEN the other waits, and is told afterwards
    assert while_hanging == [0]
    work_off(world)
    pass_time(world, 60 + deliveries.PATIENCE)
    assert [len(sent_to(world, url)) for url in (FIRST, OTHER)] == [1, 1]


def limited(world: World, name: str, running: Sequence[str], timeouts: int) -> None:
    """Have permits under way in a limiter, at which so many attempts in a row ran out of time."""
    permits = tuple(Permit(each, world.clock.now() + webhook.LEASE) for each in running)
    state = LimiterState(running=permits, timeouts=timeouts)
    assert limiter_store.write(world.table, name, state, 0, now=world.clock.now())


def test_a_slow_first_endpoint_is_not_slower_for_its_neighbours(
    world: World, client: Client
) -> None:
    """Its one attempt at once is its own: what others have under way is no matter."""
    # GIVEN a slow first endpoint beside another one, at which an attempt is under way
    made(client, FIRST)
    made(client, OTHER, events=["journey.failed"])
    name = f"endpoint#{client.tenant}"
    limited(world, name, ["further.aaaa"], limiter.SLOW_AFTER)
    # WHEN the first one is to be told, THEN it is
    happens(world)
    work_off(world)
    assert len(sent_to(world, FIRST)) == 1


def test_the_slow_endpoints_of_a_tenant_leave_room_to_the_others(
    world: World, client: Client
) -> None:
    """The tenant's share would else be theirs, whenever there are as many of them."""
    # GIVEN a tenant whose share is three, and two slow endpoints that use two of them
    made(client, FIRST)
    other = made(client, OTHER).json["id"]
    name = f"endpoint#{client.tenant}"
    limited(world, name, ["further.slow.aaaa", "further.slow.bbbb"], 0)
    limited(world, f"{name}#{other}", [], limiter.SLOW_AFTER)
    # WHEN something happens that a third slow one and a quick one are to be told
    happens(world)
    for message, _ in [*world.webhooks.sent]:
        deliver.post(world.context(), message)
    # THEN the quick one is told, and the slow one waits
    assert [len(sent_to(world, url)) for url in (FIRST, OTHER)] == [1, 0]
