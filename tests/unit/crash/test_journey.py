"""Kill the process at every step of a whole journey: what follows is as if it had lived.

A sender without an acknowledgement sends again, the queue brings its messages again, the clock runs
on, and a person or an operator does what only they can do.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

import pytest

from jetbridge.flows.context import Context
from jetbridge.model.journey import Journey, Reason, Status, StepState, StepStatus, What
from jetbridge.model.journey_events import Decision
from jetbridge.model.notification import NotificationStatus
from jetbridge.model.onboarding import Status as OnboardingStatus
from jetbridge.partners.enboarder import change as enboarder_change
from jetbridge.partners.enboarder.bodies import Cancellation
from jetbridge.store import due, journeys, notifications, onboardings
from jetbridge.store.due import Partition
from tests.fakes.context import World
from tests.support.journeys.env import CALLER, MINUTE, Simulation, a_world, connected, in_world
from tests.support.journeys.policies import LAUNCH, READY, REPORT, Document, policy, verify
from tests.support.killing import killed_everywhere

DETOURS: Final = frozenset({What.DELAYED, What.HELD, What.RETRIED, What.RESUMED})
"""Lines that a crash may add: it was waited, or an operator was asked."""
TOLD: Final = {
    What.STARTED: "started",
    What.LINK_READY: "link_ready",
    What.MESSAGE_SENT: "message_sent",
    What.VERIFIED: "verified",
    What.LAUNCHED: "launched",
    What.COMPLETED: "completed",
    What.CANCELLED: "cancelled",
}
"""The events of lines that the bus is told of."""
PATIENCE: Final = 40
"""Looks of the clock within which everything is over."""

type Life = Callable[[Simulation], None]
"""What happens to a hire."""


def verified(simulation: Simulation) -> None:
    """Do what follows from a hire, and let the person prove who they are."""
    simulation.work_off()
    simulation.succeed()
    simulation.work_off()


def given_a_new_link(simulation: Simulation, decision: Decision = Decision.NEW_LINK) -> None:
    """Issue a new link to a person who has been asked, and let them prove who they are."""
    simulation.work_off()
    asked = simulation.every[0] if simulation.every else None
    if asked and asked.steps[0].status is StepStatus.AWAITING and not asked.steps[0].earlier:
        simulation.decide(decision)
    simulation.work_off()
    simulation.succeed()
    simulation.work_off()


def given_another_link(simulation: Simulation) -> None:
    """Have the link of a person who has been asked replaced, and let them use the new one."""
    given_a_new_link(simulation, Decision.REPLACE_LINK)


def taken_back(simulation: Simulation) -> None:
    """Take a hire back whose person has been asked."""
    simulation.work_off()
    simulation.take_back()
    simulation.work_off()


def taken_back_late(simulation: Simulation) -> None:
    """Take a hire back for which everything was done."""
    verified(simulation)
    simulation.take_back()
    simulation.work_off()


def killed(document: Document, life: Life) -> Iterator[tuple[int, Simulation, bool]]:
    """Yield simulations of a hire, in each of which the process died at another step of `life`."""

    def hired() -> World:
        world = a_world()
        connected(world, document)
        in_world(world).hire()
        return world

    def run(world: World, context: Context) -> None:
        life(replace(in_world(world), process=lambda: context))

    for at, world, was_killed in killed_everywhere(hired, run):
        yield at, in_world(world), was_killed


def finish(simulation: Simulation) -> set[str]:
    """Have all parties go on after a crash until the journey is over; return which were needed."""
    parts = set[str]()
    for _ in range(PATIENCE):
        simulation.fire()
        simulation.work_off()
        if simulation.every and simulation.journey.is_over:
            break
        present = step(simulation.journey) if simulation.every else None
        if present and present.status is StepStatus.AWAITING:
            simulation.succeed()
            parts.add("the person")
        elif present and present.status is StepStatus.HELD:
            parts.add(helped(simulation, present))
        else:
            moment = simulation.every[0].due_at if simulation.every else None
            later = (moment or 0) - simulation.world.clock.now()
            simulation.world.clock.advance(max(later, MINUTE))
    simulation.wait(minutes=30)
    return parts


def step(journey: Journey) -> StepState | None:
    """Return the present step of a journey that is not being ended."""
    return None if journey.ending else journey.steps[journey.position]


def helped(simulation: Simulation, held: StepState) -> str:
    """Do what only they can do who know what became of a step of which we know nothing."""
    assert held.reason is Reason.UNKNOWN_OUTCOME
    asked = onboardings.get(simulation.world.table, held.onboarding_id)
    assert asked
    if asked.partner == "incode" and simulation.partners.incode.messages:
        simulation.succeed()
        return "the person, who was not known to have got the message"
    if asked.partner == "incode":
        simulation.decide(Decision.RETRY)
        return "an operator, about the message"
    # Enboarder shows no workflow: the operator ends the request, and has it made anew.
    assert not simulation.partners.enboarder.workflows
    enboarder_change.cancel(simulation.process(), CALLER, asked.id, Cancellation())
    simulation.work_off()
    simulation.decide(Decision.RETRY)
    return "an operator, about the launch"


def lines(simulation: Simulation) -> Counter[tuple[What, str]]:
    """Return what happened, apart from detours."""
    return Counter(
        (each.what, each.step) for each in simulation.timeline if each.what not in DETOURS
    )


def assert_nothing_is_left(simulation: Simulation, at: int) -> None:
    """Check that nothing is due, nothing waits, and each line was told of under one id."""
    table, now = simulation.world.table, simulation.world.clock.now()
    for partition in (Partition.JOURNEY, Partition.SEND):
        assert not any(due.pages(table, partition, now, size=100)), at
    open_, _ = notifications.listing(table, "incode", NotificationStatus.RECEIVED, limit=10)
    assert not open_, at
    assert not simulation.world.queue.sent, at
    story = Counter(
        each.what
        for journey in simulation.every
        for each in journeys.timeline(table, journey.id)
        if each.what in TOLD
    )
    told = Counter(event.type.partition(".")[2] for event in simulation.told())
    assert {TOLD[what]: count for what, count in story.items()}.items() <= told.items(), at


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (policy(READY, verify(), LAUNCH, REPORT), set[str]()),
        (
            policy(verify("sms"), LAUNCH, REPORT),
            {
                "the person, who was not known to have got the message",
                "an operator, about the message",
            },
        ),
    ],
)
def test_a_journey_comes_to_its_end_wherever_the_process_dies(
    document: Document, expected: set[str]
) -> None:
    """Everything is done once: one message, one workflow, each line and event once."""
    *_, (_, alive, _) = killed(document, verified)
    finish(alive)
    whole = lines(alive)
    assert all(count == 1 for count in whole.values())
    parts = set[str]()
    for at, simulation, _ in killed(document, verified):
        # GIVEN a journey whose process died at this step, or did not
        # WHEN all parties go on
        took = finish(simulation)
        parts |= took
        # THEN the journey is complete
        assert simulation.status() is Status.COMPLETED, at
        assert {each.status for each in simulation.journey.steps} == {StepStatus.DONE}, at
        # AND no person was messaged or launched twice
        assert len(simulation.partners.incode.messages) <= 1, at
        assert len(simulation.partners.enboarder.workflows) == 1, at
        # AND the hiring system shows the end
        assert simulation.partners.smartrecruiters.reported[-1] == "ONBOARDING_SUCCESSFUL", at
        # AND the same is told as if no process had died; of a message that is not known, nothing
        silent = "the person, who was not known to have got the message" in took
        assert lines(simulation) == whole - Counter([(What.MESSAGE_SENT, "identity")] * silent), at
        assert_nothing_is_left(simulation, at)
    # AND the enumeration saw every kind of end: it is not looking at one lucky path
    assert parts == {"the person", "an operator, about the launch"} | expected


@pytest.mark.parametrize(
    ("life", "line"),
    [(given_a_new_link, What.NEW_LINK), (given_another_link, What.LINK_REPLACED)],
)
def test_a_new_link_is_issued_once_wherever_the_process_dies(life: Life, line: What) -> None:
    """An operator who repeats the command about what they saw issues no second one."""
    links = set[int]()
    for at, simulation, _ in killed(policy(verify(), LAUNCH), life):
        # GIVEN an operator's command whose process died at this step, or did not
        decided = line in simulation.story if simulation.every else False
        # WHEN all parties go on
        finish(simulation)
        # THEN the journey is complete, by one workflow
        assert simulation.status() is Status.COMPLETED, at
        assert len(simulation.partners.enboarder.workflows) == 1, at
        # AND a new link was made where it was decided, and nowhere else; no person was messaged
        attempt = simulation.journey.steps[0].attempt
        assert attempt == 1 + decided, at
        assert simulation.story.count(line) == decided, at
        # AND the earlier one is closed where that was decided
        assert len(simulation.journey.steps[0].closed) == (
            decided and line is What.LINK_REPLACED
        ), at
        assert not simulation.partners.incode.messages, at
        links.add(attempt)
        assert_nothing_is_left(simulation, at)
    # AND the enumeration saw both
    assert links == {1, 2}


@pytest.mark.parametrize("delivery", ["bus", "sms"])
@pytest.mark.parametrize("life", [taken_back, taken_back_late])
def test_a_hire_that_is_taken_back_leaves_nothing_running_wherever_the_process_dies(
    delivery: str, life: Life
) -> None:
    """Links lead nowhere, no workflow runs, and the journey says that it was cancelled."""
    ends = set[tuple[str, bool, bool]]()
    for at, simulation, _ in killed(policy(verify(delivery), LAUNCH, REPORT), life):
        # GIVEN a hire that was taken back, and a process that died at this step, or did not
        launched = bool(simulation.partners.enboarder.running)
        # WHEN SmartRecruiters tells us (again), and all parties go on
        simulation.take_back()
        finish(simulation)
        # THEN nothing runs
        assert not simulation.partners.enboarder.running, at
        assert len(simulation.partners.enboarder.workflows) <= 1, at
        assert len(simulation.partners.incode.messages) <= 1, at
        # AND there is no journey, or it is cancelled, and says so once
        for journey in simulation.every:
            assert journey.status is Status.CANCELLED, at
            assert journey.reason is Reason.NO_LONGER_HIRED, at
            assert all(count == 1 for count in lines(simulation).values()), at
            # AND what was undone is told; who was verified all the same came after that
            found = [
                onboardings.get(simulation.world.table, each) for each in journey.steps[0].attempts
            ]
            asked = {each.status for each in found if each}
            assert asked <= {OnboardingStatus.CANCELLED, OnboardingStatus.VERIFIED}, at
            assert OnboardingStatus.CANCELLED not in asked or What.WITHDRAWN in simulation.story, at
            ran = bool(simulation.partners.enboarder.workflows)
            assert not ran or What.WORKFLOW_CANCELLED in simulation.story, at
        assert_nothing_is_left(simulation, at)
        told = What.WORKFLOW_CANCELLED in simulation.story if simulation.every else False
        ends.add(("cancelled" if simulation.every else "never begun", launched, told))
    # AND the enumeration saw every kind of end
    expected = {("never begun", False, False), ("cancelled", False, False)}
    if life is taken_back_late:
        expected |= {("cancelled", True, True)}
    assert expected <= ends
