"""A class for each type of problem. Generated from docs/openapi.json: `make clients`."""

from collections.abc import Mapping
from typing import ClassVar, Final

from jetbridge_client.errors import ProblemError


class AlreadyRequestedError(ProblemError):
    """An onboarding stands for this hire.

    Update or cancel that one.
    """

    code: ClassVar[str] = "already-requested"


class ChangedMeanwhileError(ProblemError):
    """It was changed at the same moment by another request.

    Read it, then repeat.
    """

    code: ClassVar[str] = "changed-meanwhile"


class CredentialsRefusedError(ProblemError):
    """The partner does not take the credentials.

    Nothing was stored.
    """

    code: ClassVar[str] = "credentials-refused"


class EndpointInactiveError(ProblemError):
    """Nothing is sent to the endpoint at present, so nothing is sent again: it is paused, or it said that it is gone.

    Resume it, or set it again, first.
    """

    code: ClassVar[str] = "endpoint-inactive"


class IdempotencyKeyReusedError(ProblemError):
    """The key belongs to another request."""

    code: ClassVar[str] = "idempotency-key-reused"


class InsufficientScopeError(ProblemError):
    """The token lacks the scope that WWW-Authenticate names, or belongs to the other kind of client."""

    code: ClassVar[str] = "insufficient-scope"


class InternalError(ProblemError):
    """A fault of this service.

    Quote requestId.
    """

    code: ClassVar[str] = "internal-error"


class InvalidCallbackError(ProblemError):
    """The callback's body has no string eventType."""

    code: ClassVar[str] = "invalid-callback"


class InvalidCursorError(ProblemError):
    """The cursor is of another list, made with other filters, from an earlier release, or was altered; detail says which.

    Begin again without one.
    """

    code: ClassVar[str] = "invalid-cursor"


class InvalidIdempotencyKeyError(ProblemError):
    """The header is not 1 to 255 visible ASCII characters."""

    code: ClassVar[str] = "invalid-idempotency-key"


class InvalidJsonError(ProblemError):
    """The body is no JSON that is taken; errors says where and why.

    Not taken are halves of characters, control characters, names that an object holds twice,
    NaN, Infinity, numbers of more than 64 bits, and more than 32 levels.
    """

    code: ClassVar[str] = "invalid-json"


class InvalidNotificationError(ProblemError):
    """The notification names no interview, or says nothing of it."""

    code: ClassVar[str] = "invalid-notification"


class InvalidRequestError(ProblemError):
    """Rules of this API are broken; errors lists all of them.

    No partner was called.
    """

    code: ClassVar[str] = "invalid-request"


class InvalidSignatureError(ProblemError):
    """The delivery is not signed by a live key."""

    code: ClassVar[str] = "invalid-signature"


class InvalidTextError(ProblemError):
    """The path or the query string holds text that is not taken: halves of characters, control characters, or controls that reorder text."""

    code: ClassVar[str] = "invalid-text"


class InvalidTokenError(ProblemError):
    """The access token is malformed, expired or revoked.

    Obtain another.
    """

    code: ClassVar[str] = "invalid-token"


class LastClientError(ProblemError):
    """No other client of the tenant may make clients.

    With allowLast=true it is revoked all the same, and the operator makes the next one.
    """

    code: ClassVar[str] = "last-client"


class MadeBeforeError(ProblemError):
    """An earlier request with this Idempotency-Key has made it; madeId names it.

    It was used or revoked, or has ended since, so a repeat changes nothing of it.
    """

    code: ClassVar[str] = "made-before"


class MissingTokenError(ProblemError):
    """No Bearer credential in the request."""

    code: ClassVar[str] = "missing-token"


class NotConnectedError(ProblemError):
    """The tenant, or the connection, has no credentials.

    Connect first.
    """

    code: ClassVar[str] = "not-connected"


class NotFoundError(ProblemError):
    """There is no such thing, or it is another tenant's: the two answers are the same."""

    code: ClassVar[str] = "not-found"


class NotLaunchedError(ProblemError):
    """The onboarding runs no workflow that could be changed."""

    code: ClassVar[str] = "not-launched"


class NotLaunchedTwiceError(ProblemError):
    """The first launch may have happened, and the reports do not show it.

    Repeat to look again, or cancel.
    """

    code: ClassVar[str] = "not-launched-twice"


class NotPossibleError(ProblemError):
    """The decision makes no sense for the journey as it stands.

    Nothing was decided.
    """

    code: ClassVar[str] = "not-possible"


class NotSentTwiceError(ProblemError):
    """The outcome of the first request is unknown and a person may have been messaged."""

    code: ClassVar[str] = "not-sent-twice"


class NotSupportedError(ProblemError):
    """The partner's onboardings cannot be updated or cancelled."""

    code: ClassVar[str] = "not-supported"


class OvertakenError(ProblemError):
    """The journey has changed since you saw it; journeyVersion and journeyStatus say what it is now.

    Nothing was decided.
    """

    code: ClassVar[str] = "overtaken"


class PartnerCredentialsError(ProblemError):
    """The operator's credentials for the partner, or those of the connection, are missing or refused.

    Nothing was sent. repairBy says who can replace them.
    """

    code: ClassVar[str] = "partner-credentials"


class PartnerDidNothingError(ProblemError):
    """The partner did nothing.

    502: it refused our credentials, or does not know the address; 503: it was unreachable, or
    throttles. Safe to repeat.
    """

    code: ClassVar[str] = "partner-did-nothing"


class PartnerNotUnderstoodError(ProblemError):
    """The partner's answer is none that it documents.

    Nothing was stored. Check the region.
    """

    code: ClassVar[str] = "partner-not-understood"


class PartnerRefusedError(ProblemError):
    """The partner found fault with the request; errors carries its words."""

    code: ClassVar[str] = "partner-refused"


class PartnerUnreachableError(ProblemError):
    """The partner, or its token endpoint, cannot be asked.

    Nothing was changed. Safe to repeat.
    """

    code: ClassVar[str] = "partner-unreachable"


class PolicyLostError(ProblemError):
    """The version of the policy by which the journey runs cannot be read.

    Tell the operator.
    """

    code: ClassVar[str] = "policy-lost"


class PreconditionFailedError(ProblemError):
    """It is not, or no longer, what you saw.

    Nothing was changed. Read it, then repeat.
    """

    code: ClassVar[str] = "precondition-failed"


class PreconditionRequiredError(ProblemError):
    """The change does not say what it replaces: send If-Match, or If-None-Match: *."""

    code: ClassVar[str] = "precondition-required"


class QuotaUsedUpError(ProblemError):
    """The client or its tenant has made its requests of this minute: all of them, or those of a route that has a quota of its own.

    Nothing was done; come again after Retry-After seconds.
    """

    code: ClassVar[str] = "quota-used-up"


class RequestInProgressError(ProblemError):
    """The same request, or another one for the onboarding, is under way.

    Repeat it in Retry-After seconds.
    """

    code: ClassVar[str] = "request-in-progress"


class SecretsUnreadableError(ProblemError):
    """The secrets of the endpoint cannot be read, so nothing signs.

    Give it another one, with overlapInSeconds 0.
    """

    code: ClassVar[str] = "secrets-unreadable"


class StaleDeliveryError(ProblemError):
    """The delivery's timestamp is missing, or too far from now."""

    code: ClassVar[str] = "stale-delivery"


class StoredUnreadableError(ProblemError):
    """Something that is stored for this cannot be read.

    A repeat helps once the operator of this service has mended it: tell them requestId. Lists
    leave it out, and nothing else is affected.
    """

    code: ClassVar[str] = "stored-unreadable"


class TemporarilyUnavailableError(ProblemError):
    """The table, or the check of the access token, is out of reach.

    Repeat in Retry-After seconds.
    """

    code: ClassVar[str] = "temporarily-unavailable"


class TooLargeError(ProblemError):
    """The body is above 65,536 bytes."""

    code: ClassVar[str] = "too-large"


class TooManyClientsError(ProblemError):
    """The tenant has as many clients as it may have.

    Revoke one that is not needed.
    """

    code: ClassVar[str] = "too-many-clients"


class TooManyEndpointsError(ProblemError):
    """The tenant has as many endpoints as it may have.

    Change one of them, or remove one.
    """

    code: ClassVar[str] = "too-many-endpoints"


class TooManyLinksError(ProblemError):
    """The tenant has as many links as it may have.

    Revoke one, or wait until one ends.
    """

    code: ClassVar[str] = "too-many-links"


class TwoLiveSecretsError(ProblemError):
    """Two secrets are valid at present.

    Wait until the older one ends, or end both with overlapInSeconds 0.
    """

    code: ClassVar[str] = "two-live-secrets"


class UnknownOutcomeError(ProblemError):
    """The request was sent and its outcome is unknown.

    Repeat it as it was; an onboarding that was requested without a key only where Retry-After
    is sent: otherwise a repeat may message the person again.
    """

    code: ClassVar[str] = "unknown-outcome"


class UnknownParameterError(ProblemError):
    """The route has no such query parameter; errors names each."""

    code: ClassVar[str] = "unknown-parameter"


class UnsupportedMediaTypeError(ProblemError):
    """The body is not application/json."""

    code: ClassVar[str] = "unsupported-media-type"


class WiderClientError(ProblemError):
    """The client has scopes that the access token lacks, and its secret would give them.

    Nothing was changed.
    """

    code: ClassVar[str] = "wider-client"


BY_CODE: Final[Mapping[str, type[ProblemError]]] = {
    "already-requested": AlreadyRequestedError,
    "changed-meanwhile": ChangedMeanwhileError,
    "credentials-refused": CredentialsRefusedError,
    "endpoint-inactive": EndpointInactiveError,
    "idempotency-key-reused": IdempotencyKeyReusedError,
    "insufficient-scope": InsufficientScopeError,
    "internal-error": InternalError,
    "invalid-callback": InvalidCallbackError,
    "invalid-cursor": InvalidCursorError,
    "invalid-idempotency-key": InvalidIdempotencyKeyError,
    "invalid-json": InvalidJsonError,
    "invalid-notification": InvalidNotificationError,
    "invalid-request": InvalidRequestError,
    "invalid-signature": InvalidSignatureError,
    "invalid-text": InvalidTextError,
    "invalid-token": InvalidTokenError,
    "last-client": LastClientError,
    "made-before": MadeBeforeError,
    "missing-token": MissingTokenError,
    "not-connected": NotConnectedError,
    "not-found": NotFoundError,
    "not-launched": NotLaunchedError,
    "not-launched-twice": NotLaunchedTwiceError,
    "not-possible": NotPossibleError,
    "not-sent-twice": NotSentTwiceError,
    "not-supported": NotSupportedError,
    "overtaken": OvertakenError,
    "partner-credentials": PartnerCredentialsError,
    "partner-did-nothing": PartnerDidNothingError,
    "partner-not-understood": PartnerNotUnderstoodError,
    "partner-refused": PartnerRefusedError,
    "partner-unreachable": PartnerUnreachableError,
    "policy-lost": PolicyLostError,
    "precondition-failed": PreconditionFailedError,
    "precondition-required": PreconditionRequiredError,
    "quota-used-up": QuotaUsedUpError,
    "request-in-progress": RequestInProgressError,
    "secrets-unreadable": SecretsUnreadableError,
    "stale-delivery": StaleDeliveryError,
    "stored-unreadable": StoredUnreadableError,
    "temporarily-unavailable": TemporarilyUnavailableError,
    "too-large": TooLargeError,
    "too-many-clients": TooManyClientsError,
    "too-many-endpoints": TooManyEndpointsError,
    "too-many-links": TooManyLinksError,
    "two-live-secrets": TwoLiveSecretsError,
    "unknown-outcome": UnknownOutcomeError,
    "unknown-parameter": UnknownParameterError,
    "unsupported-media-type": UnsupportedMediaTypeError,
    "wider-client": WiderClientError,
}
