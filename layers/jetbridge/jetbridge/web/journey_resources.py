"""What the API shows of a journey: every field is named here. Ids and words, no personal data."""

from collections.abc import Sequence

from jetbridge.model.journey import Entry, Journey, StepState, StepStatus
from jetbridge.model.outbound import Answer
from jetbridge.model.policy import Policy, Step
from jetbridge.model.untold import Untold
from jetbridge.web import journey_shapes as shapes
from jetbridge.web import journey_status, journey_untold, who
from jetbridge.web import journey_words as words
from jetbridge.web.resources import moment
from jetbridge.web.who import Who


def item(policy: Policy | None, shown: Journey) -> shapes.JourneyItem:
    """Show a journey as an item of a list. Without its policy, what is awaited is that."""
    here = journey_status.present(policy, shown)
    return {
        "id": shown.id,
        "version": shown.version,
        "status": shown.status,
        "reason": shown.reason or None,
        "companyId": shown.company_id,
        "candidateId": shown.candidate_id or None,
        "jobId": shown.job_id,
        "applicationId": shown.application_id or None,
        "round": shown.sequence,
        "policyVersion": shown.policy_version,
        "step": _place(*here) if here else None,
        "awaits": _awaits(journey_status.awaits(policy, shown)),
        "createdAt": moment(shown.created_at),
        "updatedAt": moment(shown.updated_at),
        "erasedAt": moment(shown.erased_at),
    }


def journey(  # noqa: PLR0913 - what is shown, and to whom
    policy: Policy | None,
    shown: Journey,
    timeline: Sequence[Entry],
    late: Untold,
    *,
    told: Who = who.of_actor,
    by_api: bool = False,
) -> shapes.Journey:
    """Show a journey whole: what happened, what is awaited, what is wrong and what to do.

    `late` is what the tenant's endpoint has not accepted of its events. Without its policy, which
    names them, no steps are shown. `told` is what is shown of who acted, `by_api` says that a
    tenant reads it, who has the API and not the operator's commands.
    """
    problem = journey_status.problem(policy, shown, timeline, by_api=by_api)
    return {
        **item(policy, shown),
        "meaning": words.status(shown.status, shown.reason, _skipped(policy, shown)),
        "problem": {"what": problem.what, "advice": problem.advice} if problem else None,
        "steps": [*map(_step, policy.steps, shown.steps)] if policy else [],
        "undoing": _undoing(shown.closing) if shown.ending else None,
        "undelivered": journey_untold.shown(late),
        "timeline": [_line(each, told) for each in timeline],
    }


def _skipped(policy: Policy | None, shown: Journey) -> list[str]:
    """Return the names of the steps that the journey went on without."""
    if policy is None:
        return []
    pairs = zip(policy.steps, shown.steps, strict=True)
    return [step.name for step, state in pairs if state.status is StepStatus.SKIPPED]


def _place(step: Step, state: StepState) -> shapes.Place:
    return {"name": step.name, "partner": step.partner, "status": state.status}


def _step(step: Step, state: StepState) -> shapes.JourneyStep:
    return {
        "name": step.name,
        "kind": step.kind,
        "partner": step.partner,
        "status": state.status,
        "meaning": words.step(state.status, step.partner, state.reason, state.fault, state.seen),
        "attempt": state.attempt,
        "onboardingId": state.onboarding_id or None,
        "askedAt": moment(state.asked_at),
        "deadlineAt": moment(journey_status.deadline(step, state)),
        "linkEndsAt": moment(state.link_ends_at),
        "reminders": state.reminders,
        "reason": state.reason or None,
        "fault": state.fault or None,
        **_calls(state),
    }


def _undoing(state: StepState) -> shapes.Undoing:
    return {"status": state.status, "reason": state.reason or None, **_calls(state)}


def _calls(state: StepState) -> shapes.Calls:
    return {"calls": state.calls, "lastAnswer": _answer(state.answer) if state.answer else None}


def _answer(shown: Answer) -> shapes.LastAnswer:
    return {
        "partner": shown.partner,
        "operation": shown.operation,
        "status": shown.status or None,
        "outcome": shown.outcome,
    }


def _awaits(shown: journey_status.Awaited) -> shapes.Awaits:
    return {"who": shown.who, "what": shown.what, "until": moment(shown.until)}


def _line(shown: Entry, told: Who) -> shapes.TimelineLine:
    return {
        "at": moment(shown.at),
        "what": shown.what,
        "step": shown.step or None,
        "partner": shown.partner or None,
        "by": told(shown.by) or None,
        "sentence": words.sentence(shown, told),
        "facts": dict(shown.facts),
    }
