"""One webhook: made with what it tells of, signed, sent, and tried again for days."""

import time
from itertools import pairwise

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from jetbridge.flows.telling import deliver, endpoint
from jetbridge.model import webhook
from jetbridge.model.journey import What
from jetbridge.model.metrics import Metric
from jetbridge.model.ports import HttpResponse, NoAnswer, NotSent
from jetbridge.model.webhook import DeliveryStatus, EndpointStatus
from jetbridge.store import deliveries, endpoints
from tests.fakes.bridge import World
from tests.fakes.clock import FrozenClock
from tests.unit.telling.exploring import A_JOURNEY
from tests.unit.telling.tenant import (
    TENANT,
    URL,
    Receiver,
    a_receiver,
    a_tenant,
    happens,
    is_signed,
    pass_time,
    the_delivery,
    work_off,
)

DAY = 86_400


def try_out(world: World, event_id: str) -> list[int]:
    """Let time pass until nothing more is tried; return when attempts were made, from the first."""
    began = world.clock.now()
    moments: list[int] = []
    while True:
        found = deliveries.get(world.table, A_JOURNEY.id, event_id)
        assert found
        if found.status is not DeliveryStatus.WAITING:
            return moments
        before = len(a_receiver(world).requests)
        pass_time(world, found.next_at + deliveries.PATIENCE - world.clock.now())
        assert len(a_receiver(world).requests) == before + 1
        moments.append(world.clock.now() - began)


def test_a_webhook_is_what_the_standards_own_library_takes() -> None:
    """The tenant checks it with the library and one secret."""
    # GIVEN a tenant with an endpoint, at this very moment: the library looks at the clock
    world, secret = a_tenant(world=World(http=Receiver(), clock=FrozenClock(int(time.time()))))
    # WHEN a journey is completed
    event = happens(world)
    work_off(world)
    # THEN the endpoint is sent the event, which the library takes for ours
    (request,) = a_receiver(world).requests
    assert (request.method, request.url) == ("POST", URL)
    says = Webhook(secret.reveal()).verify(request.body or b"", dict(request.headers))
    assert says["type"] == "journey.completed"
    assert says["data"] == {**event.detail, "id": event.id, "tenant": TENANT}
    assert request.headers["webhook-id"] == event.id
    assert the_delivery(world, event).status is DeliveryStatus.DELIVERED
    assert world.meter.counted[Metric.WEBHOOK_DELIVERED] == 1
    # AND takes nothing else for it
    for tampered, headers in (
        ((request.body or b"") + b" ", request.headers),
        (request.body or b"", {**request.headers, "webhook-id": "another"}),
        (request.body or b"", {**request.headers, "webhook-timestamp": str(int(time.time()) - 9)}),
    ):
        with pytest.raises(WebhookVerificationError):
            Webhook(secret.reveal()).verify(tampered, dict(headers))


def test_of_the_answer_nothing_but_its_status_counts() -> None:
    """Its body is not even read."""
    # WHEN a webhook is sent
    world, _ = a_tenant()
    happens(world)
    work_off(world)
    # THEN the body of the answer is not asked for
    assert [request.wants_body for request in a_receiver(world).requests] == [False]


def test_who_has_no_endpoint_is_sent_nothing() -> None:
    """The event is on the bus all the same."""
    # GIVEN a tenant without an endpoint
    world = World(http=Receiver())
    # WHEN a journey is completed
    event = happens(world)
    # THEN nothing is stored or sent for an endpoint
    assert [each.id for each in world.bus.published] == [event.id]
    assert deliveries.get(world.table, A_JOURNEY.id, event.id) is None
    assert not world.queue.sent


def test_a_tenant_is_told_what_it_asked_for() -> None:
    """The filter holds where the delivery would be made."""
    # GIVEN an endpoint that wants two kinds of events
    world, _ = a_tenant(["journey.completed", "journey.failed"])
    # WHEN more than that happens
    wanted = happens(world, What.COMPLETED, 0)
    happens(world, What.CANCELLED, 1)
    work_off(world)
    # THEN it is sent what it wants
    assert a_receiver(world).ids == [wanted.id]


def test_a_receiver_that_is_down_is_tried_for_days_and_then_given_up() -> None:
    """The waits are the specification's, a little spread; the dead letter tells the operator."""
    # GIVEN an endpoint that fails at everything
    world, _ = a_tenant()
    a_receiver(world).answers(500)
    # WHEN it is told something
    event = happens(world)
    world.queue.sent.clear()
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
                "journey_id": A_JOURNEY.id,
                "event_id": event.id,
                "anew": True,
            },
            0,
        )
    ]
    assert world.meter.counted[Metric.WEBHOOK_FAILED] == len(moments)
    assert world.meter.counted[Metric.WEBHOOK_GIVEN_UP] == 1
    (dead,), _ = deliveries.dead(world.table, TENANT, limit=10, after=None)
    assert (dead.event.id, dead.outcome) == (event.id, "http_500")


def test_two_events_that_fail_together_are_not_tried_together() -> None:
    """A receiver that comes back is not flooded."""
    # GIVEN many deliveries that failed as often
    world, _ = a_tenant()
    events = [happens(world, number=number) for number in range(20)]
    failed = [webhook.claimed(webhook.begun(event), 0) for event in events]
    # THEN their next attempts are at different moments
    waits = {webhook.next_wait(webhook.claimed(each, 0), 0) for each in failed}
    assert len(waits) > 10
    # AND the same each time that they are asked for
    assert waits == {webhook.next_wait(webhook.claimed(each, 0), 0) for each in failed}


def test_a_receiver_that_comes_back_gets_everything_once() -> None:
    """What it has taken does not come again."""
    # GIVEN an endpoint that is down
    world, _ = a_tenant()
    a_receiver(world).fails(NotSent("refused"))
    event = happens(world)
    work_off(world)
    assert the_delivery(world, event).outcome == "unreachable"
    # WHEN it comes back
    a_receiver(world).answers(200)
    for _ in range(10):
        pass_time(world, 600)
    # THEN it was tried once more, with the time of that attempt, and then no more
    first, second = a_receiver(world).requests
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert int(second.headers["webhook-timestamp"]) > int(first.headers["webhook-timestamp"])
    assert first.body == second.body
    assert the_delivery(world, event).status is DeliveryStatus.DELIVERED


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_receiver_is_left_alone_as_long_as_it_asks(status: int) -> None:
    """`Retry-After` is kept, up to a day."""
    # GIVEN an endpoint that asks for an hour
    world, _ = a_tenant()
    a_receiver(world).answers(status, retry_after="3600")
    event = happens(world)
    # WHEN it is told something
    work_off(world)
    # THEN the next attempt is an hour later
    assert the_delivery(world, event).next_at == world.clock.now() + 3_600
    # AND one that asks for a year is asked again tomorrow
    a_receiver(world).answers(status, retry_after="31536000")
    pass_time(world, 3_600 + deliveries.PATIENCE)
    assert the_delivery(world, event).next_at == world.clock.now() + DAY


@pytest.mark.parametrize(
    ("status", "outcome"), [(302, "http_302"), (404, "http_404"), (199, "http_199")]
)
def test_whatever_is_no_2xx_is_tried_again(status: int, outcome: str) -> None:
    """A redirect is not followed, and a 404 may be a deployment."""
    # GIVEN an endpoint that answers so
    world, _ = a_tenant()
    a_receiver(world).answers(status, location="https://elsewhere.example/")
    event = happens(world)
    # WHEN it is told something
    work_off(world)
    # THEN the delivery waits for the next attempt, at the same address
    found = the_delivery(world, event)
    assert (found.status, found.outcome) == (DeliveryStatus.WAITING, outcome)
    assert {request.url for request in a_receiver(world).requests} == {URL}


def test_an_answer_that_got_lost_leads_to_a_repeat_under_the_same_id() -> None:
    """At least once: the receiver knows it by its id."""
    # GIVEN an endpoint whose answer is lost
    world, _ = a_tenant()
    a_receiver(world).fails(NoAnswer("lost"))
    event = happens(world)
    work_off(world)
    assert the_delivery(world, event).outcome == "no_answer"
    # WHEN it answers
    a_receiver(world).answers(200)
    pass_time(world, 120)
    # THEN it got the same event twice
    assert a_receiver(world).ids == [event.id, event.id]


def test_an_endpoint_that_is_gone_is_left_alone() -> None:
    """410 says so. The operator sees it, and sets it anew."""
    # GIVEN an endpoint that is gone, and another event that waits for it
    world, _ = a_tenant()
    a_receiver(world).fails(NotSent("refused"))
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
    assert the_delivery(world, event).status is DeliveryStatus.DEAD
    sent = len(a_receiver(world).requests)
    pass_time(world, 120)
    assert the_delivery(world, other).outcome == "endpoint_disabled"
    # AND nothing is sent there or kept for it any more
    late = happens(world, number=2)
    work_off(world)
    assert len(a_receiver(world).requests) == sent
    assert deliveries.get(world.table, A_JOURNEY.id, late.id) is None
    # WHEN it is set anew and what was given up is replayed, THEN it comes
    endpoint.set_(world.bridge(), TENANT, URL, ())
    a_receiver(world).answers(204)
    for each in (event, other):
        deliver.replay(world.bridge(), the_delivery(world, each))
    work_off(world)
    assert a_receiver(world).ids[-2:] == [event.id, other.id]


def test_an_endpoint_that_was_set_meanwhile_is_not_disabled_by_the_old_ones_answer() -> None:
    """What was sent to the old address is sent to the new one."""
    # GIVEN an endpoint that is set anew while its old self answers that it is gone
    world, _ = a_tenant()

    def gone(_: object) -> HttpResponse:
        endpoint.set_(world.bridge(), TENANT, URL, ())
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
    world.queue.sent = [(letter, 0), (letter, 0)]
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
    world.queue.sent = [(letter, 0)]
    sent = len(a_receiver(world).requests)
    work_off(world)
    assert len(a_receiver(world).requests) == sent


def test_an_old_message_does_not_wake_the_dead() -> None:
    """Only a dead letter does: the queue may bring any other message again."""
    # GIVEN a delivery that was given up, and a message from before
    world, _ = a_tenant()
    a_receiver(world).answers(500)
    event = happens(world)
    message = world.queue.sent[0]
    try_out(world, event.id)
    sent = len(a_receiver(world).requests)
    # WHEN the message comes again
    world.queue.sent = [message]
    work_off(world)
    # THEN nothing is sent
    assert len(a_receiver(world).requests) == sent


def test_dead_letters_that_nobody_takes_keep_the_delivery_alive() -> None:
    """It counts as dead only once somebody will hear of it."""
    # GIVEN a queue of dead letters that takes nothing
    world, _ = a_tenant()
    a_receiver(world).answers(500)
    event = happens(world)
    world.dead_letters.broken = True
    # WHEN the last attempt has failed, and some more
    for _ in range(len(webhook.WAITS) + 3):
        wait = the_delivery(world, event).next_at - world.clock.now()
        pass_time(world, wait + deliveries.PATIENCE)
    assert the_delivery(world, event).status is DeliveryStatus.WAITING
    # THEN it is given up as soon as one takes it
    world.dead_letters.broken = False
    pass_time(world, 1_000)
    assert the_delivery(world, event).status is DeliveryStatus.DEAD


def test_whoever_has_no_endpoint_any_more_is_sent_nothing() -> None:
    """The operator removed it: nobody is alarmed."""
    # GIVEN a delivery on its way
    world, _ = a_tenant()
    event = happens(world)
    # WHEN the endpoint is removed before it is sent
    world.table.write(endpoints.remove(TENANT))
    work_off(world)
    # THEN it is dropped
    assert the_delivery(world, event).status is DeliveryStatus.DROPPED
    assert not a_receiver(world).requests
    assert not world.dead_letters.sent


def test_one_attempt_is_made_at_a_time() -> None:
    """However many messages there are."""
    # GIVEN an endpoint during whose answer the message comes again
    world, secret = a_tenant()
    event = happens(world)
    message = dict(world.queue.sent[0][0])

    def again(_: object) -> HttpResponse:
        a_receiver(world).answers(200)
        deliver.post(world.bridge(), message)
        return HttpResponse(200)

    a_receiver(world).answer = again
    # WHEN it is sent
    work_off(world)
    # THEN it was sent once
    (request,) = a_receiver(world).requests
    assert is_signed(request, secret)
    assert the_delivery(world, event).attempts == 1


def test_an_attempt_that_was_overtaken_changes_nothing() -> None:
    """Whoever finds its lease over goes on; the one that stalled has nothing to say any more."""
    # GIVEN an attempt that takes longer than its lease, while another one is made
    world, _ = a_tenant()
    event = happens(world)
    message = dict(world.queue.sent[0][0])

    def stalled(_: object) -> HttpResponse:
        a_receiver(world).answers(200)
        world.clock.advance(webhook.LEASE)
        deliver.post(world.bridge(), message)
        return HttpResponse(500)

    a_receiver(world).answer = stalled
    # WHEN both are over
    work_off(world)
    # THEN what the later one brought stands
    assert a_receiver(world).ids == [event.id, event.id]
    assert the_delivery(world, event).status is DeliveryStatus.DELIVERED
    assert world.meter.counted[Metric.WEBHOOK_GIVEN_UP] == 0


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
