"""SmartRecruiters' INTEGRATION_DISABLED callback."""

import json

import pytest

from jetbridge.model.connection import Status
from jetbridge.model.errors import ApiProblem
from jetbridge.oauth import clients
from jetbridge.oauth.clients import ClientStatus
from jetbridge.partners.smartrecruiters import disable
from jetbridge.partners.smartrecruiters.credentials import company_pair
from jetbridge.store import connections, keys
from tests.support.smartrecruiters import connected, kept, the_connection

DISABLED = b'{"eventType":"INTEGRATION_DISABLED"}'


def test_disabling_ends_the_client_and_wipes_the_credentials_at_once() -> None:
    """One transaction: the connection, the client that we issued, the secret that they issued."""
    # GIVEN an active connection
    world, identity = connected()
    # WHEN SmartRecruiters says that it was disabled
    disable.handle_callback(world.context(), identity, DISABLED)
    # THEN nothing of it works any more
    connection = the_connection(world)
    client = clients.find(world.table, identity.client_id)
    assert client
    assert connection.status is Status.DISABLED
    assert not connection.has_credentials
    assert (client.status, client.secrets) == (ClientStatus.REVOKED, ())


def test_disabling_wipes_what_the_credentials_have_brought() -> None:
    """The company's access token ends with the connection, in the same transaction."""
    # GIVEN an active connection whose access token is kept
    world, identity = connected()
    connection = the_connection(world)
    world.context().broker.access_token(company_pair(world.context(), connection))
    place = keys.broker_token(f"{connection.id}/{connection.settings['clientId']}")
    assert world.table.get(place)
    # WHEN SmartRecruiters says that it was disabled
    disable.handle_callback(world.context(), identity, DISABLED)
    # THEN it is kept no longer
    assert world.table.get(place) is None


def test_a_repeated_callback_changes_nothing() -> None:
    """Idempotent: one line of history, however often it comes."""
    # GIVEN a connection that was disabled
    world, identity = connected()
    disable.handle_callback(world.context(), identity, DISABLED)
    before = the_connection(world)
    # WHEN the same callback comes again
    disable.handle_callback(world.context(), identity, DISABLED)
    # THEN nothing changed
    assert the_connection(world) == before
    lines = connections.history(world.table, before.id)
    assert [line.status for line in lines].count(Status.DISABLED) == 1


def test_an_unknown_event_is_stored_and_accepted() -> None:
    """What we do not know we keep, and the connection stays as it is."""
    # GIVEN an active connection
    world, identity = connected()
    before = the_connection(world)
    # WHEN an event comes that is not known
    disable.handle_callback(world.context(), identity, b'{"eventType":"INTEGRATION_PAINTED"}')
    # THEN it is stored, and nothing else happened
    assert the_connection(world) == before
    assert kept(world) == ["INTEGRATION_PAINTED"]


def test_unknown_events_take_little_room_however_many_there_are() -> None:
    """Repeats, long names and a thousand different ones: all are acknowledged, few are kept."""
    # GIVEN an active connection
    world, identity = connected()
    # WHEN a thousand events come that are not known, some of them with much to say
    for number in range(1_000):
        event = {"eventType": f"PAINTED_{number}_{'x' * 1_000}", "more": "y" * 10_000}
        disable.handle_callback(world.context(), identity, json.dumps(event).encode())
    # THEN a few names are kept, cut
    names = kept(world)
    assert 1 <= len(names) <= 16
    assert all(len(name) <= 100 for name in names)


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"eventType":""}', b'{"eventType":7}', b"\xff", b"[" * 100_000]
)
def test_a_malformed_callback_is_refused(body: bytes) -> None:
    """A body without an event type is told so, and changes nothing."""
    # GIVEN an active connection
    world, identity = connected()
    # WHEN a malformed callback comes
    with pytest.raises(ApiProblem) as raised:
        disable.handle_callback(world.context(), identity, body)
    # THEN it is a 400
    assert raised.value.status == 400
    assert the_connection(world).status is Status.ACTIVE
