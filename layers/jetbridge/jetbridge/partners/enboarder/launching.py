"""What the use cases do about workflows at Enboarder: `jetbridge.flows.partner.Launches`."""

from jetbridge.flows.context import Context
from jetbridge.model.identity import Identity
from jetbridge.model.onboarding import Onboarding
from jetbridge.partners.enboarder import change, launch, queued_launch

settle = launch.settle
look_up_later = launch.look_up_later
enqueue_again = queued_launch.enqueue_again


def cancel(context: Context, identity: Identity, onboarding_id: str) -> Onboarding:
    """Cancel a workflow, and all that runs of it; what is cancelled stays so.

    Raises:
        OnboardingError: as `jetbridge.partners.enboarder.change.end`.
    """
    from jetbridge.partners.enboarder.bodies import Cancellation

    return change.end(context, identity, onboarding_id, Cancellation(mode="CANCEL_ALL"))
