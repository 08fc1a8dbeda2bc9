"""Endpoints of a tenant: how one is made, and what it was sent."""

from typing import Any, Final

from jetbridge.model.ports import HttpRequest
from tests.fakes.context import World
from tests.support.api import Answer, Client
from tests.unit.flows.event.webhooks.tenant import a_receiver

ALL: Final = "/v1/webhooks"
FIRST: Final = "https://hooks.customer.example/first"
OTHER: Final = "https://hooks.customer.example/other"


def made(client: Client, url: str, key: str | None = None, **more: Any) -> Answer:  # noqa: ANN401 - any JSON
    """Set an endpoint, under a key if there is one."""
    headers = {"idempotency-key": key} if key else {}
    return client.call("POST", ALL, {"url": url, **more}, headers=headers)


def sent_to(world: World, url: str) -> list[HttpRequest]:
    """Return what an endpoint was sent."""
    return [each for each in a_receiver(world).requests if each.url == url]
