"""A tenant that is told of its journeys, and its endpoint as a test has it."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from standardwebhooks import Webhook

from jetbridge.broker import limiter_store
from jetbridge.broker.limiter_state import LimiterState, Permit
from jetbridge.flows.event import outbox
from jetbridge.flows.event.webhooks import endpoint
from jetbridge.flows.journey import due
from jetbridge.flows.schedule import work
from jetbridge.model import events
from jetbridge.model.journey import Entry, What
from jetbridge.model.onboarding import Onboarding, Status
from jetbridge.model.ports import DomainEvent, HttpRequest, HttpResponse
from jetbridge.model.secret import Secret
from jetbridge.model.webhook import Delivery, DeliveryStatus
from jetbridge.store import deliveries, keys, onboardings
from jetbridge.store import outbox as stored_events
from tests.fakes.context import World
from tests.fakes.journeys import BEGUN

TENANT: Final = "demo"
DAY: Final = 86_400
URL: Final = "https://hooks.tenant.example/jetbridge"
LINK: Final = "https://partner.example/a-secret-link"

type Answer = Callable[[HttpRequest], HttpResponse]


@dataclass
class Receiver:
    """An `Http` that is the tenant's endpoint. It answers as `answer` says."""

    answer: Answer = field(default=lambda _: HttpResponse(204))
    requests: list[HttpRequest] = field(default_factory=list)

    def send(self, request: HttpRequest) -> HttpResponse:
        """Keep the request, and answer it."""
        self.requests.append(request)
        return self.answer(request)

    def answers(self, status: int, **headers: str) -> None:
        """Answer everything with a status from now on; `retry_after` names the header."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answer = lambda _: HttpResponse(status, named)

    def fails(self, failure: Exception) -> None:
        """Fail at everything from now on."""

        def fail(_: HttpRequest) -> HttpResponse:
            raise failure

        self.answer = fail

    @property
    def ids(self) -> list[str]:
        """The ids of what came, in order."""
        return [request.headers["webhook-id"] for request in self.requests]

    @property
    def bodies(self) -> list[dict[str, Any]]:
        """The bodies of what came, in order."""
        return [json.loads(request.body or b"") for request in self.requests]


def a_receiver(world: World) -> Receiver:
    """Return the receiver of a world that has one."""
    assert isinstance(world.http, Receiver)
    return world.http


def a_tenant(types: Sequence[str] = (), world: World | None = None) -> tuple[World, Secret]:
    """Return a world with a tenant that has an endpoint, and the secret that signs."""
    made = world or World(http=Receiver())
    stored = endpoint.set_(made.context(), TENANT, URL, types)
    assert stored.secret
    return made, stored.secret


def happens(world: World, what: What = What.COMPLETED, number: int = 0) -> DomainEvent:
    """Have something happen to a journey, and return what others are told of it."""
    entry = Entry(what, world.clock.now())
    event = events.of_journey(BEGUN, 7, number, entry)
    assert event
    outbox.commit(world.context(), stored_events.record(event))
    return event


def a_link(world: World, minutes: int = 60) -> DomainEvent:
    """Have a verification's link be there, and return the event that hands it out."""
    now, context = world.clock.now(), world.context()
    onboarding_id = "onb_AAAAAAAAAAAAAAAA"
    sealed = context.vault.seal(
        Secret(LINK), item=keys.onboarding(onboarding_id), field=onboardings.LINK_FIELD
    )
    onboarding = Onboarding(
        id=onboarding_id,
        tenant=TENANT,
        client_id="journey",
        partner="incode",
        status=Status.REQUESTED,
        notification_type="URL",
        external_customer_id="corr-1",
        link_minutes=minutes,
        digest="",
        created_at=now,
        updated_at=now,
        expires_at=now + 60 * minutes,
        sealed_link=sealed,
        announced="requested",
    )
    facts = {"onboardingId": onboarding_id}
    entry = Entry(What.LINK_READY, now, step="identity", partner="incode", facts=facts)
    event = events.of_journey(BEGUN, 3, 0, entry)
    assert event
    outbox.commit(context, *onboardings.create(onboarding), stored_events.record(event))
    return event


def others_use_the_share(world: World) -> None:
    """Have other attempts at the endpoint under way that never end."""
    others = tuple(Permit(f"other-{number}", world.clock.now() + 100 * DAY) for number in range(3))
    assert limiter_store.write(
        world.table, f"endpoint#{TENANT}", LimiterState(running=others), 0, now=world.clock.now()
    )


def work_off(world: World) -> None:
    """Do what the queues hold, whatever delay was asked for; what comes of it, too."""
    while held := world.queue.sent or world.webhooks.sent:
        message, _ = held.pop(0)
        work.do(world.context(), dict(message))


def pass_time(world: World, seconds: int) -> None:
    """Let time pass, then run the schedule and the worker."""
    world.clock.advance(seconds)
    due.run(world.context())
    work_off(world)


def try_out(world: World, event_id: str) -> list[int]:
    """Let time pass until nothing more is tried; return when attempts were made, from now on."""
    began = world.clock.now()
    moments: list[int] = []
    while True:
        found = deliveries.get(world.table, BEGUN.id, event_id)
        assert found
        if found.status is not DeliveryStatus.WAITING:
            return moments
        before = len(a_receiver(world).requests)
        pass_time(world, found.next_at + deliveries.PATIENCE - world.clock.now())
        assert len(a_receiver(world).requests) == before + 1
        moments.append(world.clock.now() - began)


def the_delivery(world: World, event: DomainEvent) -> Delivery:
    """Return the delivery of an event."""
    found = deliveries.get(world.table, BEGUN.id, event.id)
    assert found
    return found


def is_signed(request: HttpRequest, secret: Secret) -> bool:
    """Return whether a request carries the signature of a secret, whatever time it is now."""
    moment = datetime.fromtimestamp(int(request.headers["webhook-timestamp"]), UTC)
    body = (request.body or b"").decode()
    expected = Webhook(secret.reveal()).sign(request.headers["webhook-id"], moment, body)
    return expected in request.headers["webhook-signature"].split(" ")
