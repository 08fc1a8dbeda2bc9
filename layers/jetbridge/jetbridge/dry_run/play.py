"""One hire, from its beginning to its end or to an operator's desk: what is sent, and when."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from jetbridge.dry_run import person, schedules, world
from jetbridge.dry_run.assumed import Assumed
from jetbridge.dry_run.partners import Sample
from jetbridge.dry_run.world import CONNECTION, Line, World
from jetbridge.flows.notification import inbox
from jetbridge.model import changes
from jetbridge.model.dry_run import Verdict
from jetbridge.model.journey import Journey, Status, StepStatus
from jetbridge.model.notification import Notification
from jetbridge.model.policy import Policy
from jetbridge.model.settings import Settings
from jetbridge.partners.smartrecruiters import api as smartrecruiters
from jetbridge.partners.smartrecruiters import sample_hire
from jetbridge.partners.smartrecruiters.customer import HIRED
from jetbridge.partners.smartrecruiters.subscription_api import facts
from jetbridge.store import applications, journeys, onboardings, policies
from jetbridge.web import policy_document

MAX_MOMENTS: Final = 2_000
"""More than any journey has: a step may be tried 340 times, and a policy has ten steps at most,
but the rehearsal ends where a step is an operator's."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What was sent and told, in order, and where the journey stood when nothing more happened.

    `journey` is None where none began. `began` is in Unix seconds. `candidate_id` and `job_id` are
    those of the hire, `settings` the deployment's as far as they were looked at.
    """

    policy: Policy
    assumed: Assumed
    began: int
    lines: tuple[Line, ...] = field(repr=False)
    journey: Journey | None
    candidate_id: str
    job_id: str
    settings: Mapping[str, str]


@changes.made_up()
def rehearse(  # noqa: PLR0913 - the play, who plays, where and when
    document: Mapping[str, Any],
    assumed: Assumed,
    *,
    candidate: Mapping[str, Any] = sample_hire.CANDIDATE,
    application: Mapping[str, Any] = sample_hire.APPLICATION,
    verdict: Verdict = Verdict.VERIFIED,
    at: int,
) -> Rehearsal:
    """Play a policy for one hire, with partners that find no fault.

    Args:
        document: a policy, checked.
        assumed: what is taken for granted of the deployment and its tenant.
        candidate: the hire, as SmartRecruiters shows them.
        application: their application; it is taken for hired, whatever its status says.
        verdict: what becomes of the person at each verification.
        at: when they are hired, in Unix seconds.
    """
    hired = {**application, "status": HIRED}
    proofs = Settings(assumed.variables).onboarder_required
    sample = Sample(candidate, hired, verdict is not Verdict.REJECTED, proofs)
    stage = world.connected(sample, assumed, at)
    stage.context.table.write(*policies.put(assumed.tenant, dict(document), before=0, now=at))
    policy = policy_document.read(document, assumed.tenant, 1)
    ids = _ids(candidate, application)
    _hired_before(stage, assumed, *ids)
    _hear(stage, assumed, hired, *ids)
    for _ in range(MAX_MOMENTS):
        if not _went_on(stage, policy, _journey(stage, *ids), verdict):
            break
    lines, journey = tuple(stage.lines), _journey(stage, *ids)
    return Rehearsal(policy, assumed, at, lines, journey, *ids, stage.environment.shown())


def _ids(candidate: Mapping[str, Any], application: Mapping[str, Any]) -> tuple[str, str]:
    """Return the ids of candidate and job, made up where the hire has none."""
    candidate_id = application.get("candidateId") or candidate.get("id") or "candidate"
    return str(candidate_id), str(application.get("jobId") or "job")


def _hired_before(stage: World, assumed: Assumed, candidate_id: str, job_id: str) -> None:
    """Store that the application was hired before, as often as the rehearsal assumes."""
    if assumed.sequence == 1:
        return
    table, now = stage.context.table, stage.clock.now()
    marked = applications.request_check(
        tenant=assumed.tenant,
        connection_id=CONNECTION,
        candidate_id=candidate_id,
        job_id=job_id,
        now=now,
    )
    table.write(marked)
    known = applications.find(table, CONNECTION, candidate_id, job_id)
    if known:
        table.write(applications.save(replace(known, sequence=assumed.sequence - 1, look_at=None)))


def _hear(
    stage: World, assumed: Assumed, hired: Mapping[str, Any], candidate_id: str, job_id: str
) -> None:
    """Have SmartRecruiters tell of the hire, and do what follows at once."""
    context = stage.context
    body = {
        "application_id": hired.get("applicationId"),
        "candidate_id": candidate_id,
        "job_id": job_id,
    }
    inbox.take(
        context,
        Notification(
            partner=smartrecruiters.PARTNER,
            event_id="hired",
            event_type="application.status.updated",
            tenant=assumed.tenant,
            connection_id=CONNECTION,
            received_at=stage.clock.now(),
            facts=facts(json.dumps(body).encode(), "", context.settings.smartrecruiters_api_url),
        ),
    )
    schedules.work_off(stage)


def _journey(stage: World, candidate_id: str, job_id: str) -> Journey | None:
    known = applications.find(stage.context.table, CONNECTION, candidate_id, job_id)
    return journeys.get(stage.context.table, known.journey_id) if known else None


def _went_on(stage: World, policy: Policy, journey: Journey | None, verdict: Verdict) -> bool:
    """Let the next moment come; return whether there was one."""
    if journey and (journey.is_over or _is_an_operators(journey)):
        return False
    comes = _comes(policy, journey) if journey and verdict is not Verdict.SILENT else None
    following = schedules.next_moment(stage)
    moments = [moment for moment in (following, comes) if moment is not None]
    if not moments:
        return False
    stage.clock.at = max(stage.clock.at, min(moments))
    if following == min(moments):
        schedules.fire(stage)
    elif journey:
        _come(stage, journey, verdict)
    return True


def _is_an_operators(journey: Journey) -> bool:
    return not journey.ending and journey.status is Status.NEEDS_ATTENTION


def _comes(policy: Policy, journey: Journey) -> int | None:
    """Return when the person comes: half way between the last reminder and the deadline."""
    if journey.ending:
        return None
    step, state = policy.steps[journey.position], journey.steps[journey.position]
    if state.status is not StepStatus.AWAITING or state.asked_at is None or step.deadline is None:
        return None
    return state.asked_at + (max(step.reminders, default=0) + step.deadline) // 2


def _come(stage: World, journey: Journey, verdict: Verdict) -> None:
    """Have the person do what they are asked to do."""
    onboarding_id = journey.steps[journey.position].onboarding_id
    found = onboardings.get(stage.context.table, onboarding_id)
    if found is None:
        raise LookupError(onboarding_id)
    person.comes(stage, found, verdict)
