"""How a launch, an update or a cancellation at Enboarder is refused, as the caller reads it.

What the caller may do next is in every one of them: a status that means "nothing happened" is
told from one that means "unknown".
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from jetbridge.flows.onboarding import refusals as shared
from jetbridge.flows.onboarding.refusals import RETRY, Repairer, refused_credentials, told
from jetbridge.model.errors import ApiProblem
from jetbridge.model.onboarding import Onboarding
from jetbridge.model.onboarding_error import BUSY, Hindrance, OnboardingError
from jetbridge.model.outcome import Busy, Cause, NotPerformed, Refused, Unknown


def problem(error: OnboardingError) -> ApiProblem:
    """Return why a request has led to no launch, as the caller reads it."""
    match error.why, error.onboarding:
        case Refused(violation=violation), Onboarding() as known:
            return shared.rejected("Enboarder", known, violation)
        case NotPerformed() as why, None:
            return not_ready(why)
        case NotPerformed() as why, Onboarding() as known:
            return not_performed(known, why)
        case Unknown(), Onboarding() as known:
            return unknown_outcome(known)
        case _:
            return _not_asked(error)


def _not_asked(error: OnboardingError) -> ApiProblem:
    match error.why, error.onboarding:
        case Hindrance.NOT_REPEATED, Onboarding() as known:
            return not_launched_twice(known)
        case Hindrance.ALREADY_REQUESTED, Onboarding() as known:
            return already_launched(known)
        case Hindrance.NOT_CONNECTED, _:
            return not_connected()
        case _:
            return shared.problem(error)


@contextmanager
def of_change() -> Iterator[None]:
    """Word for the caller why an update or a cancellation has failed.

    Raises:
        ApiProblem: it has.
    """
    try:
        yield
    except OnboardingError as error:
        raise _of_change(error) from None


def _of_change(error: OnboardingError) -> ApiProblem:
    match error.why, error.onboarding:
        case Busy(), Onboarding() as known:
            return being_changed(known)
        case Unknown(), Onboarding() as known:
            return unclear_change(known)
        case Hindrance.NOT_LAUNCHED, Onboarding() as known:
            return not_launched(known)
        case _:
            return problem(error)


def not_connected() -> ApiProblem:
    """The tenant has no Enboarder account here."""
    return ApiProblem(
        409,
        "not-connected",
        "Enboarder is not connected",
        "Connect it with POST /v1/connections/enboarder. Nothing was sent.",
    )


def not_ready(missing: NotPerformed) -> ApiProblem:
    """What a request needs of Enboarder is not to be had. Nothing was sent or stored."""
    match missing.cause:
        case Cause.CREDENTIALS:
            return ApiProblem(
                502,
                "partner-credentials",
                "Enboarder refuses the credentials of the connection",
                "Connect it again with POST /v1/connections/enboarder. Nothing was sent.",
                extensions=refused_credentials(Repairer.TENANT, missing.error),
            )
        case Cause.NOT_SET_UP | Cause.SECRET_NOT_READ:
            return shared.credentials_not_read("Enboarder")
        case _:
            return unreachable(missing.retry_after)


def unreachable(retry_after: int | None = None) -> ApiProblem:
    """The token endpoint fails, or the API could not be asked.

    `retry_after` is in seconds, where Enboarder or the broker names it.
    """
    return ApiProblem(
        503,
        "partner-unreachable",
        "Enboarder cannot be reached",
        "Nothing was changed. Repeat the request.",
        retry_after=retry_after or RETRY,
    )


def not_performed(onboarding: Onboarding, refused: NotPerformed) -> ApiProblem:
    """Enboarder did nothing: unreachable, throttling, or it refused the credentials."""
    later = refused.cause is not Cause.CREDENTIALS
    why = "It cannot take the request now." if later else _CREDENTIALS
    return ApiProblem(
        503 if later else 502,
        "partner-did-nothing",
        "Enboarder did not take the request",
        f"{why} Nothing was done. Repeat the request.",
        retry_after=refused.retry_after or RETRY,
        extensions=told(onboarding)
        | ({} if later else refused_credentials(Repairer.TENANT, refused.error)),
    )


def unknown_outcome(onboarding: Onboarding) -> ApiProblem:
    """The launch was sent and its outcome is unknown.

    Without a key a repeat is a new request: no time is named after which to make it.
    """
    keyed = bool(onboarding.digest)
    again = (
        "Repeat the request: it is looked up, not launched again."
        if keyed
        else "It is looked up: read the onboarding before you repeat the request, which may launch"
        " another workflow."
    )
    return ApiProblem(
        502,
        "unknown-outcome",
        "Enboarder did not answer",
        f"The workflow may have been launched. {again}",
        retry_after=RETRY if keyed else None,
        extensions=told(onboarding),
    )


def not_launched_twice(onboarding: Onboarding) -> ApiProblem:
    """The reports do not show the launch, which proves nothing."""
    return ApiProblem(
        409,
        "not-launched-twice",
        "The first request may have launched the workflow",
        "Enboarder's reports do not show it (yet), so its outcome stays unknown and it is not"
        " launched again. Repeat the request to look again, or cancel the onboarding and then"
        " request it again.",
        retry_after=RETRY,
        extensions=told(onboarding),
    )


def already_launched(onboarding: Onboarding) -> ApiProblem:
    """Another request stands for the same hire."""
    return ApiProblem(
        409,
        "already-requested",
        "There is an onboarding for this hire",
        "Update or cancel it instead: a second launch would message the person twice.",
        extensions=told(onboarding),
    )


def not_launched(onboarding: Onboarding) -> ApiProblem:
    """There is no workflow that could be changed."""
    return ApiProblem(
        409,
        "not-launched",
        "The onboarding runs no workflow",
        "Only what was launched can be changed.",
        extensions=told(onboarding),
    )


def being_changed(onboarding: Onboarding) -> ApiProblem:
    """Another request launches or changes the onboarding at this moment."""
    return ApiProblem(
        409,
        "request-in-progress",
        "The onboarding is being launched or changed",
        "Repeat the request in a moment.",
        retry_after=BUSY.retry_after,
        extensions=told(onboarding),
    )


def unclear_change(onboarding: Onboarding) -> ApiProblem:
    """An update or a cancellation was sent and its outcome is unknown."""
    return ApiProblem(
        502,
        "unknown-outcome",
        "Enboarder did not answer",
        "The change may have been made. Repeat the request: making it twice does no harm.",
        retry_after=RETRY,
        extensions=told(onboarding),
    )


def of_another_partner(onboarding: Onboarding) -> ApiProblem:
    """The partner knows no such change."""
    return ApiProblem(
        409,
        "not-supported",
        "This partner's onboardings cannot be changed",
        "Only workflows at Enboarder are updated and cancelled.",
        extensions=told(onboarding),
    )


_CREDENTIALS: Final = "It refuses the credentials of the connection, which must be connected again."
