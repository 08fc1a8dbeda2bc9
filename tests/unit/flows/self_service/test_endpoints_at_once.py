"""Endpoints that are made and changed at the same moment."""

from collections.abc import Iterable, Sequence
from typing import Any, override

import pytest

from jetbridge.store.table import Item, Key, Write
from tests.fakes.context import World
from tests.fakes.meanwhile import Meanwhile
from tests.support.api import Client
from tests.unit.flows.event.webhooks.tenant import a_receiver, happens, work_off
from tests.unit.flows.self_service.several import ALL, FIRST, OTHER, made


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


def are_endpoints(keys: Iterable[Key]) -> bool:
    """Return whether one of these is an endpoint's."""
    return any(each.pk.startswith("ENDPOINT#") for each in keys)


def write_endpoints(writes: Sequence[Write]) -> bool:
    """Return whether one of these writes an endpoint."""
    return are_endpoints(each.key for each in writes)


class AfterReading(Meanwhile):
    """A table at which another one acts right after the first reading of endpoints."""

    @override
    def get_many(self, keys: Sequence[Key]) -> list[Item | None]:
        """Read, then let the other one act."""
        found = super().get_many(keys)
        if are_endpoints(keys):
            self._let_act()
        return found


@pytest.mark.parametrize("when", [Meanwhile, AfterReading])
@pytest.mark.parametrize("others", [0, 1, 2])
def test_two_requests_at_once_make_one_endpoint_under_a_key(
    world: World, others: int, when: type[Meanwhile]
) -> None:
    """Whether it is the tenant's first one or another."""
    # GIVEN a tenant with other endpoints or none, and a request that is made twice at once
    plain = Client(world.context())
    for number in range(others):
        made(plain, f"{FIRST}/{number}")
    table = when(world.table, lambda: made(plain, OTHER, "key"), write_endpoints)
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
    table = Meanwhile(world.table, lambda: made(plain, f"{OTHER}/1"), write_endpoints)
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
    table = Meanwhile(world.table, lambda: made(plain, f"{OTHER}/1"), write_endpoints)
    client = Client(world.context(table=table))
    answered = client.call("PATCH", path, {"events": ["journey.failed"]}, headers=seen)
    # THEN both are done
    assert (answered.status, answered.json["events"]) == (200, ["journey.failed"])
    table = Meanwhile(world.table, lambda: made(plain, f"{OTHER}/2"), write_endpoints)
    client = Client(world.context(table=table))
    changed_to = {"if-match": answered.headers["etag"]}
    assert client.call("DELETE", path, headers=changed_to).status == 204
    assert [each["url"] for each in client_items(plain)] == [FIRST, f"{OTHER}/1", f"{OTHER}/2"]


def client_items(client: Client) -> list[dict[str, Any]]:
    """Return the tenant's endpoints as its client sees them."""
    items: list[dict[str, Any]] = client.call("GET", ALL).json["items"]
    return items
