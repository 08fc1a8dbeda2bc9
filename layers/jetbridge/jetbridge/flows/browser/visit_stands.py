"""How a visit stands: whether it may begin, whether it is exchanged, and what its page says."""

from typing import Final

from jetbridge.flows.browser import visits
from jetbridge.model.onboarding import Onboarding, Status
from jetbridge.model.system import Clock
from jetbridge.model.transaction import Authorization
from jetbridge.model.verification import Trouble
from jetbridge.web.authorization import Refused
from jetbridge.web.person_pages import Stand

_STANDS: Final = {
    Status.VERIFIED: Stand.VERIFIED,
    Status.REJECTED: Stand.REJECTED,
    Status.UNKNOWN_OUTCOME: Stand.UNKNOWN,
    Status.IN_PROGRESS: Stand.NOT_YET,
}
_TROUBLES: Final = {
    Trouble.START_AGAIN: Stand.TOO_LONG,
    Trouble.MISCONFIGURED: Stand.MISCONFIGURED,
    Trouble.UNREACHABLE: Stand.UNREACHABLE,
    Trouble.UNKNOWN: Stand.UNKNOWN,
}


def of(onboarding: Onboarding) -> Stand | None:
    """Say what became of the last visit, None where there was none."""
    return _STANDS.get(onboarding.status)


def closed(clock: Clock, onboarding: Onboarding) -> Stand | None:
    """Say why the link begins nothing now, or None."""
    now = clock.now()
    if onboarding.erased_at or onboarding.status is Status.CANCELLED:
        return Stand.TAKEN_BACK
    if onboarding.status is Status.VERIFIED:
        return Stand.VERIFIED
    if onboarding.is_asking(now):
        return Stand.CHECKING
    over = onboarding.expires_at is None or now >= onboarding.expires_at
    return Stand.ENDED if over or onboarding.status is Status.EXPIRED else None


def before_exchange(
    clock: Clock, visit: Authorization, state: str, onboarding: Onboarding
) -> Stand | None:
    """Say why a return is not exchanged, or None. The link's end is no reason."""
    stands = closed(clock, onboarding)
    if stands and stands is not Stand.ENDED:
        return stands
    if visit.used:
        return _of_used(visit, onboarding)
    if not visits.is_latest(onboarding, state):
        return Stand.ELSEWHERE
    return None if visit.is_open(clock.now()) else Stand.TOO_LONG


def _of_used(visit: Authorization, onboarding: Onboarding) -> Stand:
    """Return how a visit ended; where its verdict was awaited, what has become of it since."""
    stands = Stand(visit.outcome) if visit.outcome in Stand else _by_status(onboarding.status)
    is_over = stands is Stand.AWAITED and onboarding.status is not Status.IN_PROGRESS
    return _by_status(onboarding.status) if is_over else stands


def refused(answer: Refused) -> Stand:
    """Say what an error means with which the browser came back. Nothing changes by it."""
    match answer.error:
        case "access_denied":
            return Stand.DENIED
        case "server_error" | "temporarily_unavailable":
            return Stand.UNKNOWN
        case _:
            return Stand.MISCONFIGURED


def _by_status(status: Status) -> Stand:
    return _STANDS.get(status, Stand.NOT_YET)


def after_exchange(clock: Clock, after: Onboarding, found: Status | Trouble) -> Stand:
    """Say how it stands now; what became of the onboarding meanwhile comes first."""
    stands = closed(clock, after)
    if stands in (Stand.TAKEN_BACK, Stand.VERIFIED):
        return stands
    if isinstance(found, Trouble):
        return _TROUBLES[found]
    is_awaited = found is Status.IN_PROGRESS and after.interviews
    return Stand.AWAITED if is_awaited else _by_status(found)
