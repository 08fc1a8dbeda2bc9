"""A world with a connected company, whose SmartRecruiters keeps subscriptions."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from jetbridge.flows.schedule import work
from jetbridge.model.connection import Connection
from jetbridge.model.secret import Secret
from jetbridge.partners.smartrecruiters import ingest as smartrecruiters_ingest
from jetbridge.partners.smartrecruiters.signature import SIGNATURE, Delivery, signature
from tests.fakes import answer
from tests.fakes.context import ENVIRONMENT, SMARTRECRUITERS, World
from tests.fakes.partners.smartrecruiters import ISSUED, SmartRecruiters
from tests.fakes.partners.smartrecruiters_webhooks import Webhooks
from tests.support.smartrecruiters import a_world, approve, the_connection

EVENT: Final = "application.status.updated"
BODY: Final = b'{"application_id":"app-1","candidate_id":"can-1","job_id":"job-1"}'


def webhooks(world: World) -> Webhooks:
    """Return a world's Webhooks API; a handshake is with the world's own context."""
    assert isinstance(world.http, SmartRecruiters)

    def handshake(callback_url: str, secret: str) -> str | None:
        connection_id = callback_url.rpartition("/")[2]
        headers = {"x-hook-secret": secret}
        return smartrecruiters_ingest.receive(world.context(), connection_id, headers, b"")

    world.http.webhooks.handshake = handshake
    return world.http.webhooks


def connected(events: str = EVENT) -> tuple[World, Webhooks]:
    """Return a world with one active connection, whose subscription was asked for."""
    world = a_world(answer(ISSUED))
    world.environment = {
        **ENVIRONMENT,
        "PUBLIC_URL": "https://jetbridge.test",
        "SMARTRECRUITERS_EVENTS": events,
    }
    subscriptions = webhooks(world)
    assert approve(world.context()).connected
    return world, subscriptions


def subscribed() -> tuple[World, Webhooks]:
    """Return a world with one active connection and its active subscription."""
    world, subscriptions = connected()
    work_off(world)
    assert subscriptions.status == "active"
    return world, subscriptions


def work_off(world: World) -> None:
    """Have the worker do what the queue holds, and empty it."""
    messages, world.queue.sent = world.queue.sent, []
    for message, _ in messages:
        work.do(world.context(), message)


def a_delivery(world: World, key: str, *, body: bytes = BODY, **headers: str) -> Mapping[str, str]:
    """Return the headers of a delivery that `key` signed just now."""
    named = {
        "event-id": "evt-1",
        "event-name": EVENT,
        "event-version": "v201907",
        "link": f"<{SMARTRECRUITERS}/candidates/can-1/jobs/job-1>; rel=self",
        "smartrecruiters-timestamp": str(world.clock.now()),
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    delivery = Delivery.of(named, body)
    return {SIGNATURE: f"v1={signature(delivery, Secret(key))}"} | named


def deliver(
    world: World, headers: Mapping[str, str], body: bytes = BODY, connection_id: str = ""
) -> str | None:
    """Have SmartRecruiters call the webhook of the connection, or of another one."""
    chosen = connection_id or the_connection(world).id
    return smartrecruiters_ingest.receive(world.context(), chosen, headers, body)


def marked(connection: Connection, state: str) -> Connection:
    """Return the connection with another word for its subscription."""
    return replace(connection, settings={**connection.settings, "subscription": state})
