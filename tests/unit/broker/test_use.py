"""A use in the second half of a token's life has it renewed ahead; written down once a life."""

from typing import override

import pytest

from jetbridge.broker.token_store import TokenStore
from jetbridge.store import due, keys
from jetbridge.store.due import Partition
from jetbridge.store.memory.table import MemoryTable
from jetbridge.store.table import Item, Put, TableUnavailableError, Update, Write
from tests.fakes.http import Answer
from tests.fakes.outcomes import value_of
from tests.unit.broker.processes import LIFETIME, TOKEN, Shared, Source, a_token

HALF = LIFETIME // 2
COMPANY = Source("con_1/id", connection_id="con_1", tenant="demo")


class CountingTable(MemoryTable):
    """Counts the updates; while `down` it takes none."""

    def __init__(self) -> None:
        super().__init__()
        self.updates: list[Write] = []
        self.down = False

    @override
    def write(self, *writes: Write) -> None:
        """Write."""
        updates = [each for each in writes if isinstance(each, Update)]
        if updates and self.down:
            raise TableUnavailableError
        self.updates.extend(updates)
        super().write(*writes)


def a_shared(*tokens: str) -> tuple[Shared, CountingTable]:
    """Return processes whose table counts, and whose partner gives these tokens."""
    table = CountingTable()
    shared = Shared(table=table)
    shared.gives(*tokens)
    return shared, table


def item(shared: Shared) -> Item:
    """Return the token's item."""
    found = shared.table.get(keys.broker_token(COMPANY.name))
    assert found
    return found


def due_names(shared: Shared) -> list[str]:
    """Return what is to be renewed ahead by the token's end."""
    until = shared.clock.now() + LIFETIME
    pages = due.pages(shared.table, Partition.TASK, until, size=10)
    return [entry.key.pk for page in pages for entry in due.standing(shared.table, page)]


def test_a_token_that_is_used_once_is_not_renewed_ahead() -> None:
    """It was obtained for that use."""
    # GIVEN a token that was obtained on demand
    shared, table = a_shared("one")
    broker = shared.broker()
    broker.access_token(COMPANY)
    # WHEN it is used in the first half of its life
    shared.clock.advance(HALF - 200)
    broker.access_token(COMPANY)
    # THEN nothing is due, and nothing was written
    assert due_names(shared) == []
    assert table.updates == []


def test_a_token_in_use_is_renewed_ahead_and_recorded_once_a_life() -> None:
    """However many calls and processes use it."""
    # GIVEN three processes that use a token
    shared, table = a_shared("one", "two")
    brokers = [shared.broker() for _ in range(3)]
    brokers[0].access_token(COMPANY)
    refresh_at = item(shared)["refresh_at"]
    # WHEN they go on in the second half of its life, ten times each
    shared.clock.advance(HALF)
    for _ in range(10):
        assert {value_of(each.access_token(COMPANY)).reveal() for each in brokers} == {"one"}
    # THEN it is due when it is to be renewed, as its tenant's, and that was one write
    assert due_names(shared) == ["BROKER#con_1/id"]
    assert (item(shared)["due_at"], item(shared)["tenant"]) == (refresh_at, "demo")
    assert len(table.updates) == 1
    # AND the renewal is no use: the next token is not renewed ahead unless it is used
    shared.clock.advance(LIFETIME - HALF - 60)
    assert shared.broker().renew(COMPANY) is None
    assert (shared.asked, due_names(shared)) == (2, [])


def test_only_connections_are_renewed_by_the_schedule() -> None:
    """It cannot read the deployment's own credentials from an entry."""
    # GIVEN the token of one of those
    shared, table = a_shared("one")
    broker = shared.broker()
    broker.access_token(Source())
    # WHEN it is in use
    shared.clock.advance(HALF)
    broker.access_token(Source())
    # THEN nothing is due
    assert table.updates == []


def test_a_table_that_takes_no_mark_fails_no_call_and_is_asked_once() -> None:
    """The token is there; the next one is obtained on demand."""
    # GIVEN a token in use, and a table that takes no updates
    shared, table = a_shared("one")
    broker = shared.broker()
    broker.access_token(COMPANY)
    shared.clock.advance(HALF)
    table.down = True
    # WHEN it is used
    used = value_of(broker.access_token(COMPANY))
    # THEN the call has its token
    assert used.reveal() == "one"
    # AND the table is not asked again
    table.down = False
    broker.access_token(COMPANY)
    assert table.updates == []


def test_a_mark_for_a_token_that_was_replaced_has_no_effect() -> None:
    """The new one is renewed ahead if it is used itself."""
    # GIVEN a token that another process has renewed since it was read
    shared, _ = a_shared("one", "two")
    shared.broker().access_token(COMPANY)
    version = item(shared)["version"]
    shared.broker().access_token(COMPANY, fresh=True)
    # WHEN the use of the old one is recorded
    store = TokenStore(shared.table, shared.means().vault)
    assert isinstance(version, int)
    store.renew_ahead(COMPANY.name, version, tenant="demo", at=shared.clock.now())
    # THEN nothing is due
    assert due_names(shared) == []


def test_a_token_of_an_earlier_release_serves_and_is_renewed_ahead_when_used() -> None:
    """Its item does not say when it was obtained."""
    # GIVEN such an item
    shared, _ = a_shared("one")
    shared.broker().access_token(COMPANY)
    older = {name: value for name, value in item(shared).items() if name != "obtained_at"}
    shared.table.write(Put(older))
    # WHEN it is used
    assert value_of(shared.broker().access_token(COMPANY)).reveal() == "one"
    # THEN it is renewed ahead, and counts as used
    assert due_names(shared) == ["BROKER#con_1/id"]
    assert shared.broker().is_used(COMPANY, since=shared.clock.now() + 1)


@pytest.mark.parametrize(("answered", "used"), [(a_token("one"), True), (None, False)])
def test_what_has_obtained_no_token_is_not_used(answered: Answer | None, used: bool) -> None:  # noqa: FBT001 - a case
    """The item says when the last one was obtained; there may be none."""
    # GIVEN a credential with which a token was obtained, or none
    shared = Shared()
    if answered is not None:
        shared.http.on("POST", TOKEN, answered)
        shared.broker().access_token(COMPANY)
    # THEN it is used since the second before, or it is not
    assert shared.broker().is_used(COMPANY, since=shared.clock.now() - 1) is used
    assert not shared.broker().is_used(COMPANY, since=shared.clock.now())
