"""A poll that is cut short, meets an outage, or runs beside another loses no hire."""

import pytest

from jetbridge.model.connection import Connection
from jetbridge.model.poll import SAVED
from jetbridge.model.ports import NoAnswerError, NotSentError
from jetbridge.model.schedule import POLL_EVERY, POLL_ON, Task
from jetbridge.partners.smartrecruiters import poll
from tests.fakes import answer
from tests.fakes.context import World
from tests.fakes.http import Answer
from tests.fakes.partners.double import Trouble
from tests.support.hires import a_company, connection, every_journey, look, rounds
from tests.unit.partners.smartrecruiters.polling import crowd, later, polled


def through(world: World) -> Connection:
    """Poll as often as it takes to come to the end of the window, and return the connection."""
    for _ in range(10):
        if "pollBegan" not in connection(world).settings:
            return connection(world)
        later(world, POLL_ON)
        polled(world)
    raise AssertionError("the poll never comes to its end")


def test_a_poll_that_is_too_long_goes_on_next_time() -> None:
    """And its watermark stays until it is through."""
    # GIVEN more hires than one run reads
    world, company = a_company()
    later(world)
    company.page = 3
    crowd(company, world, 3 * poll.MAX_PAGES + 2)
    began = world.clock.now()
    # WHEN the connection is polled
    held = polled(world)
    # THEN the rest comes soon, from where it stopped
    assert len(every_journey(world)) == 3 * poll.MAX_PAGES
    assert poll.UNTIL not in held.settings
    assert 0 < held.tasks[Task.POLL] - world.clock.now() <= POLL_ON
    later(world, POLL_ON)
    polled(world)
    assert len(every_journey(world)) == 3 * poll.MAX_PAGES + 2
    # AND the watermark is when the poll began
    held = through(world)
    assert held.settings[poll.UNTIL] == str(began)
    assert held.settings.keys() & SAVED == set()


def test_a_slow_partner_does_not_use_up_the_workers_time() -> None:
    """What was read is kept, and the rest comes soon."""
    # GIVEN a partner that takes its time over each page
    world, company = a_company()
    later(world)
    company.page = 2
    crowd(company, world, 5)
    company.meanwhile = lambda: world.clock.advance(poll.BUDGET)
    # WHEN the connection is polled, as often as it takes
    poll.poll(world.context(), connection(world))
    first = connection(world).settings["pollPage"]
    company.meanwhile = lambda: None
    poll.poll(world.context(), connection(world))
    look(world)
    # THEN the first run read one page, and every person was found
    assert first == "2"
    assert len(every_journey(world)) == 5


@pytest.mark.parametrize(
    "failure", [answer(status=503), answer(status=429), NotSentError(), NoAnswerError()]
)
def test_an_outage_in_the_middle_loses_nobody(failure: Answer) -> None:
    """It goes on at the page that failed."""
    # GIVEN a poll whose third page does not come
    world, company = a_company()
    later(world)
    company.page = 10
    crowd(company, world, 35)
    began = world.clock.now()

    def third_fails() -> None:
        if company.asked.count("GET /candidates") == 2:
            company.failures.extend([failure] * 3)

    company.meanwhile = third_fails
    held = polled(world)
    assert (len(every_journey(world)), held.settings.get(poll.UNTIL)) == (20, None)
    # AND goes on there: at once with a smaller page, where its answer did not come
    wait = held.tasks[Task.POLL] - world.clock.now()
    if isinstance(failure, NoAnswerError):
        assert 0 < wait <= POLL_ON
    else:
        assert POLL_EVERY * 3 // 4 <= wait <= POLL_EVERY
    # WHEN the partner is back
    company.meanwhile = lambda: None
    company.failures.clear()
    company.asked.clear()
    later(world)
    polled(world)
    # THEN the rest is found, at the page that failed
    assert len(every_journey(world)) == 35
    assert through(world).settings[poll.UNTIL] == str(began)


def test_an_outage_of_a_day_loses_nobody() -> None:
    """The watermark waits."""
    # GIVEN a partner that is down for a day, in which people are hired
    world, company = a_company()
    later(world)
    polled(world)
    company.trouble = Trouble.UNAVAILABLE
    for hour in range(24):
        company.hire(f"can-{hour}", at=world.clock.now())
        later(world, 3_600)
        polled(world)
    assert every_journey(world) == ()
    # WHEN it is back
    company.trouble = Trouble.NONE
    later(world)
    polled(world)
    # THEN all of them are found
    assert len(every_journey(world)) == 24


def test_their_clock_may_be_behind_ours() -> None:
    """Who changed just before the last poll, by their clock, is still found."""
    # GIVEN a poll, and a hire that their clock puts a little before it
    world, company = a_company()
    later(world, 2 * poll.OVERLAP)
    polled(world)
    company.hire(at=world.clock.now() - poll.OVERLAP + 1)
    # WHEN the connection is polled again
    later(world)
    polled(world)
    # THEN they are found
    assert rounds(every_journey(world)) == [1]


def test_two_polls_at_once_leave_the_later_watermark() -> None:
    """The queue may bring the task twice."""
    # GIVEN a poll, during which another one begins later and ends earlier
    world, company = a_company()
    later(world)

    def another() -> None:
        company.meanwhile = lambda: None
        later(world, 300)
        poll.poll(world.context(), connection(world))

    company.meanwhile = another
    # WHEN both are through
    poll.poll(world.context(), connection(world))
    # THEN the watermark is the later one's
    assert connection(world).settings[poll.UNTIL] == str(world.clock.now())
