"""How a request of Incode is refused, in the words that the caller reads.

What the caller may do next is in every one of them: a status that means "nothing happened" is
told from one that means "unknown".
"""

from jetbridge.flows.onboarding import refusals as shared
from jetbridge.flows.onboarding.refusals import (
    RETRY,
    Repairer,
    refused_credentials,
    repeat,
    told,
)
from jetbridge.model.errors import ApiProblem
from jetbridge.model.onboarding import Onboarding
from jetbridge.model.onboarding_error import Hindrance, OnboardingError
from jetbridge.model.outcome import Cause, NotPerformed, Refused, Unknown


def problem(error: OnboardingError) -> ApiProblem:
    """Return why a request has led to no onboarding, as the caller reads it."""
    match error.why, error.onboarding:
        case Refused(violation=violation), Onboarding() as known:
            return shared.rejected("Incode", known, violation)
        case NotPerformed() as why, None:
            return not_ready(why)
        case NotPerformed() as why, Onboarding() as known:
            return not_performed(known, why)
        case Unknown(), Onboarding() as known:
            return unknown_outcome(known)
        case Hindrance.NOT_REPEATED, Onboarding() as known:
            return not_sent_twice(known)
        case _:
            return shared.problem(error)


def not_ready(missing: NotPerformed) -> ApiProblem:
    """What a request needs of Incode is not to be had. Nothing was sent or stored."""
    match missing.cause:
        case Cause.CREDENTIALS | Cause.NOT_SET_UP:
            return ApiProblem(
                502,
                "partner-credentials",
                "The credentials for Incode are missing or refused",
                "The operator of this service must set them. Nothing was sent.",
                retry_after=RETRY,
                extensions=refused_credentials(Repairer.OPERATOR, missing.error),
            )
        case Cause.SECRET_NOT_READ:
            return shared.credentials_not_read("Incode")
        case _:
            return ApiProblem(
                503,
                "partner-unreachable",
                "Incode cannot be reached",
                "Nothing was sent. Repeat the request.",
                retry_after=missing.retry_after or RETRY,
            )


def not_performed(onboarding: Onboarding, refused: NotPerformed) -> ApiProblem:
    """The partner did nothing: unreachable, throttling, or it refused our credentials."""
    passes = not refused.is_about_credentials and refused.cause is not Cause.WRONG_ADDRESS
    status = 503 if passes else 502
    return ApiProblem(
        status,
        "partner-did-nothing",
        "Incode did not take the request",
        f"{_why(refused.cause)} Nothing was started. {repeat(keyed=bool(onboarding.digest))}.",
        retry_after=refused.retry_after or RETRY,
        extensions=told(onboarding) | _credentials(refused),
    )


def unknown_outcome(onboarding: Onboarding) -> ApiProblem:
    """The request was sent and its outcome is unknown.

    Without a key a repeat is a new request. Where that would message the person again, no time
    is named after which to repeat it.
    """
    keyed, is_link = bool(onboarding.digest), onboarding.notification_type == "URL"
    messaged = "The person may have been messaged"
    if is_link:
        again = f"{repeat(keyed=keyed)} to ask for a link again."
    elif keyed:
        again = f"{messaged}, so a repeat with the same key does not send again."
    else:
        again = f"{messaged}, and a repeat sends again: ask the person before you repeat it."
    return ApiProblem(
        502,
        "unknown-outcome",
        "Incode did not answer",
        f"The request was sent and its outcome is unknown. {again}",
        retry_after=RETRY if keyed or is_link else None,
        extensions=told(onboarding),
    )


def not_sent_twice(onboarding: Onboarding) -> ApiProblem:
    """A repeat of a request whose message may be on its way."""
    return ApiProblem(
        409,
        "not-sent-twice",
        "The first request may have messaged the person",
        "Its outcome is unknown, so the message is not sent again. Ask the person, or look in the"
        " Incode dashboard; then make a new request with a new Idempotency-Key.",
        extensions=told(onboarding),
    )


def _credentials(refused: NotPerformed) -> dict[str, object]:
    if refused.is_about_credentials:
        return refused_credentials(Repairer.OPERATOR, refused.error)
    return {}


def _why(cause: Cause) -> str:
    match cause:
        case Cause.THROTTLED:
            return "It asks to slow down."
        case Cause.CREDENTIALS | Cause.NOT_SET_UP:
            return "It refuses our credentials, which the operator of this service must repair."
        case Cause.WRONG_ADDRESS:
            return "It does not know the address that was called."
        case Cause.UNREACHABLE | Cause.OUT_OF_TIME | Cause.SECRET_NOT_READ:
            return "It cannot be reached."
