"""What the clock hands to the queue for journeys and applications."""

import pytest

from jetbridge.flows.journey import due
from jetbridge.flows.schedule import dispatch
from jetbridge.model import work as messages
from jetbridge.model.schedule import DAY
from tests.fakes.context import World
from tests.fakes.partners.smartrecruiters import SmartRecruiters
from tests.support.hires import (
    a_company,
    deliver,
    every_journey,
    known,
    look,
    rounds,
    settle,
    take,
    tell,
)


def lost(count: int = 1) -> tuple[World, SmartRecruiters]:
    """Return a world in which people were hired, and every message of it got lost."""
    world, company = a_company()
    for number in range(count):
        candidate_id = f"can-{number}"
        company.hire(candidate_id)
        facts = {"candidate_id": candidate_id, "job_id": "job-1"}
        tell(world, f"evt-{number}", facts=facts)
    world.queue.sent.clear()
    return world, company


def test_lost_looks_and_lost_journeys_are_handed_over() -> None:
    """By ids; the worker reads the rest."""
    # GIVEN a person who waits for a look, and a person whose journey waits to be moved
    world, _ = lost(2)
    due.run(world.context())
    first, second = (message for message, _ in world.queue.sent)
    world.queue.sent = [(first, 0)]
    look(world)
    world.queue.sent.clear()
    # WHEN the clock comes by after the time of a message
    world.clock.advance(dispatch.HOLD)
    report = due.run(world.context())
    # THEN both are in the queue
    (journey,) = every_journey(world)
    assert report == dispatch.Report(handed_over=2)
    sent = [message for message, _ in world.queue.sent]
    letter = messages.of_tenant(journey.tenant, messages.journey(journey.id))
    moved = messages.linked(letter, "")
    assert sorted(sent, key=str) == sorted([second, moved], key=str)


def test_what_was_handed_over_is_left_alone_for_a_while() -> None:
    """A slow queue is not filled with the same work every minute."""
    # GIVEN a look that was handed over
    world, _ = lost()
    due.run(world.context())
    # WHEN the next runs come, until the time of a message has passed
    reports = []
    for _ in range(dispatch.HOLD // 60):
        world.clock.advance(60)
        reports.append(due.run(world.context()).handed_over)
    # THEN it is handed over once more, at the end
    assert reports == [0] * (dispatch.HOLD // 60 - 1) + [1]


def test_a_notification_makes_it_due_at_once_again() -> None:
    """Whatever was put off."""
    # GIVEN a look that was handed over, and lost
    world, _ = lost()
    due.run(world.context())
    # WHEN another notification comes
    take(world, "evt-9", facts={"candidate_id": "can-0", "job_id": "job-1"})
    tell(world, "evt-9", facts={"candidate_id": "can-0", "job_id": "job-1"})
    # THEN nothing waits for the time of the lost message
    found = known(world, "can-0")
    assert found
    assert found.look_at == world.clock.now()


def test_nothing_is_due_where_everything_is_done() -> None:
    """A journey that waits for no person and an application that was seen cost nothing."""
    # GIVEN a world in which everything has come to its end
    world, _ = lost()
    settle(world)
    for journey in every_journey(world):
        world.queue.sent = [(messages.journey(journey.id), 0)]
    deliver(world, "journey")
    # WHEN months pass
    world.clock.advance(90 * DAY)
    # THEN nothing is due
    assert due.run(world.context()) == dispatch.Report()
    assert rounds(every_journey(world)) == [1]


@pytest.mark.parametrize("broken_for", [1, 3])
def test_a_queue_that_takes_nothing_leaves_everything_due(broken_for: int) -> None:
    """Until it is back."""
    # GIVEN a queue that is down for a while
    world, _ = lost(3)
    world.queue.broken = True
    for _ in range(broken_for):
        assert due.run(world.context()) == dispatch.Report(complete=False)
    # WHEN it is back
    world.queue.broken = False
    # THEN the next run hands everything over
    assert due.run(world.context()).handed_over == 3
