"""A client that is asked for twice is made once, and there are so many and no more."""

from typing import Any, Final

from jetbridge.flows.self_service.clients import MAX_ACTIVE
from jetbridge.model.scopes import ClientKind
from jetbridge.oauth import access_tokens, clients
from jetbridge.store import keys
from jetbridge.store.listing import EXAMINED
from tests.fakes.context import World
from tests.fakes.meanwhile import Meanwhile
from tests.support.api import Answer, Client

ALL: Final = "/v1/clients"
BODY: Final = {"name": "backend", "scopes": ["journeys:read"]}


def made(client: Client, key: str | None = None, **more: Any) -> Answer:  # noqa: ANN401 - any JSON
    """Make a client, under a key if there is one."""
    headers = {"idempotency-key": key} if key else {}
    return client.call("POST", ALL, {**BODY, **more}, headers=headers)


def opens(world: World, answered: Answer) -> bool:
    """Return whether the secret of an answer is one of its client's."""
    found = clients.find(world.table, answered.json["id"])
    digest = keys.digest(answered.json["clientSecret"])
    now = world.clock.now()
    return found is not None and any(
        each.digest == digest and each.is_live(now) for each in found.secrets
    )


def test_a_repeat_makes_no_second_client(world: World, client: Client) -> None:
    """It gets another secret, since the first one may have got lost."""
    # GIVEN a client that was made under a key
    first = made(client, "a")
    # WHEN the request is repeated
    again = made(client, "a")
    # THEN there is one client, and both secrets are good
    assert (again.status, again.json["id"]) == (201, first.json["id"])
    assert len(client.call("GET", ALL).json["items"]) == 1
    assert opens(world, first)
    assert opens(world, again)
    # WHEN it is repeated once more, THEN the last secret alone is
    last = made(client, "a")
    assert [opens(world, each) for each in (first, again, last)] == [False, False, True]
    # AND another request under its key is refused, and another tenant's is its own
    assert made(client, "a", name="other").problem == "idempotency-key-reused"
    assert made(client, "not a key").problem == "invalid-idempotency-key"
    stranger = Client(client.context, tenant="other")
    assert made(stranger, "a").json["id"] != first.json["id"]
    # AND without a key there is another one
    assert made(client).json["id"] != made(client).json["id"]


def test_the_secret_of_a_lost_answer_ends(world: World, client: Client) -> None:
    """Within an hour, in which its answer may still arrive."""
    # GIVEN a repeat
    first, again = made(client, "a"), made(client, "a")
    # WHEN an hour has passed
    world.clock.advance(3_600)
    # THEN the second secret is the only one
    assert [opens(world, each) for each in (first, again)] == [False, True]


def test_a_client_that_is_in_use_keeps_its_secret(world: World, client: Client) -> None:
    """Its secret is known, so the first answer has arrived."""
    # GIVEN a client that has obtained an access token, and one that is revoked
    used, gone = made(client, "a"), made(client, "b")
    found = clients.find(world.table, used.json["id"])
    assert found
    world.table.write(access_tokens.use(found.client_id, world.clock.now()))
    assert client.call("DELETE", f"{ALL}/{gone.json['id']}").status == 204
    # WHEN their requests are repeated, THEN nothing is changed
    for key, earlier in (("a", used), ("b", gone)):
        refused = made(client, key)
        assert (refused.status, refused.problem) == (409, "made-before")
        assert refused.json["madeId"] == earlier.json["id"]
    assert opens(world, used)


def test_two_requests_at_once_make_one_client(world: World, client: Client) -> None:
    """The later one gets a secret of its own."""
    # GIVEN a request during which the same one is made
    answered: list[Answer] = []
    table = Meanwhile(world.table, lambda: answered.append(made(client, "a")))
    # WHEN both are done
    answered.append(made(Client(world.context(table=table)), "a"))
    # THEN they have one client, and each a secret that is good
    assert len({each.json["id"] for each in answered}) == 1
    assert [opens(world, each) for each in answered] == [True, True]


def stored(world: World, count: int, tenant: str = "demo") -> list[str]:
    """Store clients of a tenant; return their ids."""
    ids = []
    for _ in range(count):
        client, _ = clients.new_client(
            world.ids, world.clock, kind=ClientKind.API, tenant=tenant, name="x", scopes=()
        )
        world.table.write(clients.put(client))
        ids.append(client.client_id)
    return ids


def test_a_tenant_makes_so_many_clients_and_no_more(world: World, client: Client) -> None:
    """A repeat is answered all the same, and a revoked one makes room."""
    # GIVEN a tenant that has one client less than it may, and another tenant with many
    ids = stored(world, MAX_ACTIVE - 1)
    stored(world, MAX_ACTIVE, tenant="other")
    last = made(client, "a")
    # WHEN it makes another one, THEN that is refused
    assert last.status == 201
    refused = made(client)
    assert (refused.status, refused.problem) == (409, "too-many-clients")
    assert made(client, "a").status == 201
    # WHEN one is revoked, THEN there is room
    world.table.write(clients.revoke(ids[0], world.clock.now()))
    assert made(client).status == 201


def test_what_is_revoked_counts_where_there_is_too_much_of_it(world: World, client: Client) -> None:
    """No list is looked through without end."""
    # GIVEN a tenant with as many revoked clients as are looked at, and one more
    for each in stored(world, EXAMINED + 1):
        world.table.write(clients.revoke(each, world.clock.now()))
    # WHEN it makes another one, THEN that is refused
    assert made(client).problem == "too-many-clients"
