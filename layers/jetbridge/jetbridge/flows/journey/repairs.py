"""Which repair a step waits for whose onboarding has failed, and whose it is."""

from jetbridge.model import registry
from jetbridge.model.journey import Reason
from jetbridge.model.journey_events import DidNothing
from jetbridge.model.onboarding_error import Hindrance, OnboardingError
from jetbridge.model.outcome import Cause, NotPerformed
from jetbridge.model.partner import Capability


def needed(partner: str, error: OnboardingError, onboarding_id: str = "") -> DidNothing | None:
    """Return the outcome of a step that waits for a repair; None where none would help.

    Args:
        partner: the name of the partner that was asked.
        error: what has come of it.
        onboarding_id: the onboarding of the step's attempt, as far as one is known.
    """
    is_tenants = registry.partner(partner).has(Capability.CONNECTS)
    match error.why:
        case Hindrance.NOT_CONNECTED:
            return DidNothing(Reason.NOT_CONNECTED, onboarding_id=onboarding_id)
        case NotPerformed(cause=Cause.CREDENTIALS, error=fault) if is_tenants:
            return DidNothing(Reason.NOT_CONNECTED, onboarding_id=onboarding_id, fault=fault)
        case NotPerformed(error=fault) as why if why.is_about_credentials and not is_tenants:
            return DidNothing(Reason.PARTNER_CREDENTIALS, onboarding_id=onboarding_id, fault=fault)
        case _:
            return None
