"""The rule by which an application begins or ends a journey."""

from dataclasses import replace

import pytest

from jetbridge.model.hire import (
    Application,
    Begin,
    Decision,
    End,
    Forget,
    Later,
    Leave,
    Seen,
    decide,
    delayed,
)
from jetbridge.model.journey import Journey, Reason, Status
from jetbridge.model.policy import Policy, Start, Step, StepKind
from tests.fakes.journeys import BEGUN

NOW = 1_790_000_000
RECORD = Application("con_1#d", "con_1", "demo", "can-1", "job-1", marked_at=NOW)
HAD_ONE = replace(RECORD, journey_id="jny_1", sequence=1)
HAS_ONE = replace(HAD_ONE, hired=True)
POLICY = Policy("demo", 1, (Step("tell", StepKind.REPORT, "smartrecruiters"),))
READY = replace(POLICY, start=Start.READY)
HIRED, NOT = Seen(hired=True), Seen(hired=False)


def a_journey(
    status: Status, reason: Reason = Reason.NONE, ending: Status | None = None
) -> Journey:
    """Return a journey of the application."""
    return replace(BEGUN, status=status, reason=reason, ending=ending)


RUNNING = a_journey(Status.RUNNING)
WAITING = a_journey(Status.WAITING)
HELD = a_journey(Status.NEEDS_ATTENTION)
COMPLETED = a_journey(Status.COMPLETED)
FAILED = a_journey(Status.FAILED, Reason.REJECTED)
FAILING = a_journey(Status.ENDING, Reason.REJECTED, Status.FAILED)
CANCELLED = a_journey(Status.CANCELLED, Reason.BY_OPERATOR)
TAKEN_BACK = a_journey(Status.CANCELLED, Reason.NO_LONGER_HIRED)
BEING_TAKEN_BACK = a_journey(Status.ENDING, Reason.NO_LONGER_HIRED, Status.CANCELLED)

LEAVE, LEAVE_AS_OVER = Leave(hired=True), Leave(hired=False)


@pytest.mark.parametrize(
    ("known", "journey", "seen", "policy", "expected"),
    [
        (RECORD, None, HIRED, POLICY, Begin(1)),
        (RECORD, None, HIRED, None, Forget),
        (RECORD, None, HIRED, READY, Forget),
        (RECORD, None, replace(HIRED, ready=True), READY, Begin(1)),
        (RECORD, None, NOT, POLICY, Forget),
        (HAS_ONE, RUNNING, HIRED, POLICY, LEAVE),
        (HAS_ONE, COMPLETED, HIRED, POLICY, LEAVE),
        (HAS_ONE, FAILED, HIRED, POLICY, LEAVE),
        (HAS_ONE, CANCELLED, HIRED, POLICY, LEAVE),
        (HAS_ONE, COMPLETED, HIRED, READY, LEAVE),
        (HAS_ONE, RUNNING, HIRED, None, LEAVE),
        (HAS_ONE, RUNNING, NOT, POLICY, End),
        (HAS_ONE, WAITING, NOT, POLICY, End),
        (HAS_ONE, HELD, NOT, POLICY, End),
        (HAS_ONE, COMPLETED, NOT, POLICY, End),
        (HAS_ONE, COMPLETED, NOT, None, End),
        (HAS_ONE, FAILED, NOT, POLICY, LEAVE_AS_OVER),
        (HAS_ONE, FAILING, NOT, POLICY, LEAVE_AS_OVER),
        (HAS_ONE, CANCELLED, NOT, POLICY, LEAVE_AS_OVER),
        (HAD_ONE, TAKEN_BACK, NOT, POLICY, LEAVE_AS_OVER),
        (HAD_ONE, TAKEN_BACK, HIRED, POLICY, Begin(2)),
        (HAD_ONE, FAILED, HIRED, POLICY, Begin(2)),
        (HAD_ONE, TAKEN_BACK, HIRED, None, LEAVE_AS_OVER),
        (HAD_ONE, TAKEN_BACK, HIRED, READY, LEAVE_AS_OVER),
        (HAD_ONE, BEING_TAKEN_BACK, HIRED, POLICY, Later),
        (HAD_ONE, FAILING, HIRED, POLICY, Later),
        (HAS_ONE, TAKEN_BACK, HIRED, POLICY, Begin(2)),
        (HAS_ONE, BEING_TAKEN_BACK, HIRED, POLICY, Later),
        (HAS_ONE, FAILING, HIRED, POLICY, LEAVE),
    ],
)
def test_what_follows_from_how_it_is_seen(
    known: Application,
    journey: Journey | None,
    seen: Seen,
    policy: Policy | None,
    expected: Decision | type[Decision],
) -> None:
    """Each case that there is, decided."""
    # WHEN an application is seen
    decision = decide(known, journey, seen, policy)
    # THEN this follows
    if isinstance(expected, type):
        assert isinstance(decision, expected)
    else:
        assert decision == expected


def test_a_partner_may_ask_for_more_patience() -> None:
    """But for no more than an hour: it is looked at by a clock of ours."""
    # WHEN looks come to nothing
    soon, asked, late = (delayed(RECORD, NOW, after) for after in (None, 600, 90_000))
    # THEN the next one is later by what the partner wants, within bounds
    assert [each and each.look_at for each in (soon, asked, late)] == [
        NOW + 60,
        NOW + 600,
        NOW + 3_600,
    ]
