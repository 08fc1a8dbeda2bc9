"""A worker that is held up beyond its lease takes nothing from the one that came after it."""

import pytest

from jetbridge.flows.context import Context
from jetbridge.flows.journey import engine
from jetbridge.model.journey import Journey, Reason, Status, StepStatus
from jetbridge.model.journey_events import Decision, DidNothing, Intent, Outcome, Took, Unclear
from jetbridge.model.journey_transition import LEASE
from jetbridge.model.policy import Policy
from tests.support.journeys.env import a_simulation
from tests.support.journeys.policies import LAUNCH, policy, verify
from tests.unit.flows.journey.fencing import hired, second

LATE = [Took("onb_late"), DidNothing(Reason.UNREACHABLE), Unclear()]


@pytest.mark.parametrize("outcome", LATE, ids=lambda each: type(each).__name__)
@pytest.mark.parametrize("step", [verify(), LAUNCH], ids=["verify", "launch"])
def test_a_late_outcome_ends_no_other_workers_lease(
    step: dict[str, object], outcome: Outcome
) -> None:
    """Neither what the second one does nor the time that it has for it is the first one's."""
    # GIVEN a worker that stalls in its effect until another one has taken the work
    simulation = a_simulation(policy(step))
    taken = list[Journey]()

    def stalls(_context: Context, _policy: Policy, _mine: Journey, _wanted: Intent) -> Outcome:
        if not taken:
            second(simulation)
            taken.append(simulation.journey)
        return outcome

    hired(simulation)
    # WHEN it comes back
    engine.advance(simulation.process(), {"journey_id": simulation.journey.id}, stalls)
    # THEN the journey is as the second one has left it: asking, until the end of its lease
    assert len(taken) == 1
    assert simulation.journey == taken[0]
    assert simulation.step(0).status is StepStatus.ASKING


def test_a_late_outcome_of_an_earlier_attempt_says_nothing_about_the_present_one() -> None:
    """The second worker failed, an operator had the step tried anew, and a third is at it."""
    # GIVEN a worker that stalls while others fail, decide, and begin again
    simulation = a_simulation(policy(verify("sms")))
    taken = list[Journey]()

    def stalls(*_: object) -> Outcome:
        if not taken:
            simulation.world.clock.advance(LEASE)
            message = {"journey_id": simulation.journey.id}
            engine.advance(simulation.process(), message, lambda *_: Unclear())
            assert simulation.journey.status is Status.NEEDS_ATTENTION
            simulation.decide(Decision.RETRY)
            second(simulation)
            taken.append(simulation.journey)
        return DidNothing(Reason.UNREACHABLE)

    hired(simulation)
    # WHEN it comes back
    engine.advance(simulation.process(), {"journey_id": simulation.journey.id}, stalls)
    # THEN the second attempt is under way
    assert simulation.journey == taken[0]
    assert (simulation.step(0).attempt, simulation.step(0).status) == (2, StepStatus.ASKING)


def test_a_late_outcome_ends_no_other_workers_cancellation() -> None:
    """What is undone at the end of a journey is fenced in the same way."""
    # GIVEN a journey that is cancelled, and a worker that stalls in closing its link
    simulation = a_simulation(policy(verify()))
    simulation.hire()
    simulation.work_off()
    taken = list[Journey]()

    def stalls(*_: object) -> Outcome:
        if not taken:
            second(simulation)
            taken.append(simulation.journey)
        return DidNothing(Reason.UNREACHABLE)

    simulation.decide(Decision.CANCEL)
    # WHEN it comes back
    engine.advance(simulation.process(), {"journey_id": simulation.journey.id}, stalls)
    # THEN the second one's lease stands
    assert simulation.journey == taken[0]
    assert simulation.journey.closing.status is StepStatus.ASKING


def test_an_outcome_after_the_lease_counts_where_no_other_worker_came() -> None:
    """Late is not wrong: the fence is the claim, not the clock."""
    # GIVEN a worker that stalls beyond its lease
    simulation = a_simulation(policy(verify()))

    def stalls(*_: object) -> Outcome:
        simulation.world.clock.advance(LEASE * 2)
        return DidNothing(Reason.UNREACHABLE)

    hired(simulation)
    # WHEN it comes back, and nothing has happened meanwhile
    engine.advance(simulation.process(), {"journey_id": simulation.journey.id}, stalls)
    # THEN its outcome stands
    assert simulation.step(0).status is StepStatus.DELAYED
