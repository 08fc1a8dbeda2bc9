"""What each type of problem means, and what its receiver does: read by people.

The pages under `/problems` and the API's description are made of it.
"""

from collections.abc import Mapping
from typing import Final

from jetbridge.model.problem_types import ProblemType
from jetbridge.model.record import record


@record
class Explained:
    """The HTTP statuses of a type of problem, and what it means."""

    statuses: tuple[int, ...]
    meaning: str


def _of(status: int, meaning: str, *more: int) -> Explained:
    return Explained((status, *more), meaning)


TEXTS: Final[Mapping[ProblemType, Explained]] = {
    "missing-token": _of(401, "No Bearer credential in the request."),
    "invalid-token": _of(401, "The access token is malformed, expired or revoked. Obtain another."),
    "insufficient-scope": _of(
        403,
        "The token lacks the scope that WWW-Authenticate names, or belongs to the other kind of"
        " client.",
    ),
    "quota-used-up": _of(
        429,
        "The client or its tenant has made its requests of this minute: all of them, or those of a"
        " route that has a quota of its own. Nothing was done; come again after Retry-After"
        " seconds.",
    ),
    "not-found": _of(
        404,
        "There is no such thing, or it is another tenant's: the two answers are the same.",
    ),
    "invalid-signature": _of(401, "The delivery is not signed by a live key."),
    "stale-delivery": _of(401, "The delivery's timestamp is missing, or too far from now."),
    "invalid-json": _of(
        400,
        "The body is no JSON that is taken; errors says where and why. Not taken are halves of"
        " characters, control characters, names that an object holds twice, NaN, Infinity,"
        " numbers of more than 64 bits, and more than 32 levels.",
    ),
    "invalid-text": _of(
        400,
        "The path or the query string holds text that is not taken: halves of characters, control"
        " characters, or controls that reorder text.",
    ),
    "unknown-parameter": _of(400, "The route has no such query parameter; errors names each."),
    "invalid-cursor": _of(
        400,
        "The cursor is of another list, made with other filters, from an earlier release, or was"
        " altered; detail says which. Begin again without one.",
    ),
    "invalid-callback": _of(400, "The callback's body has no string eventType."),
    "invalid-notification": _of(400, "The notification names no interview, or says nothing of it."),
    "invalid-idempotency-key": _of(400, "The header is not 1 to 255 visible ASCII characters."),
    "too-large": _of(413, "The body is above 65,536 bytes."),
    "unsupported-media-type": _of(415, "The body is not application/json."),
    "invalid-request": _of(
        422, "Rules of this API are broken; errors lists all of them. No partner was called."
    ),
    "idempotency-key-reused": _of(422, "The key belongs to another request."),
    "partner-refused": _of(
        422, "The partner found fault with the request; errors carries its words."
    ),
    "credentials-refused": _of(
        422, "The partner does not take the credentials. Nothing was stored."
    ),
    "not-connected": _of(409, "The tenant, or the connection, has no credentials. Connect first."),
    "changed-meanwhile": _of(
        409, "It was changed at the same moment by another request. Read it, then repeat."
    ),
    "overtaken": _of(
        409,
        "The journey has changed since you saw it; journeyVersion and journeyStatus say what it is"
        " now. Nothing was decided.",
    ),
    "not-possible": _of(
        409,
        "The decision makes no sense for the journey as it stands. Nothing was decided.",
    ),
    "policy-lost": _of(
        409,
        "The version of the policy by which the journey runs cannot be read. Tell the operator.",
    ),
    "precondition-required": _of(
        428, "The change does not say what it replaces: send If-Match, or If-None-Match: *."
    ),
    "precondition-failed": _of(
        412, "It is not, or no longer, what you saw. Nothing was changed. Read it, then repeat."
    ),
    "too-many-endpoints": _of(
        409, "The tenant has as many endpoints as it may have. Change one of them, or remove one."
    ),
    "endpoint-inactive": _of(
        409,
        "Nothing is sent to the endpoint at present, so nothing is sent again: it is paused, or it"
        " said that it is gone. Resume it, or set it again, first.",
    ),
    "too-many-clients": _of(
        409, "The tenant has as many clients as it may have. Revoke one that is not needed."
    ),
    "too-many-links": _of(
        409, "The tenant has as many links as it may have. Revoke one, or wait until one ends."
    ),
    "made-before": _of(
        409,
        "An earlier request with this Idempotency-Key has made it; madeId names it. It was used or"
        " revoked, or has ended since, so a repeat changes nothing of it.",
    ),
    "two-live-secrets": _of(
        409,
        "Two secrets are valid at present. Wait until the older one ends, or end both with"
        " overlapInSeconds 0.",
    ),
    "secrets-unreadable": _of(
        409,
        "The secrets of the endpoint cannot be read, so nothing signs. Give it another one, with"
        " overlapInSeconds 0.",
    ),
    "wider-client": _of(
        403,
        "The client has scopes that the access token lacks, and its secret would give them. Nothing"
        " was changed.",
    ),
    "last-client": _of(
        409,
        "No other client of the tenant may make clients. With allowLast=true it is revoked all the"
        " same, and the operator makes the next one.",
    ),
    "already-requested": _of(409, "An onboarding stands for this hire. Update or cancel that one."),
    "not-launched": _of(409, "The onboarding runs no workflow that could be changed."),
    "not-launched-twice": _of(
        409,
        "The first launch may have happened, and the reports do not show it. Repeat to look"
        " again, or cancel.",
    ),
    "not-supported": _of(409, "The partner's onboardings cannot be updated or cancelled."),
    "request-in-progress": _of(
        409,
        "The same request, or another one for the onboarding, is under way. Repeat it in"
        " Retry-After seconds.",
    ),
    "not-sent-twice": _of(
        409, "The outcome of the first request is unknown and a person may have been messaged."
    ),
    "partner-credentials": _of(
        502,
        "The operator's credentials for the partner, or those of the connection, are missing or"
        " refused. Nothing was sent. repairBy says who can replace them.",
    ),
    "partner-not-understood": _of(
        502, "The partner's answer is none that it documents. Nothing was stored. Check the region."
    ),
    "partner-did-nothing": _of(
        502,
        "The partner did nothing. 502: it refused our credentials, or does not know the address;"
        " 503: it was unreachable, or throttles. Safe to repeat.",
        503,
    ),
    "unknown-outcome": _of(
        502,
        "The request was sent and its outcome is unknown. Repeat it as it was; an onboarding that"
        " was requested without a key only where Retry-After is sent: otherwise a repeat may"
        " message the person again.",
    ),
    "partner-unreachable": _of(
        503,
        "The partner, or its token endpoint, cannot be asked. Nothing was changed. Safe to repeat.",
    ),
    "temporarily-unavailable": _of(
        503,
        "The table, or the check of the access token, is out of reach. Repeat in Retry-After"
        " seconds.",
    ),
    "stored-unreadable": _of(
        503,
        "Something that is stored for this cannot be read. A repeat helps once the operator of this"
        " service has mended it: tell them requestId. Lists leave it out, and nothing else is"
        " affected.",
    ),
    "internal-error": _of(500, "A fault of this service. Quote requestId."),
}
