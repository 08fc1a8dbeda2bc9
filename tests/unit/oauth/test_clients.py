"""Clients: created, rotated, revoked."""

import pytest

from jetbridge.model.scopes import ClientKind
from jetbridge.oauth import clients
from jetbridge.oauth.clients import ClientStatus, TwoLiveSecretsError
from jetbridge.store.table import ConditionFailedError
from tests.unit.oauth.env import SCOPES, World


def test_a_stored_client_reads_back_whole() -> None:
    """What is put is what is found."""
    # GIVEN a partner's client
    world = World()
    client, _ = clients.new_client(
        world.ids,
        world.clock,
        kind=ClientKind.PARTNER,
        tenant="demo",
        name="SmartRecruiters acme",
        scopes=["callbacks:write"],
        partner="smartrecruiters",
        connection_id="con_1",
    )
    # WHEN it is stored
    world.table.write(clients.put(client))
    # THEN it is found as it was
    assert clients.find(world.table, client.client_id) == client


def test_the_stored_client_holds_no_secret() -> None:
    """Only the digest is kept."""
    # GIVEN a new client
    world = World()
    client, secret = clients.new_client(
        world.ids, world.clock, kind=ClientKind.API, tenant="demo", name="b", scopes=SCOPES
    )
    # WHEN its write is built
    item = clients.put(client).item
    # THEN the secret is nowhere in it
    assert secret.reveal() not in repr(item)
    assert secret.reveal().removeprefix("jb_cs_") not in repr(client)


def test_a_client_id_is_taken_once() -> None:
    """A second client of the same id is refused, not written over the first."""
    # GIVEN a stored client
    world = World()
    client, _ = world.client()
    # WHEN it is put again, THEN the write is refused
    with pytest.raises(ConditionFailedError):
        world.table.write(clients.put(client))


def test_unknown_and_malformed_ids_find_nobody() -> None:
    """Whatever an operator types."""
    # GIVEN no client, WHEN one is sought, THEN there is none
    world = World()
    assert clients.find(world.table, "jb_ci_" + "a" * 16) is None
    assert clients.find(world.table, "x" * 5000) is None


def test_a_tenants_clients_are_listed_newest_first_page_by_page() -> None:
    """The index `tenant` gives them."""
    # GIVEN three clients, a second apart
    world = World()
    created = []
    for _ in range(3):
        created.append(world.client()[0])
        world.clock.advance(1)
    # WHEN two pages are read
    first, cursor = clients.listing(world.table, "demo", limit=2)
    second, end = clients.listing(world.table, "demo", limit=2, after=cursor)
    # THEN every client is on one of them
    assert [*first, *second] == created[::-1]
    assert end is None
    assert clients.listing(world.table, "other", limit=2) == ((), None)


def test_a_rotated_client_has_two_secrets_until_the_overlap_ends() -> None:
    """The present secret gets an end, the new one has none."""
    # GIVEN a client
    world = World()
    client, _ = world.client()
    # WHEN it is rotated with an hour's overlap
    after, _ = world.rotate(client, overlap=3600)
    # THEN both live for that hour, and the new one on
    assert clients.find(world.table, client.client_id) == after
    now = world.clock.now()
    assert [s.is_live(now + 3599) for s in after.secrets] == [True, True]
    assert [s.is_live(now + 3600) for s in after.secrets] == [False, True]


def test_a_third_live_secret_is_refused() -> None:
    """Which of the two should die is for the operator to say."""
    # GIVEN a client within its overlap
    world = World()
    client, _ = world.rotate(world.client()[0], overlap=3600)
    # WHEN it is rotated again, THEN that is refused, with the time to wait for
    with pytest.raises(TwoLiveSecretsError) as caught:
        clients.rotate(client, world.ids, world.clock, overlap=60)
    assert caught.value.until == world.clock.now() + 3600


def test_rotation_without_overlap_ends_every_earlier_secret() -> None:
    """Allowed with two live ones, too."""
    # GIVEN a client within its overlap
    world = World()
    client, _ = world.rotate(world.client()[0], overlap=3600)
    # WHEN it is rotated with no overlap
    after, _ = world.rotate(client, overlap=0)
    # THEN the new secret is the only one
    assert len(after.secrets) == 1


def test_an_expired_secret_makes_room() -> None:
    """Two live ones are the limit; dead ones are dropped."""
    # GIVEN a client after its overlap
    world = World()
    client, _ = world.rotate(world.client()[0], overlap=60)
    world.clock.advance(60)
    # WHEN it is rotated again
    after, _ = world.rotate(client, overlap=60)
    # THEN it has the second and the third secret
    assert after.secrets[0].digest == client.secrets[1].digest
    assert len(after.secrets) == 2


def test_of_two_rotations_at_once_one_wins() -> None:
    """The other learns of it, and its secret was never live."""
    # GIVEN two operators who read the same client
    world = World()
    client, _ = world.client()
    _, _, first = clients.rotate(client, world.ids, world.clock, overlap=60)
    _, _, second = clients.rotate(client, world.ids, world.clock, overlap=60)
    # WHEN both write
    world.table.write(first)
    # THEN the second is refused
    with pytest.raises(ConditionFailedError):
        world.table.write(second)


def test_a_revoked_client_has_no_secret_and_cannot_be_rotated() -> None:
    """Revocation is for good."""
    # GIVEN a client that an operator is about to rotate
    world = World()
    client, _ = world.client()
    _, _, rotation = clients.rotate(client, world.ids, world.clock, overlap=60)
    # WHEN it is revoked first
    world.table.write(clients.revoke(client.client_id, world.clock.now()))
    # THEN nothing brings it back
    found = clients.find(world.table, client.client_id)
    assert found
    assert found.status is ClientStatus.REVOKED
    assert found.secrets == ()
    with pytest.raises(ConditionFailedError):
        world.table.write(rotation)


def test_revoking_twice_is_revoking_once() -> None:
    """Idempotent, so that a flow may repeat it."""
    # GIVEN a revoked client
    world = World()
    client, _ = world.client()
    world.table.write(clients.revoke(client.client_id, world.clock.now()))
    before = clients.find(world.table, client.client_id)
    # WHEN it is revoked again
    world.table.write(clients.revoke(client.client_id, world.clock.now()))
    # THEN nothing has changed
    assert clients.find(world.table, client.client_id) == before


def test_a_client_that_is_not_there_is_not_revoked_into_being() -> None:
    """An update would create the item."""
    # GIVEN no client, WHEN one is revoked, THEN the write is refused
    with pytest.raises(ConditionFailedError):
        World().table.write(clients.revoke("jb_ci_" + "a" * 16, 1))
