"""News of Incode that comes late, twice or early: nothing that later news could settle is final."""

import itertools
import json

import pytest

from jetbridge.flows.onboarding import onboard
from jetbridge.flows.schedule import reconcile, work
from jetbridge.model.errors import ApiProblem
from jetbridge.model.identity import Identity
from jetbridge.model.metrics import Metric
from jetbridge.model.notification import Notification, NotificationStatus
from jetbridge.model.onboarding import MAX_INTERVIEWS, Status
from jetbridge.model.scopes import ClientKind, Scope
from jetbridge.partners.incode import notification as incode_notification
from jetbridge.store import keys, notifications
from tests.fakes import answer
from tests.fakes.partners.double import Trouble
from tests.fakes.partners.incode import REQUEST_NEW
from tests.support.incode import LINK, ORDER
from tests.unit.partners.incode.deployment import Deployment, client_of

MINUTE = 60
HOUR = 3_600
RETRIES_OF_INCODE = 30 + 75 + 187.5 + 468.75 + 1171.9
"""Seconds from Incode's first attempt to its last one, as it documents them."""


@pytest.mark.parametrize("late", [5, 20 * MINUTE, 33 * MINUTE, 5 * HOUR, 40 * HOUR, 30 * 24 * HOUR])
def test_a_verdict_waits_for_the_event_that_names_its_onboarding(late: int) -> None:
    """The session event has no id of ours; what has one may come much later."""
    # GIVEN a verdict on an interview that nothing has named yet
    there = Deployment()
    asked = there.ask()
    there.tell("SESSION_SUCCEEDED", "interview-1")
    there.work()
    _pass(there, late)
    assert there.onboarding(asked).status in (Status.REQUESTED, Status.EXPIRED)
    # WHEN the event that names both comes
    there.tell("ONBOARDING_FINISHED", "interview-1", "job-77")
    there.work()
    # THEN the verdict is applied, at once and once
    assert there.onboarding(asked).status is Status.VERIFIED
    assert there.world.meter.counted[Metric.ONBOARDING_VERIFIED] == 1
    assert not there.stored(NotificationStatus.UNRESOLVED)


@pytest.mark.parametrize("late", [0, 20 * MINUTE, 2 * HOUR, 40 * HOUR])
def test_an_answer_that_names_an_interview_takes_up_what_waits_for_it(late: int) -> None:
    """The first answer was lost. The repeat is answered with the session that had begun."""
    # GIVEN a request whose answer was lost, and the verdict on the session that it began
    there = Deployment(names_interviews=True)
    there.incode.trouble = Trouble.LOSSY
    with pytest.raises(ApiProblem):
        there.ask(key="key-1")
    there.tell("SESSION_SUCCEEDED", "interview-1")
    there.work()
    _pass(there, late)
    # WHEN the request is repeated, and Incode names the session
    there.incode.trouble = Trouble.NONE
    there.incode.on("POST", REQUEST_NEW, answer({"url": LINK, "interviewId": "interview-1"}))
    asked = there.ask(key="key-1")
    there.work()
    # THEN the verdict is applied, at once and once
    assert there.onboarding(asked).status is Status.VERIFIED
    assert there.world.meter.counted[Metric.ONBOARDING_VERIFIED] == 1
    assert not there.stored(NotificationStatus.UNRESOLVED)


@pytest.mark.parametrize("moment", range(1, 21))
def test_a_verdict_during_the_request_costs_neither_answer_nor_verdict(moment: int) -> None:
    """The event is written while its onboarding's answer is: the commit is made again."""
    # GIVEN a request during which, at some moment, the verdict on its session is handled
    there = Deployment(names_interviews=True)
    caller = Identity("jb_ci_acme", ClientKind.API, "acme", frozenset(Scope))
    steps = itertools.count(1)

    def step() -> None:
        if next(steps) == moment:
            there.tell("SESSION_SUCCEEDED", "interview-1")
            there.work()

    # WHEN it is made
    asked = onboard.request(there.world.hooked(step), caller, ORDER, idempotency_key=None)
    there.tell("SESSION_SUCCEEDED", "interview-1")
    there.work()
    # THEN the caller has the link, and the verdict is applied at once
    assert asked.link
    assert there.onboarding(asked).status is Status.VERIFIED


def test_what_waits_is_of_the_answers_own_tenant() -> None:
    """A client of another tenant has told of the same interview: its word stays its own."""
    # GIVEN events of one interview by another tenant's client
    there = Deployment(names_interviews=True)
    there.tell("SESSION_FAILED", "interview-1", by=client_of("globex"))
    _pass(there, 2 * HOUR)
    # WHEN Incode's answer gives the interview to an onboarding
    asked = there.ask("acme")
    there.work()
    # THEN it is as Incode says, and the other tenant's event is as it was
    assert there.onboarding(asked).status is Status.REQUESTED
    (kept,) = there.stored(NotificationStatus.UNRESOLVED)
    assert kept.tenant == "globex"


def test_the_patience_outlasts_the_retries_of_incode() -> None:
    """Before the last of them nothing is put before the operator."""
    assert incode_notification.PATIENCE > RETRIES_OF_INCODE


def test_what_finds_no_onboarding_is_shown_to_the_operator() -> None:
    """After an hour, and once."""
    # GIVEN an event of an interview that was started elsewhere
    there = Deployment()
    there.tell("SESSION_SUCCEEDED", "int-elsewhere")
    # WHEN time passes
    _pass(there, 3 * HOUR)
    # THEN it is unresolved, and counted once
    (kept,) = there.stored()
    assert (kept.status, kept.note) == (NotificationStatus.UNRESOLVED, "no_onboarding")
    assert there.world.meter.counted[Metric.NOTIFICATION_UNRESOLVED] == 1


def test_a_repeat_of_an_unresolved_event_is_looked_at_again() -> None:
    """Incode, or the operator, has it sent once more: it is not acknowledged and dropped."""
    # GIVEN an unresolved verdict, and an onboarding that was joined to its interview without it
    there = Deployment()
    asked = there.ask()
    there.tell("SESSION_SUCCEEDED", "interview-1", by=client_of("acme"))
    _pass(there, 3 * HOUR)
    assert there.stored(NotificationStatus.UNRESOLVED)
    # WHEN the same event comes again, and then what names its interview
    there.tell("SESSION_SUCCEEDED", "interview-1", by=client_of("acme"))
    there.work()
    assert there.stored(NotificationStatus.RECEIVED)
    there.tell("SESSION_STARTED", "interview-1", "job-77")
    there.work()
    # THEN it counts
    assert there.onboarding(asked).status is Status.VERIFIED


def test_an_event_that_was_given_up_is_taken_up_by_its_repeat() -> None:
    """The worker was out of order for hours; the partner's repeat finds it in order."""
    # GIVEN an event that no worker could act on
    there = Deployment(names_interviews=True)
    asked = there.ask()
    there.tell("SESSION_SUCCEEDED", "interview-1")
    there.world.queue.sent.clear()
    for _ in range(8):
        there.world.clock.advance(3 * HOUR)
        _reconcile_without_a_worker(there)
    assert [each.note for each in there.stored(NotificationStatus.UNRESOLVED)] == ["given_up"]
    # WHEN it comes again
    there.tell("SESSION_SUCCEEDED", "interview-1")
    there.work()
    # THEN it is handled
    assert there.onboarding(asked).status is Status.VERIFIED


def test_a_second_session_of_one_onboarding_counts() -> None:
    """The person opened the link on another device; Incode began another session."""
    # GIVEN an onboarding with a session that has begun
    there = Deployment()
    asked = there.ask()
    there.tell("SESSION_STARTED", "interview-1")
    there.tell("ID_VALIDATION_FINISHED", "interview-1", "job-77")
    there.work()
    # WHEN another session under the same id begins and passes
    there.tell("ID_VALIDATION_FINISHED", "interview-2", "job-77")
    there.tell("SESSION_SUCCEEDED", "interview-2")
    there.work()
    # THEN its verdict is the onboarding's
    now = there.onboarding(asked)
    assert now.status is Status.VERIFIED
    assert now.interviews == ("interview-2", "interview-1")
    # AND what the first one says afterwards does not overwrite it
    there.tell("SESSION_PENDING_REVIEW", "interview-1")
    there.work()
    assert there.onboarding(asked).status is Status.VERIFIED


def test_a_second_session_is_found_when_the_first_was_in_the_answer() -> None:
    """The answer to the request names one interview; an event names another one."""
    # GIVEN an onboarding whose interview Incode named at once
    there = Deployment(names_interviews=True)
    asked = there.ask()
    # WHEN an event of another interview names our id
    there.tell("SESSION_FAILED", "int-other")
    there.tell("ONBOARDING_FINISHED", "int-other", "job-77")
    there.work()
    # THEN its verdict counts
    assert there.onboarding(asked).status is Status.REJECTED


def test_sessions_that_contradict_each_other_are_shown_to_the_operator() -> None:
    """The first verdict stands, whichever session it is of."""
    # GIVEN an onboarding that failed in one session
    there = Deployment()
    asked = there.ask()
    there.tell("ONBOARDING_FINISHED", "interview-1", "job-77")
    there.tell("SESSION_FAILED", "interview-1")
    there.work()
    # WHEN it passes in another
    there.tell("ONBOARDING_FINISHED", "interview-2", "job-77")
    there.tell("SESSION_SUCCEEDED", "interview-2")
    there.work()
    # THEN the operator sees it
    assert there.onboarding(asked).status is Status.REJECTED
    (kept,) = there.stored(NotificationStatus.UNRESOLVED)
    assert kept.note == "contradicts_rejected"


def test_a_great_many_sessions_of_one_onboarding_fill_no_item() -> None:
    """The verdict of a session beyond those that are kept counts when it names our id."""
    # GIVEN an onboarding with more sessions than are kept
    there = Deployment()
    asked = there.ask()
    for number in range(MAX_INTERVIEWS + 3):
        there.tell("SESSION_STARTED", f"interview-{number}", "job-77")
    there.work()
    assert len(there.onboarding(asked).interviews) == MAX_INTERVIEWS
    # WHEN the last one passes
    there.tell("SESSION_SUCCEEDED", f"interview-{MAX_INTERVIEWS + 2}", "job-77")
    there.work()
    # THEN it counts
    assert there.onboarding(asked).status is Status.VERIFIED


def test_an_event_of_an_unknown_kind_names_its_interview_all_the_same() -> None:
    """What it means we do not know; whom it is about, it says."""
    # GIVEN a verdict that waits for its onboarding
    there = Deployment()
    asked = there.ask()
    there.tell("SESSION_SUCCEEDED", "interview-1")
    _pass(there, 2 * HOUR)
    # WHEN an event of a new kind names both
    there.tell("WATCHLIST_FINISHED", "interview-1", "job-77")
    there.work()
    # THEN the verdict is applied
    assert there.onboarding(asked).status is Status.VERIFIED
    (kept,) = there.stored(NotificationStatus.IGNORED)
    assert kept.note == "unknown_event"


def test_a_naming_event_with_the_type_of_one_before_it_is_no_repeat() -> None:
    """It says what the other one did not: of whom."""
    # GIVEN an event without our id
    there = Deployment()
    asked = there.ask()
    there.tell("ONBOARDING_FINISHED", "interview-1")
    there.tell("SESSION_SUCCEEDED", "interview-1")
    there.work()
    # WHEN the same event comes with it
    there.tell("ONBOARDING_FINISHED", "interview-1", "job-77")
    there.work()
    # THEN both are settled
    assert there.onboarding(asked).status is Status.VERIFIED


def test_a_verdict_that_an_earlier_release_left_unresolved_is_taken_up() -> None:
    """It knew no waiting: its notification stands under another id, and nothing leads to it."""
    # GIVEN a verdict as an earlier release kept it
    there = Deployment()
    asked = there.ask()
    left = Notification(
        partner="incode",
        event_id=keys.digest(json.dumps(["interview-1", "SESSION_SUCCEEDED"])),
        event_type="SESSION_SUCCEEDED",
        tenant="*",
        connection_id="",
        received_at=there.world.clock.now(),
        status=NotificationStatus.UNRESOLVED,
        note="no_onboarding",
        facts={"interview_id": "interview-1", "external_id": ""},
    )
    there.world.table.write(notifications.create(left))
    # WHEN the event that names its onboarding comes, to this release
    there.pass_time(40 * HOUR)
    there.tell("ONBOARDING_FINISHED", "interview-1", "job-77")
    there.work()
    # THEN it counts
    assert there.onboarding(asked).status is Status.VERIFIED


@pytest.mark.parametrize("crash_at", range(1, 14))
def test_a_crash_while_the_naming_event_is_acted_on_loses_no_verdict(crash_at: int) -> None:
    """What names and what waited for the name are written in one transaction."""
    # GIVEN an unresolved verdict, and the event that names its onboarding
    there = Deployment()
    asked = there.ask()
    there.tell("SESSION_SUCCEEDED", "interview-1")
    _pass(there, 2 * HOUR)
    there.tell("ONBOARDING_FINISHED", "interview-1", "job-77")
    # WHEN the worker dies at some call while it acts on it
    _work_with_a_crash(there, crash_at)
    # AND time passes
    _pass(there, HOUR)
    # THEN the verdict is applied
    assert there.onboarding(asked).status is Status.VERIFIED


def _pass(there: Deployment, seconds: int) -> None:
    """Let time pass in steps of the reconciler's."""
    step = max(300, seconds // 40)
    for passed in itertools.count(step, step):
        if passed > seconds:
            there.pass_time(seconds - (passed - step))
            return
        there.pass_time(step)


def _reconcile_without_a_worker(there: Deployment) -> None:
    reconcile.run(there.world.context())
    there.world.queue.sent.clear()


class _Died(Exception):  # noqa: N818 - reads as what happened
    """The process ended."""


def _work_with_a_crash(there: Deployment, crash_at: int) -> None:
    steps = itertools.count(1)

    def step() -> None:
        if next(steps) == crash_at:
            raise _Died

    messages, there.world.queue.sent = there.world.queue.sent, []
    for message, _ in messages:
        try:
            work.do(there.world.hooked(step), message)
        except _Died:
            there.world.queue.sent.append((message, 300))
