"""What a journey wants done, done: at most one effect at a partner, under the intent's key.

The same intent may be performed again after a crash. An onboarding that is known under the key is
adopted as it stands; the flows that ask the partners keep a person from being messaged twice.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from jetbridge.flows import change_enboarder, onboard, outbox
from jetbridge.flows.bridge import Bridge
from jetbridge.flows.journey import hiring
from jetbridge.flows.journey.hiring import Hire, NotAHire, NotConnected
from jetbridge.model import mapping
from jetbridge.model.errors import ApiProblem
from jetbridge.model.identity import Identity
from jetbridge.model.journey import Journey, Reason
from jetbridge.model.journey_news import (
    Aim,
    DidNothing,
    Intent,
    NotHired,
    Outcome,
    Outdated,
    Refused,
    Took,
    Unclear,
)
from jetbridge.model.onboarding import Onboarding
from jetbridge.model.onboarding import Status as OnboardingStatus
from jetbridge.model.policy import Policy
from jetbridge.model.scopes import ClientKind
from jetbridge.partners import smartrecruiters_customer as customer
from jetbridge.partners.smartrecruiters_customer import Busy, Forbidden, Missing
from jetbridge.store import onboardings
from jetbridge.store.table import ConditionFailed
from jetbridge.web import bodies
from jetbridge.web.enboarder_bodies import Cancellation

_SOON: Final = 30
"""Seconds after which a request that somebody else has under way is looked at again."""
_CONFLICT: Final = 409
_UNPROCESSABLE: Final = 422

_TO_WITHDRAW: Final = frozenset(
    {
        OnboardingStatus.REQUESTED,
        OnboardingStatus.IN_PROGRESS,
        OnboardingStatus.REVIEW,
        OnboardingStatus.UNKNOWN_OUTCOME,
    }
)


def perform(bridge: Bridge, policy: Policy, journey: Journey, wanted: Intent) -> Outcome:
    """Do what a journey wants, and return what came of it."""
    return _PERFORMERS[wanted.aim](bridge, policy, journey, wanted)


def _ask(bridge: Bridge, policy: Policy, journey: Journey, wanted: Intent) -> Outcome:
    """Have a person verified, or a workflow launched."""
    step = policy.steps[wanted.index]
    known = onboardings.under_key(bridge.table, journey.tenant, wanted.key)
    if known and not _may_ask_again(known):
        return _adopted(known)
    found = hiring.hire(bridge, journey.connection_id, journey.candidate_id, journey.job_id)
    if not isinstance(found, Hire):
        return _not_read(found)
    today = datetime.fromtimestamp(bridge.clock.now(), UTC).date()
    try:
        source = _source(journey, found)
        order = bodies.order(mapping.request(step, _hire(journey), source, today))
        onboard.request(
            bridge,
            _identity(journey),
            order,
            idempotency_key=wanted.key,
            base_url=bridge.settings.base_url(""),
            journey_id=journey.id,
        )
    except ApiProblem as problem:
        known = onboardings.under_key(bridge.table, journey.tenant, wanted.key)
        return _refused(problem, known)
    asked = onboardings.under_key(bridge.table, journey.tenant, wanted.key)
    return _adopted(asked) if asked else Unclear()


def _may_ask_again(known: Onboarding) -> bool:
    """Tell whether the partner may be asked (again) for what is known under the key.

    The flow that asks is the one to say: it repeats what harms nobody, and looks up the rest.
    """
    return known.status in (
        OnboardingStatus.REQUESTING,
        OnboardingStatus.NOT_PERFORMED,
        OnboardingStatus.UNKNOWN_OUTCOME,
    )


def _adopted(known: Onboarding) -> Outcome:
    match known.status:
        case OnboardingStatus.REFUSED:
            return Refused("", onboarding_id=known.id)
        case OnboardingStatus.NOT_PERFORMED:
            return DidNothing()
        case OnboardingStatus.UNKNOWN_OUTCOME | OnboardingStatus.REQUESTING:
            return Unclear(known.id)
        case status:
            return Took(known.id, status)


def _refused(problem: ApiProblem, known: Onboarding | None) -> Outcome:
    """Say what a refusal of our own flow means to the journey."""
    onboarding_id = known.id if known else ""
    match problem.slug:
        case "idempotency-key-reused":
            return Outdated(onboarding_id)
        case "request-in-progress":
            return DidNothing(retry_after=_SOON)
        case "not-connected" | "partner-credentials":
            return DidNothing(Reason.NOT_CONNECTED)
        case "already-requested":
            return Refused(reason=Reason.ALREADY_REQUESTED, onboarding_id=onboarding_id)
        case "unknown-outcome" | "not-sent-twice" | "not-launched-twice":
            return Unclear(onboarding_id)
    if problem.status == _UNPROCESSABLE:
        fault = "; ".join(f"{each.pointer or '/'} {each.rule}" for each in problem.errors)
        return Refused(fault, onboarding_id=onboarding_id)
    return DidNothing(retry_after=problem.retry_after)


def _not_read(answer: NotAHire | NotConnected | Forbidden | Busy) -> Outcome:
    match answer:
        case NotAHire():
            return NotHired()
        case NotConnected() | Forbidden():
            return DidNothing(Reason.NOT_CONNECTED)
        case Busy(_, retry_after):
            return DidNothing(retry_after=retry_after)


def _source(journey: Journey, hire: Hire) -> Mapping[str, object]:
    """Return what the policy's paths lead into."""
    return {
        "candidate": hire.candidate,
        "application": hire.application,
        "company": {"id": journey.company_id},
        "journey": {"id": journey.id, "round": journey.round},
    }


def _hire(journey: Journey) -> dict[str, str]:
    """Return the fields by which a launch names its hire, as `Journey.hire` does."""
    if journey.round > 1:
        return {"externalCustomerId": journey.hire}
    return {"candidateId": journey.candidate_id, "jobId": journey.job_id}


def _report(bridge: Bridge, policy: Policy, journey: Journey, wanted: Intent) -> Outcome:
    failed = wanted.aim is Aim.REPORT_FAILURE
    status = customer.FAILED if failed else policy.steps[wanted.index].status
    connection = hiring.connected(bridge, journey.connection_id)
    if connection is None:
        return DidNothing(Reason.NOT_CONNECTED)
    answer = hiring.send(
        bridge,
        connection,
        lambda api: api.set_onboarding_status(journey.candidate_id, journey.job_id, status),
    )
    if isinstance(answer, NotConnected):
        return DidNothing(Reason.NOT_CONNECTED)
    if isinstance(answer, Busy):
        return DidNothing(retry_after=answer.retry_after)
    match customer.read_change(answer):
        case None:
            return Took()
        case Busy(_, retry_after):
            return DidNothing(retry_after=retry_after)
        case Missing():
            return Refused("/onboardingStatus not_found")
        case Forbidden(code):
            return Refused(f"/onboardingStatus refused_with_{code}")


def _withdraw(bridge: Bridge, policy: Policy, journey: Journey, wanted: Intent) -> Outcome:
    """Close every link that the step has given out. A person who was faster is verified."""
    del policy
    for each in _begun(bridge, journey, wanted):
        if each.status not in _TO_WITHDRAW:
            continue
        closed = replace(
            each,
            status=OnboardingStatus.CANCELLED,
            sealed_link="",
            updated_at=bridge.clock.now(),
        )
        try:
            outbox.commit(bridge, *onboardings.save(closed))
        except ConditionFailed:
            return DidNothing(retry_after=_SOON)
    return Took()


def _cancel(bridge: Bridge, policy: Policy, journey: Journey, wanted: Intent) -> Outcome:
    """Cancel the workflow. Whatever attempt launched it, Enboarder knows it by one id."""
    del policy
    begun = _begun(bridge, journey, wanted)
    if not begun:
        return Took()
    why = Cancellation(mode="CANCEL_ALL", comments=None, custom_fields=None)
    try:
        change_enboarder.cancel(bridge, _identity(journey), begun[-1].id, why)
    except ApiProblem as problem:
        match problem.slug:
            case "not-launched":
                return Took()
            case "not-connected" | "partner-credentials":
                return DidNothing(Reason.NOT_CONNECTED)
        if problem.status == _UNPROCESSABLE:
            return Refused("/externalid partner_refused")
        return DidNothing(retry_after=problem.retry_after)
    return Took()


def _begun(bridge: Bridge, journey: Journey, wanted: Intent) -> list[Onboarding]:
    """Return the onboardings of a step, one included that only its key leads to."""
    state = journey.steps[wanted.index]
    ids = [*state.earlier, *([state.onboarding_id] if state.onboarding_id else [])]
    found = [onboardings.get(bridge.table, each) for each in ids]
    lost = onboardings.under_key(bridge.table, journey.tenant, wanted.key)
    every = [each for each in found if each]
    return [*every, *([lost] if lost and lost.id not in ids else [])]


def _identity(journey: Journey) -> Identity:
    return Identity(journey.id, ClientKind.API, journey.tenant, frozenset())


_PERFORMERS: Final[Mapping[Aim, Callable[[Bridge, Policy, Journey, Intent], Outcome]]] = {
    Aim.VERIFY: _ask,
    Aim.LAUNCH: _ask,
    Aim.REPORT: _report,
    Aim.REPORT_FAILURE: _report,
    Aim.WITHDRAW: _withdraw,
    Aim.CANCEL: _cancel,
}
