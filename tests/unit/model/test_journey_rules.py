"""The rules of a journey, case by case, without a table, a partner or a clock."""

from dataclasses import replace
from typing import Final

import pytest

from jetbridge.model import journey_rules as rules
from jetbridge.model.journey import Journey, Reason, Status, StepState, StepStatus, What
from jetbridge.model.journey_events import (
    AtVersion,
    Claimed,
    Decided,
    Decision,
    DidNothing,
    Effect,
    HireEnded,
    Intent,
    JourneyEvent,
    NothingLeft,
    NotHired,
    Outcome,
    Outdated,
    Performed,
    Question,
    Refused,
    Seen,
    Took,
    Unclear,
    Woke,
)
from jetbridge.model.journey_rules import NotPossibleError
from jetbridge.model.journey_transition import LEASE, MAX_TRIES
from jetbridge.model.onboarding import Status as Onboarding
from jetbridge.model.policy import Delivery, Policy, Reaction, Step, StepKind
from tests.fakes.journeys import BEGUN

NOW: Final = 1_790_000_000
HOUR: Final = 3_600

VERIFY: Final = Step(
    "identity",
    StepKind.VERIFY,
    "incode",
    delivery=Delivery.SMS,
    deadline=72 * HOUR,
    reminders=(24 * HOUR, 48 * HOUR),
)
LINK: Final = replace(VERIFY, delivery=Delivery.BUS)
LAUNCH: Final = Step("welcome", StepKind.LAUNCH, "enboarder")
REPORT: Final = Step("tell", StepKind.REPORT, "smartrecruiters", status="ONBOARDING_SUCCESSFUL")


def begun(*steps: Step) -> tuple[Policy, Journey]:
    """Return a policy of some steps, and a journey that has just begun by it."""
    policy = Policy("demo", 1, steps)
    journey = replace(BEGUN, created_at=NOW, updated_at=NOW)
    return policy, rules.begin(policy, journey).journey


def seen(journey: Journey) -> Question:
    """Return what an operator answers who looks at a journey now."""
    return AtVersion(journey.version)


def told(policy: Policy, journey: Journey, *event: JourneyEvent) -> tuple[Journey, list[What]]:
    """Return a journey after some news, and the lines that they add."""
    lines = list[What]()
    for each in event:
        transition = rules.after(policy, journey, each)
        journey = transition.journey
        lines += [entry.what for entry in transition.entries]
    return journey, lines


def asked(
    policy: Policy, journey: Journey, outcome: Outcome, at: int = NOW
) -> tuple[Journey, list[What]]:
    """Return a journey after it did what it wanted, with this outcome."""
    wanted = rules.intent(policy, journey, at)
    assert wanted
    return told(policy, journey, Claimed(at), Performed(at, wanted, outcome, journey.claims + 1))


def awaiting(step: Step = VERIFY, *more: Step) -> tuple[Policy, Journey]:
    """Return a journey whose person was asked."""
    policy, journey = begun(step, *more)
    return policy, asked(policy, journey, Took("onb_1", Onboarding.REQUESTED))[0]


def test_an_intent_is_the_same_until_the_attempt_is_another() -> None:
    """The next process after a crash asks under the same key, and after the lease only."""
    # GIVEN a journey that is about to ask
    policy, journey = begun(VERIFY)
    wanted = rules.intent(policy, journey, NOW)
    assert wanted
    assert (wanted.effect, wanted.index) == (Effect.VERIFY, 0)
    # WHEN a worker has claimed it
    journey, lines = told(policy, journey, Claimed(NOW))
    # THEN it is no other process's until the lease is over, and then the same intent
    assert lines == []
    assert journey.steps[0].status is StepStatus.ASKING
    assert rules.intent(policy, journey, NOW + LEASE - 1) is None
    assert rules.due_at(policy, journey) == NOW + LEASE
    assert rules.intent(policy, journey, NOW + LEASE) == wanted


@pytest.mark.parametrize(
    ("step", "outcome", "status", "reason", "lines"),
    [
        (VERIFY, Took("o", Onboarding.REQUESTED), StepStatus.AWAITING, "", [What.MESSAGE_SENT]),
        (LINK, Took("o", Onboarding.REQUESTED), StepStatus.AWAITING, "", [What.LINK_READY]),
        (LAUNCH, Took("o", Onboarding.CANCELLED), StepStatus.HELD, "ended_elsewhere", [What.HELD]),
        (VERIFY, DidNothing(), StepStatus.DELAYED, "unreachable", [What.DELAYED]),
        (
            LAUNCH,
            DidNothing(Reason.NOT_CONNECTED),
            StepStatus.DELAYED,
            "not_connected",
            [What.DELAYED],
        ),
        (VERIFY, DidNothing(Reason.NONE, 30), StepStatus.DELAYED, "", []),
        (VERIFY, Unclear("o"), StepStatus.HELD, "unknown_outcome", [What.HELD]),
        (LINK, Unclear("o"), StepStatus.DELAYED, "unknown_outcome", [What.DELAYED]),
        (LAUNCH, Unclear("o"), StepStatus.DELAYED, "unknown_outcome", [What.DELAYED]),
        (VERIFY, Refused("/name missing"), StepStatus.HELD, "refused", [What.HELD]),
        (
            LAUNCH,
            Refused(reason=Reason.ALREADY_REQUESTED),
            StepStatus.HELD,
            "already_requested",
            [What.HELD],
        ),
        (VERIFY, Outdated("o"), StepStatus.TODO, "", []),
    ],
)
def test_what_came_of_asking_says_where_the_step_stands(
    step: Step, outcome: Outcome, status: StepStatus, reason: str, lines: list[What]
) -> None:
    """Each outcome leads to one state, with or without a line."""
    # GIVEN a journey that is about to ask
    policy, journey = begun(step, REPORT)
    # WHEN that comes of it
    journey, added = asked(policy, journey, outcome)
    # THEN that is where the step stands, and what is told
    assert (journey.steps[0].status, journey.steps[0].reason) == (status, reason)
    assert added == lines
    # AND what was begun is known
    assert outcome.onboarding_id in (*journey.steps[0].attempts, "")


def test_tries_come_later_each_time_and_end_after_two_weeks() -> None:
    """An hour later in the end; then an operator is asked."""
    # GIVEN a partner that does nothing, whenever it is asked
    policy, journey = begun(VERIFY)
    waits, lines, at = list[int](), list[What](), NOW
    for _ in range(MAX_TRIES + 1):
        journey, added = asked(policy, journey, DidNothing(), at)
        lines += added
        moment = rules.due_at(policy, journey)
        waits.append((moment or at) - at)
        at = moment or at
    # THEN the waits double up to an hour
    assert waits[:8] == [60, 120, 240, 480, 960, 1_920, HOUR, HOUR]
    assert journey.steps[0].status is StepStatus.HELD
    # AND it was told twice: that it is delayed, and that an operator has to decide
    assert lines == [What.DELAYED, What.HELD]


def test_the_partners_own_wish_counts_up_to_an_hour() -> None:
    """A partner that asks to be left alone is."""
    for wish, wait in ((30, 60), (600, 600), (86_400, HOUR)):
        # GIVEN a partner that names a time, WHEN it is asked
        policy, journey = begun(VERIFY)
        journey, _ = asked(policy, journey, DidNothing(retry_after=wish))
        # THEN it is asked again after that
        assert rules.due_at(policy, journey) == NOW + wait


@pytest.mark.parametrize(
    ("seen", "status", "lines"),
    [
        (Onboarding.REQUESTED, StepStatus.AWAITING, []),
        (Onboarding.IN_PROGRESS, StepStatus.AWAITING, [What.PERSON_BEGAN]),
        (Onboarding.REVIEW, StepStatus.AWAITING, [What.IN_REVIEW]),
        (Onboarding.UNKNOWN_OUTCOME, StepStatus.AWAITING, []),
        (Onboarding.VERIFIED, StepStatus.DONE, [What.VERIFIED]),
        (Onboarding.REJECTED, StepStatus.HELD, [What.REJECTED, What.HELD]),
        (Onboarding.EXPIRED, StepStatus.HELD, [What.DEADLINE_PASSED, What.HELD]),
        (Onboarding.CANCELLED, StepStatus.HELD, [What.HELD]),
    ],
)
def test_what_is_seen_of_a_person_moves_the_step_once(
    seen: Onboarding, status: StepStatus, lines: list[What]
) -> None:
    """News that come again change nothing."""
    # GIVEN a person who was asked
    policy, journey = awaiting(VERIFY, REPORT)
    # WHEN something is seen, and seen again
    journey, added = told(policy, journey, Seen(NOW, seen), Seen(NOW + 1, seen))
    # THEN it counted once
    assert journey.steps[0].status is status
    assert added == lines


@pytest.mark.parametrize(
    ("after", "lines", "reminders"),
    [
        (24 * HOUR - 1, [], 0),
        (24 * HOUR, [What.REMINDED], 1),
        (60 * HOUR, [What.REMINDED], 2),
        (72 * HOUR, [What.DEADLINE_PASSED, What.HELD], 0),
    ],
)
def test_moments_come_once(after: int, lines: list[What], reminders: int) -> None:
    """Reminders that come due together are one; the deadline leaves them out."""
    # GIVEN a person who was asked
    policy, journey = awaiting()
    # WHEN it is looked at after some time, twice
    journey, added = told(policy, journey, Woke(NOW + after), Woke(NOW + after))
    # THEN what had come due was told once
    assert added == lines
    assert journey.steps[0].reminders == reminders


def test_the_next_moment_is_the_next_reminder_or_the_deadline() -> None:
    """It is looked at then, and not before."""
    # GIVEN a person who was asked
    policy, journey = awaiting()
    moments = list[int]()
    # WHEN it is looked at whenever it is due
    for _ in range(3):
        moment = rules.due_at(policy, journey)
        assert moment
        moments.append((moment - NOW) // HOUR)
        journey, _ = told(policy, journey, Woke(moment))
    # THEN it was due at each reminder and at the deadline
    assert moments == [24, 48, 72]
    # AND what waits for an operator says so again after a day
    assert rules.due_at(policy, journey) == NOW + 96 * HOUR


def test_who_is_being_reviewed_is_late_for_nothing() -> None:
    """For a week it is the partner's turn, however late the person would be."""
    # GIVEN a person whom the partner looks at by hand
    policy, journey = awaiting()
    journey, _ = told(policy, journey, Seen(NOW, Onboarding.REVIEW))
    # WHEN it is looked at after the deadline, THEN nothing follows
    assert told(policy, journey, Woke(NOW + 100 * HOUR)) == (journey, [])
    # AND after a week an operator is asked
    assert rules.due_at(policy, journey) == NOW + 168 * HOUR
    journey, lines = told(policy, journey, Woke(NOW + 168 * HOUR))
    assert (journey.steps[0].status, lines) == (StepStatus.HELD, [What.HELD])
    assert journey.reason is Reason.REVIEW_OVERDUE


@pytest.mark.parametrize(
    ("reaction", "journey_status", "step_status"),
    [
        (Reaction.STOP, Status.ENDING, StepStatus.FAILED),
        (Reaction.REVIEW, Status.NEEDS_ATTENTION, StepStatus.HELD),
        (Reaction.CONTINUE, Status.RUNNING, StepStatus.SKIPPED),
    ],
)
def test_the_policy_says_what_a_bad_end_does(
    reaction: Reaction, journey_status: Status, step_status: StepStatus
) -> None:
    """The same three for a rejection, for silence, and for a fault in the request."""
    step = replace(VERIFY, on_rejection=reaction, on_deadline=reaction, on_refusal=reaction)
    # GIVEN a person who fails, one who does not come, and one who cannot be asked
    policy, journey = awaiting(step, REPORT)
    rejected, _ = told(policy, journey, Seen(NOW, Onboarding.REJECTED))
    silent, _ = told(policy, journey, Woke(NOW + 72 * HOUR))
    _, fresh = begun(step, REPORT)
    refused, _ = asked(policy, fresh, Refused("/name missing"))
    # WHEN the policy is asked, THEN it says the same of all three
    for each in (rejected, silent, refused):
        assert (each.status, each.steps[0].status) == (journey_status, step_status)


def test_the_latest_is_undone_first_and_the_failure_told_last() -> None:
    """A journey that ends early undoes one thing at a time."""
    # GIVEN a journey that has launched, and whose person then fails
    policy, journey = begun(LAUNCH, replace(VERIFY, on_deadline=Reaction.STOP))
    journey, _ = asked(policy, journey, Took("onb_1", Onboarding.LAUNCHED))
    journey, _ = asked(policy, journey, Took("onb_2", Onboarding.REQUESTED))
    journey, _ = told(policy, journey, Woke(NOW + 72 * HOUR))
    # WHEN it does what it wants, one thing after the other
    at, effects, lines = NOW + 72 * HOUR, list[tuple[Effect, int]](), list[What]()
    while (wanted := rules.intent(policy, journey, at)) is not None:
        effects.append((wanted.effect, wanted.index))
        journey, added = asked(policy, journey, Took(), at)
        lines += added
    # THEN the link is closed, the workflow cancelled, and the failure told
    assert effects == [(Effect.WITHDRAW, 1), (Effect.CANCEL, 0), (Effect.REPORT_FAILURE, 0)]
    assert lines == [What.WITHDRAWN, What.WORKFLOW_CANCELLED, What.REPORTED, What.FAILED]
    assert journey.status is Status.FAILED
    assert rules.due_at(policy, journey) is None


@pytest.mark.parametrize("outcome", [NothingLeft(), Unclear(), DidNothing(), Refused("/x y")])
def test_undoing_says_what_was_undone_and_nothing_else(outcome: Outcome) -> None:
    """What was not there is not told, what did not work is, and what may work is tried again."""
    # GIVEN a journey whose hire was taken back while a workflow runs
    policy, journey = begun(LAUNCH)
    journey, _ = asked(policy, journey, Took("onb_1", Onboarding.LAUNCHED))
    journey, _ = told(policy, journey, HireEnded(NOW))
    # WHEN the workflow is to be cancelled
    journey, lines = asked(policy, journey, outcome)
    # THEN this is told
    expected = {
        NothingLeft: [What.CANCELLED],
        Refused: [What.NOT_CANCELLED, What.CANCELLED],
    }.get(type(outcome), [What.DELAYED])
    assert lines == expected
    assert (journey.status is Status.ENDING) == (lines == [What.DELAYED])


def test_an_outcome_counts_while_the_intent_stands_and_not_afterwards() -> None:
    """A worker that was overtaken changes nothing that others have decided."""
    # GIVEN a step that is done
    policy, journey = begun(LAUNCH, REPORT)
    wanted = rules.intent(policy, journey, NOW)
    assert wanted
    journey, _ = asked(policy, journey, Took("onb_1", Onboarding.LAUNCHED))
    # WHEN other outcomes of the same intent come late
    for outcome in (Took("onb_2", Onboarding.LAUNCHED), Unclear("onb_2"), DidNothing()):
        after, lines = told(policy, journey, Performed(NOW, wanted, outcome, journey.claims))
        # THEN nothing changes
        assert (after, lines) == (journey, [])


@pytest.mark.parametrize(
    ("outcome", "step_status", "lines"),
    [
        (Took("onb_1", Onboarding.REQUESTED), StepStatus.FAILED, [What.MESSAGE_SENT]),
        (DidNothing(), StepStatus.FAILED, [What.CANCELLED]),
        (NotHired(), StepStatus.FAILED, [What.CANCELLED]),
    ],
)
def test_what_a_partner_took_after_the_hire_had_ended_is_kept_to_be_undone(
    outcome: Outcome, step_status: StepStatus, lines: list[What]
) -> None:
    """The journey waits for a worker that is asking; then it undoes what came of it."""
    # GIVEN a hire that is taken back while a worker asks
    policy, journey = begun(VERIFY)
    wanted = rules.intent(policy, journey, NOW)
    assert wanted
    journey, _ = told(policy, journey, Claimed(NOW), HireEnded(NOW))
    assert journey.status is Status.ENDING
    assert rules.intent(policy, journey, NOW) is None
    # WHEN the answer comes
    journey, added = told(policy, journey, Performed(NOW, wanted, outcome, journey.claims))
    # THEN it is known, and told where a person has heard of it
    assert (journey.steps[0].status, added) == (step_status, lines)
    following = rules.intent(policy, journey, NOW)
    assert (following is None) == journey.is_over


def test_the_last_look_may_end_the_hire() -> None:
    """Who is not hired any more is asked nothing, and only the journey is told of it."""
    # GIVEN a journey that is about to launch
    policy, journey = begun(LAUNCH)
    # WHEN the application is found in another status
    journey, lines = asked(policy, journey, NotHired())
    # THEN the journey is over
    assert lines == [What.HIRE_ENDED, What.CANCELLED]
    assert journey.reason is Reason.NO_LONGER_HIRED


@pytest.mark.parametrize(
    ("decision", "status", "lines"),
    [
        (Decision.APPROVE, StepStatus.DONE, [What.APPROVED]),
        (Decision.RETRY, StepStatus.TODO, [What.RETRIED]),
    ],
)
def test_a_held_step_is_let_pass_or_tried_anew(
    decision: Decision, status: StepStatus, lines: list[What]
) -> None:
    """A next attempt knows what was asked before."""
    # GIVEN a person who failed
    policy, journey = awaiting(VERIFY, REPORT)
    journey, _ = told(policy, journey, Seen(NOW, Onboarding.REJECTED))
    # WHEN an operator decides
    journey, added = told(policy, journey, Decided(NOW, decision, "operator-1", seen(journey)))
    # THEN that is where the step stands
    assert (journey.steps[0].status, added) == (status, lines)
    assert journey.steps[0].attempts == ("onb_1",)


def test_an_unknown_launch_is_tried_as_the_same_attempt() -> None:
    """Trying it again looks it up: another attempt would launch."""
    # GIVEN a launch that is not known here
    policy, journey = begun(LAUNCH)
    at = NOW
    for _ in range(7):
        at = rules.due_at(policy, journey) or at
        journey, _ = asked(policy, journey, Unclear("onb_1"), at)
    assert journey.steps[0].status is StepStatus.HELD
    assert at < NOW + 2 * HOUR
    first = Intent(Effect.LAUNCH, 0, journey.request_key(LAUNCH.name, 1))
    # WHEN an operator has it tried again
    journey, _ = told(policy, journey, Decided(at, Decision.RETRY, "operator-1", seen(journey)))
    # THEN it is the same intent
    assert rules.intent(policy, journey, at) == first


def test_a_decision_that_makes_no_sense_says_why() -> None:
    """Nothing is decided about a step that waits for no person."""
    # GIVEN a person who was asked
    policy, journey = awaiting()
    # WHEN an operator approves, THEN that is refused
    with pytest.raises(NotPossibleError, match="waits for no decision"):
        rules.after(
            policy,
            journey,
            Decided(NOW, Decision.APPROVE, "operator-1", seen(journey)),
        )


def test_news_that_change_nothing_leave_the_journey_as_it_is() -> None:
    """Not even the time of the last change: nothing is written then."""
    # GIVEN a person who was asked
    policy, journey = awaiting()
    # WHEN nothing has happened
    for event in (Woke(NOW + 1), Seen(NOW + 1, Onboarding.REQUESTED), Claimed(NOW + 1)):
        # THEN nothing is to be written
        assert rules.after(policy, journey, event).journey == journey


def test_a_fresh_step_has_asked_nothing() -> None:
    """The first attempt is number one."""
    # GIVEN a new journey, WHEN its steps are looked at, THEN none has begun
    _, journey = begun(VERIFY, LAUNCH)
    assert journey.steps == (StepState(), StepState())
    assert journey.policy_version == 1
