"""A list of hires that takes the partner too long: the poll asks for less, and loses no person."""

from itertools import count
from typing import override

from jetbridge.flows.schedule import tasks
from jetbridge.model.metrics import Metric
from jetbridge.model.poll import GROW_AFTER
from jetbridge.model.poll_trouble import FAILING_AFTER
from jetbridge.model.ports import HttpResponse, NoAnswerError
from jetbridge.model.schedule import POLL_EVERY, POLL_ON, RECHECK, Task, due
from jetbridge.partners.smartrecruiters import poll
from jetbridge.web import resources
from tests.fakes.context import World
from tests.fakes.partners.double import Call, Trouble
from tests.fakes.partners.smartrecruiters import SmartRecruiters
from tests.support.hires import connection, every_journey, look, prepared


class Slow(SmartRecruiters):
    """A company whose list takes too long where more than `most` candidates are asked for.

    `sizes` are those that were asked for, `timeouts` how long their answers were waited for.
    """

    def __init__(self, most: int = 100) -> None:
        """List nothing yet."""
        super().__init__()
        self.most = most
        self.sizes: list[int] = []
        self.timeouts: set[float] = set()

    @override
    def listed(self, call: Call) -> HttpResponse:
        self.page = int(call.query["limit"][0])
        self.sizes.append(self.page)
        self.timeouts.add(call.request.timeout)
        if self.page > self.most:
            raise NoAnswerError("smartrecruiters.test/candidates", "ReadTimeout")
        return super().listed(call)


def a_slow_company(people: int, *, most: int) -> tuple[World, Slow]:
    """Return a company with so many hires, of which `most` can be listed in time."""
    company = Slow(most=most)
    world = World(http=company)
    prepared(world)
    world.clock.advance(POLL_EVERY)
    for number in range(people):
        company.hire(f"can-{number:03d}", at=world.clock.now())
    return world, company


def polls(world: World) -> int:
    """Poll as the clock does, look at what was found; return the seconds until the next poll."""
    poll.poll(world.context(), connection(world))
    look(world)
    return connection(world).tasks[Task.POLL] - world.clock.now()


def polled_until_it_ends(world: World) -> None:
    """Poll as often as the clock does until the connection shows no problem."""
    for number in count():
        assert number < 50, "the poll does not end"
        world.clock.advance(polls(world))
        if resources.connection(connection(world), world.clock.now())["poll"]["problem"] is None:  # type: ignore[index] # a mapping
            return


def news(world: World) -> list[str]:
    """Return the events about the poll."""
    return [each.type for each in world.bus.published if ".poll_" in each.type]


def test_a_page_that_takes_too_long_is_asked_for_with_half_as_many() -> None:
    """At once, and as long as it takes: not the same page every quarter of an hour for ever."""
    # GIVEN a company of which thirty can be listed in time
    world, company = a_slow_company(80, most=30)
    # WHEN the clock polls
    assert polls(world) == POLL_ON
    assert company.sizes == [100]
    polled_until_it_ends(world)
    # THEN smaller pages were asked for, each waited for as long as the partner advises
    assert company.sizes[:4] == [100, 50, 25, 25]
    assert company.timeouts == {130}
    # AND every hire has one journey
    assert len({each.candidate_id for each in every_journey(world)}) == 80
    # AND no event told of what fixed itself
    assert news(world) == []


def test_the_size_is_kept_and_grows_back_slowly() -> None:
    """The next window begins with what worked."""
    # GIVEN a company whose pages had to be halved, and that is quick again
    world, company = a_slow_company(3, most=30)
    polled_until_it_ends(world)
    assert resources.connection(connection(world), world.clock.now())["poll"]["pageSize"] == 25  # type: ignore[index] # a mapping
    company.most = 100
    # WHEN time passes
    company.sizes.clear()
    for _ in range(3):
        polls(world)
        world.clock.advance(GROW_AFTER)
    polls(world)
    # THEN the pages became larger step by step
    assert company.sizes == [25, 25, 50, 100]


def test_a_page_of_one_that_takes_too_long_is_told() -> None:
    """Nothing is left that the poll could try: an event and a metric, once, and the connection."""
    # GIVEN a company whose list never comes
    world, company = a_slow_company(1, most=0)
    # WHEN the clock has polled until pages hold one candidate
    while company.sizes[-1:] != [1]:
        assert news(world) == []
        world.clock.advance(polls(world))
    # THEN the deployer is told, once
    for _ in range(4):
        world.clock.advance(polls(world))
    assert news(world) == ["connection.poll_failing"]
    assert world.bus.published[-1].detail["problem"] == "no_answer"
    assert world.meter.counted[Metric.POLL_FAILING] == 1
    assert resources.connection(connection(world), world.clock.now())["poll"]["problemSince"]  # type: ignore[index] # a mapping
    # AND when it comes after all, of that, too; the hire is found
    company.most = 1
    polled_until_it_ends(world)
    assert news(world) == ["connection.poll_failing", "connection.poll_recovered"]
    assert len(every_journey(world)) == 1


def test_a_moments_failure_of_a_page_of_one_is_not_told() -> None:
    """Only one that takes too long cannot be helped; the rest has an hour, as at any size."""
    # GIVEN a company of which one at a time can be listed
    world, company = a_slow_company(1, most=1)
    polled_until_it_ends(world)
    assert company.sizes[-1] == 1
    world.bus.published.clear()
    # WHEN its list is out of order for a moment
    company.trouble = Trouble.UNAVAILABLE
    polls(world)
    company.trouble = Trouble.NONE
    # THEN it is not told, nor of its end
    polled_until_it_ends(world)
    assert news(world) == []


def test_a_health_check_during_a_slow_page_is_put_off() -> None:
    """SmartRecruiters takes one such call at a time: nothing is proved, and nothing has failed."""
    # GIVEN a company whose page takes its time while the first health check is due
    world, company = a_slow_company(1, most=100)
    before = connection(world)
    assert Task.HEALTH in due(before, world.clock.now())

    def check() -> None:
        company.meanwhile = lambda: None
        tasks.work(world.context(), {"connection_id": before.id})

    company.meanwhile = check
    # WHEN it is polled
    poll.poll(world.context(), before)
    # THEN the check was not made, and does not count
    during = connection(world)
    assert during.health == before.health
    assert company.asked.count("GET /candidates") == 1
    # AND it is made soon
    world.clock.advance(RECHECK)
    tasks.work(world.context(), {"connection_id": before.id})
    assert connection(world).health.succeeded_at == world.clock.now()


def test_a_poll_that_fails_in_any_other_way_for_an_hour_is_told() -> None:
    """Not only what takes too long."""
    # GIVEN a company whose list is out of order
    world, company = a_slow_company(1, most=100)
    company.trouble = Trouble.UNAVAILABLE
    polls(world)
    # WHEN an hour has passed
    world.clock.advance(FAILING_AFTER - 60)
    polls(world)
    assert news(world) == []
    world.clock.advance(60)
    polls(world)
    # THEN the deployer is told
    assert news(world) == ["connection.poll_failing"]
