"""How a request of Incode is refused, in the words that the caller reads.

What the caller may do next is in every one of them: a status that means "nothing happened" is
told from one that means "nobody knows".
"""

from typing import Final

from jetbridge.flows.onboarding.refusals import (
    RETRY,
    Repairer,
    refused_credentials,
    repeat,
    told,
)
from jetbridge.model.errors import ApiProblem, Violation
from jetbridge.model.onboarding import Onboarding
from jetbridge.partners.incode.api import NotPerformed

_UNAUTHORIZED: Final = (401, 403)
"""Statuses by which a partner's API refuses credentials."""


def rejected(onboarding: Onboarding, violation: Violation) -> ApiProblem:
    """The partner found fault with the request; its words are in `violation`."""
    return ApiProblem(
        422,
        "partner-refused",
        "Incode refused the request",
        violation.detail,
        errors=(violation,),
        extensions=told(onboarding),
    )


def misconfigured(error: str) -> ApiProblem:
    """The partner refuses our credentials, or they are not set. Nothing was sent or stored.

    `error` is the partner's, in the protocol's words, or `NOT_SET`.
    """
    return ApiProblem(
        502,
        "partner-credentials",
        "The credentials for Incode are missing or refused",
        "The operator of this service must set them. Nothing was sent.",
        retry_after=RETRY,
        extensions=refused_credentials(Repairer.OPERATOR, error),
    )


def secrets_not_read() -> ApiProblem:
    """Whether the deployment has credentials for the partner cannot be told at this moment."""
    return ApiProblem(
        503,
        "temporarily-unavailable",
        "Try again in a moment",
        "The credentials for Incode cannot be read right now. Nothing was sent.",
        retry_after=RETRY,
    )


def unreachable(retry_after: int | None) -> ApiProblem:
    """The partner's token endpoint fails. Nothing was sent or stored.

    `retry_after` is in seconds, where the partner or the broker names it.
    """
    return ApiProblem(
        503,
        "partner-unreachable",
        "Incode cannot be reached",
        "Nothing was sent. Repeat the request.",
        retry_after=retry_after or RETRY,
    )


def not_performed(onboarding: Onboarding, refused: NotPerformed) -> ApiProblem:
    """The partner did nothing: unreachable, throttling, or it refused our credentials."""
    status = 503 if refused.status in (0, 429) else 502
    return ApiProblem(
        status,
        "partner-did-nothing",
        "Incode did not take the request",
        f"{_why(refused.status)} Nothing was started. {repeat(keyed=bool(onboarding.digest))}.",
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
    if refused.status not in _UNAUTHORIZED:
        return {}
    error = refused.error or f"http_{refused.status}"
    return refused_credentials(Repairer.OPERATOR, error)


def _why(status: int) -> str:
    match status:
        case 0:
            return "It cannot be reached."
        case 429:
            return "It asks to slow down."
        case 401 | 403:
            return "It refuses our credentials, which the operator of this service must repair."
        case _:
            return "It does not know the address that was called."
