"""Two workers at one application, stepped against each other: one journey, and the right one."""

from collections.abc import Callable, Iterator
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jetbridge.flows.journey import due
from jetbridge.flows.schedule import work
from jetbridge.model import work as messages
from jetbridge.model.journey import Reason
from jetbridge.partners.smartrecruiters import poll
from jetbridge.store import applications
from jetbridge.store.table import WriteConflictError
from tests.fakes.context import World
from tests.fakes.hooks import HookedHttp, HookedTable
from tests.fakes.partners.smartrecruiters import READY, Application, SmartRecruiters
from tests.support.hires import (
    CANDIDATE,
    JOB,
    a_company,
    connection,
    deliver,
    every_journey,
    known,
    look,
    rounds,
    settle,
    tell,
)

MAX_STEPS = 200
"""More than a look has."""


def stepped(
    prepare: Callable[[], tuple[World, SmartRecruiters]],
    meanwhile: Callable[[World, SmartRecruiters], None],
) -> Iterator[tuple[World, SmartRecruiters]]:
    """Yield, for every step of a look, a world in which `meanwhile` happened at that step."""
    for chosen in range(MAX_STEPS):
        world, company = prepare()
        steps = iter(range(MAX_STEPS))
        happened = False

        def step(chosen: int = chosen, steps: Iterator[int] = steps) -> None:
            nonlocal happened
            if next(steps) == chosen:
                happened = True
                meanwhile(world, company)  # noqa: B023 - called before the next round

        context = world.context(
            table=HookedTable(world.table, step), http=HookedHttp(world.http, step)
        )
        held = known(world)
        assert held
        work.do(context, messages.application(held.record_id))
        yield world, company
        if not happened:
            return
    pytest.fail("the enumeration does not end")


def live(world: World) -> list[int]:
    """Return the rounds of the journeys whose hire stands."""
    return rounds(
        each for each in every_journey(world) if each.reason is not Reason.NO_LONGER_HIRED
    )


def told_of_a_hire() -> tuple[World, SmartRecruiters]:
    """Return a world in which a person was hired, and waits to be looked at."""
    world, company = a_company()
    company.hire()
    tell(world)
    world.queue.sent.clear()
    return world, company


def told_of_an_end() -> tuple[World, SmartRecruiters]:
    """Return a world in which a hire was taken back, which waits to be looked at."""
    world, company = told_of_a_hire()
    due.run(world.context())
    look(world)
    company.take_back()
    tell(world, "evt-2")
    world.queue.sent.clear()
    return world, company


def looked_twice(world: World, _: SmartRecruiters) -> None:
    """Let another worker look at the same time."""
    held = known(world)
    assert held
    work.do(world.context(), messages.application(held.record_id))


def notified(world: World, _: SmartRecruiters) -> None:
    """Let another notification come, and be looked at."""
    tell(world, "evt-9")
    look(world)


def taken_back(world: World, company: SmartRecruiters) -> None:
    """Let the hire be taken back, and be notified."""
    company.take_back()
    tell(world, "evt-9")


def taken_back_and_looked_at(world: World, company: SmartRecruiters) -> None:
    """Let the hire be taken back, and another worker look at once."""
    taken_back(world, company)
    look(world)


def hired_again(world: World, company: SmartRecruiters) -> None:
    """Let the person be hired (again), and another worker look at once."""
    company.hire()
    tell(world, "evt-9")
    look(world)


def gone_and_back(world: World, company: SmartRecruiters) -> None:
    """Let the hire be taken back and made again, each looked at."""
    taken_back_and_looked_at(world, company)
    company.hire()
    tell(world, "evt-10")
    look(world)


def polled(world: World, company: SmartRecruiters) -> None:
    """Let the poll find the hire, and another worker look."""
    company.person().updated_at = world.clock.now() + 1
    poll.poll(world.context(), connection(world))
    look(world)


@pytest.mark.parametrize("meanwhile", [looked_twice, notified, polled])
def test_two_workers_begin_one_journey(meanwhile: Callable[[World, SmartRecruiters], None]) -> None:
    """Whatever step the one is at when the other comes."""
    for world, _ in stepped(told_of_a_hire, meanwhile):
        # GIVEN a look, and another one at this step of it
        # WHEN everything has settled
        settle(world)
        # THEN there is one journey
        assert rounds(every_journey(world)) == [1]
        held = known(world)
        assert held
        assert (held.journey_id, held.look_at) == (every_journey(world)[0].id, None)


@pytest.mark.parametrize("meanwhile", [taken_back, taken_back_and_looked_at])
def test_a_hire_that_is_taken_back_under_a_look_leaves_no_journey(
    meanwhile: Callable[[World, SmartRecruiters], None],
) -> None:
    """What a look has seen may be over by the time it writes."""
    for world, _ in stepped(told_of_a_hire, meanwhile):
        # GIVEN a look, during which the hire is taken back, or right after it
        settle(world)
        # THEN no journey lives
        company_hires = world.http
        assert isinstance(company_hires, SmartRecruiters)
        still_hired = company_hires.person().status == "HIRED"
        assert live(world) == ([1] if still_hired else [])


@pytest.mark.parametrize("meanwhile", [looked_twice, notified, hired_again, gone_and_back])
def test_the_end_of_a_hire_is_seen_once_or_overtaken(
    meanwhile: Callable[[World, SmartRecruiters], None],
) -> None:
    """The last word of the partner counts, and every round has one journey."""
    for world, company in stepped(told_of_an_end, meanwhile):
        # GIVEN a look at the end of a hire, and something at this step of it
        settle(world)
        # THEN what lives is what is hired
        found = every_journey(world)
        assert rounds(found) == [*range(1, len(found) + 1)]
        assert len(live(world)) == (1 if company.person().status == "HIRED" else 0)


def test_a_look_that_is_always_overtaken_comes_again() -> None:
    """The queue brings its message back, rather than that it is forgotten."""
    # GIVEN an application of which we hear without end
    world, company = told_of_a_hire()
    held = known(world)
    assert held

    def heard() -> None:
        world.table.write(
            applications.request_check(
                tenant="demo",
                connection_id=connection(world).id,
                candidate_id=CANDIDATE,
                job_id=JOB,
                now=world.clock.now(),
            )
        )

    company.meanwhile = heard
    # WHEN the worker looks
    with pytest.raises(WriteConflictError):
        work.do(world.context(), messages.application(held.record_id))
    # THEN it may try again
    company.meanwhile = lambda: None
    work.do(world.context(), messages.application(held.record_id))
    assert rounds(every_journey(world)) == [1]


def test_a_slow_look_does_not_take_the_next_record_for_its_own() -> None:
    """Records come and go; a version that was let go does not come back."""
    # GIVEN a look that sees no hire, and takes long
    world, company = a_company()
    company.person()
    tell(world)

    def hired_meanwhile() -> None:
        company.meanwhile = lambda: None
        look(world)  # another worker lets the record go
        company.hire()
        tell(world, "evt-2")
        world.queue.sent.clear()

    company.meanwhile = hired_meanwhile
    held = known(world)
    assert held
    # WHEN it is done
    work.do(world.context(), messages.application(held.record_id))
    settle(world)
    # THEN the hire was not lost
    assert rounds(every_journey(world)) == [1]


ACTS: Final[dict[str, Callable[[World, SmartRecruiters], object]]] = {
    "hire": lambda world, company: company.hire(at=world.clock.now()),
    "hire, not ready": lambda world, company: company.hire(ready=False, at=world.clock.now()),
    "take back": lambda _, company: company.take_back(),
    "delete": lambda _, company: company.people.clear(),
    "notify": lambda world, _: tell(world, f"evt-{world.ids.handle()}"),
    "look": lambda world, _: deliver(world, "application"),
    "look twice": lambda world, _: deliver(world, "application", times=2),
    "move journeys": lambda world, _: deliver(world, "journey"),
    "poll": lambda world, _: poll.poll(world.context(), connection(world)),
    "clock": lambda world, _: world.clock.advance(1_000),
}


@given(
    acts=st.lists(st.sampled_from(sorted(ACTS)), max_size=40),
    start=st.sampled_from(["hired", "ready"]),
)
def test_whatever_happens_the_end_is_what_the_partner_shows(acts: list[str], start: str) -> None:
    """Over any history: one journey a round, at most one of them alive, and the right one."""
    # GIVEN anything that recruiters, notifications, workers and the clock do
    world, company = a_company(start)
    for act in acts:
        ACTS[act](world, company)
        # THEN at no time two live for the one application
        assert len([each for each in every_journey(world) if not each.is_over]) <= 1
    # AND once the last notification was followed, what lives is what the partner shows
    tell(world, "evt-last")
    for _ in range(3):
        settle(world)
        deliver(world, "journey")
    found = every_journey(world)
    assert rounds(found) == [*range(1, len(found) + 1)]
    person = company.people.get((CANDIDATE, JOB), Application())
    if person.status != "HIRED":
        assert live(world) == []
    elif start == "hired" or person.onboarding_status == READY:
        assert len(live(world)) == 1
