"""When a client last obtained a token: noted once a day and process, and never in the way."""

from typing import override

from jetbridge.oauth import access_tokens
from jetbridge.store.memory.table import MemoryTable
from jetbridge.store.table import Put, TableUnavailableError, Write
from tests.fakes.passing import PassingTable
from tests.unit.oauth.env import World

DAY = 86_400


def test_it_is_noted_once_a_day_by_each_process() -> None:
    """So most tokens cost one read and one write, as before."""
    # GIVEN a client that obtains tokens from one process
    world = World()
    client, secret = world.client()
    asked = []
    for seconds in (0, 60, DAY, 60):
        world.clock.advance(seconds)
        world.table.asked.clear()
        # WHEN it asks for one
        world.issue(client, secret)
        asked.append(world.table.asked[:])
    # THEN the first of each day is noted
    assert asked == [["get", "write", "write"], ["get", "write"]] * 2
    (at,) = access_tokens.used_at(world.table, [client.client_id])
    assert at == world.clock.now() - 60


def test_a_client_that_obtained_none_has_no_last_use() -> None:
    """Nor has one that is not there."""
    # GIVEN a client, WHEN it is looked up, THEN no use is known
    world = World()
    client, _ = world.client()
    assert access_tokens.used_at(world.table, [client.client_id, "jb_ci_x"]) == (None, None)
    assert access_tokens.used_at(world.table, []) == ()


class Busy(PassingTable):
    """A table that takes tokens, and no note about a client."""

    @override
    def write(self, *writes: Write) -> None:
        """Refuse the note."""
        if any(isinstance(each, Put) and each.key.sk == "USED" for each in writes):
            raise TableUnavailableError("PutItem")
        super().write(*writes)


def test_a_note_that_cannot_be_written_is_passed_over() -> None:
    """The client has its token all the same, and the next one is noted."""
    # GIVEN a table that does not take it
    table = MemoryTable()
    world = World(Busy(table))
    client, secret = world.client()
    # WHEN a token is asked for, THEN it is issued
    assert world.is_alive(world.issue(client, secret))
    assert access_tokens.used_at(world.table, [client.client_id]) == (None,)
