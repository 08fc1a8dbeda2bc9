"""The life of an access token."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from jetbridge.model.errors import OAuthError
from jetbridge.model.identity import Identity
from jetbridge.model.scopes import ClientKind
from jetbridge.oauth import access_tokens, clients
from jetbridge.store import keys
from jetbridge.store.table import Delete, Update
from tests.unit.oauth.env import LIFETIME, World


def test_verifying_says_who_calls() -> None:
    """Everything the routes need, from the client and the token."""
    # GIVEN a partner's client of a connection, with a token
    world = World()
    client, secret = clients.new_client(
        world.ids,
        world.clock,
        kind=ClientKind.PARTNER,
        tenant="demo",
        name="SmartRecruiters acme",
        scopes=["callbacks:write"],
        partner="smartrecruiters",
        connection_id="con_1",
    )
    world.table.write(clients.put(client))
    token = world.issue(client, secret.reveal())
    # WHEN it is verified
    identity = access_tokens.verify(world.table, world.clock, token)
    # THEN it is the client, its tenant and its connection
    assert identity == Identity(
        client.client_id, ClientKind.PARTNER, "demo", frozenset({"callbacks:write"}), "con_1"
    )


def test_verifying_is_one_read() -> None:
    """One BatchGetItem of the token and its client; a malformed token costs none."""
    # GIVEN a token
    world = World()
    client, secret = world.client()
    token = world.issue(client, secret)
    before = len(world.table.asked)
    # WHEN it, an unknown and a malformed one are verified
    assert world.is_alive(token)
    assert not world.is_alive(token[:-1] + ("A" if token[-1] != "A" else "B"))
    assert not world.is_alive("malformed")
    # THEN that is what it cost
    assert world.table.asked[before:] == ["get_many", "get_many"]


def test_a_token_expires_at_the_second() -> None:
    """Alive in the last second, dead at the next, whether or not the table dropped it."""
    # GIVEN a token
    world = World()
    token = world.issue(*world.client())
    # WHEN its last second comes, THEN it is alive
    world.clock.advance(LIFETIME - 1)
    assert world.is_alive(token)
    # WHEN it is over, THEN it is dead, though its item is still there
    world.clock.advance(1)
    assert not world.is_alive(token)


def test_the_table_drops_a_token_when_it_expires() -> None:
    """Dead tokens cost no storage."""
    # GIVEN a client with a token
    world = World()
    client, secret = world.client()
    token = world.issue(client, secret)
    # WHEN the item is read
    item = world.table.get(keys.issued_token(client.client_id, token))
    # THEN its time to live is its expiry
    assert item
    assert item["ttl"] == item["expires_at"] == world.clock.now() + LIFETIME


def test_every_token_of_a_revoked_client_is_dead() -> None:
    """At that moment, without a write to the tokens."""
    # GIVEN a client with two tokens, and another client
    world = World()
    client, secret = world.client()
    tokens = [world.issue(client, secret), world.issue(client, secret)]
    others = world.issue(*world.client())
    # WHEN the client is revoked
    world.table.write(clients.revoke(client.client_id, world.clock.now()))
    # THEN its tokens are dead, and only its
    assert [world.is_alive(token) for token in tokens] == [False, False]
    assert world.is_alive(others)


def test_a_token_loses_the_scopes_that_its_client_loses() -> None:
    """Narrowing a client narrows what is out already."""
    # GIVEN a token with two scopes
    world = World()
    client, secret = world.client(scopes=["onboardings:read", "onboardings:write"])
    token = world.issue(client, secret)
    # WHEN the client keeps one of them
    world.table.write(Update(keys.client(client.client_id), set={"scopes": ["onboardings:read"]}))
    # THEN the token has that one
    identity = access_tokens.verify(world.table, world.clock, token)
    assert identity
    assert identity.scopes == {"onboardings:read"}


def test_a_token_whose_client_is_gone_is_dead() -> None:
    """Fails closed."""
    # GIVEN a token
    world = World()
    client, secret = world.client()
    token = world.issue(client, secret)
    # WHEN an operator deletes the client's item by hand
    world.table.write(Delete(keys.client(client.client_id)))
    # THEN the token is dead
    assert not world.is_alive(token)


@pytest.mark.parametrize("_", range(20))
def test_no_token_outlives_a_revocation_that_it_raced(_: int) -> None:
    """Issued before, during or after it: once the client is revoked, all its tokens are dead."""
    # GIVEN a client that obtains tokens
    world = World()
    client, secret = world.client()

    def obtain(_: int) -> str | None:
        try:
            return world.issue(client, secret)
        except OAuthError:
            return None

    with ThreadPoolExecutor(9) as threads:
        # WHEN it is revoked meanwhile
        obtained = [threads.submit(obtain, n) for n in range(8)]
        threads.submit(
            world.table.write, clients.revoke(client.client_id, world.clock.now())
        ).result()
        tokens = [token.result() for token in obtained]
    # THEN none of them is alive
    assert not any(world.is_alive(token) for token in tokens if token)


def test_clients_that_ask_at_once_get_a_token_each() -> None:
    """No request takes another's."""
    # GIVEN a client
    world = World()
    client, secret = world.client()
    # WHEN it asks sixteen times at once
    with ThreadPoolExecutor(16) as threads:
        tokens = list(threads.map(lambda _: world.issue(client, secret), range(16)))
    # THEN sixteen tokens are alive
    assert len(set(tokens)) == 16
    assert all(world.is_alive(token) for token in tokens)
