"""What a journey began is undone: links are closed, a workflow is cancelled. Either may come twice.

Where an attempt's onboarding is not known to the journey, because the process died before it was
written down, the attempt's key leads to it.
"""

from typing import Final

from jetbridge.flows import partner
from jetbridge.flows.context import Context
from jetbridge.flows.journey import closing, repairs
from jetbridge.flows.journey.ask import SOON, identity
from jetbridge.flows.onboarding import refusals
from jetbridge.model.journey import Journey, Reason
from jetbridge.model.journey_events import (
    DidNothing,
    Intent,
    NothingLeft,
    Outcome,
    Refused,
    Took,
    Unclear,
)
from jetbridge.model.onboarding import Onboarding, Status
from jetbridge.model.onboarding_error import Hindrance, OnboardingError
from jetbridge.model.outcome import Busy, NotPerformed, Unknown
from jetbridge.model.outcome import Refused as PartnerRefused
from jetbridge.model.policy import Policy
from jetbridge.store import onboardings
from jetbridge.store.table import Table

_MAY_RUN: Final = frozenset({Status.REQUESTING, Status.LAUNCHED, Status.UNKNOWN_OUTCOME})
"""Where there may be a workflow."""
_BUSY: Final = DidNothing(Reason.NONE, SOON)


def withdraw(context: Context, policy: Policy, journey: Journey, wanted: Intent) -> Outcome:
    """Close every link that the step has given out. A person who was faster is verified."""
    del policy
    outcome: Outcome = NothingLeft()
    for each in _begun(context.table, journey, wanted):
        try:
            if closing.close(context, each):
                outcome = Took(each.id, Status.CANCELLED)
        except closing.JourneyBusyError:
            return _BUSY
    return outcome


def cancel(context: Context, policy: Policy, journey: Journey, wanted: Intent) -> Outcome:
    """Cancel the workflow. Whatever attempt launched it, the partner knows it by one id."""
    del policy
    outcome: Outcome = NothingLeft()
    for each in _begun(context.table, journey, wanted):
        if each.status in _MAY_RUN:
            outcome = _cancelled(context, journey, each)
            if not isinstance(outcome, Took):
                return outcome
        elif each.status is Status.CANCELLED:
            outcome = Took(each.id, Status.CANCELLED)
    return outcome


def _cancelled(context: Context, journey: Journey, onboarding: Onboarding) -> Outcome:
    launching = partner.launches(onboarding.partner)
    try:
        launching.cancel(context, identity(journey), onboarding.id)
    except OnboardingError as error:
        return _failed(onboarding, error)
    return Took(onboarding.id, Status.CANCELLED)


def _failed(onboarding: Onboarding, error: OnboardingError) -> Outcome:
    match error.why:
        case Busy():
            return _BUSY
        case Unknown():
            return Unclear(onboarding.id)
        case PartnerRefused():
            return Refused("/externalid partner_refused")
        case NotPerformed() | Hindrance():
            later = DidNothing(retry_after=refusals.retry_after(error))
            return repairs.needed(onboarding.partner, error) or later


def _begun(table: Table, journey: Journey, wanted: Intent) -> list[Onboarding]:
    """Return the onboardings of a step, one included that only its key leads to."""
    state = journey.steps[wanted.index]
    found = [onboardings.get(table, each) for each in state.attempts]
    lost = onboardings.under_key(table, journey.tenant, wanted.key)
    every = [each for each in found if each]
    return [*every, *([lost] if lost and lost.id not in state.attempts else [])]
