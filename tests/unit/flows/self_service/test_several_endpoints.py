"""A tenant with several endpoints: each has its events, its secret, state and deliveries."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, override

import pytest

from jetbridge.broker import limiter_store
from jetbridge.broker.limiter_state import LimiterState, Permit
from jetbridge.flows.event import outbox
from jetbridge.flows.event.webhooks import deliver, limiter
from jetbridge.model import events, webhook, work
from jetbridge.model.journey import Entry, What
from jetbridge.model.ports import HttpRequest, HttpResponse
from jetbridge.model.secret import Secret
from jetbridge.model.webhook import MAX_FURTHER, DeliveryStatus
from jetbridge.store import deliveries, keys
from jetbridge.store import outbox as stored_events
from jetbridge.store.table import Item, Key, Put, Table, Write
from tests.fakes.context import ENVIRONMENT, World
from tests.fakes.counted import CountedTable
from tests.fakes.journeys import BEGUN
from tests.fakes.passing import PassingTable
from tests.support.api import Answer, Client
from tests.unit.flows.event.webhooks.tenant import (
    Receiver,
    a_receiver,
    a_tenant,
    happens,
    is_signed,
    pass_time,
    work_off,
)

ALL: Final = "/v1/webhooks"
FIRST: Final = "https://hooks.customer.example/first"
OTHER: Final = "https://hooks.customer.example/other"


@pytest.fixture
def world() -> World:
    """Return a world whose tenant has no endpoint yet."""
    return World(http=Receiver())


@pytest.fixture
def client(world: World) -> Client:
    """Return a tenant's client."""
    return Client(world.context())


def made(client: Client, url: str, key: str | None = None, **more: Any) -> Answer:  # noqa: ANN401 - any JSON
    """Set an endpoint, under a key if there is one."""
    headers = {"idempotency-key": key} if key else {}
    return client.call("POST", ALL, {"url": url, **more}, headers=headers)


def changed(client: Client, path: str, **body: Any) -> Answer:  # noqa: ANN401 - any JSON
    """Change an endpoint as it is."""
    seen = {"if-match": client.call("GET", path).headers["etag"]}
    return client.call("PATCH", path, body, headers=seen)


def sent_to(world: World, url: str) -> list[HttpRequest]:
    """Return what an endpoint was sent."""
    return [each for each in a_receiver(world).requests if each.url == url]


def failing_at(url: str) -> Callable[[HttpRequest], HttpResponse]:
    """Return the answers of a receiver that takes nothing at one address."""
    return lambda request: HttpResponse(500 if request.url == url else 204)


def listed(client: Client, path: str, status: str) -> list[str]:
    """Return the events in one of an endpoint's lists."""
    answered = client.call("GET", f"{path}/deliveries", query=f"status={status}")
    return [each["eventId"] for each in answered.json["items"]]


def test_each_is_told_of_what_it_wants(world: World, client: Client) -> None:
    """Signed with its own secret."""
    # GIVEN an endpoint for everything, and another one for what has failed
    first, other = made(client, FIRST).json, made(client, OTHER, events=["journey.failed"]).json
    assert (first["id"], other["id"] != "default") == ("default", True)
    assert [each["id"] for each in client.call("GET", ALL).json["items"]] == [
        first["id"],
        other["id"],
    ]
    # WHEN a journey is completed, and another one has failed
    happens(world)
    happens(world, What.FAILED, number=1)
    work_off(world)
    # THEN each was told of its own
    assert len(sent_to(world, FIRST)) == 2
    (request,) = sent_to(world, OTHER)
    assert is_signed(request, Secret(other["secret"]))
    assert not is_signed(request, Secret(first["secret"]))
    # WHEN it wants something else, THEN it is told of that, and has its place in the list
    last = made(client, f"{OTHER}/2", events=["journey.failed"]).json["id"]
    changed(client, f"{ALL}/{other['id']}", events=["journey.completed"])
    listing = [each["id"] for each in client.call("GET", ALL).json["items"]]
    assert listing == ["default", other["id"], last]
    happens(world, number=2)
    work_off(world)
    assert len(sent_to(world, OTHER)) == 2


def test_there_are_so_many_and_no_more(client: Client) -> None:
    """Each event becomes as many deliveries in its transaction."""
    # GIVEN as many endpoints as there may be
    for number in range(MAX_FURTHER + 1):
        assert made(client, f"{FIRST}/{number}").status == 201
    # THEN another one is refused, until one is removed, be it the first
    assert made(client, OTHER).problem == "too-many-endpoints"
    seen = {"if-match": client.call("GET", f"{ALL}/default").headers["etag"]}
    assert client.call("DELETE", f"{ALL}/default", headers=seen).status == 204
    assert made(client, OTHER).json["id"] == "default"


def test_what_is_removed_is_told_nothing_and_the_others_are(world: World, client: Client) -> None:
    """Its pending deliveries are discarded."""
    # GIVEN two further endpoints of which one is removed while it is to be told
    made(client, FIRST)
    gone, stays = (f"{ALL}/{made(client, f'{OTHER}/{n}').json['id']}" for n in (0, 1))
    happens(world)
    seen = {"if-match": client.call("GET", gone).headers["etag"]}
    assert client.call("DELETE", gone, headers=seen).status == 204
    # WHEN the queue is worked off, and something else happens
    work_off(world)
    happens(world, number=1)
    work_off(world)
    # THEN the others were told of both
    assert not sent_to(world, f"{OTHER}/0")
    assert [len(sent_to(world, url)) for url in (FIRST, f"{OTHER}/1")] == [2, 2]
    assert client.call("GET", gone).status == 404
    assert client.call("GET", stays).status == 200


def test_what_one_does_not_take_is_its_own(world: World, client: Client) -> None:
    """Its attempts, its failure, its lists, and what is sent again."""
    # GIVEN two endpoints of which one takes nothing of an event until it is given up
    made(client, FIRST)
    other = f"{ALL}/{made(client, OTHER).json['id']}"
    a_receiver(world).answer = failing_at(OTHER)
    event = happens(world)
    work_off(world)
    assert listed(client, f"{ALL}/default", "delivered") == [event.id]
    assert listed(client, other, "waiting") == [event.id]
    further = client.call("GET", other).json["id"]
    while (found := deliveries.get(world.table, BEGUN.id, event.id, further)) and (
        found.status is DeliveryStatus.WAITING
    ):
        pass_time(world, found.next_at + deliveries.PATIENCE - world.clock.now())
    # THEN that is in its list, and in no other
    assert len(sent_to(world, FIRST)) == 1
    assert len(sent_to(world, OTHER)) == len(webhook.WAITS) + 1
    assert listed(client, other, "failed") == [event.id]
    assert listed(client, other, "waiting") == listed(client, f"{ALL}/default", "failed") == []
    assert client.call("GET", other).json["failingSince"]
    assert client.call("GET", f"{ALL}/default").json["failingSince"] is None
    # AND its dead letter names it
    (letter, _) = world.dead_letters.sent[-1]
    assert letter["endpoint"] == further
    # WHEN it is sent again, THEN there, and nowhere else
    a_receiver(world).answers(204)
    answered = client.call("POST", f"{other}/replay", {"eventIds": [event.id]})
    assert answered.json["items"] == [event.id]
    work_off(world)
    assert len(sent_to(world, FIRST)) == 1
    assert listed(client, other, "delivered") == [event.id]


def test_a_paused_endpoint_is_told_later(world: World, client: Client) -> None:
    """Nothing is lost, no attempt is counted, and the others are told at once."""
    # GIVEN an endpoint that is paused beside another one
    made(client, FIRST)
    other = f"{ALL}/{made(client, OTHER).json['id']}"
    paused = changed(client, other, status="paused")
    assert (paused.json["status"], bool(paused.json["pausedAt"])) == ("paused", True)
    # WHEN something happens, and hours pass
    event = happens(world)
    for _ in range(20):
        pass_time(world, 900)
    # THEN it waits, and is shown as that
    assert len(sent_to(world, FIRST)) == 1
    assert not sent_to(world, OTHER)
    answered = client.call("GET", f"{other}/deliveries", query="status=waiting").json["items"]
    assert [(each["attempts"], each["outcome"]) for each in answered] == [(0, "endpoint_paused")]
    assert answered[0]["nextAttemptAt"] is None
    # WHEN it is resumed, THEN it is told at once
    assert changed(client, other, status="active").json["status"] == "active"
    work_off(world)
    assert [each.headers["webhook-id"] for each in sent_to(world, OTHER)] == [event.id]


def test_what_a_pause_keeps_is_given_up_after_a_week(world: World, client: Client) -> None:
    """And can be sent again for as long as it is kept."""
    # GIVEN the first endpoint, paused, and something that happens
    made(client, FIRST)
    changed(client, f"{ALL}/default", status="paused")
    event = happens(world)
    # WHEN a week passes
    work_off(world)
    for _ in range(4):
        pass_time(world, webhook.DEFERRED_FOR // 3)
    # THEN it is given up, and says why
    (found,) = client.call("GET", f"{ALL}/default/deliveries").json["items"]
    assert (found["eventId"], found["outcome"]) == (event.id, "endpoint_paused")
    assert not a_receiver(world).requests


def test_a_change_of_something_else_leaves_a_pause(client: Client) -> None:
    """An address is set right while nothing is sent."""
    made(client, FIRST)
    changed(client, f"{ALL}/default", status="paused")
    assert changed(client, f"{ALL}/default", url=OTHER).json["status"] == "paused"
    assert changed(client, f"{ALL}/default", status="off").pointers == ["/status"]


def test_a_repeat_under_a_key_makes_no_second_endpoint(client: Client) -> None:
    """Whose answer got lost repeats the request: it gets the endpoint, and its secret."""
    # GIVEN endpoints that were made under keys
    made(client, FIRST, "a")
    first = made(client, OTHER, "b", events=["journey.failed"])
    # WHEN a request is repeated, THEN it is answered as the first time
    again = made(client, OTHER, "b", events=["journey.failed"])
    assert (again.status, again.json) == (201, first.json)
    assert len(client.call("GET", ALL).json["items"]) == 2
    # AND another one under its key is refused
    assert made(client, OTHER, "b").problem == "idempotency-key-reused"
    assert made(client, OTHER, "not a key").problem == "invalid-idempotency-key"
    # AND without a key, or under another one, there is another endpoint
    made(client, OTHER)
    assert made(client, OTHER, "c").status == 201
    assert len(client.call("GET", ALL).json["items"]) == 4


class Meanwhile(PassingTable):
    """A table at which another request is made, once, right before the first write of endpoints."""

    def __init__(self, table: Table, act: Callable[[], object]) -> None:
        """Let another one `act`."""
        super().__init__(table)
        self._acts = [act]

    @override
    def write(self, *writes: Write) -> None:
        """Let the other one act, then write."""
        self._let_act(each.key for each in writes)
        super().write(*writes)

    def _let_act(self, touched: Iterable[Key]) -> None:
        if self._acts and any(each.pk.startswith("ENDPOINT#") for each in touched):
            self._acts.pop()()


class MeanwhileRead(Meanwhile):
    """The same right after the first reading of endpoints."""

    @override
    def get_many(self, keys: Sequence[Key]) -> list[Item | None]:
        """Read, then let the other one act."""
        found = super().get_many(keys)
        self._let_act(keys)
        return found


@pytest.mark.parametrize("when", [Meanwhile, MeanwhileRead])
@pytest.mark.parametrize("others", [0, 1, 2])
def test_two_requests_at_once_make_one_endpoint_under_a_key(
    world: World, others: int, when: type[Meanwhile]
) -> None:
    """Whether it is the tenant's first one or another."""
    # GIVEN a tenant with other endpoints or none, and a request that is made twice at once
    plain = Client(world.context())
    for number in range(others):
        made(plain, f"{FIRST}/{number}")
    table = when(world.table, lambda: made(plain, OTHER, "key"))
    # WHEN the second one ends first
    answered = made(Client(world.context(table=table)), OTHER, "key")
    # THEN both have the one endpoint
    found = client_items(plain)
    assert [each["url"] for each in found].count(OTHER) == 1
    assert answered.json["id"] in {each["id"] for each in found}


def test_two_endpoints_that_are_made_at_once_are_both_there(world: World) -> None:
    """The directory names both."""
    # GIVEN a tenant whose client makes an endpoint while another one is made
    plain = Client(world.context())
    made(plain, FIRST)
    table = Meanwhile(world.table, lambda: made(plain, f"{OTHER}/1"))
    # WHEN both are made
    assert made(Client(world.context(table=table)), f"{OTHER}/2").status == 201
    # THEN both are told
    happens(world)
    work_off(world)
    assert {each.url for each in a_receiver(world).requests} == {
        FIRST,
        f"{OTHER}/1",
        f"{OTHER}/2",
    }


def test_a_change_beside_another_endpoints_is_made(world: World) -> None:
    """Its caller saw the endpoint as it is: that the list was changed is no matter of theirs."""
    # GIVEN a further endpoint that is changed, and then removed, while others are made
    plain = Client(world.context())
    made(plain, FIRST)
    path = f"{ALL}/{made(plain, OTHER).json['id']}"
    seen = {"if-match": plain.call("GET", path).headers["etag"]}
    table = Meanwhile(world.table, lambda: made(plain, f"{OTHER}/1"))
    client = Client(world.context(table=table))
    answered = client.call("PATCH", path, {"events": ["journey.failed"]}, headers=seen)
    # THEN both are done
    assert (answered.status, answered.json["events"]) == (200, ["journey.failed"])
    table = Meanwhile(world.table, lambda: made(plain, f"{OTHER}/2"))
    client = Client(world.context(table=table))
    changed_to = {"if-match": answered.headers["etag"]}
    assert client.call("DELETE", path, headers=changed_to).status == 204
    assert [each["url"] for each in client_items(plain)] == [FIRST, f"{OTHER}/1", f"{OTHER}/2"]


def client_items(client: Client) -> list[dict[str, Any]]:
    """Return the tenant's endpoints as its client sees them."""
    items: list[dict[str, Any]] = client.call("GET", ALL).json["items"]
    return items


def test_a_tenants_own_endpoints_alone(client: Client) -> None:
    """What another tenant calls an endpoint is none of this one's."""
    made(client, FIRST)
    other = made(client, OTHER).json["id"]
    stranger = Client(client.context, tenant="other")
    assert stranger.call("GET", f"{ALL}/{other}").status == 404
    made(stranger, FIRST)
    assert stranger.call("GET", f"{ALL}/{other}/deliveries").status == 404
    assert stranger.call("POST", f"{ALL}/{other}/test").status == 404


def test_a_list_that_is_none_is_refused(client: Client) -> None:
    """By its name."""
    made(client, FIRST)
    answered = client.call("GET", f"{ALL}/default/deliveries", query="status=dead")
    assert (answered.status, answered.pointers) == (422, ["status"])


def test_a_message_of_an_earlier_release_means_the_first_endpoint(world: World) -> None:
    """It names none, nor does its item."""
    # GIVEN a delivery and its message as release 0.1.0 has written them
    a_tenant(world=world)
    event = happens(world)
    key = keys.delivery(BEGUN.id, event.id)
    item = world.table.get(key)
    assert item
    later = {"further", "tenant_pk", "tenant_sk"}
    assert {"endpoint"}.isdisjoint(*[message for message, _ in world.webhooks.sent])
    world.table.write(Put({name: item[name] for name in item if name not in later}))
    # WHEN the message comes, THEN the first endpoint is told
    deliver.post(world.context(), work.delivery(BEGUN.id, event.id))
    assert len(a_receiver(world).requests) == 1


def test_to_tell_one_endpoint_costs_no_call_more(world: World, client: Client) -> None:
    """A tenant that has one reads it with the directory, in one request."""
    # GIVEN a tenant with one endpoint, WHEN something happens
    made(client, FIRST)
    table = CountedTable(world.table)
    event = events.of_journey(BEGUN, 7, 0, Entry(What.COMPLETED, world.clock.now()))
    assert event
    outbox.commit(world.context(table=table), stored_events.record(event))
    # THEN one request has read where it is told
    assert table.made["GetItem"] + table.made["BatchGetItem"] == 1


@pytest.mark.parametrize("hangs", [FIRST, OTHER])
def test_a_tenant_has_one_share_of_the_workers(hangs: str) -> None:
    """However many endpoints it has: others would wait behind them."""
    # GIVEN a deployment in which a tenant's share is one attempt, and a tenant with two endpoints
    world = World(http=Receiver(), environment={**ENVIRONMENT, "WEBHOOK_CONCURRENCY": "2"})
    client = Client(world.context())
    made(client, FIRST)
    made(client, OTHER)
    happens(world)
    messages = [message for message, _ in world.webhooks.sent]
    while_hanging: list[int] = []

    def hanging(request: HttpRequest) -> HttpResponse:
        if request.url == hangs and not while_hanging:
            before = len(a_receiver(world).requests)
            for message in messages:
                deliver.post(world.context(), message)
            while_hanging.append(len(a_receiver(world).requests) - before)
        return HttpResponse(204)

    # WHEN an attempt at one of them hangs while the other is to be told
    a_receiver(world).answer = hanging
    ordered = sorted(messages, key=lambda each: ("endpoint" in each) is not (hangs == OTHER))
    deliver.post(world.context(), ordered[0])
    # THEN the other waits, and is told afterwards
    assert while_hanging == [0]
    work_off(world)
    pass_time(world, 60 + deliveries.PATIENCE)
    assert [len(sent_to(world, url)) for url in (FIRST, OTHER)] == [1, 1]


def limited(world: World, name: str, running: Sequence[str], timeouts: int) -> None:
    """Have permits under way in a limiter, at which so many attempts in a row ran out of time."""
    permits = tuple(Permit(each, world.clock.now() + webhook.LEASE) for each in running)
    state = LimiterState(running=permits, timeouts=timeouts)
    assert limiter_store.write(world.table, name, state, 0, now=world.clock.now())


def test_a_slow_first_endpoint_is_not_slower_for_its_neighbours(
    world: World, client: Client
) -> None:
    """Its one attempt at once is its own: what others have under way is no matter."""
    # GIVEN a slow first endpoint beside another one, at which an attempt is under way
    made(client, FIRST)
    made(client, OTHER, events=["journey.failed"])
    name = f"endpoint#{client.tenant}"
    limited(world, name, ["further.aaaa"], limiter.SLOW_AFTER)
    # WHEN the first one is to be told, THEN it is
    happens(world)
    work_off(world)
    assert len(sent_to(world, FIRST)) == 1


def test_the_slow_endpoints_of_a_tenant_leave_room_to_the_others(
    world: World, client: Client
) -> None:
    """The tenant's share would else be theirs, whenever there are as many of them."""
    # GIVEN a tenant whose share is three, and two slow endpoints that use two of them
    made(client, FIRST)
    other = made(client, OTHER).json["id"]
    name = f"endpoint#{client.tenant}"
    limited(world, name, ["further.slow.aaaa", "further.slow.bbbb"], 0)
    limited(world, f"{name}#{other}", [], limiter.SLOW_AFTER)
    # WHEN something happens that a third slow one and a quick one are to be told
    happens(world)
    for message, _ in [*world.webhooks.sent]:
        deliver.post(world.context(), message)
    # THEN the quick one is told, and the slow one waits
    assert [len(sent_to(world, url)) for url in (FIRST, OTHER)] == [1, 0]
