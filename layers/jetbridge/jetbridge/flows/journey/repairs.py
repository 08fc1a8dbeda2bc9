"""What a refusal of our own flow tells of a repair: which one a step waits for, and whose it is."""

from typing import Final

from jetbridge.flows.onboarding.refusals import Repairer
from jetbridge.model.errors import ApiProblem
from jetbridge.model.journey import Reason
from jetbridge.model.journey_news import DidNothing

_NOT_CONNECTED: Final = "not-connected"


def needed(problem: ApiProblem, onboarding_id: str = "") -> DidNothing | None:
    """Return the outcome of a step that waits for a repair; None where none would help.

    Args:
        problem: the refusal.
        onboarding_id: the onboarding of the step's attempt, as far as one is known.
    """
    reasons = {
        Repairer.OPERATOR: Reason.PARTNER_CREDENTIALS,
        Repairer.TENANT: Reason.NOT_CONNECTED,
    }
    by = problem.extensions.get("repairBy")
    if by is None and problem.slug != _NOT_CONNECTED:
        return None
    fault = str(problem.extensions.get("partnerError", ""))
    reason = Reason.NOT_CONNECTED if by is None else reasons[Repairer(str(by))]
    return DidNothing(reason, onboarding_id=onboarding_id, fault=fault)
