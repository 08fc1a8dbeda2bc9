"""Token items that cannot be read: another token is obtained, and no newer one is lost."""

from typing import Final

import pytest

from jetbridge.broker.dialect import AccessToken
from jetbridge.broker.token_store import TokenStore
from jetbridge.model.outcome import Done
from jetbridge.model.secret import Secret
from jetbridge.store import keys
from jetbridge.store.table import Item, Put, Update, Value
from tests.fakes.clock import START
from tests.fakes.context import World
from tests.support.damage import CANARY, damaged
from tests.unit.broker.processes import Shared, Source

NAME: Final = "con_1/client"
KEY: Final = keys.broker_token(NAME)
NEWER: Final = AccessToken(Secret("newer"), START + 3_600)


def a_stored_token() -> tuple[Shared, Item]:
    """Return processes one of which has obtained a token, and its item."""
    shared = Shared()
    shared.gives("first", "second")
    shared.broker().access_token(Source(NAME))
    item = shared.table.get(KEY)
    assert item
    return shared, item


def test_another_token_is_obtained_whatever_is_wrong_with_its_item(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """No call waits for the operator; the log names the item, and no value."""
    # GIVEN a token's item, each of its attributes gone or of another type
    asked = 0
    for broken in damaged(a_stored_token()[1]):
        shared, _ = a_stored_token()
        shared.table.write(Put(broken))
        # WHEN two other processes need a token
        tokens = [shared.broker().access_token(Source(NAME)) for _ in range(2)]
        # THEN both have one, and the partner was asked once more at the most
        assert all(isinstance(each, Done) for each in tokens)
        assert shared.asked <= 2
        asked += shared.asked - 1
    # AND each item that was replaced is in the log, once
    lines = [each.__dict__ for each in caplog.records if each.message == "unreadable item replaced"]
    assert 8 < len(lines) <= asked
    assert {(each["kind"], each["id"]) for each in lines} == {("BROKER ACCESS_TOKEN", NAME)}
    told = {each["why"] for each in lines}
    assert {"StoredToken.owner holds what this release does not know", "it lacks 'version'"} <= told
    assert CANARY not in str(lines)


@pytest.mark.parametrize("attribute", ["version", "generation", "owner", "lease_until", "failure"])
@pytest.mark.parametrize("value", [CANARY, None, 10**15, []])
def test_of_those_who_cannot_read_an_item_one_replaces_it(attribute: str, value: Value) -> None:
    """The partner is asked once, and what the one has stored is not written over by the other."""
    # GIVEN an item that two processes cannot read
    shared, item = a_stored_token()
    shared.table.write(Put({**item, "owner": 7, attribute: value}))
    store = TokenStore(shared.table, shared.means().vault)
    seen, also = store.read(NAME), store.read(NAME)
    # WHEN one takes the lease and stores a token, and the other wants the lease then
    held = store.take_lease(seen, owner="one", now=START, until=START + 10)
    assert held
    early = store.take_lease(also, owner="other", now=START, until=START + 10)
    assert store.commit(held, NEWER, now=START, refresh_at=START + 3_000)
    late = store.take_lease(also, owner="other", now=START, until=START + 10)
    # THEN it has none, and the token is there
    assert (early, late) == (None, None)
    assert store.read(NAME).value == NEWER.value


def test_the_holder_of_a_lease_in_an_item_that_was_replaced_is_overtaken() -> None:
    """Its token does not end up in the place of the one that was stored after it."""
    # GIVEN the holder of a lease whose item is broken under its hands, version and all else intact
    world = World()
    store = TokenStore(world.table, world.context().vault)
    held = store.take_lease(store.read(NAME), owner="first", now=START, until=START + 10)
    assert held
    world.table.write(Update(KEY, set={"expires_at": CANARY}))
    # WHEN another process replaces it, and the holder stores its token before and after that one
    second = store.take_lease(store.read(NAME), owner="second", now=START, until=START + 10)
    assert second
    other = AccessToken(Secret("older"), START + 3_600)
    before = store.commit(held, other, now=START, refresh_at=START + 3_000)
    version = store.commit(second, NEWER, now=START, refresh_at=START + 3_000)
    after = store.commit(held, other, now=START, refresh_at=START + 3_000)
    # THEN neither has an effect
    assert (before, after) == (0, 0)
    assert version
    assert store.read(NAME).value == NEWER.value


def test_an_item_that_cannot_be_read_says_nothing_about_use() -> None:
    """The connection is not taken for one that is not used."""
    # GIVEN an item that does not tell when its token was obtained
    shared, _ = a_stored_token()
    shared.table.write(Update(KEY, set={"obtained_at": CANARY}))
    # THEN the connection counts as used
    assert shared.broker().is_used(Source(NAME), since=START + 60)
