"""One hire, from its beginning to its end or to an operator's desk: what is sent, and when."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from jetbridge.flows import outbox, verify_person, work
from jetbridge.model import sample_hire
from jetbridge.model.journey import Journey, Status, StepStatus
from jetbridge.model.onboarding import Status as OnboardingStatus
from jetbridge.model.policy import Policy
from jetbridge.model.secret import Secret
from jetbridge.partners import onboarder
from jetbridge.partners.enboarder import Region
from jetbridge.partners.smartrecruiters_customer import HIRED
from jetbridge.partners.token_request import AuthorizationCode
from jetbridge.store import applications, journeys, onboardings, policies
from jetbridge.web import policy_document
from jetbridge_local.rehearsal import world
from jetbridge_local.rehearsal.partners import Sample
from jetbridge_local.rehearsal.verdict import Verdict
from jetbridge_local.rehearsal.world import CONNECTION, TENANT, Line, World

_MOST_MOMENTS: Final = 200
"""More than any policy has: ten steps, each with ten reminders and a deadline."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What was sent and told, in order, and where the journey stood when nothing more happened.

    `journey` is None where none began. `began` is in Unix seconds.
    """

    policy: Policy
    began: int
    lines: tuple[Line, ...] = field(repr=False)
    journey: Journey | None


def rehearse(  # noqa: PLR0913 - the play, who plays, where and when
    document: Mapping[str, Any],
    variables: Mapping[str, str],
    *,
    candidate: Mapping[str, Any] = sample_hire.CANDIDATE,
    application: Mapping[str, Any] = sample_hire.APPLICATION,
    verdict: Verdict = Verdict.VERIFIED,
    at: int,
    region: Region = "US",
) -> Rehearsal:
    """Play a policy for one hire, with partners that find no fault.

    Args:
        document: a policy, checked.
        variables: the functions' environment, for the partners' addresses.
        candidate: the hire, as SmartRecruiters shows them.
        application: their application; it is taken for hired, whatever its status says.
        verdict: what becomes of the person at each verification.
        at: when they are hired, in Unix seconds.
        region: where the company's Enboarder account is.
    """
    hired = {**application, "status": HIRED}
    sample = Sample(candidate, hired, proves=verdict is not Verdict.REJECTED)
    stage = world.connected(sample, variables, at, region)
    stage.bridge.table.write(*policies.put(TENANT, dict(document), before=0, now=at))
    policy = policy_document.read(document, TENANT, 1)
    candidate_id = str(application.get("candidateId") or candidate.get("id") or "candidate")
    job_id = str(application.get("jobId") or "job")
    mark = applications.mark(
        tenant=TENANT, connection_id=CONNECTION, candidate_id=candidate_id, job_id=job_id, now=at
    )
    outbox.commit(stage.bridge, mark)
    _work_off(stage)
    record = applications.find(stage.bridge.table, CONNECTION, candidate_id, job_id)
    journey_id = record.journey_id if record else ""
    journey = journeys.get(stage.bridge.table, journey_id)
    for _ in range(_MOST_MOMENTS):
        if journey is None or not _went_on(stage, policy, journey, verdict):
            break
        journey = journeys.get(stage.bridge.table, journey_id)
    return Rehearsal(policy, at, tuple(stage.lines), journey)


def _went_on(stage: World, policy: Policy, journey: Journey, verdict: Verdict) -> bool:
    """Let the next moment come; tell whether there was one."""
    comes = _comes(policy, journey) if verdict is not Verdict.SILENT else None
    moments = [moment for moment in (journey.due_at, comes) if moment is not None]
    held = not journey.ending and journey.status is Status.NEEDS_ATTENTION
    if journey.is_over or held or not moments:
        return False
    stage.clock.at = max(stage.clock.at, min(moments))
    if comes == min(moments):
        _come(stage, journey, verdict)
    else:
        outbox.have_moved(stage.bridge, [journey.id])
    _work_off(stage)
    return True


def _comes(policy: Policy, journey: Journey) -> int | None:
    """Return when the person comes: half way between the last reminder and the deadline."""
    if journey.is_over or journey.ending:
        return None
    step, state = policy.steps[journey.position], journey.steps[journey.position]
    if state.status is not StepStatus.AWAITING or state.asked_at is None or step.deadline is None:
        return None
    return state.asked_at + (max(step.reminders, default=0) + step.deadline) // 2


def _come(stage: World, journey: Journey, verdict: Verdict) -> None:
    """Have the person do what they are asked to do."""
    bridge = stage.bridge
    found = onboardings.get(bridge.table, journey.steps[journey.position].onboarding_id)
    if found is None:
        raise LookupError(journey.steps[journey.position].onboarding_id)
    if found.partner == onboarder.PARTNER:
        code = AuthorizationCode(Secret("made-up"), f"{bridge.settings.public_url}/connect")
        verify_person.check(bridge, found, code)
        return
    status = OnboardingStatus(verdict)
    told = replace(found, status=status, updated_at=bridge.clock.now())
    outbox.commit(bridge, *onboardings.save(told))


def _work_off(stage: World) -> None:
    while stage.queue.messages:
        work.do(stage.bridge, stage.queue.messages.pop(0))
