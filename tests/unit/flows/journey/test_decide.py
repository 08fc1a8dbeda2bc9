"""What an operator decides takes effect at once, and makes sense or is refused."""

import pytest

from jetbridge.flows.journey import decide
from jetbridge.model.journey import Reason, Status, StepStatus, What
from jetbridge.model.journey_events import AtStep, AtVersion, Decision
from jetbridge.model.journey_rules import NotPossibleError
from jetbridge.store import journeys
from jetbridge.store.table import WriteConflictError
from tests.fakes.hooks import HookedTable
from tests.support.journeys.env import Simulation, a_simulation
from tests.support.journeys.policies import LAUNCH, REPORT, policy, verify

HELD = AtStep("identity", 1, Reason.REJECTED)


def held() -> Simulation:
    """Return a simulation whose one journey waits for a decision: the person was rejected."""
    simulation = a_simulation(policy(verify(), LAUNCH, REPORT))
    simulation.hire()
    simulation.work_off()
    simulation.fail()
    simulation.work_off()
    assert simulation.journey.status is Status.NEEDS_ATTENTION
    return simulation


def test_what_is_approved_goes_on_at_once() -> None:
    """The step counts as done, and the queue is told."""
    # GIVEN a journey that waits for a decision
    simulation = held()
    # WHEN an operator approves
    decided = simulation.decide(Decision.APPROVE)
    # THEN the step is done, and the journey is in the queue
    assert decided
    assert decided.steps[0].status is StepStatus.DONE
    moved = {"kind": "journey", "journey_id": decided.id, "tenant": decided.tenant}
    assert simulation.world.queue.sent == [(moved, 0)]
    # AND the timeline says who did it
    line = next(each for each in simulation.timeline if each.what is What.APPROVED)
    assert line.by == "operator-1"
    # AND the rest follows
    simulation.work_off()
    assert simulation.journey.status is Status.COMPLETED


def test_a_retry_asks_the_person_anew() -> None:
    """Another attempt, with a link of its own."""
    # GIVEN a journey that waits for a decision
    simulation = held()
    # WHEN an operator has it tried again
    simulation.decide(Decision.RETRY)
    simulation.work_off()
    # THEN there is a second session, for which the person is awaited
    assert len(simulation.partners.incode.sessions) == 2
    assert simulation.journey.steps[0].status is StepStatus.AWAITING


def test_a_cancelled_journey_ends() -> None:
    """And says so."""
    # GIVEN a journey that waits for a decision
    simulation = held()
    # WHEN an operator cancels it
    simulation.decide(Decision.CANCEL)
    simulation.work_off()
    # THEN it is over
    assert simulation.journey.status is Status.CANCELLED


@pytest.mark.parametrize("decision", [Decision.APPROVE, Decision.RETRY])
def test_what_makes_no_sense_changes_nothing(decision: Decision) -> None:
    """The operator is told why."""
    # GIVEN a journey that waits for the person
    simulation = a_simulation(policy(verify()))
    simulation.hire()
    simulation.work_off()
    before = simulation.journey
    # WHEN an operator decides about it
    with pytest.raises(NotPossibleError, match="awaiting"):
        simulation.decide(decision)
    # THEN it is as it was
    assert simulation.journey == before
    assert simulation.world.queue.sent == []


def test_of_an_unknown_journey_nothing_is_decided() -> None:
    """There is none to return."""
    # GIVEN no journey
    simulation = a_simulation(policy(verify()))
    # WHEN something is decided about one
    found = decide.decide(
        simulation.world.context(), "jrn_nowhere", Decision.CANCEL, by="ops", answers=AtVersion(1)
    )
    # THEN it is not told that it was
    assert found is None


def test_whoever_moves_the_journey_meanwhile_overtakes_no_decision() -> None:
    """It is taken anew on what the journey has become."""
    # GIVEN a journey that another process writes while the operator decides
    simulation = held()
    steps = iter(range(100))

    def meanwhile() -> None:
        if next(steps) == 3:
            simulation.world.table.write(
                journeys.wake(simulation.journey.id, simulation.world.clock.now())
            )

    context = simulation.world.context(table=HookedTable(simulation.world.table, meanwhile))
    # WHEN it is approved
    decided = decide.decide(
        context, simulation.journey.id, Decision.APPROVE, by="ops", answers=HELD
    )
    # THEN the decision stands, once
    assert decided
    assert simulation.story.count(What.APPROVED) == 1
    assert simulation.journey.steps[0].status is StepStatus.DONE


def test_a_journey_that_never_stands_still_is_left_to_the_next_try() -> None:
    """The operator is told, and nothing was written."""
    # GIVEN a journey that another process writes all the while
    simulation = held()

    def meanwhile() -> None:
        simulation.world.table.write(
            journeys.wake(simulation.journey.id, simulation.world.clock.now())
        )

    context = simulation.world.context(table=HookedTable(simulation.world.table, meanwhile))
    # WHEN it is approved
    with pytest.raises(WriteConflictError):
        decide.decide(context, simulation.journey.id, Decision.APPROVE, by="ops", answers=HELD)
    # THEN it still waits
    assert simulation.journey.status is Status.NEEDS_ATTENTION


def test_a_full_queue_leaves_the_rest_to_the_clock() -> None:
    """The decision is stored, and the journey is due."""
    # GIVEN a queue that takes nothing
    simulation = held()
    simulation.world.queue.broken = True
    # WHEN an operator approves
    simulation.decide(Decision.APPROVE)
    simulation.world.queue.broken = False
    # THEN the clock has the journey moved
    simulation.wait(minutes=1)
    assert simulation.journey.status is Status.COMPLETED
