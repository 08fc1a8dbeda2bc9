"""The metrics that Jetbridge publishes, by name. Each counts one outcome."""

from enum import StrEnum
from typing import Protocol


class Metric(StrEnum):
    """A metric's name in CloudWatch, namespace `Jetbridge`, unit Count."""

    TOKEN_ISSUED = "TokenIssued"  # noqa: S105 - a metric's name, not a secret
    """An access token was issued."""
    TOKEN_REVOKED = "TokenRevoked"  # noqa: S105 - a metric's name, not a secret
    """A client revoked an access token of its own, whether or not it was still alive."""
    CLIENT_REFUSED = "ClientRefused"
    """A client's credentials were wrong. Many in a row: a guess, or a secret that was rotated
    without telling its holder."""
    BEARER_ACCEPTED = "BearerAccepted"
    """The authorizer found a live access token."""
    BEARER_REFUSED = "BearerRefused"
    """The authorizer found an access token malformed, expired or revoked."""
    AUTHORIZER_FAILED = "AuthorizerFailed"
    """The authorizer could not tell, and so nobody got in."""
    EXCHANGE_SUCCEEDED = "ExchangeSucceeded"
    """A consent ended with a working connection."""
    EXCHANGE_FAILED = "ExchangeFailed"
    """A consent was approved and ended without a working connection."""
    EXCHANGE_INTERRUPTED = "ExchangeInterrupted"
    """The reconciler found an exchange that nobody finished: the connection needs an operator."""
    CONNECTION_DISABLED = "ConnectionDisabled"
    """A partner disabled a connection."""
    ONBOARDING_REQUESTED = "OnboardingRequested"
    """A partner took a request."""
    ONBOARDING_LAUNCHED = "OnboardingLaunched"
    """A partner runs a workflow for a new hire."""
    ONBOARDING_CANCELLED = "OnboardingCancelled"
    """A workflow was cancelled."""
    ONBOARDING_REFUSED = "OnboardingRefused"
    """A partner found fault with a request."""
    ONBOARDING_NOT_PERFORMED = "OnboardingNotPerformed"
    """A partner did nothing: unreachable, throttling, or it refused our credentials."""
    ONBOARDING_UNKNOWN = "OnboardingUnknown"
    """A request was sent and its outcome is unknown."""
    ONBOARDING_VERIFIED = "OnboardingVerified"
    """A person proved who they are."""
    ONBOARDING_REJECTED = "OnboardingRejected"
    """A person failed to prove who they are."""
    TOKEN_OBTAINED = "TokenObtained"  # noqa: S105 - a metric's name, not a secret
    """A partner gave the broker an access token."""
    TOKEN_REFUSED = "TokenRefused"  # noqa: S105 - a metric's name, not a secret
    """A partner refused a credential, even when read afresh."""
    LEASE_OVERTAKEN = "LeaseOvertaken"
    """Somebody renewed a token while this holder of the lease was held up."""
    CALL_REPEATED = "CallRepeated"
    """A call to a partner was made again."""
    CALL_THROTTLED = "CallThrottled"
    """A call was not made: the partner's limits left no room for it in time."""
    CIRCUIT_OPENED = "CircuitOpened"
    """A partner's host failed so often that it is left alone for a while."""
    NOTIFICATION_RECEIVED = "NotificationReceived"
    """A partner told us something new."""
    NOTIFICATION_REPEATED = "NotificationRepeated"
    """A partner told us something again."""
    NOTIFICATION_REFUSED = "NotificationRefused"
    """A notification was forged, too old or incomplete, and was not stored."""
    NOTIFICATION_UNRESOLVED = "NotificationUnresolved"
    """A notification could not be acted on and waits for the operator."""
    HIRE_FOUND_BY_POLL = "HireFoundByPoll"
    """The poll found a hire of which no notification had told us."""
    HIRE_GIVEN_UP = "HireGivenUp"
    """An application could not be looked at for two weeks, and is not looked at any more."""
    WEBHOOK_DELIVERED = "WebhookDelivered"
    """A tenant's endpoint took a webhook."""
    WEBHOOK_FAILED = "WebhookFailed"
    """An attempt to send a webhook failed; another one follows, or it is given up."""
    WEBHOOK_GIVEN_UP = "WebhookGivenUp"
    """A webhook was given up: it is among the dead letters."""
    SUBSCRIPTION_SUSPENDED = "SubscriptionSuspended"
    """A partner had suspended a subscription; it is being activated again."""
    WORK_DONE = "WorkDone"
    """The worker did what a message of the queue asked for."""
    WORK_FAILED = "WorkFailed"
    """The worker failed at a message; the queue brings it again, or keeps it among its dead
    letters."""
    TASK_DONE = "TaskDone"
    """A task that the clock asked for was done, whatever came of it."""
    EVENTS_DELAYED = "EventsDelayed"
    """Domain events could not be published at once; the next run tries again."""
    UNEXPECTED_ERROR = "UnexpectedError"
    """A request ended in a 500. Every one of these is a bug or a broken deployment: alarm on it."""


class Meter(Protocol):
    """Counts what happened."""

    def count(self, metric: Metric) -> None:
        """Add one to `metric`. Never fails and never does I/O of its own."""
        ...
