"""The kinds of items about journeys and onboardings whose form is recorded."""

from dataclasses import replace
from typing import Final

from jetbridge.model.journey import Entry, Journey, Reason, Status, StepState, StepStatus, What
from jetbridge.model.journey_transition import Transition
from jetbridge.model.onboarding import Onboarding
from jetbridge.model.onboarding import Status as OnboardingStatus
from jetbridge.model.outbound import Answer
from jetbridge.store import (
    candidates,
    journeys,
    keys,
    onboardings,
)
from jetbridge.store.table import Table
from tests.unit.store.kinds import AT, Kind

STEP: Final = StepState(
    status=StepStatus.DELAYED,
    attempt=3,
    onboarding_id="onb_3",
    earlier=("onb_1", "onb_2"),
    asked_at=AT + 1,
    next_at=AT + 2,
    reminders=1,
    failures=2,
    reason=Reason.UNREACHABLE,
    fault="mobile: not a number",
    seen="in_progress",
    ended=True,
    seen_at=AT + 3,
    begun=1,
    corrected=1,
    link_ends_at=AT + 4,
    closed=("onb_1",),
    calls=5,
    answer=Answer("incode", "POST start", 503, "answered"),
)
JOURNEY: Final = Journey(
    "jrn_1",
    "demo",
    "con_1",
    "acme",
    "app-1",
    "candidate-1",
    "job-1",
    sequence=1,
    policy_version=1,
    status=Status.RUNNING,
    steps=(StepState(),),
    created_at=AT,
    updated_at=AT,
    version=1,
)
ONBOARDING: Final = Onboarding(
    "onb_1",
    "demo",
    "jb_ci_caller",
    "incode",
    OnboardingStatus.REQUESTED,
    "SMS",
    "external-1",
    60,
    "d" * 64,
    AT,
    AT,
    version=1,
    announced="requested",
)


def _create(table: Table, value: Journey) -> None:
    table.write(journeys.create(Transition(value), value.due_at)[0])


def _line(table: Table, value: Entry) -> None:
    table.write(journeys.create(Transition(JOURNEY, (value,)), None)[1])


def _onboarding(table: Table, value: Onboarding) -> None:
    table.write(onboardings.create(value)[0])


KINDS: Final = {
    "journey": Kind(
        replace(
            JOURNEY,
            sequence=2,
            policy_version=7,
            status=Status.ENDING,
            steps=(STEP, StepState()),
            reason=Reason.BY_OPERATOR,
            ending=Status.CANCELLED,
            closing=replace(STEP, answer=None),
            due_at=AT + 60,
            stuck_since=AT + 61,
            stuck_told=2,
            former_candidate_ids=("candidate-0",),
            claims=4,
        ),
        JOURNEY,
        lambda value: keys.journey(value.id),
        _create,
        lambda table, value: journeys.get(table, value.id),
        ("former_candidate_ids", "stuck_since", "stuck_told", "claims"),
    ),
    "journey_erased": Kind(
        replace(JOURNEY, candidate_id="", application_id="", erased_at=AT),
        replace(JOURNEY, candidate_id="", application_id="", erased_at=AT),
        lambda value: keys.journey(value.id),
        _create,
        lambda table, value: journeys.get(table, value.id),
    ),
    "journey_line": Kind(
        Entry(What.HELD, AT, "verify", "incode", "operator-1", {"reason": "refused"}),
        Entry(What.STARTED, AT),
        lambda value: keys.timeline("jrn_1", value.at, "00000001.00"),
        _line,
        lambda table, _: journeys.timeline(table, "jrn_1")[0],
    ),
    "candidate": Kind(
        candidates.Lead("jrn_1", "con_1#digest"),
        candidates.Lead("jrn_1", ""),
        lambda _: keys.candidate("con_1", "candidate-1", "jrn_1"),
        lambda table, value: table.write(candidates.lead(JOURNEY, value.record_id)),
        lambda table, _: candidates.leads(table, "con_1", "candidate-1")[0],
    ),
    "onboarding": Kind(
        replace(
            ONBOARDING,
            attempts=2,
            expires_at=AT + 3_600,
            interview_id="i-2",
            sealed_link="v1.link",
            sealed_refusal="v1.refusal",
            sealed_person="v1.person",
            sealed_order="v1.order",
            sealed_warning="v1.warning",
            settings={"kind": "sms"},
            journey_id="jrn_1",
            correlation_id="corr-1",
            earlier_interviews=("i-1",),
            candidate_digest="c" * 64,
            visit="v" * 64,
            key_digest="k" * 64,
        ),
        ONBOARDING,
        lambda value: keys.onboarding(value.id),
        _onboarding,
        lambda table, value: onboardings.get(table, value.id),
        (
            "journey_id",
            "erased_at",
            "correlation_id",
            "earlier_interviews",
            "candidate_digest",
            "visit",
            "key_digest",
        ),
    ),
}
"""By the name of the file in `recorded/`."""
