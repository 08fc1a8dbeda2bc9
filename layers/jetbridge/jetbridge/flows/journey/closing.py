"""Links of a verification are closed: nothing that is proved by one counts from then on."""

from typing import Final

from jetbridge.flows.context import Context
from jetbridge.flows.event import outbox
from jetbridge.model.errors import JetbridgeError
from jetbridge.model.onboarding import Onboarding, Status
from jetbridge.model.record import replace
from jetbridge.store import onboardings
from jetbridge.store.table import ConditionFailedError

_OPEN: Final = frozenset(
    {
        Status.REQUESTING,
        Status.REQUESTED,
        Status.IN_PROGRESS,
        Status.CHECKING,
        Status.REVIEW,
        Status.UNKNOWN_OUTCOME,
    }
)
"""Where a person may still prove who they are."""


class JourneyBusyError(JetbridgeError):
    """The partner is being asked about the person right now: to be closed in a moment."""


def close(context: Context, onboarding: Onboarding) -> bool:
    """Close a link; return False where it has ended by itself: a person may be verified.

    Raises:
        JourneyBusyError: not now.
    """
    now = context.clock.now()
    if onboarding.is_asking(now):
        raise JourneyBusyError
    if onboarding.status in _OPEN:
        after = replace(onboarding, status=Status.CANCELLED, sealed_link="", updated_at=now)
        try:
            outbox.commit(context, *onboardings.save(after))
        except ConditionFailedError:
            raise JourneyBusyError from None
        return True
    return onboarding.status is Status.CANCELLED


def close_every(context: Context, ids: tuple[str, ...]) -> None:
    """Close the links of several onboardings, as far as they are open.

    Raises:
        JourneyBusyError: not all of them now.
    """
    for each in ids:
        found = onboardings.get(context.table, each)
        if found:
            close(context, found)
