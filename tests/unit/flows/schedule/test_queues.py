"""The schedule notes how much waits in the queues, and since when."""

from jetbridge.flows.schedule import queues
from jetbridge.model import backlog
from jetbridge.model.ports import DEAD_LETTERS, QUEUE, SLOW_QUEUE
from jetbridge.store import backlogs, keys
from jetbridge.store.table import Put
from tests.fakes.context import World


def test_a_queue_is_as_old_as_its_last_empty_moment() -> None:
    """SQS tells numbers and no ages: what a look finds empty holds nothing older."""
    # GIVEN a queue that was seen empty, and has held something since
    world = World()
    queues.note(world.context())
    world.clock.advance(60)
    world.backlog.messages |= {QUEUE: 3, DEAD_LETTERS: 1}
    queues.note(world.context())
    world.clock.advance(60)
    # WHEN the schedule looks again
    queues.note(world.context())
    # THEN what waits is at the most as old as that moment, and an empty queue has nothing old
    noted = backlogs.get(world.table)
    assert noted
    assert noted.noted_at == world.clock.now()
    assert noted.messages == world.backlog.messages
    assert backlog.oldest(noted, QUEUE) == 120
    assert backlog.oldest(noted, SLOW_QUEUE) == 0
    # AND once it was empty, the count begins again
    world.backlog.messages[QUEUE] = 0
    queues.note(world.context())
    noted = backlogs.get(world.table)
    assert noted
    assert backlog.oldest(noted, QUEUE) == 0


def test_what_cannot_be_told_is_not_noted() -> None:
    """The note stays as old as it is, which says that nothing is known since."""
    # GIVEN a note, and queues that do not tell
    world = World()
    queues.note(world.context())
    before = backlogs.get(world.table)
    world.backlog.broken = True
    world.clock.advance(60)
    # WHEN the schedule looks
    queues.note(world.context())
    # THEN nothing has changed
    assert backlogs.get(world.table) == before


def test_a_note_that_cannot_be_read_is_written_anew() -> None:
    """It would stand in the way of all that follow."""
    # GIVEN a note of a form that this release does not know
    world = World()
    world.table.write(Put({"pk": keys.backlog().pk, "sk": keys.backlog().sk, "messages": "many"}))
    # WHEN the schedule looks
    queues.note(world.context())
    # THEN it is one that can be read
    noted = backlogs.get(world.table)
    assert noted
    assert noted.noted_at == world.clock.now()
