"""A tenant's client sets its endpoint, tests it, and has what was given up sent again."""

from typing import Any, Final, override

import pytest

from jetbridge.flows.self_service.quota import A_MINUTE
from jetbridge.model import webhook
from jetbridge.model.audit import Action
from jetbridge.model.ports import DomainEvent, NotSentError
from jetbridge.model.record import replace
from jetbridge.model.scopes import Scope
from jetbridge.model.secret import Secret
from jetbridge.model.webhook import DeliveryStatus
from jetbridge.store import audit, endpoints, keys, tenants
from jetbridge.store.quotas import Quota
from jetbridge.store.table import Item, Key, WriteRejectedError
from tests.fakes.context import World
from tests.fakes.passing import PassingTable
from tests.support.api import Answer, Client
from tests.unit.flows.event.webhooks.tenant import (
    a_receiver,
    happens,
    is_signed,
    the_delivery,
    try_out,
    work_off,
)

ALL: Final = "/v1/webhooks"
ONE: Final = "/v1/webhooks/default"
URL: Final = "https://hooks.customer.example/jetbridge"


class ShortKeys(PassingTable):
    """A table that reads no item whose sort key is too long for DynamoDB."""

    @override
    def get(self, key: Key) -> Item | None:
        """Pass the read on, as far as the key goes."""
        if len(key.sk.encode()) > 1_024:
            raise WriteRejectedError("ValidationException")
        return super().get(key)


def made(client: Client, **more: Any) -> Answer:  # noqa: ANN401 - any JSON
    """Set the endpoint."""
    answered = client.call("POST", ALL, {"url": URL, **more})
    assert answered.status == 201, answered.body
    return answered


def seen(client: Client) -> dict[str, str]:
    """Return the header that names the endpoint as it is."""
    return {"if-match": client.call("GET", ONE).headers["etag"]}


def given_up(world: World, number: int = 0) -> DomainEvent:
    """Have the endpoint take nothing of an event until that is given up."""
    a_receiver(world).answers(500)
    event = happens(world, number=number)
    try_out(world, event.id)
    world.webhooks.sent.clear()
    assert the_delivery(world, event).status is DeliveryStatus.DEAD
    return event


def test_the_secret_is_told_once_and_signs(world: World, client: Client) -> None:
    """By the answer to the request that made the endpoint, and by no other."""
    # WHEN an endpoint is set
    answered = made(client, events=["journey.completed"])
    # THEN what is sent there is signed with the secret of the answer
    secret = Secret(answered.json["secret"])
    happens(world)
    work_off(world)
    (request,) = a_receiver(world).requests
    assert is_signed(request, secret)
    # AND no other answer has it
    shown = client.call("GET", ONE)
    assert secret.reveal() not in shown.body + client.call("GET", ALL).body
    assert shown.json == {k: v for k, v in answered.json.items() if k != "secret"}
    assert (shown.json["url"], shown.json["events"]) == (URL, ["journey.completed"])


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.customer.example/jetbridge",
        "https://127.0.0.1/hook",
        "https://[::1]/hook",
        "https://2130706433/hook",
        "https://169.254.169.254/latest/meta-data",
        "https://user@hooks.customer.example/",
        "https://hooks.customer.example:8443/",
        "https://metadata.google.internal/",
        "https://localhost/hook",
        "hooks.customer.example",
    ],
)
def test_an_address_of_a_private_network_is_refused(client: Client, url: str) -> None:
    """When it is set and when it is changed: we would call it from within the cloud."""
    # WHEN an endpoint is set there, and another one is changed to it
    refused = client.call("POST", ALL, {"url": url})
    made(client)
    changed = client.call("PATCH", ONE, {"url": url}, headers=seen(client))
    # THEN neither is taken
    assert (refused.status, refused.pointers) == (422, ["/url"])
    assert (changed.status, changed.pointers) == (422, ["/url"])
    assert client.call("GET", ONE).json["url"] == URL


def test_every_broken_rule_is_told(client: Client) -> None:
    """With a pointer to each."""
    body = {"url": URL, "events": ["journey.completed", "journey.exploded"]}
    assert client.call("POST", ALL, body).pointers == ["/events/1"]
    assert client.call("POST", ALL, {"secret": "mine"}).pointers == ["/url", "/secret"]


def test_a_change_keeps_what_it_does_not_name(world: World, client: Client) -> None:
    """The secret always stays."""
    # GIVEN an endpoint
    secret = Secret(made(client, events=["journey.completed"]).json["secret"])
    # WHEN its address is changed
    answered = client.call("PATCH", ONE, {"url": f"{URL}/2"}, headers=seen(client))
    # THEN the events and the secret are as they were
    assert (answered.json["url"], answered.json["events"]) == (f"{URL}/2", ["journey.completed"])
    happens(world)
    work_off(world)
    assert is_signed(a_receiver(world).requests[0], secret)


@pytest.mark.parametrize(("method", "body"), [("PATCH", {"events": []}), ("DELETE", None)])
def test_no_update_is_lost(client: Client, method: str, body: object) -> None:
    """A change names what its caller saw."""
    # GIVEN an endpoint that was changed since it was seen
    made(client)
    stale = seen(client)
    client.call("PATCH", ONE, {"events": ["journey.failed"]}, headers=stale)
    # WHEN it is changed by who has not seen that, or does not say what was seen
    assert client.call(method, ONE, body, headers=stale).problem == "precondition-failed"
    assert client.call(method, ONE, body).problem == "precondition-required"
    # THEN it is as it was
    assert client.call("GET", ONE).json["events"] == ["journey.failed"]


def test_what_is_removed_is_told_nothing(world: World, client: Client) -> None:
    """And another one may be set."""
    # GIVEN an endpoint, WHEN it is removed
    made(client)
    assert client.call("DELETE", ONE, headers=seen(client)).status == 204
    # THEN it is not there, and hears of nothing
    happens(world)
    work_off(world)
    assert not a_receiver(world).requests
    assert client.call("GET", ONE).status == 404
    assert client.call("GET", ALL).json == {"items": [], "nextCursor": None}
    made(client)


@pytest.mark.parametrize(("status", "taken"), [(204, True), (500, False)])
def test_a_test_says_what_came_of_it(
    world: World, client: Client, status: int, *, taken: bool
) -> None:
    """Once, whatever the endpoint wants to hear."""
    # GIVEN an endpoint, WHEN it is tested
    made(client, events=["journey.completed"])
    a_receiver(world).answers(status)
    answered = client.call("POST", f"{ONE}/test")
    # THEN its answer is told
    assert answered.json == {"taken": taken, "outcome": f"http_{status}"}
    assert [each["type"] for each in a_receiver(world).bodies] == ["webhook.test"]


def test_a_test_of_what_cannot_be_reached_is_an_answer_too(world: World, client: Client) -> None:
    """The client is no worse off than the operator at a terminal."""
    made(client)
    a_receiver(world).fails(NotSentError("hooks.customer.example", "no such host"))
    assert client.call("POST", f"{ONE}/test").json == {"taken": False, "outcome": "unreachable"}


def test_a_tenant_has_so_many_tests_a_minute(world: World, client: Client) -> None:
    """Each makes us send a request: with any number, a client of ours could flood a host."""
    # GIVEN a tenant that has made its tests of this minute
    made(client)
    for _ in range(A_MINUTE[Quota.WEBHOOK_TESTS]):
        assert client.call("POST", f"{ONE}/test").status == 200
    # WHEN it asks for another, with another client of it, THEN nothing is sent
    refused = Client(client.context, client_id="jb_ci_other").call("POST", f"{ONE}/test")
    assert (refused.status, refused.problem) == (429, "quota-used-up")
    assert len(a_receiver(world).requests) == A_MINUTE[Quota.WEBHOOK_TESTS]
    # AND in the next minute it is
    world.clock.advance(int(refused.headers["retry-after"]))
    assert client.call("POST", f"{ONE}/test").status == 200


def test_a_tenant_has_so_many_replays_a_minute(world: World, client: Client) -> None:
    """Each may have a hundred deliveries made once more."""
    # GIVEN a tenant that has made its replays of this minute
    made(client)
    for _ in range(A_MINUTE[Quota.WEBHOOK_REPLAYS]):
        assert client.call("POST", f"{ONE}/replay", {}).status == 200
    # WHEN it asks for another one, with another client of it, THEN it is refused
    refused = Client(client.context, client_id="jb_ci_other").call("POST", f"{ONE}/replay", {})
    assert (refused.status, refused.problem) == (429, "quota-used-up")
    # AND in the next minute it is done; tests have a quota of their own
    assert client.call("POST", f"{ONE}/test").status == 200
    world.clock.advance(int(refused.headers["retry-after"]))
    assert client.call("POST", f"{ONE}/replay", {}).status == 200


def test_two_secrets_sign_while_one_is_replaced(world: World, client: Client) -> None:
    """Until the older one ends; a third beside them is refused, but all can be ended at once."""
    # GIVEN an endpoint, WHEN its secret is replaced
    first = Secret(made(client).json["secret"])
    rotated = client.call("POST", f"{ONE}/rotate", {"overlapInSeconds": 60}).json
    # THEN both sign
    happens(world)
    work_off(world)
    (request,) = a_receiver(world).requests
    assert is_signed(request, first)
    assert is_signed(request, Secret(rotated["secret"]))
    shown = client.call("GET", ONE).json
    assert (shown["secrets"], shown["olderUntil"]) == (2, rotated["olderUntil"])
    # AND a third one has to wait, unless the others end
    assert client.call("POST", f"{ONE}/rotate", {}).problem == "two-live-secrets"
    assert client.call("POST", f"{ONE}/rotate", {"overlapInSeconds": 0}).status == 200
    assert client.call("GET", ONE).json["secrets"] == 1


def test_what_was_given_up_is_listed_and_sent_again(world: World, client: Client) -> None:
    """One that is named, or all of them."""
    # GIVEN two deliveries that were given up
    made(client)
    events = [given_up(world, number) for number in (0, 1)]
    listed = client.call("GET", f"{ONE}/deliveries").json["items"]
    assert {each["eventId"] for each in listed} == {each.id for each in events}
    assert listed[0]["outcome"] == "http_500"
    # WHEN one of them is sent again, and then what is left
    a_receiver(world).answers(204)
    one = client.call("POST", f"{ONE}/replay", {"eventIds": [events[0].id]})
    rest = client.call("POST", f"{ONE}/replay", {})
    # THEN each is, once
    assert one.json == {"items": [events[0].id], "more": False}
    assert rest.json == {"items": [events[1].id], "more": False}
    # AND the audit trail says which
    entries = [
        entry
        for chain in keys.audit_chains("demo")
        for entry in audit.entries(world.table, chain)
        if (entry["action"], entry["outcome"]) == (Action.WEBHOOK_REPLAY, "done")
    ]
    named = " ".join(str(entry["on"]) for entry in entries)
    assert all(each.id in named for each in events)
    work_off(world)
    assert [the_delivery(world, each).status for each in events] == [DeliveryStatus.DELIVERED] * 2


@pytest.mark.parametrize(("status", "why"), [("paused", "paused"), ("disabled", "disabled")])
def test_nothing_is_sent_again_where_nothing_is_sent(
    world: World, client: Client, status: str, why: str
) -> None:
    """It would be given up once more, and be another dead letter."""
    # GIVEN what was given up, at an endpoint that is paused, or said that it is gone
    made(client)
    event = given_up(world)
    if status == "paused":
        client.call("PATCH", ONE, {"status": "paused"}, headers=seen(client))
    else:
        known = endpoints.get(world.table, "demo")
        assert known
        world.table.write(endpoints.save(webhook.disabled(known)))
    # WHEN it is to be sent again, named or not
    for body in ({"eventIds": [event.id]}, {}):
        refused = client.call("POST", f"{ONE}/replay", body)
        # THEN it is refused, and stays what it was
        assert (refused.status, refused.problem) == (409, "endpoint-inactive")
        assert why in refused.json["detail"]
    assert the_delivery(world, event).status is DeliveryStatus.DEAD
    # AND once it is told again, so is this
    client.call("PATCH", ONE, {"status": "active"}, headers=seen(client))
    assert client.call("POST", f"{ONE}/replay", {}).json["items"] == [event.id]


def test_nothing_is_made_for_a_tenant_that_leaves(world: World, client: Client) -> None:
    """It would be told of what ends, and stay behind."""
    # GIVEN a tenant whose offboarding has begun
    world.table.write(tenants.opened("demo"))
    world.table.write(tenants.close("demo", by="operator", now=world.clock.now()))
    # WHEN its client sets an endpoint
    refused = client.call("POST", ALL, {"url": URL})
    # THEN there is none
    assert (refused.status, refused.problem) == (409, "changed-meanwhile")
    assert refused.json["title"] == "The tenant is being offboarded"
    assert not endpoints.every(world.table, "demo")


def test_what_was_not_given_up_is_not_sent_again(world: World, client: Client) -> None:
    """Nor is anything beside it."""
    # GIVEN a delivery that was given up
    made(client)
    event = given_up(world)
    # WHEN it is named beside others, which are none
    names = [event.id, "jny_unknown_1_0", "nonsense"]
    answered = client.call("POST", f"{ONE}/replay", {"eventIds": names})
    # THEN nothing is sent
    assert (answered.status, answered.pointers) == (422, ["/eventIds/1", "/eventIds/2"])
    assert the_delivery(world, event).status is DeliveryStatus.DEAD


def test_a_name_that_no_event_has_is_not_looked_for(world: World) -> None:
    """DynamoDB refuses keys of more than 1,024 bytes: the answer would be 500."""
    # GIVEN a table that refuses such keys
    world.table = ShortKeys(world.table)
    client = Client(world.context())
    made(client)
    # WHEN the longest text is named that a body may have
    answered = client.call("POST", f"{ONE}/replay", {"eventIds": ["\U0001f600" * 256]})
    # THEN it is refused like every other that was not given up
    assert (answered.status, answered.pointers) == (422, ["/eventIds/0"])


def test_an_endpoint_whose_secrets_do_not_open_is_shown(world: World, client: Client) -> None:
    """The key may be lost: its tenant sees that nothing signs, and gives it another secret."""
    # GIVEN an endpoint whose secrets are sealed by a key that is not there
    made(client)
    known = endpoints.get(world.table, "demo")
    assert known
    world.table.write(endpoints.save(replace(known, sealed_secrets="unreadable")))
    # WHEN it is looked at and changed, THEN it is shown without a secret that signs
    assert client.call("GET", ALL).json["items"][0]["secrets"] == 0
    assert client.call("PATCH", ONE, {"events": []}, headers=seen(client)).json["secrets"] == 0
    # AND neither a test nor a second secret beside it is a fault of ours
    tested = client.call("POST", f"{ONE}/test")
    beside = client.call("POST", f"{ONE}/rotate", {})
    assert [(each.status, each.problem) for each in (tested, beside)] == [
        (409, "secrets-unreadable")
    ] * 2
    assert not a_receiver(world).requests
    # AND another secret makes it good
    assert client.call("POST", f"{ONE}/rotate", {"overlapInSeconds": 0}).status == 200
    assert client.call("GET", ONE).json["secrets"] == 1


def test_another_tenants_endpoint_is_not_there(world: World, client: Client) -> None:
    """Nor its deliveries."""
    # GIVEN a tenant with a delivery that was given up, and another tenant with an endpoint
    made(client)
    event = given_up(world)
    other = Client(client.context, tenant="other")
    assert other.call("GET", ONE).status == 404
    assert other.call("GET", f"{ONE}/deliveries").status == 404
    # WHEN that one has an endpoint of its own, THEN the first one's deliveries are not there
    made(other)
    assert other.call("GET", f"{ONE}/deliveries").json["items"] == []
    assert other.call("POST", f"{ONE}/replay", {"eventIds": [event.id]}).status == 422
    assert endpoints.get(world.table, "demo")


@pytest.mark.parametrize(
    ("method", "path", "needed"),
    [
        ("GET", ALL, Scope.WEBHOOKS_READ),
        ("GET", ONE, Scope.WEBHOOKS_READ),
        ("GET", f"{ONE}/deliveries", Scope.WEBHOOKS_READ),
        ("POST", ALL, Scope.WEBHOOKS_WRITE),
        ("PATCH", ONE, Scope.WEBHOOKS_WRITE),
        ("DELETE", ONE, Scope.WEBHOOKS_WRITE),
        ("POST", f"{ONE}/test", Scope.WEBHOOKS_WRITE),
        ("POST", f"{ONE}/rotate", Scope.WEBHOOKS_WRITE),
        ("POST", f"{ONE}/replay", Scope.WEBHOOKS_WRITE),
    ],
)
def test_each_route_needs_its_scope(client: Client, method: str, path: str, needed: Scope) -> None:
    """Even where there is no endpoint."""
    client.scopes -= {needed}
    assert client.call(method, path, {} if method in {"POST", "PATCH"} else None).status == 403
