"""How an onboarding request is refused at any partner, in the words that the caller reads.

What the caller may do next is in every one of them: a status that means "nothing happened" is
told from one that means "unknown". A partner's own refusals are in its folder.
"""

from enum import StrEnum
from typing import Final

from jetbridge.model.errors import ApiProblem, Violation
from jetbridge.model.onboarding import Onboarding
from jetbridge.model.onboarding_error import BUSY, Hindrance, OnboardingError
from jetbridge.model.outcome import Busy, NotPerformed

RETRY: Final = 30
"""Seconds after which a caller may try again, where the partner does not say."""


class Repairer(StrEnum):
    """Who can replace credentials that are missing or refused."""

    OPERATOR = "operator"
    """The operator of the deployment: they are the deployer's own."""
    TENANT = "tenant"
    """The tenant, by connecting its account again."""


def problem(error: OnboardingError) -> ApiProblem:
    """Return an error as the caller reads it, where it is the same at every partner.

    Raises:
        OnboardingError: `error`, which the partner words.
    """
    match error.why:
        case Busy():
            return in_progress(keyed=error.keyed)
        case Hindrance.KEY_REUSED:
            return key_reused()
        case _:
            raise error


def retry_after(error: OnboardingError) -> int | None:
    """Return after how many seconds the partner may be asked again; None: it need not be."""
    return (error.why.retry_after or RETRY) if isinstance(error.why, NotPerformed) else None


def rejected(partner: str, onboarding: Onboarding, violation: Violation) -> ApiProblem:
    """The partner, by its title, found fault with the request; its words are in `violation`."""
    return ApiProblem(
        422,
        "partner-refused",
        f"{partner} refused the request",
        violation.detail,
        errors=(violation,),
        extensions=told(onboarding),
    )


def credentials_not_read(partner: str) -> ApiProblem:
    """The credentials for the partner, by its title, cannot be read. Nothing was sent or stored."""
    return ApiProblem(
        503,
        "temporarily-unavailable",
        "Try again in a moment",
        f"The credentials for {partner} cannot be read right now. Nothing was sent.",
        retry_after=RETRY,
    )


def in_progress(*, keyed: bool) -> ApiProblem:
    """The same request is under way at this moment. `keyed`: it came under a key."""
    return ApiProblem(
        409,
        "request-in-progress",
        "The same request is under way",
        f"{repeat(keyed=keyed)} in a moment.",
        retry_after=BUSY.retry_after,
    )


def key_reused() -> ApiProblem:
    """The key belongs to another request."""
    return ApiProblem(
        422,
        "idempotency-key-reused",
        "This Idempotency-Key was used for another request",
        "A key names one request. Use a new key for a new request.",
    )


def repeat(*, keyed: bool) -> str:
    """Return how a request is repeated. `keyed`: it came under a key."""
    return "Repeat it with the same Idempotency-Key" if keyed else "Repeat the request"


def told(onboarding: Onboarding) -> dict[str, object]:
    """Return what a problem tells of the onboarding."""
    return {"onboardingId": onboarding.id, "onboardingStatus": str(onboarding.status)}


def refused_credentials(by: Repairer, error: str) -> dict[str, object]:
    """Return what a problem tells of credentials that are missing or refused.

    Args:
        by: who can replace them.
        error: the partner's, in the protocol's words, or `NOT_SET`.
    """
    return {"repairBy": str(by), "partnerError": error}
