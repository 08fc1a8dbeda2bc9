"""No wait is without an end: a step ends, or is visibly an operator's and says so again."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NoReturn

import pytest

from jetbridge.flows.context import Context
from jetbridge.flows.journey import engine, record
from jetbridge.flows.journey.perform import perform
from jetbridge.model import journey_rules as rules
from jetbridge.model.journey import Journey, Reason, Status, StepStatus, What
from jetbridge.model.journey_events import Decision, Intent, Outcome
from jetbridge.model.journey_rules import NotPossibleError
from jetbridge.model.journey_transition import MAX_BEGUN, Transition
from jetbridge.model.metrics import Metric
from jetbridge.model.policy import Policy
from jetbridge.model.work import Kind
from jetbridge.store import journeys, keys
from jetbridge.store.table import Put
from tests.fakes.partners.hiring import Trouble
from tests.support.journeys.env import DAY, House, Message, a_house
from tests.support.journeys.policies import LAUNCH, REPORT, Document, policy, verify
from tests.support.killing import Killed


def dies(_context: Context, _policy: Policy, _journey: Journey, _wanted: Intent) -> NoReturn:
    """Be an effect that kills its process."""
    raise Killed


def deadly(house: House, performer: Callable[..., Outcome] = dies) -> House:
    """Return the house with a worker whose effects are `performer`'s."""

    def do(context: Context, message: Message) -> None:
        if message["kind"] != Kind.JOURNEY:
            house.do(context, message)
            return
        try:
            engine.advance(context, message, performer)
        except Killed:
            return

    return replace(house, do=do)


def after_days(house: House, days: int) -> None:
    """Let days pass, each with its schedules."""
    for _ in range(days):
        house.wait(days=1)


# ------------------------------------------------ a partner that looks for ever


def reviewed(reaction: str = "review") -> House:
    """Return a house whose person is being looked at by the partner."""
    house = a_house(policy(verify(onDeadline=reaction), LAUNCH))
    house.hire()
    house.work_off()
    house.begin()
    house.tell("SESSION_PENDING_REVIEW")
    house.work_off()
    assert house.story[-1] is What.IN_REVIEW
    return house


@pytest.mark.parametrize("reaction", ["stop", "continue", "review"])
def test_a_review_that_never_ends_is_an_operators(reaction: str) -> None:
    """The person has done their part: the policy's reaction to silence is not for them."""
    # GIVEN a person at whom the partner is looking
    house = reviewed(reaction)
    # WHEN a week passes without a verdict
    after_days(house, 7)
    # THEN an operator is asked
    assert (house.status(), house.reason()) == (Status.NEEDS_ATTENTION, Reason.REVIEW_OVERDUE)
    # AND a verdict that comes 400 days later still counts
    after_days(house, 400)
    house.tell("MANUAL_REVIEW_APPROVED")
    house.work_off()
    assert house.status() is Status.COMPLETED


def test_a_review_of_the_present_release_ends_as_well() -> None:
    """Its step does not know since when the partner has been looking: the request counts."""
    # GIVEN a review that was stored before there was a limit
    house = reviewed()
    old = replace(house.journey.steps[0], seen_at=None)
    journey = replace(house.journey, steps=(old, *house.journey.steps[1:]))
    house.world.table.write(*journeys.save(Transition(journey), None))
    # WHEN its message comes after a week
    house.world.clock.advance(7 * DAY)
    engine.advance(house.process(), {"journey_id": journey.id})
    # THEN an operator is asked
    assert house.reason() is Reason.REVIEW_OVERDUE


# ------------------------------------------------ an effect that kills its process


@pytest.mark.parametrize("document", [policy(verify("sms")), policy(LAUNCH), policy(REPORT)])
def test_a_step_that_kills_its_process_is_given_up(document: Document) -> None:
    """Each try is counted before it begins, so that no crash hides one."""
    # GIVEN a step at which the process dies, whatever it is
    house = deadly(a_house(document))
    tried = list[int]()

    def counting(*_: object) -> NoReturn:
        tried.append(house.world.clock.now())
        raise Killed

    house = deadly(house, counting)
    house.hire()
    house.work_off()
    # WHEN a day passes, with a look every five minutes
    for _ in range(288):
        house.wait(minutes=5)
    # THEN it was tried a few times, ever later, and an operator is asked
    assert len(tried) == MAX_BEGUN
    assert tried[-1] - tried[0] < 6 * 3_600
    assert (house.status(), house.reason()) == (Status.NEEDS_ATTENTION, Reason.DID_NOT_FINISH)
    assert house.world.meter.counted[Metric.JOURNEY_HELD] == 1
    # AND nothing more is tried by itself
    after_days(house, 3)
    assert len(tried) == MAX_BEGUN


@pytest.mark.parametrize("document", [policy(verify("sms"), REPORT), policy(LAUNCH, REPORT)])
def test_what_did_not_finish_is_looked_up_before_it_is_done_again(document: Document) -> None:
    """The process may have died after the partner had taken the request."""
    # GIVEN a step whose first try reached the partner, and died before that was written
    house = a_house(document)
    calls = list[int]()

    def late(*arguments: Any) -> Outcome:  # noqa: ANN401 - passed on as they are
        calls.append(1)
        if len(calls) == 1:
            perform(*arguments)
        raise Killed

    house = deadly(house, late)
    house.hire()
    house.work_off()
    for _ in range(288):
        house.wait(minutes=5)
    assert house.reason() is Reason.DID_NOT_FINISH
    # WHEN the cause is fixed, and an operator has it tried again
    well = replace(house, do=a_house(document).do)
    well.decide(Decision.RETRY)
    well.work_off()
    # THEN it is the same attempt, and nobody was messaged or launched twice
    assert well.step(0).attempt == 1
    assert well.step(0).status in (StepStatus.AWAITING, StepStatus.DONE)
    assert len(house.partners.incode.messages) + len(house.partners.enboarder.workflows) == 1


def test_a_try_that_ends_is_not_counted() -> None:
    """An outage of a partner is no crash, however often it is asked."""
    # GIVEN a partner that does nothing for two days
    house = a_house(policy(verify("sms")))
    house.partners.incode.trouble = Trouble.DOWN
    house.hire()
    house.work_off()
    for _ in range(96):
        house.wait(minutes=30)
    # THEN the step is tried again later, as before
    assert house.step(0).status is StepStatus.DELAYED
    assert house.step(0).begun == 0


def test_a_cancellation_that_kills_its_process_is_given_up_and_said() -> None:
    """The journey ends, and its timeline says what has to be done by hand."""
    # GIVEN a workflow whose cancellation kills the process
    house = a_house(policy(LAUNCH))
    house.hire()
    house.work_off()
    house.decide(Decision.CANCEL)
    house = deadly(house)
    house.work_off()
    # WHEN a day passes
    for _ in range(288):
        house.wait(minutes=5)
    # THEN the journey is over, and says that nothing was cancelled or reported
    assert house.status() is Status.CANCELLED
    assert house.story[-3:] == [What.NOT_CANCELLED, What.NOT_REPORTED, What.CANCELLED]


def test_a_field_that_would_fill_the_memory_is_refused_before_it_is_made() -> None:
    """Joins of joins of what a candidate wrote: each text has an end."""
    # GIVEN a policy of an earlier release that makes megabytes of a name
    name: object = {"path": "/candidate/firstName"}
    for _ in range(2):
        name = {"join": [name] * 20}
    house = a_house(policy(verify(fields={"integrationReference": "i", "name": name})))
    house.partners.smartrecruiters.candidate["firstName"] = "a" * 9_999
    # WHEN somebody is hired
    house.hire()
    house.work_off()
    # THEN the fault is named, and an operator asked
    assert house.reason() is Reason.REFUSED
    assert house.step(0).fault == "/name string_too_long"


# ------------------------------------------------ a connection that is missing


def unconnected(document: Document, *, days: int = 1) -> House:
    """Return a house whose Enboarder account has been missing for days."""
    house = a_house(document)
    house.disconnect_account()
    house.hire()
    house.work_off()
    for _ in range(days * 24):
        house.wait(hours=1)
    assert (house.status(), house.reason()) == (Status.NEEDS_ATTENTION, Reason.NOT_CONNECTED)
    return house


def test_a_connection_that_comes_back_after_a_month_lets_the_journey_go_on() -> None:
    """By itself, as its advice promises; meanwhile it says again what it lacks."""
    # GIVEN a journey that lacked a connection for 30 days
    house = unconnected(policy(LAUNCH, REPORT), days=30)
    lines = [each for each in house.timeline if each.what is What.STILL_HELD]
    assert [each.facts["days"] for each in lines] == ["1", "7", "30"]
    # WHEN it is connected again
    house.connect_account()
    house.wait(hours=6)
    # THEN it is completed
    assert house.status() is Status.COMPLETED
    assert len(house.partners.enboarder.workflows) == 1


def test_a_missing_connection_cannot_be_approved() -> None:
    """No workflow was launched, so the journey would show a success that never was."""
    # GIVEN a launch without a connection
    house = unconnected(policy(LAUNCH, REPORT))
    # WHEN an operator approves, THEN that is refused
    with pytest.raises(NotPossibleError):
        house.decide(Decision.APPROVE)


@pytest.mark.parametrize("trouble", [Trouble.FUSSY, Trouble.DOWN])
def test_an_approved_launch_that_never_ran_is_skipped_and_not_done(trouble: Trouble) -> None:
    """The operator says to go on; the step does not say that a workflow runs."""
    # GIVEN a launch that Enboarder refused, or did not take for two weeks
    house = a_house(policy(LAUNCH))
    house.partners.enboarder.trouble = trouble
    house.hire()
    house.work_off()
    for _ in range(15 * 24):
        house.wait(hours=1)
    assert house.step(0).status is StepStatus.HELD
    # WHEN an operator approves
    house.decide(Decision.APPROVE)
    house.work_off()
    # THEN the step was skipped
    assert house.status() is Status.COMPLETED
    assert house.step(0).status is StepStatus.SKIPPED
    assert What.LAUNCHED not in house.story


# ------------------------------------------------ a tenant that has left


def test_a_tenant_that_has_left_reminds_nobody() -> None:
    """Neither the person nor its own operators."""
    # GIVEN a person who was asked, and one at whom an operator must look
    house = a_house(policy(verify(deadlineInHours=72, remindAfterHours=[24, 48])))
    house.hire()
    house.work_off()
    house.disable_company()
    # WHEN the reminders, the deadline and weeks pass
    after_days(house, 40)
    # THEN nobody was reminded, and the journey ended its wait all the same
    assert What.REMINDED not in house.story
    assert What.STILL_HELD not in house.story
    assert house.told("reminder_due") == []
    assert house.reason() is Reason.DEADLINE
    assert not house.journey.due_at or house.journey.due_at > house.world.clock.now()


def test_a_tenant_that_comes_back_is_reminded_of_what_is_still_to_come() -> None:
    """What fell due meanwhile is not made up for."""
    # GIVEN a person who was asked by a tenant that left
    house = a_house(policy(verify(deadlineInHours=72, remindAfterHours=[24, 48])))
    house.hire()
    house.work_off()
    house.disable_company()
    after_days(house, 1)
    # WHEN it connects again
    house.connect_company()
    after_days(house, 1)
    # THEN the second reminder is told
    assert [each.detail["number"] for each in house.told("reminder_due")] == [2]


# ------------------------------------------------ what waits for an operator


def test_what_waits_for_an_operator_says_so_again() -> None:
    """After a day, a week and 30 days, and every 30 days after that: the bus hears it."""
    # GIVEN a person who failed
    house = a_house(policy(verify()))
    house.hire()
    house.work_off()
    house.fail()
    house.work_off()
    # WHEN 100 days pass
    after_days(house, 100)
    # THEN it was said again five times
    lines = [each for each in house.timeline if each.what is What.STILL_HELD]
    assert [each.facts["days"] for each in lines] == ["1", "7", "30", "60", "90"]
    assert {each.facts["reason"] for each in lines} == {"rejected"}
    told = [each.detail.get("days") for each in house.told("needs_attention")]
    assert told == [None, 1, 7, 30, 60, 90]
    assert house.world.meter.counted[Metric.JOURNEY_STILL_HELD] == 5


def test_what_was_missed_is_said_once() -> None:
    """The schedules stood still for a while."""
    # GIVEN a person who failed
    house = a_house(policy(verify()))
    house.hire()
    house.work_off()
    house.fail()
    house.work_off()
    # WHEN nothing runs for 40 days
    house.wait(days=40)
    house.wait(minutes=1)
    # THEN it is said once, with the days that it has been
    (line,) = [each for each in house.timeline if each.what is What.STILL_HELD]
    assert line.facts["days"] == "40"


def test_another_reason_begins_to_count_anew() -> None:
    """It was told at once, as every reason is."""
    # GIVEN a person who was late for six days
    house = a_house(policy(verify(deadlineInHours=24)))
    house.hire()
    house.work_off()
    after_days(house, 6)
    # WHEN they come, and fail
    house.fail()
    house.work_off()
    after_days(house, 2)
    # THEN a day later it is said again for the new reason
    lines = [each for each in house.timeline if each.what is What.STILL_HELD]
    assert [(each.facts["reason"], each.facts["days"]) for each in lines] == [
        ("deadline_passed", "1"),
        ("rejected", "1"),
    ]


def test_what_was_decided_is_not_said_again() -> None:
    """Nothing is due any more, and a journey that is over is never due."""
    # GIVEN a person who failed, and whom an operator lets pass
    house = a_house(policy(verify()))
    house.hire()
    house.work_off()
    house.fail()
    house.work_off()
    house.decide(Decision.APPROVE)
    house.work_off()
    # WHEN weeks pass
    after_days(house, 31)
    # THEN nothing is said
    assert house.status() is Status.COMPLETED
    assert What.STILL_HELD not in house.story
    assert house.journey.due_at is None


def test_a_journey_that_the_present_release_has_held_is_read() -> None:
    """It lacks the new attributes, and gets them as it is written the next time."""
    # GIVEN a held journey without them
    house = a_house(policy(verify()))
    house.hire()
    house.work_off()
    house.fail()
    house.work_off()
    item = house.world.table.get(keys.journey(house.journey.id))
    assert item
    for name in ("stuck_since", "stuck_told"):
        item.pop(name)
    stored: dict[str, Any] = item
    for step in [*stored["steps"], stored["closing"]]:
        for name in ("seen_at", "begun"):
            step.pop(name)
    house.world.table.write(Put(item))
    # WHEN it is read
    journey = house.journey
    # THEN it is as it was
    assert (journey.stuck_since, journey.steps[0].begun) == (None, 0)
    runs_by = record.policy_for(house.process().table, journey)
    assert rules.due_at(runs_by, journey) is None
