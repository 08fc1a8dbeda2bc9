"""Why a request has led to no onboarding, or a change of one to nothing.

A partner's folder raises it and its callers tell it on: the route as a problem document, in the
partner's words, and a journey as what came of its step.
"""

from enum import StrEnum

from jetbridge.model.errors import JetbridgeError
from jetbridge.model.onboarding import Onboarding
from jetbridge.model.outcome import Busy, NotPerformed, Refused, Unknown
from jetbridge.model.record import record


class Hindrance(StrEnum):
    """Why the partner was not asked."""

    KEY_REUSED = "key_reused"
    """The idempotency key is another request's, or an erased person's."""
    ALREADY_REQUESTED = "already_requested"
    """Another request's onboarding stands for the same hire."""
    NOT_REPEATED = "not_repeated"
    """The first request may have reached the person: it is not sent again."""
    NOT_CONNECTED = "not_connected"
    """The tenant has no account at the partner that could be used."""
    NOT_LAUNCHED = "not_launched"
    """There is no workflow that could be changed."""


type Why = Refused | NotPerformed | Unknown | Busy | Hindrance

BUSY = Busy(retry_after=5)
"""The same request is under way, or the same onboarding is being changed."""


@record(frozen=False, eq=False)
class OnboardingError(JetbridgeError):
    """A request has led to no onboarding, or a change of one to nothing.

    `onboarding` is the one that it was about, as it is stored; None: nothing was stored. Of
    `ALREADY_REQUESTED` it is the other request's. `keyed` says that the request came under an
    idempotency key.
    """

    why: Why
    onboarding: Onboarding | None = None
    keyed: bool = True
