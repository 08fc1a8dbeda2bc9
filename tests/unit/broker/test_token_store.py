"""Token items: a write by who has not seen the one before it changes nothing."""

import pytest

from jetbridge.broker.dialect import AccessToken
from jetbridge.broker.token_store import Failure, StoredToken, TokenStore
from jetbridge.model.secret import Secret
from jetbridge.store import keys
from jetbridge.store.table import Update
from tests.fakes.clock import START
from tests.fakes.context import World

NAME = "source"
TOKEN = AccessToken(Secret("a-token"), START + 3_600)


@pytest.fixture
def world() -> World:
    """Return where the items are."""
    return World()


@pytest.fixture
def token_store(world: World) -> TokenStore:
    """Return a reader and writer of items."""
    return TokenStore(world.table, world.context().vault)


@pytest.fixture
def held(token_store: TokenStore) -> StoredToken:
    """Return the item as the holder of its first lease knows it."""
    taken = token_store.take_lease(
        token_store.read(NAME), owner="first", now=START, until=START + 10
    )
    assert taken
    return taken


def test_a_lease_is_not_taken_from_a_holder_that_has_just_stored_a_token(
    token_store: TokenStore, held: StoredToken
) -> None:
    """Its token would be written over by the one before it."""
    # GIVEN a process that has read a lease which is over, and a holder that stores a token then
    seen = token_store.read(NAME)
    assert token_store.commit(held, TOKEN, now=START, refresh_at=START + 3_000)
    # WHEN the process takes the lease
    taken = token_store.take_lease(seen, owner="second", now=START + 10, until=START + 20)
    # THEN it has none, and the token is there
    assert taken is None
    assert token_store.read(NAME).value == TOKEN.value


def test_a_holder_stores_one_token(token_store: TokenStore, held: StoredToken) -> None:
    """A second one under the same lease would end the first, which others use by now."""
    # GIVEN a holder that has stored a token
    assert token_store.commit(held, TOKEN, now=START, refresh_at=START + 3_000)
    # WHEN it stores another one by the lease that it knew
    other = AccessToken(Secret("another"), START + 3_600)
    version = token_store.commit(held, other, now=START, refresh_at=START + 3_000)
    # THEN the first is there
    assert not version
    assert token_store.read(NAME).value == TOKEN.value


@pytest.mark.parametrize("release", [False, True])
def test_what_a_release_has_noted_is_not_written_over(
    token_store: TokenStore, held: StoredToken, *, release: bool
) -> None:
    """The partner is left alone as long as it has asked for."""
    # GIVEN a process that has read a lease, and a holder that gives it back with a failure
    seen = token_store.read(NAME)
    token_store.release(held, Failure(503, ""), now=START, retry_at=START + 60)
    # WHEN the lease is taken, or given back once more, by who has not seen that
    if release:
        token_store.release(held, None, now=START, retry_at=0)
    else:
        token_store.take_lease(seen, owner="second", now=START + 10, until=START + 20)
    # THEN the failure is still known
    assert token_store.read(NAME).retry_at == START + 60


def test_an_item_of_an_earlier_release_is_taken_once(world: World, token_store: TokenStore) -> None:
    """It has no generation: its owner tells who was faster."""
    # GIVEN an item without a generation, read by two processes
    held = token_store.take_lease(
        token_store.read(NAME), owner="first", now=START, until=START + 10
    )
    assert held
    world.table.write(Update(keys.broker_token(NAME), remove=("generation",)))
    seen = token_store.read(NAME)
    assert seen.generation == 0
    # WHEN both take its lease
    takers = [
        token_store.take_lease(seen, owner=owner, now=START + 10, until=START + 20)
        for owner in "ab"
    ]
    # THEN one has it
    assert [bool(each) for each in takers] == [True, False]
