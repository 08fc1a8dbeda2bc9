"""No wait is without an end: a step ends, or is visibly an operator's and says so again."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NoReturn

import pytest

from jetbridge.flows.context import Context
from jetbridge.flows.journey import engine
from jetbridge.flows.journey.perform import perform
from jetbridge.model.journey import Journey, Reason, Status, StepStatus, What
from jetbridge.model.journey_events import Decision, Intent, Outcome
from jetbridge.model.journey_rules import NotPossibleError
from jetbridge.model.journey_transition import MAX_BEGUN, Transition
from jetbridge.model.metrics import Metric
from jetbridge.model.policy import Policy
from jetbridge.model.work import Kind
from jetbridge.store import journeys
from tests.fakes.partners.double import Trouble
from tests.support.journeys.env import DAY, Message, Simulation, a_simulation
from tests.support.journeys.policies import LAUNCH, REPORT, Document, policy, verify
from tests.support.killing import Killed


def dies(_context: Context, _policy: Policy, _journey: Journey, _wanted: Intent) -> NoReturn:
    """Be an effect that kills its process."""
    raise Killed


def deadly(simulation: Simulation, performer: Callable[..., Outcome] = dies) -> Simulation:
    """Return the simulation with a worker whose effects are `performer`'s."""

    def do(context: Context, message: Message) -> None:
        if message["kind"] != Kind.JOURNEY:
            simulation.do(context, message)
            return
        try:
            engine.advance(context, message, performer)
        except Killed:
            return

    return replace(simulation, do=do)


# ------------------------------------------------ a partner that looks for ever


def reviewed(reaction: str = "review") -> Simulation:
    """Return a simulation whose person is being looked at by the partner."""
    simulation = a_simulation(policy(verify(onDeadline=reaction), LAUNCH))
    simulation.hire()
    simulation.work_off()
    simulation.begin()
    simulation.tell("SESSION_PENDING_REVIEW")
    simulation.work_off()
    assert simulation.story[-1] is What.IN_REVIEW
    return simulation


@pytest.mark.parametrize("reaction", ["stop", "continue", "review"])
def test_a_review_that_never_ends_is_an_operators(reaction: str) -> None:
    """The person has done their part: the policy's reaction to silence is not for them."""
    # GIVEN a person at whom the partner is looking
    simulation = reviewed(reaction)
    # WHEN a week passes without a verdict
    simulation.pass_days(7)
    # THEN an operator is asked
    assert (simulation.status(), simulation.reason()) == (
        Status.NEEDS_ATTENTION,
        Reason.REVIEW_OVERDUE,
    )
    # AND a verdict that comes 400 days later still counts
    simulation.pass_days(400)
    simulation.tell("MANUAL_REVIEW_APPROVED")
    simulation.work_off()
    assert simulation.status() is Status.COMPLETED


def test_a_review_of_the_present_release_ends_as_well() -> None:
    """Its step does not know since when the partner has been looking: the request counts."""
    # GIVEN a review that was stored before there was a limit
    simulation = reviewed()
    old = replace(simulation.journey.steps[0], seen_at=None)
    journey = replace(simulation.journey, steps=(old, *simulation.journey.steps[1:]))
    simulation.world.table.write(*journeys.save(Transition(journey), None))
    # WHEN its message comes after a week
    simulation.world.clock.advance(7 * DAY)
    engine.advance(simulation.process(), {"journey_id": journey.id})
    # THEN an operator is asked
    assert simulation.reason() is Reason.REVIEW_OVERDUE


# ------------------------------------------------ an effect that kills its process


@pytest.mark.parametrize("document", [policy(verify("sms")), policy(LAUNCH), policy(REPORT)])
def test_a_step_that_kills_its_process_is_given_up(document: Document) -> None:
    """Each try is counted before it begins, so that no crash hides one."""
    # GIVEN a step at which the process dies, whatever it is
    simulation = deadly(a_simulation(document))
    tried = list[int]()

    def counting(*_: object) -> NoReturn:
        tried.append(simulation.world.clock.now())
        raise Killed

    simulation = deadly(simulation, counting)
    simulation.hire()
    simulation.work_off()
    # WHEN a day passes, with a look every five minutes
    for _ in range(288):
        simulation.wait(minutes=5)
    # THEN it was tried a few times, ever later, and an operator is asked
    assert len(tried) == MAX_BEGUN
    assert tried[-1] - tried[0] < 6 * 3_600
    assert (simulation.status(), simulation.reason()) == (
        Status.NEEDS_ATTENTION,
        Reason.DID_NOT_FINISH,
    )
    assert simulation.world.meter.counted[Metric.JOURNEY_HELD] == 1
    # AND nothing more is tried by itself
    simulation.pass_days(3)
    assert len(tried) == MAX_BEGUN


@pytest.mark.parametrize("document", [policy(verify("sms"), REPORT), policy(LAUNCH, REPORT)])
def test_what_did_not_finish_is_looked_up_before_it_is_done_again(document: Document) -> None:
    """The process may have died after the partner had taken the request."""
    # GIVEN a step whose first try reached the partner, and died before that was written
    simulation = a_simulation(document)
    calls = list[int]()

    def late(*arguments: Any) -> Outcome:  # noqa: ANN401 - passed on as they are
        calls.append(1)
        if len(calls) == 1:
            perform(*arguments)
        raise Killed

    simulation = deadly(simulation, late)
    simulation.hire()
    simulation.work_off()
    for _ in range(288):
        simulation.wait(minutes=5)
    assert simulation.reason() is Reason.DID_NOT_FINISH
    # WHEN the cause is fixed, and an operator has it tried again
    well = replace(simulation, do=a_simulation(document).do)
    well.decide(Decision.RETRY)
    well.work_off()
    # THEN it is the same attempt, and no person was messaged or launched twice
    assert well.step(0).attempt == 1
    assert well.step(0).status in (StepStatus.AWAITING, StepStatus.DONE)
    assert (
        len(simulation.partners.incode.messages) + len(simulation.partners.enboarder.workflows) == 1
    )


def test_a_try_that_ends_is_not_counted() -> None:
    """An outage of a partner is no crash, however often it is asked."""
    # GIVEN a partner that does nothing for two days
    simulation = a_simulation(policy(verify("sms")))
    simulation.partners.incode.trouble = Trouble.DOWN
    simulation.hire()
    simulation.work_off()
    for _ in range(96):
        simulation.wait(minutes=30)
    # THEN the step is tried again later, as before
    assert simulation.step(0).status is StepStatus.DELAYED
    assert simulation.step(0).begun == 0


def test_a_cancellation_that_kills_its_process_is_given_up_and_said() -> None:
    """The journey ends, and its timeline says what has to be done by hand."""
    # GIVEN a workflow whose cancellation kills the process
    simulation = a_simulation(policy(LAUNCH))
    simulation.hire()
    simulation.work_off()
    simulation.decide(Decision.CANCEL)
    simulation = deadly(simulation)
    simulation.work_off()
    # WHEN a day passes
    for _ in range(288):
        simulation.wait(minutes=5)
    # THEN the journey is over, and says that nothing was cancelled or reported
    assert simulation.status() is Status.CANCELLED
    assert simulation.story[-3:] == [What.NOT_CANCELLED, What.NOT_REPORTED, What.CANCELLED]


def test_a_field_that_would_fill_the_memory_is_refused_before_it_is_made() -> None:
    """Joins of joins of what a candidate wrote: each text has an end."""
    # GIVEN a policy of an earlier release that makes megabytes of a name
    name: object = {"path": "/candidate/firstName"}
    for _ in range(2):
        name = {"join": [name] * 20}
    simulation = a_simulation(policy(verify(fields={"integrationReference": "i", "name": name})))
    simulation.partners.smartrecruiters.candidate["firstName"] = "a" * 9_999
    # WHEN a person is hired
    simulation.hire()
    simulation.work_off()
    # THEN the fault is named, and an operator asked
    assert simulation.reason() is Reason.REFUSED
    assert simulation.step(0).fault == "/name string_too_long"


# ------------------------------------------------ a connection that is missing


def unconnected(document: Document, *, days: int = 1) -> Simulation:
    """Return a simulation whose Enboarder account has been missing for days."""
    simulation = a_simulation(document)
    simulation.disconnect_account()
    simulation.hire()
    simulation.work_off()
    for _ in range(days * 24):
        simulation.wait(hours=1)
    assert (simulation.status(), simulation.reason()) == (
        Status.NEEDS_ATTENTION,
        Reason.NOT_CONNECTED,
    )
    return simulation


def test_a_connection_that_comes_back_after_a_month_lets_the_journey_go_on() -> None:
    """By itself, as its advice promises; meanwhile it says again what it lacks."""
    # GIVEN a journey that lacked a connection for 30 days
    simulation = unconnected(policy(LAUNCH, REPORT), days=30)
    lines = [each for each in simulation.timeline if each.what is What.STILL_HELD]
    assert [each.facts["days"] for each in lines] == ["1", "7", "30"]
    # WHEN it is connected again
    simulation.connect_account()
    simulation.wait(hours=6)
    # THEN it is completed
    assert simulation.status() is Status.COMPLETED
    assert len(simulation.partners.enboarder.workflows) == 1


def test_a_missing_connection_cannot_be_approved() -> None:
    """No workflow was launched, so the journey would show a success that never was."""
    # GIVEN a launch without a connection
    simulation = unconnected(policy(LAUNCH, REPORT))
    # WHEN an operator approves, THEN that is refused
    with pytest.raises(NotPossibleError):
        simulation.decide(Decision.APPROVE)


@pytest.mark.parametrize("trouble", [Trouble.FUSSY, Trouble.DOWN])
def test_an_approved_launch_that_never_ran_is_skipped_and_not_done(trouble: Trouble) -> None:
    """The operator says to go on; the step does not say that a workflow runs."""
    # GIVEN a launch that Enboarder refused, or did not take for two weeks
    simulation = a_simulation(policy(LAUNCH))
    simulation.partners.enboarder.trouble = trouble
    simulation.hire()
    simulation.work_off()
    for _ in range(15 * 24):
        simulation.wait(hours=1)
    assert simulation.step(0).status is StepStatus.HELD
    # WHEN an operator approves
    simulation.decide(Decision.APPROVE)
    simulation.work_off()
    # THEN the step was skipped
    assert simulation.status() is Status.COMPLETED
    assert simulation.step(0).status is StepStatus.SKIPPED
    assert What.LAUNCHED not in simulation.story


# ------------------------------------------------ a tenant that has left


def test_a_tenant_that_has_left_reminds_nobody() -> None:
    """Neither the person nor its own operators."""
    # GIVEN a person who was asked, and one at whom an operator must look
    simulation = a_simulation(policy(verify(deadlineInHours=72, remindAfterHours=[24, 48])))
    simulation.hire()
    simulation.work_off()
    simulation.disable_company()
    # WHEN the reminders, the deadline and weeks pass
    simulation.pass_days(40)
    # THEN no person was reminded, and the journey ended its wait all the same
    assert What.REMINDED not in simulation.story
    assert What.STILL_HELD not in simulation.story
    assert simulation.told("reminder_due") == []
    assert simulation.reason() is Reason.DEADLINE
    assert not simulation.journey.due_at or simulation.journey.due_at > simulation.world.clock.now()


def test_a_tenant_that_comes_back_is_reminded_of_what_is_still_to_come() -> None:
    """What fell due meanwhile is not made up for."""
    # GIVEN a person who was asked by a tenant that left
    simulation = a_simulation(policy(verify(deadlineInHours=72, remindAfterHours=[24, 48])))
    simulation.hire()
    simulation.work_off()
    simulation.disable_company()
    simulation.pass_days(1)
    # WHEN it connects again
    simulation.connect_company()
    simulation.pass_days(1)
    # THEN the second reminder is told
    assert [each.detail["number"] for each in simulation.told("reminder_due")] == [2]
