"""A webhook that was not taken: tried again, when the endpoint can bear it."""

from dataclasses import replace

import pytest

from jetbridge.flows.event.webhooks import deliver
from jetbridge.model import webhook
from jetbridge.model.ports import NoAnswerError, NotSentError
from jetbridge.model.webhook import DeliveryStatus
from jetbridge.store import deliveries
from tests.unit.flows.event.webhooks.tenant import (
    DAY,
    URL,
    a_receiver,
    a_tenant,
    happens,
    pass_time,
    the_delivery,
    work_off,
)


def test_two_events_that_fail_together_are_not_tried_together() -> None:
    """A receiver that comes back is not flooded."""
    # GIVEN many deliveries that failed as often
    world, _ = a_tenant()
    begun = [webhook.begun(happens(world, number=number)) for number in range(20)]
    failed = [replace(each, attempts=2) for each in begun]
    # THEN their next attempts are at different moments
    waits = [webhook.next_wait(each, 0) for each in failed]
    assert len({*waits}) > 10
    # AND the same each time that they are asked for
    assert waits == [webhook.next_wait(each, 0) for each in failed]


def test_a_receiver_that_comes_back_gets_everything_once() -> None:
    """What it has taken does not come again."""
    # GIVEN an endpoint that is down
    world, _ = a_tenant()
    a_receiver(world).fails(NotSentError("refused"))
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
    a_receiver(world).fails(NoAnswerError("lost"))
    event = happens(world)
    work_off(world)
    assert the_delivery(world, event).outcome == "no_answer"
    # WHEN it answers
    a_receiver(world).answers(200)
    pass_time(world, 120)
    # THEN it got the same event twice
    assert a_receiver(world).ids == [event.id, event.id]


def test_what_waits_for_minutes_is_brought_by_the_queue() -> None:
    """What waits for longer than a queue keeps it is the clock's."""
    # GIVEN an endpoint that is down
    world, _ = a_tenant()
    a_receiver(world).answers(500)
    event = happens(world)
    message = dict(world.webhooks.sent[0][0])
    delays: list[list[int]] = []
    # WHEN attempts are made
    for _ in range(3):
        world.webhooks.sent.clear()
        world.clock.advance(the_delivery(world, event).next_at - world.clock.now())
        deliver.post(world.context(), message)
        delays.append([delay for _, delay in world.webhooks.sent])
    # THEN the first two waits are the queue's, to the second
    assert [len(each) for each in delays] == [1, 1, 0]
    assert delays[0][0] in range(5, 7)
    assert delays[1][0] in range(300, 361)
