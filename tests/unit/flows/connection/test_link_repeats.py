"""A connect link that is asked for twice is made once, and there are so many and no more."""

from typing import Any, Final

from jetbridge.model.connect_link import MAX_OPEN, named_by
from jetbridge.store import connect_links, keys, tenants
from tests.fakes.context import World
from tests.support.api import Answer, Client

ALL: Final = "/v1/connect-links"
BODY: Final = {"partner": "onboardbase"}


def made(client: Client, key: str | None = None, **more: Any) -> Answer:  # noqa: ANN401 - any JSON
    """Make a link, under a key if there is one."""
    headers = {"idempotency-key": key} if key else {}
    return client.call("POST", ALL, {**BODY, **more}, headers=headers)


def opens(world: World, answered: Answer) -> bool:
    """Return whether the address of an answer opens its link."""
    token = answered.json["url"].partition("link=")[2]
    found = connect_links.get(world.table, named_by(token))
    assert found
    assert found.id == answered.json["id"]
    return found.digest == keys.digest(token)


def test_a_repeat_makes_no_second_link(world: World, client: Client) -> None:
    """It is the same link, at an address that has arrived."""
    # GIVEN a link that was made under a key
    first = made(client, "a")
    # WHEN the request is repeated
    again = made(client, "a")
    # THEN there is one link, and the last address opens it
    assert {**first.json, "url": ""} == {**again.json, "url": ""}
    assert len(client.call("GET", ALL).json["items"]) == 1
    assert [opens(world, each) for each in (first, again)] == [False, True]
    # AND another request under its key is refused, and another tenant's is its own
    other = made(client, "a", linkValidityInMinutes=60)
    assert other.problem == "idempotency-key-reused"
    stranger = Client(client.context, tenant="other")
    assert made(stranger, "a").json["id"] != first.json["id"]
    # AND without a key there is another one
    assert made(client).json["id"] != made(client).json["id"]


def test_a_link_that_is_over_stays_over(client: Client) -> None:
    """A repeat does not open it again."""
    # GIVEN a link that was made under a key, and revoked
    first = made(client, "a")
    client.call("DELETE", f"{ALL}/{first.json['id']}")
    # WHEN the request is repeated, THEN it is told which link it has made
    refused = made(client, "a")
    assert (refused.status, refused.problem) == (409, "made-before")
    assert refused.json["madeId"] == first.json["id"]
    assert client.call("GET", f"{ALL}/{first.json['id']}").json["status"] == "revoked"


def test_a_tenant_has_so_many_links_and_no_more(client: Client) -> None:
    """One that is revoked makes room."""
    # GIVEN as many links as a tenant may have
    ids = [made(client).json["id"] for _ in range(MAX_OPEN)]
    # WHEN it asks for another one, THEN that is refused
    refused = made(client)
    assert (refused.status, refused.problem) == (409, "too-many-links")
    # WHEN one is revoked, THEN there is room
    client.call("DELETE", f"{ALL}/{ids[0]}")
    assert made(client).status == 201


def test_none_is_made_for_a_tenant_that_is_offboarded(world: World, client: Client) -> None:
    """Nothing new begins for it."""
    # GIVEN a tenant whose offboarding has begun
    world.table.write(tenants.opened("demo"))
    world.table.write(tenants.close("demo", by="operator", now=world.clock.now()))
    # WHEN it asks for a link, THEN that is refused
    refused = made(client)
    assert (refused.status, refused.problem) == (409, "changed-meanwhile")
    assert client.call("GET", ALL).json["items"] == []
