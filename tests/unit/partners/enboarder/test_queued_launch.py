"""Launches through the queue: each for itself, once, and nothing personal in a message."""

import json
from dataclasses import replace

import pytest

from jetbridge.flows.connection import disconnect
from jetbridge.flows.onboarding import onboard
from jetbridge.flows.schedule import reconcile, work
from jetbridge.model.errors import ApiProblem
from jetbridge.model.onboarding import Onboarding, Status
from jetbridge.model.onboarding_error import OnboardingError
from jetbridge.model.ports import NoAnswerError
from jetbridge.partners.enboarder import change as enboarder_change
from jetbridge.partners.enboarder import onboarding as enboarder_onboarding
from jetbridge.partners.enboarder import queued_launch
from jetbridge.partners.enboarder.bodies import Cancellation
from jetbridge.store import connections, onboardings
from jetbridge.store.onboardings import ORDER_RETENTION, QUEUE_PATIENCE
from tests.fakes import answer
from tests.fakes.context import World
from tests.fakes.partners.enboarder import Enboarder
from tests.support.enboarder import CALLER, OK, ORDER, a_world, connect, launches

OTHER = replace(ORDER, external_customer_id="hire-2")


def enqueue(world: World, key: str | None = "key-1") -> list[Onboarding | ApiProblem]:
    """Request two hires, the first of them twice."""
    orders = (ORDER, OTHER, replace(ORDER, candidate_id="c", job_id="j"))
    return enboarder_onboarding.enqueue(world.context(), CALLER, orders, idempotency_key=key)


def now(world: World, found: Onboarding | ApiProblem) -> Onboarding:
    """Return an onboarding as it is now."""
    assert isinstance(found, Onboarding)
    again = onboardings.get(world.table, found.id)
    assert again
    return again


def test_a_batch_is_taken_item_by_item() -> None:
    """What is to be launched lies sealed; the messages hold ids and nothing else."""
    # GIVEN a connected tenant
    world = a_world()
    # WHEN a batch comes, in which one hire is there twice
    first, second, third = enqueue(world)
    # THEN each hire waits once, and the other is told
    assert isinstance(first, Onboarding)
    assert isinstance(second, Onboarding)
    assert isinstance(third, ApiProblem)
    assert (first.status, second.status, third.slug) == (
        Status.QUEUED,
        Status.QUEUED,
        "already-requested",
    )
    assert [message for message, _ in world.queue.sent] == [
        {"kind": "launch", "onboarding_id": first.id, "tenant": first.tenant},
        {"kind": "launch", "onboarding_id": second.id, "tenant": second.tenant},
    ]
    # AND nothing personal is to be read
    item = json.dumps(world.table.query(f"ONBOARDING#{first.id}", limit=1).items)
    assert "Jane" not in item
    assert not launches(world)


def test_the_worker_launches_each_once_and_wipes_what_it_launched() -> None:
    """A message that comes twice finds nothing to do."""
    # GIVEN two launches in the queue
    world = a_world(OK, OK)
    first, second, _ = enqueue(world)
    # WHEN every message is delivered twice
    for message, _ in [*world.queue.sent, *world.queue.sent]:
        work.do(world.context(), message)
    # THEN each hire was launched once, and nothing of it is kept
    assert [sent["nhnm"] for sent in launches(world)] == ["Jane Doe", "Jane Doe"]
    for found in (now(world, first), now(world, second)):
        assert (found.status, found.sealed_order) == (Status.LAUNCHED, "")


def test_a_batch_that_is_repeated_is_the_same_batch() -> None:
    """Under the same key the same onboardings are answered."""
    # GIVEN a batch that was launched
    world = a_world(OK, OK)
    first, second, _ = enqueue(world)
    for message, _ in world.queue.sent:
        work.do(world.context(), message)
    # WHEN it is repeated
    again = enqueue(world)
    # THEN it is the same, and nothing is launched
    assert [each.id for each in again if isinstance(each, Onboarding)] == [
        now(world, first).id,
        now(world, second).id,
    ]
    assert len(launches(world)) == 2


def test_a_launch_that_did_nothing_is_tried_again_by_the_queue() -> None:
    """What is sealed is kept until the partner was asked and did something."""
    # GIVEN an Enboarder that throttles at first
    world = a_world(answer(status=429), OK)
    first, *_ = enqueue(world)
    message, _ = world.queue.sent[0]
    # WHEN the message is delivered, and delivered again
    with pytest.raises(queued_launch.LaunchDelayedError):
        work.do(world.context(), message)
    work.do(world.context(), message)
    # THEN the workflow runs
    assert now(world, first).status is Status.LAUNCHED


def test_a_message_that_comes_late_does_not_overtake_another_request() -> None:
    """What did nothing at first must not launch once another request for the hire has."""
    # GIVEN a queued launch that did nothing, and a request for the same hire that launched
    world = a_world(answer(status=429), OK)
    first, *_ = enqueue(world)
    message, _ = world.queue.sent[0]
    with pytest.raises(queued_launch.LaunchDelayedError):
        work.do(world.context(), message)
    onboard.request(world.context(), CALLER, ORDER, idempotency_key="key-2")
    before = len(launches(world))
    # WHEN the message is delivered again
    work.do(world.context(), message)
    # THEN nothing is launched, and nothing is kept of it
    assert len(launches(world)) == before
    assert now(world, first).sealed_order == ""


def test_a_lost_answer_is_not_sent_for_again() -> None:
    """The queue brings the message back, and it launches nothing."""
    # GIVEN a launch whose answer is lost
    world = a_world(NoAnswerError())
    first, *_ = enqueue(world)
    message, _ = world.queue.sent[0]
    # WHEN the message is delivered twice
    for _ in range(2):
        work.do(world.context(), message)
    # THEN it was sent once, and its outcome is unknown
    assert len(launches(world)) == 1
    found = now(world, first)
    assert (found.status, found.sealed_order) == (Status.UNKNOWN_OUTCOME, "")


def test_what_never_got_into_the_queue_is_put_there_by_the_reconciler() -> None:
    """A broken queue, or a crash before it, loses nothing."""
    # GIVEN a queue that fails
    world = a_world(OK, OK)
    world.queue.broken = True
    first, *_ = enqueue(world)
    assert not world.queue.sent
    # WHEN the reconciler runs while it fails, and when it works again
    world.clock.advance(QUEUE_PATIENCE)
    reconcile.run(world.context())
    world.queue.broken = False
    world.clock.advance(reconcile.HOLD)
    reconcile.run(world.context())
    reconcile.run(world.context())
    # THEN each message is there once
    assert len(world.queue.sent) == 2
    for message, _ in world.queue.sent:
        work.do(world.context(), message)
    assert now(world, first).status is Status.LAUNCHED


def test_what_cannot_be_launched_shows_and_is_kept_while_it_can_be_replayed() -> None:
    """A tenant that disconnected is seen, can come back, and leaves nothing behind."""
    # GIVEN launches in the queue, and a connection that was deleted meanwhile
    world = a_world(OK)
    first, second, _ = enqueue(world)
    holder = connections.holder(world.table, "enboarder", "demo")
    assert holder
    disconnect.disconnect(world.context(), CALLER, holder.id)
    waiting = [message for message, _ in world.queue.sent]
    # WHEN the messages are delivered
    for message in waiting:
        with pytest.raises(OnboardingError):
            work.do(world.context(), message)
    # THEN it shows, and the reconciler does not fill the queue with them
    assert now(world, first).status is Status.NOT_PERFORMED
    world.clock.advance(QUEUE_PATIENCE)
    assert reconcile.run(world.context()).queued_launches == 0
    # AND a message that is replayed after a new connection is done
    connect(world.context())
    work.do(world.context(), waiting[0])
    assert now(world, first).status is Status.LAUNCHED
    # AND what is not replayed is wiped in the end
    world.clock.advance(ORDER_RETENTION)
    assert reconcile.run(world.context()).wiped_orders == 1
    assert now(world, second).sealed_order == ""


def test_what_waits_can_be_cancelled() -> None:
    """Nothing is asked, and the worker launches nothing."""
    # GIVEN a launch in the queue
    world = a_world()
    first, *_ = enqueue(world)
    # WHEN it is cancelled before its turn
    cancelled = enboarder_change.cancel(
        world.context(), CALLER, now(world, first).id, Cancellation()
    )
    work.do(world.context(), world.queue.sent[0][0])
    # THEN nothing was launched, and nothing is kept of it
    assert (cancelled.status, cancelled.sealed_order) == (Status.CANCELLED, "")
    assert not launches(world)


def test_without_a_connection_no_batch_is_taken() -> None:
    """The caller is told to connect first."""
    # GIVEN a tenant that is not connected
    world = World(http=Enboarder())
    # WHEN a batch comes
    with pytest.raises(ApiProblem) as raised:
        enqueue(world)
    # THEN nothing waits
    assert raised.value.slug == "not-connected"
    assert not world.queue.sent
