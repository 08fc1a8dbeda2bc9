"""A worker that is held up beyond its lease says nothing about what another one has done since."""

import pytest

from jetbridge.broker import limiter_store
from jetbridge.flows.event.webhooks import limiter
from jetbridge.model import webhook
from jetbridge.model.ports import DomainEvent, HttpRequest, HttpResponse
from jetbridge.model.webhook import DeliveryStatus, EndpointStatus
from jetbridge.store import endpoints
from tests.fakes.context import World
from tests.unit.flows.event.webhooks.tenant import (
    TENANT,
    a_receiver,
    a_tenant,
    happens,
    pass_time,
    the_delivery,
    work_off,
)

TAKEN = HttpResponse(204)


def stalls(world: World, event: DomainEvent, late: HttpResponse) -> None:
    """Have the first attempt answered late, after the next one was made and taken."""
    receiver = a_receiver(world)

    def answer(_: HttpRequest) -> HttpResponse:
        receiver.answer = lambda _: TAKEN
        pass_time(world, webhook.LEASE + 60)
        assert the_delivery(world, event).status is DeliveryStatus.DELIVERED
        return late

    receiver.answer = answer
    work_off(world)


@pytest.mark.parametrize("status", [500, 410])
def test_a_late_answer_is_none_of_the_endpoint(status: int) -> None:
    """It took the webhook meanwhile: it neither fails nor is it gone."""
    # GIVEN a worker that stalls until another one has delivered
    world, _ = a_tenant()
    before = endpoints.get(world.table, TENANT)
    event = happens(world)
    # WHEN it comes back with an answer of before
    stalls(world, event, HttpResponse(status))
    # THEN the delivery and the endpoint are as the other one has left them
    assert the_delivery(world, event).status is DeliveryStatus.DELIVERED
    assert endpoints.get(world.table, TENANT) == before
    assert before
    assert before.status is EndpointStatus.ACTIVE
    assert not world.dead_letters.sent


def test_an_attempt_leaves_the_gate_for_itself_only() -> None:
    """Two messages of one webhook have each a place of its own, and so has a stalled worker."""
    # GIVEN an attempt that is being made, and a second message of the same webhook
    world, _ = a_tenant()
    event = happens(world)
    under_way = list[int]()

    def answer(_: HttpRequest) -> HttpResponse:
        again = the_delivery(world, event)
        with limiter.admitted(world.context(), again) as admission:
            assert isinstance(admission, limiter.Admission)
        under_way.append(len(limiter_store.read(world.table, f"endpoint#{TENANT}")[0].running))
        return TAKEN

    a_receiver(world).answer = answer
    # WHEN the second one leaves without an attempt
    work_off(world)
    # THEN the attempt that is under way still has its place
    assert under_way == [1]
