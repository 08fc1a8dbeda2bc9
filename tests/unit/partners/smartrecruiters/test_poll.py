"""The poll: finds hires of which no notification came, once, and none from before the policy."""

from dataclasses import replace

import pytest

from jetbridge.flows.schedule import tasks
from jetbridge.model.journey import Reason, Status
from jetbridge.model.journey_transition import Transition
from jetbridge.model.metrics import Metric
from jetbridge.model.poll import SAVED
from jetbridge.model.schedule import DAY, POLL_EVERY, POLL_ON, POLL_QUIET, Task, check_at
from jetbridge.partners.smartrecruiters import hiring_system, poll
from jetbridge.partners.smartrecruiters.subscription import TASK
from jetbridge.store import applications, connections, journeys, keys
from jetbridge.store.table import Update
from tests.fakes.clock import START
from tests.fakes.context import World
from tests.fakes.partners.double import Trouble
from tests.fakes.partners.smartrecruiters import SmartRecruiters
from tests.support.damage import CANARY
from tests.support.hires import (
    CANDIDATE,
    JOB,
    a_company,
    connection,
    deliver,
    erased_earlier,
    every_journey,
    known,
    look,
    prepared,
    put_policy,
    rounds,
    tell,
)
from tests.unit.partners.smartrecruiters.polling import crowd, later, polled


def test_a_hire_is_found_without_a_notification() -> None:
    """It takes a quarter of an hour longer."""
    # GIVEN a person who was hired, of which no notification came
    world, company = a_company()
    later(world)
    company.hire(at=world.clock.now())
    # WHEN the connection is polled
    held = polled(world)
    # THEN the journey begins
    assert rounds(every_journey(world)) == [1]
    assert world.meter.counted[Metric.HIRE_FOUND_BY_POLL] == 1
    # AND the next poll is due in a quarter of an hour at the most
    assert POLL_EVERY * 3 // 4 <= held.tasks[Task.POLL] - world.clock.now() <= POLL_EVERY
    assert held.settings[poll.UNTIL] == str(world.clock.now())


def test_a_quiet_company_is_polled_less_often_until_it_hires_or_a_policy_is_written() -> None:
    """Polls follow hires: each one is a call, and a token where they are far apart."""
    # GIVEN a company that was polled right after its policy was written
    world, company = a_company()
    later(world)
    polled(world)
    # WHEN it hires no one for two days, and for two weeks
    gaps = []
    for quiet in (2 * DAY, 12 * DAY):
        later(world, quiet)
        gaps.append(polled(world).tasks[Task.POLL] - world.clock.now())
    # THEN it is polled every hour and a half, then every six hours
    assert 5_400 * 3 // 4 <= gaps[0] <= 5_400
    assert POLL_QUIET * 3 // 4 <= gaps[1] <= POLL_QUIET
    # AND a hire, or a policy, makes it a quarter of an hour again
    company.hire(at=world.clock.now())
    assert polled(world).tasks[Task.POLL] - world.clock.now() <= POLL_EVERY
    later(world, 12 * DAY)
    polled(world)
    later(world, 12 * DAY)
    assert polled(world).tasks[Task.POLL] - world.clock.now() > POLL_EVERY
    hiring_system.policy_changed(world.context(), connection(world))
    assert polled(world).tasks[Task.POLL] - world.clock.now() <= POLL_EVERY


def test_a_policy_brings_the_check_of_an_unused_connection_forward() -> None:
    """It subscribes where the policy's own request for that got lost."""
    # GIVEN a connection that is checked in a week
    world, _ = a_company()
    before, now = connection(world), world.clock.now()
    world.table.write(*connections.save(before, check_at(before, now + 7 * DAY), by="test"))
    # WHEN its tenant's policy is written
    hiring_system.policy_changed(world.context(), connection(world))
    # THEN it is checked within a day
    assert connection(world).tasks[Task.HEALTH] <= now + DAY


def test_a_poll_that_has_failed_for_a_day_is_made_again_within_an_hour() -> None:
    """While the partner is down, each poll costs and finds no one."""
    # GIVEN a poll that fails, and does so a day later
    world, company = a_company()
    company.trouble = Trouble.BROKEN
    polled(world)
    later(world, DAY)
    # WHEN it is made once more
    held = polled(world)
    # THEN the next one comes within an hour, and not within a quarter of one
    assert POLL_EVERY < held.tasks[Task.POLL] - world.clock.now() <= 3_600


def test_a_company_that_was_polled_by_an_earlier_release_is_polled_as_before() -> None:
    """Nothing says when it hired last: it is quiet from now on."""
    # GIVEN a connection without that moment
    world, _ = a_company()
    later(world, 30 * DAY)
    before = connection(world)
    settings = {name: text for name, text in before.settings.items() if name != poll.HIRED_AT}
    world.table.write(*connections.save(before, replace(before, settings=settings), by="test"))
    # WHEN it is polled
    held = polled(world)
    # THEN the next poll comes a quarter of an hour later
    assert held.tasks[Task.POLL] - world.clock.now() <= POLL_EVERY


def test_a_hire_in_the_very_second_of_the_policy_is_found() -> None:
    """The partner counts what changed after a moment, perhaps not what changed in it."""
    # GIVEN a policy, and a hire of the same second
    world, company = a_company()
    company.hire(at=START)
    # WHEN the connection is polled
    later(world)
    polled(world)
    # THEN the journey begins
    assert rounds(every_journey(world)) == [1]


def test_who_has_a_journey_is_not_found_again() -> None:
    """A little is read twice each time, and people change after they were hired."""
    # GIVEN a hire that the poll has found
    world, company = a_company()
    later(world)
    company.hire(at=world.clock.now())
    polled(world)
    asked = len(company.asked)
    # WHEN it is listed again, twice
    for _ in range(2):
        later(world)
        company.person().updated_at = world.clock.now()
        polled(world)
    # THEN it was not looked at
    assert company.asked[asked:] == ["GET /candidates"] * 2
    assert world.meter.counted[Metric.HIRE_FOUND_BY_POLL] == 1
    assert rounds(every_journey(world)) == [1]


def test_who_waits_for_a_look_is_not_marked_again() -> None:
    """The look comes anyway, and its patience is not to begin anew each time."""
    # GIVEN a hire that waits for its look
    world, company = a_company()
    company.hire(at=START + 1)
    tell(world)
    before = known(world)
    # WHEN it is found, too
    later(world)
    poll.poll(world.context(), connection(world))
    # THEN its record is as it was
    assert known(world) == before


def test_who_was_erased_is_not_found() -> None:
    """The list still has them; we do not."""
    # GIVEN an erased person who is listed
    world, company = a_company()
    later(world)
    company.hire(at=world.clock.now())
    polled(world)
    erased_earlier(world)
    # WHEN the connection is polled again
    later(world)
    company.person().updated_at = world.clock.now()
    before = known(world)
    polled(world)
    # THEN nothing was written
    assert known(world) == before


def test_a_rehire_is_found_whose_end_nobody_told_of() -> None:
    """The journey had found out by itself."""
    # GIVEN a journey that ended because its hire was taken back
    world, company = a_company()
    later(world)
    company.hire(at=world.clock.now())
    polled(world)
    (journey,) = every_journey(world)
    over = replace(journey, status=Status.CANCELLED, reason=Reason.NO_LONGER_HIRED)
    world.table.write(journeys.save(Transition(over), None)[0])
    # WHEN the person is hired again, and listed
    later(world)
    company.hire(at=world.clock.now())
    polled(world)
    # THEN the next round begins
    assert rounds(every_journey(world)) == [1, 2]


def test_nobody_is_found_from_before_the_policy() -> None:
    """A policy is for the hires to come."""
    # GIVEN people who were hired before the policy was put
    world, company = a_company(start=None)
    company.hire("can-old", at=world.clock.now())
    later(world, 30 * DAY)
    put_policy(world)
    # WHEN a person is hired after it, and the connection is polled
    later(world)
    company.hire("can-new", at=world.clock.now())
    polled(world)
    later(world)
    polled(world)
    # THEN one journey begins
    assert [journey.candidate_id for journey in every_journey(world)] == ["can-new"]


def test_without_a_policy_nobody_is_looked_for() -> None:
    """The tenant has not asked for journeys."""
    # GIVEN a tenant without a policy
    world, company = a_company(start=None)
    company.hire(at=world.clock.now())
    # WHEN its poll is due
    held = polled(world)
    # THEN SmartRecruiters is not asked, and a policy is looked for within a day
    assert company.asked == []
    assert DAY * 3 // 4 <= held.tasks[Task.POLL] - world.clock.now() <= DAY
    assert poll.UNTIL not in held.settings


def test_a_later_policy_does_not_look_back_again() -> None:
    """The first one's moment counts, and then the watermark."""
    # GIVEN a tenant whose policy is put anew between two polls
    world, company = a_company()
    later(world, 2 * poll.OVERLAP)
    polled(world)
    put_policy(world, before=1)
    # WHEN a person was hired before that
    company.hire(at=world.clock.now() - poll.OVERLAP + 10)
    later(world)
    polled(world)
    # THEN they are found, because the polls leave no gap
    assert rounds(every_journey(world)) == [1]


def test_every_page_is_read() -> None:
    """A hundred at a time."""
    # GIVEN more hires than one page holds
    world, company = a_company()
    later(world)
    crowd(company, world, 250)
    # WHEN the connection is polled
    polled(world)
    # THEN each has a journey
    assert len(every_journey(world)) == 250
    # AND the list is read once more, since pages shift while people are found
    later(world, POLL_ON)
    held = polled(world)
    assert company.asked.count("GET /candidates") == 6
    assert held.settings.keys() & SAVED == set()


def test_the_clock_polls() -> None:
    """A minute after the company was connected, and then again and again."""
    # GIVEN a connected company whose tenant has a policy
    company = SmartRecruiters()
    world = World(http=company)
    prepared(world)
    # WHEN half an hour passes, in which a person is hired
    for minute in range(30):
        later(world, 60)
        if minute == 5:
            company.hire(at=world.clock.now())
        tasks.run(world.context())
        world.queue.sent = [each for each in world.queue.sent if each[0].get("task") != TASK]
        deliver(world, "task")
        deliver(world, "task", queue=world.slow)
        look(world)
    # THEN they have a journey
    assert rounds(every_journey(world)) == [1]
    assert 2 <= company.polls <= 4


@pytest.mark.parametrize(
    ("kind", "attribute"), [("record", "hired"), ("record", "version"), ("journey", "steps")]
)
def test_a_hire_whose_items_cannot_be_read_hides_no_other(kind: str, attribute: str) -> None:
    """The others of the page begin, and the poll goes on: the list would be the same each time."""
    # GIVEN a hire with a journey, one of whose items someone has changed
    world, company = a_company()
    later(world)
    company.hire(at=world.clock.now())
    polled(world)
    (journey,) = every_journey(world)
    record = applications.name(connection(world).id, CANDIDATE, JOB)
    key = keys.application_record(record) if kind == "record" else keys.journey(journey.id)
    world.table.write(Update(key, set={attribute: CANARY}))
    # WHEN it and another one are in the list
    later(world)
    for candidate in (CANDIDATE, "can-2"):
        company.hire(candidate, at=world.clock.now())
    poll.poll(world.context(), connection(world))
    # THEN the other one is to be looked at
    waiting = [message.get("record") for message, _ in world.queue.sent]
    assert applications.name(connection(world).id, "can-2", JOB) in waiting
    # AND the poll has come to its end, and says that something is passed over
    assert "pollBegan" not in connection(world).settings
    assert world.meter.counted[Metric.UNEXPECTED_ERROR] == 1
