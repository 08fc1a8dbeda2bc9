"""A tenant with several endpoints: each has its events, its secret, state and deliveries."""

from collections.abc import Callable
from typing import Any

from jetbridge.flows.event.webhooks import deliver
from jetbridge.model import webhook, work
from jetbridge.model.journey import What
from jetbridge.model.ports import HttpRequest, HttpResponse
from jetbridge.model.secret import Secret
from jetbridge.model.webhook import MAX_FURTHER, DeliveryStatus
from jetbridge.store import deliveries, keys
from jetbridge.store.table import Put
from tests.fakes.context import World
from tests.fakes.journeys import BEGUN
from tests.support.api import Answer, Client
from tests.unit.flows.event.webhooks.tenant import (
    a_receiver,
    a_tenant,
    happens,
    is_signed,
    pass_time,
    work_off,
)
from tests.unit.flows.self_service.several import ALL, FIRST, OTHER, made, sent_to


def changed(client: Client, path: str, **body: Any) -> Answer:  # noqa: ANN401 - any JSON
    """Change an endpoint as it is."""
    seen = {"if-match": client.call("GET", path).headers["etag"]}
    return client.call("PATCH", path, body, headers=seen)


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
