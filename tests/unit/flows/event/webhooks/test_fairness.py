"""One tenant's endpoint that hangs delays no other tenant's webhooks."""

from dataclasses import replace

import pytest

from jetbridge.broker import limiter_store
from jetbridge.broker.limiter_state import LimiterState, Permit
from jetbridge.flows.event.webhooks import deliver, limiter
from jetbridge.model import webhook
from jetbridge.model.metrics import Metric
from jetbridge.model.ports import HttpRequest, HttpResponse, NoAnswerError, NotSentError
from jetbridge.model.settings import Settings
from jetbridge.model.webhook import DeliveryStatus
from jetbridge.store import deliveries, keys
from jetbridge.store.table import Item, Key, Put
from tests.fakes.context import World
from tests.unit.flows.event.webhooks.rush import WORKERS, Rush
from tests.unit.flows.event.webhooks.tenant import (
    DAY,
    TENANT,
    a_receiver,
    a_tenant,
    happens,
    others_use_the_share,
    pass_time,
    the_delivery,
    work_off,
)
from tests.unit.infra.templates import deployed, given, resources

AT_MOST = 5
"""Seconds that another tenant's webhook may wait."""
NAME = f"endpoint#{TENANT}"


def the_limiter(world: World) -> LimiterState:
    """Return the gate of the tenant's endpoint."""
    return limiter_store.read(world.table, NAME)[0]


def hang(world: World) -> None:
    """Let every attempt from now on run out of its time."""

    def answer(request: HttpRequest) -> HttpResponse:
        world.clock.advance(int(request.timeout))
        raise NoAnswerError(request.target)

    a_receiver(world).answer = answer


@pytest.mark.parametrize(
    ("tenants", "each", "is_fair"), [(1, 1_000, True), (1, 1_000, False), (3, 100, True)]
)
def test_a_webhook_waits_for_no_other_tenants_endpoint(
    tenants: int, each: int, *, is_fair: bool
) -> None:
    """Behind a thousand deliveries that hang it is sent soon, also before SQS has noticed them."""
    # GIVEN tenants whose endpoints hang, each with deliveries in the queue
    rush = Rush(tenants, each, is_fair=is_fair)
    # WHEN the workers work, and something happens to another tenant every second
    rush.run(seconds=20, quick_every=1)
    # THEN none of its webhooks waited long
    assert len(rush.waits) >= 20 - AT_MOST
    assert max(rush.waits) <= AT_MOST
    # AND a slow endpoint was called all the time, by its share of the workers and then by one
    began, longest = rush.attempts[0]
    at_first = [at for at, _ in rush.attempts if at < began + longest]
    assert len(at_first) == tenants * limiter.share(WORKERS)
    later = rush.attempts[len(at_first) :]
    assert limiter.SHORT in {seconds for _, seconds in later} <= {limiter.SHORT, longest}
    assert len(later) <= tenants * (1 + (20 - longest) // limiter.SHORT)


@pytest.mark.parametrize(("workers", "share"), [(2, 1), (3, 1), (4, 1), (7, 2), (10, 3), (100, 33)])
def test_an_endpoint_gets_a_share_of_the_workers(workers: int, share: int) -> None:
    """Three endpoints may begin to hang at once, and a worker is left, where there are four."""
    # THEN the share follows from how many the deployer allows
    assert limiter.share(workers) == share
    assert workers < 4 or workers > 3 * share


def test_the_workers_are_those_of_the_setting() -> None:
    """The template's parameter sets it, and the mapping of the queue with it."""
    # GIVEN the template's mapping of the webhooks' queue
    worker = resources("AWS::Lambda::EventSourceMapping", deployed())
    webhooks = next(each for name, each in worker.items() if "Webhooks" in name)
    # THEN it has as many workers as the function is told
    most = webhooks["Properties"]["ScalingConfig"]["MaximumConcurrency"]
    assert most == given("WorkerFunction")["WEBHOOK_CONCURRENCY"] == {"Ref": "WebhookConcurrency"}
    # AND these tests as many as where nothing is told
    assert Settings({}).webhook_concurrency == WORKERS


def test_waiting_for_a_turn_is_no_attempt() -> None:
    """What was not sent does not count, and is looked at again soon."""
    # GIVEN an endpoint whose share is used up
    world, _ = a_tenant()
    others_use_the_share(world)
    event = happens(world)
    # WHEN its webhook is to be sent
    deliver.post(world.context(), world.webhooks.sent.pop()[0])
    # THEN nothing was sent, and nothing is counted as an attempt
    found = the_delivery(world, event)
    assert (found.status, found.attempts, found.outcome) == (DeliveryStatus.WAITING, 0, "")
    assert not a_receiver(world).requests
    assert world.meter.counted[Metric.WEBHOOK_DEFERRED] == 1
    # AND the queue brings it again by then
    ((message, delay),) = world.webhooks.sent
    assert found.next_at == world.clock.now() + delay
    assert 1 <= delay <= 2
    # AND it is sent once there is room
    world.clock.advance(delay)
    world.table.write(Put({**_item(world, keys.limiter(NAME)), "running": []}))
    deliver.post(world.context(), message)
    assert the_delivery(world, event).status is DeliveryStatus.DELIVERED


def test_waiting_for_a_turn_ends() -> None:
    """After a week the webhook is given up, as a dead letter, and can be sent anew."""
    # GIVEN an endpoint whose share is used up for ever
    world, _ = a_tenant()
    others_use_the_share(world)
    event = happens(world)
    # WHEN time passes
    for _ in range(webhook.DEFERRED_FOR // deliveries.PATIENCE):
        if the_delivery(world, event).status is not DeliveryStatus.WAITING:
            break
        due_at = the_delivery(world, event).next_at + deliveries.PATIENCE
        pass_time(world, due_at - world.clock.now())
    # THEN it was given up for what it is
    found = the_delivery(world, event)
    assert (found.status, found.attempts) == (DeliveryStatus.DEAD, 0)
    assert found.outcome == "endpoint_busy"
    assert world.clock.now() - event.at >= webhook.DEFERRED_FOR
    ((letter, _),) = world.dead_letters.sent
    # AND sent anew it has as much time as a new one
    deliver.post(world.context(), letter)
    anew = the_delivery(world, event)
    assert (anew.status, anew.deferrals) == (DeliveryStatus.WAITING, 1)


@pytest.mark.parametrize(
    "failure", [NoAnswerError("late"), NotSentError("connecting took too long")]
)
def test_an_endpoint_that_lets_us_wait_gets_less(failure: Exception) -> None:
    """Whether it is the connection or the answer that takes long."""
    # GIVEN an endpoint at which attempts run out of time
    world, _ = a_tenant()

    def answer(request: HttpRequest) -> HttpResponse:
        world.clock.advance(int(request.timeout))
        raise failure

    a_receiver(world).answer = answer
    # WHEN several webhooks were tried there
    for number in range(limiter.SLOW_AFTER + 1):
        happens(world, number=number)
    work_off(world)
    # THEN the next one has less time
    given = [request.timeout for request in a_receiver(world).requests]
    whole = world.context().settings.http_timeout
    assert given[: limiter.SLOW_AFTER + 1] == [whole] * limiter.SLOW_AFTER + [limiter.SHORT]
    # AND one at a time is made
    state, version = limiter_store.read(world.table, NAME)
    busy = replace(state, running=(Permit("other", world.clock.now() + DAY),))
    assert limiter_store.write(world.table, NAME, busy, version, now=world.clock.now())
    event = happens(world, number=9)
    deliver.post(world.context(), world.webhooks.sent.pop()[0])
    assert the_delivery(world, event).deferrals == 1


def test_an_endpoint_that_fails_at_once_keeps_its_share() -> None:
    """It keeps no worker from others."""
    # GIVEN an endpoint that answers with an error
    world, _ = a_tenant()
    a_receiver(world).answers(500)
    # WHEN several webhooks were tried there
    for number in range(limiter.SLOW_AFTER + 1):
        happens(world, number=number)
    work_off(world)
    # THEN it is not slow
    assert the_limiter(world) == LimiterState()


def test_an_endpoint_that_is_only_slow_is_not_lost() -> None:
    """What it cannot answer in the short time it is asked again in the whole one."""
    # GIVEN an endpoint that has hung, and answers after five seconds from now on
    world, _ = a_tenant()
    hang(world)
    for number in range(limiter.SLOW_AFTER):
        happens(world, number=number)
        deliver.post(world.context(), world.webhooks.sent.pop()[0])
    assert the_limiter(world).timeouts == limiter.SLOW_AFTER

    def answer(request: HttpRequest) -> HttpResponse:
        world.clock.advance(min(5, int(request.timeout)))
        if request.timeout < 5:
            raise NoAnswerError(request.target)
        return HttpResponse(204)

    a_receiver(world).answer = answer
    # WHEN a webhook is tried there
    event = happens(world, number=9)
    deliver.post(world.context(), world.webhooks.sent.pop()[0])
    assert the_delivery(world, event).status is DeliveryStatus.WAITING
    pass_time(world, 10 + deliveries.PATIENCE)
    # THEN its second attempt is taken, and the endpoint has its share back
    assert the_delivery(world, event).status is DeliveryStatus.DELIVERED
    assert the_limiter(world) == LimiterState()


def test_a_message_that_came_twice_does_not_make_a_slow_endpoint_quick() -> None:
    """Nothing was sent there for it."""
    # GIVEN a slow endpoint, and a webhook that another worker claims at the last moment
    world, _ = a_tenant()
    state = LimiterState(timeouts=limiter.SLOW_AFTER)
    assert limiter_store.write(world.table, NAME, state, 0, now=world.clock.now())
    event = happens(world)
    found = the_delivery(world, event)

    def claim() -> None:
        if the_delivery(world, event) == found and the_limiter(world).running:
            claimed = webhook.claimed(found, world.clock.now())
            world.table.write(deliveries.save(claimed))

    # WHEN its message is worked
    deliver.post(world.hooked(claim), world.webhooks.sent.pop()[0])
    # THEN nothing was sent, and the endpoint is as slow as it was
    assert not a_receiver(world).requests
    assert the_limiter(world) == state


def test_a_worker_that_dies_takes_no_share_with_it() -> None:
    """An attempt that was not ended counts until its lease ends."""
    # GIVEN an endpoint whose whole share is held by workers that were killed
    world, _ = a_tenant()
    until = world.clock.now() + webhook.LEASE
    dead = tuple(Permit(f"dead-{number}", until) for number in range(limiter.share(WORKERS)))
    assert limiter_store.write(
        world.table, NAME, LimiterState(running=dead), 0, now=world.clock.now()
    )
    # WHEN their leases have ended
    event = happens(world)
    pass_time(world, webhook.LEASE)
    # THEN the webhook is sent
    assert the_delivery(world, event).status is DeliveryStatus.DELIVERED


def test_a_delivery_of_an_earlier_release_is_read() -> None:
    """It counted no turns, and the gate of its time no timeouts."""
    # GIVEN a delivery and a gate as they were stored before
    world, _ = a_tenant()
    event = happens(world)
    item = _item(world, keys.delivery(the_delivery(world, event).journey_id, event.id))
    old = {name: value for name, value in item.items() if name not in ("since", "deferrals")}
    world.table.write(Put(old))
    others_use_the_share(world)
    held = _item(world, keys.limiter(NAME))
    world.table.write(Put({name: value for name, value in held.items() if name != "timeouts"}))
    # WHEN it has to wait for a turn
    deliver.post(world.context(), world.webhooks.sent.pop()[0])
    # THEN it does, from now on
    found = the_delivery(world, event)
    assert (found.status, found.deferrals) == (DeliveryStatus.WAITING, 1)
    assert found.since == event.at


def _item(world: World, key: Key) -> Item:
    item = world.table.get(key)
    assert item
    return item
