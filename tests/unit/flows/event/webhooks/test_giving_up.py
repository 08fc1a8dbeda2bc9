"""A webhook that is not taken for days: given up visibly, and sent again if an operator wants."""

from contextlib import suppress
from itertools import pairwise

import pytest

from jetbridge.flows.event.webhooks import deliver, endpoint
from jetbridge.model import webhook
from jetbridge.model.metrics import Metric
from jetbridge.model.ports import HttpResponse, NotSentError
from jetbridge.model.webhook import DeliveryStatus, EndpointStatus
from jetbridge.store import deliveries, endpoints, keys
from jetbridge.store.table import Update
from tests.fakes.journeys import BEGUN
from tests.unit.flows.event.webhooks.tenant import (
    DAY,
    TENANT,
    URL,
    a_receiver,
    a_tenant,
    happens,
    pass_time,
    the_delivery,
    try_out,
    work_off,
)


def test_a_receiver_that_is_down_is_tried_for_days_and_then_given_up() -> None:
    """The waits are the specification's, a little spread; the dead letter tells the operator."""
    # GIVEN an endpoint that fails at everything
    world, _ = a_tenant()
    a_receiver(world).answers(500)
    # WHEN it is told something
    event = happens(world)
    world.webhooks.sent.clear()
    moments = try_out(world, event.id)
    # THEN it is tried ten times, with the waits growing from seconds to a day
    assert len(moments) == len(webhook.WAITS) + 1
    gaps = [later - earlier for earlier, later in pairwise(moments)]
    for gap, wait in zip(gaps, webhook.WAITS, strict=True):
        assert wait <= gap <= wait * 1.2 + 2 * deliveries.PATIENCE
    assert moments[-1] > 3 * DAY
    assert set(a_receiver(world).ids) == {event.id}
    # AND then given up, visibly
    assert the_delivery(world, event).status is DeliveryStatus.DEAD
    assert world.dead_letters.sent == [
        (
            {
                "kind": "delivery",
                "journey_id": BEGUN.id,
                "event_id": event.id,
                "anew": True,
                "tenant": "demo",
            },
            0,
        )
    ]
    assert world.meter.counted[Metric.WEBHOOK_FAILED] == len(moments)
    assert world.meter.counted[Metric.WEBHOOK_GIVEN_UP] == 1
    (dead,), _ = deliveries.dead(world.table, TENANT, limit=10, after=None)
    assert (dead.event.id, dead.outcome) == (event.id, "http_500")


def test_a_webhook_that_cannot_be_signed_is_given_up_like_any_other() -> None:
    """A secret that does not open, because its key is gone, opens no better in an hour."""
    # GIVEN an endpoint whose secret does not open
    world, _ = a_tenant()
    spoilt = Update(keys.endpoint(TENANT), set={"sealed_secrets": "v1.k0.AAAA"})
    world.table.write(spoilt)
    # WHEN it is to be told something, and more than three days pass
    event = happens(world)
    work_off(world)
    for _ in range(len(webhook.WAITS)):
        pass_time(world, 2 * DAY)
    # THEN it was given up, visibly, and nothing was sent
    delivery = the_delivery(world, event)
    assert (delivery.status, delivery.outcome) == (DeliveryStatus.DEAD, "not_signed")
    assert len(world.dead_letters.sent) == 1
    assert world.meter.counted[Metric.WEBHOOK_FAILED] == len(webhook.WAITS) + 1
    assert not a_receiver(world).requests


def test_an_endpoint_that_is_gone_is_left_alone() -> None:
    """410 says so. The operator sees it, and sets it anew."""
    # GIVEN an endpoint that is gone, and another event that waits for it
    world, _ = a_tenant()
    a_receiver(world).fails(NotSentError("refused"))
    other = happens(world, number=1)
    work_off(world)
    a_receiver(world).answers(410)
    # WHEN it is told something
    event = happens(world)
    work_off(world)
    # THEN it is disabled, the event is given up, and so is the other when its turn comes
    found = endpoints.get(world.table, TENANT)
    assert found
    assert found.status is EndpointStatus.DISABLED
    assert world.meter.counted[Metric.ENDPOINT_DISABLED] == 1
    assert "endpoint.disabled" in [each.type for each in world.bus.published]
    assert the_delivery(world, event).status is DeliveryStatus.DEAD
    sent = len(a_receiver(world).requests)
    pass_time(world, 120)
    assert the_delivery(world, other).outcome == "endpoint_disabled"
    # AND nothing is sent there any more: what is meant for it is given up, visibly
    late = happens(world, number=2)
    work_off(world)
    assert len(a_receiver(world).requests) == sent
    assert the_delivery(world, late).status is DeliveryStatus.DEAD
    assert len(world.dead_letters.sent) == 3
    # WHEN it is set again and what was given up is replayed, THEN it comes
    endpoint.set_(world.context(), TENANT, URL, (), known=endpoints.get(world.table, TENANT))
    a_receiver(world).answers(204)
    for each in (event, other, late):
        deliver.replay(world.context(), the_delivery(world, each))
    work_off(world)
    assert a_receiver(world).ids[-3:] == [event.id, other.id, late.id]


def test_an_endpoint_that_fails_for_an_hour_is_an_event_and_so_is_its_recovery() -> None:
    """Told once, however many webhooks fail there."""
    # GIVEN an endpoint that takes nothing, and two events that are meant for it
    world, _ = a_tenant()
    a_receiver(world).answers(503)
    happens(world)
    happens(world, number=1)
    work_off(world)
    assert not [each for each in world.bus.published if each.type.startswith("endpoint")]
    # WHEN an hour and more passes
    for _ in range(3):
        pass_time(world, 9_000)
    # THEN the deployer's systems hear of it once
    (event,) = [each for each in world.bus.published if each.type.startswith("endpoint")]
    assert (event.type, event.tenant) == ("endpoint.failing", TENANT)
    assert world.meter.counted[Metric.ENDPOINT_FAILING] == 1
    # AND once more when it takes something again
    a_receiver(world).answers(204)
    for _ in range(2):
        pass_time(world, 2 * DAY)
    told = [each.type for each in world.bus.published if each.type.startswith("endpoint")]
    assert told == ["endpoint.failing", "endpoint.recovered"]


class Killed(BaseException):
    """The process ends. Not an Exception: nothing may catch it and tidy up."""


@pytest.mark.parametrize("failure", [RuntimeError("canary"), UnicodeError("canary"), Killed()])
def test_attempts_end_whatever_happens_in_them(failure: BaseException) -> None:
    """An attempt is counted before it begins: one that raises or dies counts like any other."""
    # GIVEN an endpoint at which every attempt raises, or kills its process
    world, _ = a_tenant()

    def fails(_: object) -> HttpResponse:
        raise failure

    a_receiver(world).answer = fails
    event = happens(world)
    # WHEN time passes
    for _ in range(2 * len(webhook.WAITS)):
        with suppress(Killed):
            work_off(world)
        world.webhooks.sent.clear()
        with suppress(Killed):
            pass_time(world, 2 * DAY)
    # THEN it was tried ten times, and then given up, visibly
    assert len(a_receiver(world).requests) == len(webhook.WAITS) + 1
    assert the_delivery(world, event).status is DeliveryStatus.DEAD
    assert len(world.dead_letters.sent) == 1


def test_an_endpoint_that_was_set_meanwhile_is_not_disabled_by_the_old_ones_answer() -> None:
    """What was sent to the old address is sent to the new one."""
    # GIVEN an endpoint that is set anew while its old self answers that it is gone
    world, _ = a_tenant()

    def gone(_: object) -> HttpResponse:
        endpoint.set_(world.context(), TENANT, URL, (), known=endpoints.get(world.table, TENANT))
        return HttpResponse(410)

    a_receiver(world).answer = gone
    event = happens(world)
    # WHEN it is told something
    work_off(world)
    # THEN it is not disabled, and the event is tried again
    found = endpoints.get(world.table, TENANT)
    assert found
    assert found.status is EndpointStatus.ACTIVE
    assert the_delivery(world, event).status is DeliveryStatus.WAITING


def test_a_dead_letter_that_is_put_back_begins_anew() -> None:
    """It is sent at once, and tried as often as a new one."""
    # GIVEN a delivery that was given up
    world, _ = a_tenant()
    a_receiver(world).answers(500)
    event = happens(world)
    try_out(world, event.id)
    ((letter, _),) = world.dead_letters.sent
    # WHEN its dead letter is put back, twice, and the receiver is still down
    world.webhooks.sent = [(letter, 0), (letter, 0)]
    sent = len(a_receiver(world).requests)
    work_off(world)
    # THEN one attempt was made, the first of ten
    found = the_delivery(world, event)
    assert len(a_receiver(world).requests) == sent + 1
    assert (found.status, found.attempts) == (DeliveryStatus.WAITING, 1)
    assert deliveries.dead(world.table, TENANT, limit=10, after=None)[0] == ()
    # AND where it comes back, the event is taken
    a_receiver(world).answers(200)
    pass_time(world, 120)
    assert the_delivery(world, event).status is DeliveryStatus.DELIVERED
    # AND the letter finds nothing to do any more
    world.webhooks.sent = [(letter, 0)]
    sent = len(a_receiver(world).requests)
    work_off(world)
    assert len(a_receiver(world).requests) == sent


@pytest.mark.parametrize("status", [204, 500])
def test_an_old_message_wakes_nothing_that_is_over(status: int) -> None:
    """Only a dead letter does: the queue may bring any other message again."""
    # GIVEN a delivery that was taken, or given up, and a message from before
    world, _ = a_tenant()
    a_receiver(world).answers(status)
    event = happens(world)
    message = world.webhooks.sent[0]
    try_out(world, event.id)
    sent = len(a_receiver(world).requests)
    # WHEN the message comes again, after any lease
    world.clock.advance(DAY)
    world.webhooks.sent = [message]
    work_off(world)
    # THEN nothing is sent
    assert len(a_receiver(world).requests) == sent


def test_a_delivery_that_the_dead_letters_do_not_take_is_offered_again() -> None:
    """It counts as dead once the operator hears of it."""
    # GIVEN a queue of dead letters that takes nothing
    world, _ = a_tenant()
    a_receiver(world).answers(500)
    event = happens(world)
    world.dead_letters.broken = True
    # WHEN the last attempt has failed, and some more time passes
    for _ in range(len(webhook.WAITS) + 3):
        wait = the_delivery(world, event).next_at - world.clock.now()
        pass_time(world, wait + deliveries.PATIENCE)
    assert the_delivery(world, event).status is DeliveryStatus.WAITING
    # THEN it is given up as soon as the queue takes it, without another attempt
    sent = len(a_receiver(world).requests)
    world.dead_letters.broken = False
    pass_time(world, 1_000)
    assert the_delivery(world, event).status is DeliveryStatus.DEAD
    assert sent == len(a_receiver(world).requests) == len(webhook.WAITS) + 1


def test_a_delivery_is_dead_without_a_letter_after_a_day() -> None:
    """No retry goes on for ever: it is listed as given up, and counted."""
    # GIVEN a delivery whose attempts have failed, and dead letters that take nothing
    world, _ = a_tenant()
    a_receiver(world).answers(410)
    world.dead_letters.broken = True
    event = happens(world)
    work_off(world)
    # WHEN it was offered for a day
    for _ in range(webhook.LETTER_TRIES + 1):
        pass_time(world, 1_000)
    # THEN it is dead all the same
    assert the_delivery(world, event).status is DeliveryStatus.DEAD
    assert world.meter.counted[Metric.WEBHOOK_GIVEN_UP] == 1
    assert len(a_receiver(world).requests) == 1


def test_whoever_has_no_endpoint_any_more_is_sent_nothing() -> None:
    """The operator removed it: no alarm is raised."""
    # GIVEN a delivery on its way
    world, _ = a_tenant()
    event = happens(world)
    # WHEN the endpoint is removed before it is sent
    seen = endpoints.get(world.table, TENANT)
    assert seen
    world.table.write(endpoints.remove(seen))
    work_off(world)
    # THEN it is dropped
    assert the_delivery(world, event).status is DeliveryStatus.DROPPED
    assert not a_receiver(world).requests
    assert not world.dead_letters.sent


def test_what_is_over_is_kept_for_a_month_and_what_waits_for_ever() -> None:
    """DynamoDB removes nothing that is still to be sent."""
    # GIVEN a delivery
    world, _ = a_tenant()
    event = happens(world)
    item = deliveries.create(webhook.begun(event)).item
    # THEN it has no end while it waits, and one when it is over
    assert "ttl" not in item
    work_off(world)
    over = deliveries.save(the_delivery(world, event)).item
    assert over["ttl"] == world.clock.now() + webhook.RETENTION
    assert "due_at" not in over
