"""The metrics that Jetbridge publishes, by name. Each counts one outcome."""

from enum import StrEnum
from typing import Protocol


class Metric(StrEnum):
    """A metric's name in CloudWatch, namespace `Jetbridge`, unit Count."""

    TOKEN_ISSUED = "TokenIssued"  # noqa: S105 - a metric's name, not a secret
    """An access token was issued."""
    TOKEN_REVOKED = "TokenRevoked"  # noqa: S105 - a metric's name, not a secret
    """A client revoked an access token of its own, whether or not it was still active."""
    CLIENT_REFUSED = "ClientRefused"
    """A client's credentials were wrong. Many in a row: a guess, or a secret that was rotated
    without telling its holder."""
    QUOTA_EXCEEDED = "QuotaExceeded"
    """A request was refused: the quota of an API client or of its tenant was used up."""
    BEARER_ACCEPTED = "BearerAccepted"
    """The authorizer found a live access token."""
    BEARER_REFUSED = "BearerRefused"
    """The authorizer found an access token malformed, expired or revoked."""
    AUTHORIZER_FAILED = "AuthorizerFailed"
    """The authorizer could not decide, and so the request was rejected."""
    EXCHANGE_SUCCEEDED = "ExchangeSucceeded"
    """A consent ended with a working connection."""
    EXCHANGE_FAILED = "ExchangeFailed"
    """A consent was approved and ended without a working connection."""
    EXCHANGE_INTERRUPTED = "ExchangeInterrupted"
    """The reconciler found an exchange that was not finished: the connection needs an operator."""
    COMPANY_REFUSED = "CompanyRefused"
    """A tenant tried to connect a company that is not, or not yet, its own, and was refused."""
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
    VERDICT_FOUND_BY_CHECK = "VerdictFoundByCheck"
    """Incode was asked, and told a verdict that none of its notifications had told."""
    CHECK_FAILED = "CheckFailed"
    """Incode was asked what became of a session and did not say: it is throttling or down, or the
    path or the token is wrong."""
    CHECK_GIVEN_UP = "CheckGivenUp"
    """Incode had told no verdict a week after a link had ended, and is not asked any more. Links
    that were not used are not counted."""
    TOKEN_OBTAINED = "TokenObtained"  # noqa: S105 - a metric's name, not a secret
    """A partner gave the broker an access token."""
    TOKEN_REFUSED = "TokenRefused"  # noqa: S105 - a metric's name, not a secret
    """A partner refused a credential, even when read afresh."""
    CREDENTIAL_REFUSED = "CredentialRefused"
    """A partner began to refuse one of the deployment's own credentials, or it cannot be used."""
    CREDENTIAL_RECOVERED = "CredentialRecovered"
    """A partner takes one of the deployment's own credentials again."""
    LEASE_OVERTAKEN = "LeaseOvertaken"
    """Another process renewed the token while this holder of the lease was held up."""
    CALL_REPEATED = "CallRepeated"
    """A call to a partner was made again."""
    CALL_THROTTLED = "CallThrottled"
    """A call was not made: the partner's limits left no room for it in time."""
    CALL_OUT_OF_TIME = "CallOutOfTime"
    """A call was not made: too little was left of the invocation."""
    CIRCUIT_OPENED = "CircuitOpened"
    """A partner's host failed so often that it is left alone for a while."""
    NOTIFICATION_RECEIVED = "NotificationReceived"
    """A partner told us something new."""
    NOTIFICATION_REPEATED = "NotificationRepeated"
    """A partner told us something again."""
    NOTIFICATION_REFUSED = "NotificationRefused"
    """A notification was forged, too old or incomplete, and was not stored."""
    NOTIFICATION_UNRESOLVED = "NotificationUnresolved"
    """A notification could not be handled and waits for the operator."""
    HIRE_FOUND_BY_POLL = "HireFoundByPoll"
    """The poll found a hire of which no notification had told us."""
    POLL_INCOMPLETE = "PollIncomplete"
    """A poll did not come to the end of the list. It goes on, and the connection shows why."""
    POLL_FAILING = "PollFailing"
    """Polls of a connection have not come to the end of the list for an hour, or cannot."""
    POLL_ENTRY_UNREADABLE = "PollEntryUnreadable"
    """An entry of the list of hires could not be read. The log tells its position."""
    HIRE_GIVEN_UP = "HireGivenUp"
    """An application could not be looked at for two weeks, and is not looked at any more."""
    WEBHOOK_DELIVERED = "WebhookDelivered"
    """A tenant's endpoint took a webhook."""
    WEBHOOK_FAILED = "WebhookFailed"
    """An attempt to send a webhook failed; another one follows, or it is given up."""
    WEBHOOK_DEFERRED = "WebhookDeferred"
    """A webhook waited for a permit: its endpoint's share of the workers was used up."""
    WEBHOOK_GIVEN_UP = "WebhookGivenUp"
    """A webhook was given up: it is among the dead letters."""
    ENDPOINT_FAILING = "EndpointFailing"
    """A tenant's endpoint has taken nothing for an hour."""
    ENDPOINT_DISABLED = "EndpointDisabled"
    """A tenant's endpoint said that it is gone (410): nothing is sent there any more."""
    JOURNEY_STARTED = "JourneyStarted"
    """A hire began a journey."""
    JOURNEY_COMPLETED = "JourneyCompleted"
    """A journey came to its end with every step done."""
    JOURNEY_FAILED = "JourneyFailed"
    """A journey ended at a step with which its policy does not go on."""
    JOURNEY_CANCELLED = "JourneyCancelled"
    """A journey was cancelled: its hire was taken back, or an operator wanted it."""
    CANDIDATE_GONE = "CandidateGone"
    """A journey ends because the hiring system no longer has its candidate: deleted, or merged."""
    JOURNEY_HELD = "JourneyHeld"
    """A journey came to need an operator: to decide, or to repair a connection."""
    MESSAGE_LIMIT_MET = "MessageLimitMet"
    """A message to a person was put off, or a reminder dropped: the policy's limit for a day."""
    JOURNEY_STILL_HELD = "JourneyStillHeld"
    """A journey has needed an operator for a day, a week, 30 days, or another 30 days."""
    SUBSCRIPTION_SUSPENDED = "SubscriptionSuspended"
    """A partner had suspended a subscription; it is being activated again."""
    SUBSCRIPTION_FAILED = "SubscriptionFailed"
    """A partner refused a step of a subscription. The connection shows which; it is tried again."""
    SUBSCRIPTION_KEY_REPLACED = "SubscriptionKeyReplaced"
    """A subscription had another secret key than the one that we held. We hold it now."""
    SUBSCRIPTION_KEY_UNREADABLE = "SubscriptionKeyUnreadable"
    """A subscription's secret key can be neither read nor replaced: deliveries may be refused."""
    WORK_DONE = "WorkDone"
    """The worker did what a message of the queue asked for."""
    WORK_FAILED = "WorkFailed"
    """The worker failed at a message; the queue brings it again, or keeps it among its dead
    letters."""
    WORK_GIVEN_UP = "WorkGivenUp"
    """Something was due, was taken up for two days or so, and nothing came of it: it is among the
    dead letters."""
    TASK_GIVEN_UP = "TaskGivenUp"
    """A task of a connection was begun several times and did not end. The connection shows it, and
    the task is tried again a day later."""
    TASK_DONE = "TaskDone"
    """A task of a schedule was done, whatever came of it."""
    QUEUE_REFUSED = "QueueRefused"
    """A queue did not take messages. The log names the queue and AWS's code; a schedule repeats."""
    BUS_REFUSED = "BusRefused"
    """The event bus did not take events. The log names AWS's code."""
    AWS_REFUSED = "AwsRefused"
    """A call of DynamoDB or Secrets Manager was refused, or not answered in any attempt. The log
    tells the operation and AWS's code: `AccessDeniedException` where the role does not allow it."""
    ACCESS_DENIED = "AccessDenied"
    """A call of AWS was refused because the function's role does not allow it. The log line names
    the call."""
    EVENTS_DELAYED = "EventsDelayed"
    """Domain events could not be published at once; the next run tries again."""
    STORE_UNAVAILABLE = "StoreUnavailable"
    """A request was answered 503: table or secrets could not be reached in time, or were busy. Or
    how a change ended could not be recorded in the audit trail."""
    BAD_GATEWAY = "BadGateway"
    """A request was answered 502: a partner or the OpenID issuer refused what it was sent, or what
    it answered cannot be used. Often a credential of the deployment is missing or wrong."""
    UNEXPECTED_ERROR = "UnexpectedError"
    """A request ended in a 500, or what a journey wanted done in an exception, or an item of the
    table could not be read and was not shown. Every one of these is a bug or a broken deployment:
    alarm on it."""


class PartnerMetric(StrEnum):
    """A metric of the requests to one partner: it has the dimension `partner` besides."""

    LATENCY = "PartnerLatency"
    """Milliseconds that a request to the partner took, answered or not."""
    ERRORS = "PartnerErrors"
    """1 for a request that failed, 0 for another: its sum is the errors, its average their share.
    It failed where no answer came, and where the answer was 429 or 5xx."""


class Meter(Protocol):
    """Counts what happened."""

    def count(self, metric: Metric) -> None:
        """Add one to `metric`. Never fails and never does I/O of its own."""
        ...

    def requested(self, partner: str, milliseconds: int, *, failed: bool) -> None:
        """Record a request to a partner, as `PartnerMetric` says. Never fails, does no I/O.

        Args:
            partner: one of a fixed few words: each is a metric that is paid for.
            milliseconds: how long it took.
            failed: whether it counts as an error of the partner.
        """
        ...


class Uncounted:
    """A `Meter` where nothing is to be counted: at a terminal, and in a dry run."""

    def count(self, metric: Metric) -> None:
        """Count nothing."""

    def requested(self, partner: str, milliseconds: int, *, failed: bool) -> None:
        """Record nothing."""
