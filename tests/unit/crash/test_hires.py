"""Kill the process at every step of a look and of a poll: nothing is lost, one journey begins."""

from collections.abc import Callable

import pytest

from jetbridge.flows.context import Context
from jetbridge.flows.journey import due
from jetbridge.flows.schedule import dispatch, work
from jetbridge.model import work as messages
from jetbridge.model.schedule import POLL_EVERY, Task
from jetbridge.partners.smartrecruiters import poll
from jetbridge.store import companies, journeys, keys
from tests.fakes.context import World
from tests.fakes.partners.smartrecruiters import SmartRecruiters
from tests.support.hires import (
    connection,
    deliver,
    every_journey,
    known,
    look,
    prepared,
    rounds,
    take,
    tell,
)
from tests.support.killing import killed_at_every_step

CROWD = 5


def resume(world: World) -> None:
    """Let the clock, the queue and the worker go on; what was in the queue comes again."""
    for _ in range(6):
        world.clock.advance(dispatch.HOLD)
        world.queue.sent = [each for each in world.queue.sent if each[0]["kind"] != "task"]
        deliver(world, "notification", times=2)
        due.run(world.context())
        deliver(world, "application", times=2)


def the_company(world: World) -> SmartRecruiters:
    """Return the company behind a world."""
    assert isinstance(world.http, SmartRecruiters)
    return world.http


def told(world: World) -> None:
    """Have a hire wait for its look."""
    prepared(world)
    the_company(world).hire()
    tell(world)
    world.queue.sent.clear()


def told_by_ready(world: World) -> None:
    """Have a hire wait for its look, whose readiness is asked for, too."""
    prepared(world, "ready")
    the_company(world).hire()
    tell(world)
    world.queue.sent.clear()


def told_of_the_end(world: World) -> None:
    """Have the end of a hire wait for its look."""
    told(world)
    due.run(world.context())
    look(world)
    the_company(world).take_back()
    tell(world, "evt-2")
    world.queue.sent.clear()


def told_of_a_rehire(world: World) -> None:
    """Have a hire of the same person wait for its look."""
    told_of_the_end(world)
    due.run(world.context())
    look(world)
    the_company(world).hire()
    tell(world, "evt-3")
    world.queue.sent.clear()


def look_again(context: Context) -> None:
    """Look at the application."""
    (found,) = [
        item
        for shard in keys.due_shards("JOURNEY")
        for item in context.table.query_due(shard, context.clock.now(), 10).items
        if item["sk"] == "APPLICATION"
    ]
    work.do(context, messages.application(str(found["pk"]).partition("#")[2]))


@pytest.mark.parametrize(
    ("before", "expected"),
    [(told, [1]), (told_by_ready, [1]), (told_of_the_end, [1]), (told_of_a_rehire, [1, 2])],
)
def test_a_look_that_is_killed_is_made_up_for(
    before: Callable[[World], None], expected: list[int]
) -> None:
    """The intent to look is in the table until what it saw is."""
    for at, world, company, _ in killed_at_every_step(look_again, SmartRecruiters, before):
        # GIVEN a look that was killed at this step, or was not
        # WHEN everything goes on
        resume(world)
        # THEN the journeys are those that there should be
        found = every_journey(world)
        assert rounds(found) == expected, at
        # AND the last of them lives if its person is hired
        hired = company.person().status == "HIRED"
        assert found[-1].is_over != hired, at
        held = known(world)
        assert held
        assert (held.journey_id, held.look_at, held.hired) == (found[-1].id, None, hired), at
        # AND each line of the timeline was written once
        lines = [entry.what for entry in journeys.timeline(world.table, found[-1].id)]
        assert len(lines) == len(set(lines)), at


def test_a_notification_that_is_killed_under_way_is_not_lost() -> None:
    """It is settled together with the mark, or comes again."""

    def notified(world: World) -> None:
        prepared(world)
        the_company(world).hire()
        take(world)

    def act(context: Context) -> None:
        work.do(context, messages.notification("smartrecruiters", "evt-1"))

    for at, world, _, _ in killed_at_every_step(act, SmartRecruiters, notified):
        # GIVEN a notification that was killed at this step, or was not
        # WHEN the queue brings it again, and everything goes on
        resume(world)
        # THEN one journey began
        assert rounds(every_journey(world)) == [1], at


def test_a_poll_that_is_killed_loses_nobody() -> None:
    """The watermark moves last."""

    def waiting(world: World) -> None:
        prepared(world)
        world.clock.advance(POLL_EVERY)
        company = the_company(world)
        company.page = 2
        for number in range(CROWD):
            company.hire(f"can-{number}", at=world.clock.now())

    def run(context: Context) -> None:
        held = companies.connection(context.table, "acme", "demo")
        assert held
        poll.poll(context, held)

    for at, world, _, _ in killed_at_every_step(run, SmartRecruiters, waiting):
        # GIVEN a poll of several pages that was killed at this step, or was not
        # WHEN the clock goes on
        resume(world)
        work.do(world.context(), messages.connection_task(connection(world).id, Task.POLL))
        resume(world)
        # THEN every hire has one journey
        found = every_journey(world)
        assert rounds(found) == [1] * CROWD, at
        assert len({journey.candidate_id for journey in found}) == CROWD, at
