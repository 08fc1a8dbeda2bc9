"""One webhook: made with what it tells of, signed, and sent to its subscriber."""

import time

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from jetbridge.flows.event import outbox
from jetbridge.flows.event.webhooks import deliver
from jetbridge.model import events, webhook
from jetbridge.model.journey import What
from jetbridge.model.metrics import Metric
from jetbridge.model.ports import HttpResponse
from jetbridge.model.webhook import DeliveryStatus
from jetbridge.store import deliveries
from jetbridge.store import outbox as stored_events
from tests.fakes.clock import FrozenClock
from tests.fakes.context import World
from tests.fakes.journeys import BEGUN
from tests.unit.flows.event.samples import A_CONNECTION
from tests.unit.flows.event.webhooks.tenant import (
    TENANT,
    URL,
    Receiver,
    a_receiver,
    a_tenant,
    happens,
    is_signed,
    the_delivery,
    work_off,
)


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
    assert deliveries.get(world.table, BEGUN.id, event.id) is None
    assert not world.webhooks.sent


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


def test_of_what_is_no_journey_a_tenant_is_not_told() -> None:
    """Connections and onboardings are the deployer's business."""
    # GIVEN a tenant with an endpoint that wants everything
    world, _ = a_tenant()
    # WHEN one of its connections breaks
    event = events.expiring(A_CONNECTION, 2, world.clock.now())
    outbox.commit(world.context(), stored_events.record(event))
    work_off(world)
    # THEN the bus hears of it, and the endpoint does not
    assert [each.id for each in world.bus.published] == [event.id]
    assert not a_receiver(world).requests


def test_one_attempt_is_made_at_a_time() -> None:
    """However many messages there are."""
    # GIVEN an endpoint during whose answer the message comes again
    world, secret = a_tenant()
    event = happens(world)
    message = dict(world.webhooks.sent[0][0])

    def again(_: object) -> HttpResponse:
        a_receiver(world).answers(200)
        deliver.post(world.context(), message)
        return HttpResponse(200)

    a_receiver(world).answer = again
    # WHEN it is sent
    work_off(world)
    # THEN it was sent once
    (request,) = a_receiver(world).requests
    assert is_signed(request, secret)
    assert the_delivery(world, event).attempts == 1


def test_an_attempt_that_was_overtaken_changes_nothing() -> None:
    """The worker that finds its lease over goes on; the one that stalled changes nothing."""
    # GIVEN an attempt that takes longer than its lease, while another one is made
    world, _ = a_tenant()
    event = happens(world)
    message = dict(world.webhooks.sent[0][0])

    def stalled(_: object) -> HttpResponse:
        a_receiver(world).answers(200)
        world.clock.advance(webhook.LEASE)
        deliver.post(world.context(), message)
        return HttpResponse(500)

    a_receiver(world).answer = stalled
    # WHEN both are over
    work_off(world)
    # THEN what the later one brought stands
    assert a_receiver(world).ids == [event.id, event.id]
    assert the_delivery(world, event).status is DeliveryStatus.DELIVERED
    assert world.meter.counted[Metric.WEBHOOK_GIVEN_UP] == 0
