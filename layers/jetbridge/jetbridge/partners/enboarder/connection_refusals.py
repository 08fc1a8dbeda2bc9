"""How a request to connect an Enboarder account is refused, in the words that the caller reads."""

from typing import Final

from jetbridge.model.errors import ApiProblem, Violation

_RETRY: Final = 30
"""Seconds after which a caller may try again, where the partner does not say."""


def foreign_token_url() -> ApiProblem:
    """A client secret would be sent to a host that the operator does not trust."""
    violation = Violation(
        "/tokenUrl",
        "token_url_not_allowed",
        "Must be an https URL at a host that the operator of this service allows.",
    )
    return ApiProblem(
        422, "invalid-request", "The request breaks rules of this API", errors=(violation,)
    )


def credentials_refused(violation: Violation, code: str = "") -> ApiProblem:
    """Enboarder does not take the credentials. `code` is its OAuth error, where it gave one."""
    return ApiProblem(
        422,
        "credentials-refused",
        "Enboarder refused the credentials",
        "Nothing was stored. Both ways in are switched on by the customer, under Settings /"
        " Integration / Our Extensions.",
        errors=(violation,),
        extensions={"partnerError": code} if code else {},
    )


def unreachable() -> ApiProblem:
    """Enboarder cannot say whether the credentials are good."""
    return ApiProblem(
        503,
        "partner-unreachable",
        "Enboarder cannot be reached",
        "Nothing was stored. Repeat the request.",
        retry_after=_RETRY,
    )


def not_understood(status: int) -> ApiProblem:
    """Enboarder's answer is none that it documents: another region, perhaps, or another host."""
    return ApiProblem(
        502,
        "partner-not-understood",
        "Enboarder answered in an unknown way",
        f"Its status was {status}. Nothing was stored. Check the region.",
    )
