"""SmartRecruiters' INTEGRATION_DISABLED callback."""

import pytest

from jetbridge.flows import disable
from jetbridge.model.connection import Status
from jetbridge.model.errors import ApiProblem
from jetbridge.model.identity import Identity
from jetbridge.model.scopes import ClientKind
from jetbridge.oauth import clients
from jetbridge.oauth.clients import ClientStatus
from jetbridge.store import connections, keys
from jetbridge.store.table import Key
from tests.fakes import answer
from tests.fakes.bridge import World
from tests.unit.flows.test_exchange import ISSUED, a_world, approve, the_connection

DISABLED = b'{"eventType":"INTEGRATION_DISABLED"}'


def connected() -> tuple[World, Identity]:
    """Return a world with one active connection, and the identity of its partner's client."""
    world = a_world(answer(ISSUED))
    approve(world.bridge())
    connection = the_connection(world)
    identity = Identity(
        connection.clients[0],
        ClientKind.PARTNER,
        "demo",
        frozenset({"callbacks:write"}),
        connection.id,
    )
    return world, identity


def test_disabling_ends_the_client_and_wipes_the_credentials_at_once() -> None:
    """One transaction: the connection, the client that we issued, the secret that they issued."""
    # GIVEN an active connection
    world, identity = connected()
    # WHEN SmartRecruiters says that it was disabled
    disable.receive_callback(world.bridge(), identity, DISABLED)
    # THEN nothing of it works any more
    connection = the_connection(world)
    client = clients.find(world.table, identity.client_id)
    assert client
    assert connection.status is Status.DISABLED
    assert not connection.has_credentials
    assert (client.status, client.secrets) == (ClientStatus.REVOKED, ())


def test_a_repeated_callback_changes_nothing() -> None:
    """Idempotent: one line of history, however often it comes."""
    # GIVEN a connection that was disabled
    world, identity = connected()
    disable.receive_callback(world.bridge(), identity, DISABLED)
    before = the_connection(world)
    # WHEN the same callback comes again
    disable.receive_callback(world.bridge(), identity, DISABLED)
    # THEN nothing changed
    assert the_connection(world) == before
    lines = connections.history(world.table, before.id)
    assert [line.status for line in lines].count(Status.DISABLED) == 1


def test_an_unknown_event_is_stored_and_accepted() -> None:
    """What we do not know we keep, and the connection stays as it is."""
    # GIVEN an active connection
    world, identity = connected()
    before = the_connection(world)
    # WHEN an event comes that nobody has heard of
    disable.receive_callback(world.bridge(), identity, b'{"eventType":"INTEGRATION_PAINTED"}')
    # THEN it is stored, and nothing else happened
    bridge = world.bridge()
    drawn = [world.table.get(key) for key in candidates(bridge.ids.handle(), world)]
    assert the_connection(world) == before
    assert [item["event_type"] for item in drawn if item] == ["INTEGRATION_PAINTED"]


def candidates(last: str, world: World) -> list[Key]:
    """Return the keys that an event may have been stored under: every id drawn before `last`."""
    replay = type(world.ids)()
    drawn = iter(replay.handle, last)
    return [keys.event("smartrecruiters", handle) for handle in drawn]


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"eventType":""}', b'{"eventType":7}', b"\xff", b"[" * 100_000]
)
def test_a_malformed_callback_is_refused(body: bytes) -> None:
    """A body without an event type is told so, and changes nothing."""
    # GIVEN an active connection
    world, identity = connected()
    # WHEN a malformed callback comes
    with pytest.raises(ApiProblem) as raised:
        disable.receive_callback(world.bridge(), identity, body)
    # THEN it is a 400
    assert raised.value.status == 400
    assert the_connection(world).status is Status.ACTIVE
