"""A world with a connected company, whose SmartRecruiters keeps subscriptions."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Final

from jetbridge.flows.schedule import work
from jetbridge.model.connection import Connection
from jetbridge.model.ports import HttpRequest, HttpResponse
from jetbridge.model.secret import Secret
from jetbridge.partners.smartrecruiters import ingest as smartrecruiters_ingest
from jetbridge.partners.smartrecruiters.signature import SIGNATURE, Delivery, signature
from tests.fakes import FakeHttp, answer
from tests.fakes.context import ENVIRONMENT, SMARTRECRUITERS, World
from tests.support.smartrecruiters import ISSUED, a_world, approve, the_connection

SUBSCRIPTIONS: Final = f"{SMARTRECRUITERS}/webhooks-api/v201907/subscriptions"
EVENT: Final = "application.status.updated"
BODY: Final = b'{"application_id":"app-1","candidate_id":"can-1","job_id":"job-1"}'


class Subscriptions:
    """SmartRecruiters' Webhooks API, of one company: its latest subscription, and `older` ones."""

    def __init__(self, world: World) -> None:
        """Answer the world's requests; a handshake is with the world's own context."""
        self._world = world
        self.status = "none"
        self.callback_url = ""
        self.events: list[str] = []
        self.keys: list[str] = []
        self.made = 0
        self.older: dict[str, dict[str, object]] = {}
        self.shown: Callable[[str], object] = _with_version
        self.handshakes: list[str | None] = []
        http = world.http
        assert isinstance(http, FakeHttp)
        http.always("GET", SUBSCRIPTIONS, self._list)
        http.always("POST", SUBSCRIPTIONS, self._create)

    @property
    def id(self) -> str:
        """The present subscription's."""
        return f"sub-{self.made}"

    def _list(self, _: HttpRequest) -> HttpResponse:
        present = [] if self.status == "none" else [self._view()]
        return answer([*self.older.values(), *present])

    def _create(self, request: HttpRequest) -> HttpResponse:
        wanted = json.loads(request.body or b"")
        if self.status != "none":
            self.older[self.id] = self._view()
        self.made += 1
        self.status, self.keys = "inactive", []
        self.callback_url, self.events = wanted["callbackUrl"], wanted["events"]
        http = self._world.http
        assert isinstance(http, FakeHttp)
        http.always("POST", f"{SUBSCRIPTIONS}/{self.id}/secret-key", self._key)
        http.always("GET", f"{SUBSCRIPTIONS}/{self.id}/secret-key", self._newest_key)
        http.always("PUT", f"{SUBSCRIPTIONS}/{self.id}/activation", self._activate)
        http.always("DELETE", f"{SUBSCRIPTIONS}/{self.id}", partial(self._delete, self.id))
        return answer(self._view(), status=201)

    def rotate(self) -> str:
        """Replace the key, as an administrator may at the partner, and return the new one."""
        self.keys.insert(0, f"rotated-{self.made}-{len(self.keys)}")
        return self.keys[0]

    def _newest_key(self, _: HttpRequest) -> HttpResponse:
        return answer({"secretKey": self.keys[0]}) if self.keys else answer(status=404)

    def _key(self, _: HttpRequest) -> HttpResponse:
        self.keys.insert(0, f"key-{self.made}-{len(self.keys)}")
        return answer({"secretKey": self.keys[0]}, status=201)

    def _activate(self, _: HttpRequest) -> HttpResponse:
        if self.status == "active":
            return answer({"message": "active"}, status=409)
        connection_id = self.callback_url.rpartition("/")[2]
        headers = {"x-hook-secret": "hook"}
        echo = smartrecruiters_ingest.receive(self._world.context(), connection_id, headers, b"")
        self.handshakes.append(echo)
        if echo != "hook":
            return answer({"message": "no handshake"}, status=424)
        self.status = "active"
        return answer(status=204)

    def _delete(self, subscription_id: str, _: HttpRequest) -> HttpResponse:
        if subscription_id == self.id:
            self.status = "none"
        self.older.pop(subscription_id, None)
        return answer(status=204)

    def _view(self) -> dict[str, object]:
        return {
            "id": self.id,
            "callbackUrl": self.callback_url,
            "events": [self.shown(name) for name in self.events],
            "status": self.status,
        }


def _with_version(name: str) -> object:
    return {"name": name, "version": "v201910"}


def connected(events: str = EVENT) -> tuple[World, Subscriptions]:
    """Return a world with one active connection, whose subscription was asked for."""
    world = a_world(answer(ISSUED))
    world.environment = {
        **ENVIRONMENT,
        "PUBLIC_URL": "https://jetbridge.test",
        "SMARTRECRUITERS_EVENTS": events,
    }
    subscriptions = Subscriptions(world)
    assert approve(world.context()).connected
    return world, subscriptions


def subscribed() -> tuple[World, Subscriptions]:
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
