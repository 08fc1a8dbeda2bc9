"""Every exception that the layer raises, in one tree, and those that are shown to a caller.

    JetbridgeError
    ├── CallerError                    a refusal: the edge renders it for the caller
    │   ├── ApiProblem                 our API: RFC 9457 problem+json
    │   ├── OAuthError                 the OAuth endpoints: RFC 6749 §5.2 JSON
    │   ├── BearerError                Bearer-protected routes: RFC 6750 §3
    │   └── PageError                  browser flows: a page
    ├── StoreError                     the table
    │   ├── ConditionFailedError       a condition did not hold
    │   ├── WriteConflictError         other transactions held the items
    │   ├── TableUnavailableError      no usable answer: it may have been written
    │   ├── ItemTooLargeError          above 400 KB
    │   └── WriteRejectedError         the request breaks a rule of the table
    ├── UnreadableItemError            an item of the table lacks a field, or has an unknown value
    ├── UnknownPartnerError            no partner of a stored name is registered
    ├── UnansweredError                an HTTP call without an answer
    │   ├── NotSentError               nothing was sent
    │   │   ├── OutOfTimeError         too little is left of the invocation
    │   │   ├── CircuitOpenError       the host failed several times in a row
    │   │   └── ThrottledError         the partner's limits leave no room
    │   └── NoAnswerError              it was sent, and the outcome is unknown
    ├── TokenRefusedError              a token endpoint refused (RFC 6749 §5.2)
    ├── NoTokenError                   its answer holds neither a token nor a refusal
    ├── TokenUnavailableError          no token is to be had at the moment
    ├── LeaseOverError                 too little is left of the lease to ask for a token
    ├── SecretUnavailableError         a secret cannot be used
    │   ├── SecretDeniedError          the role may not read it
    │   └── SecretNotReadError         Secrets Manager does not answer
    ├── UnsealableError                an envelope does not open
    ├── CursorError                    a cursor does not open
    ├── AwsRefusedError                an AWS service answered with an error
    ├── AwsNotAnsweredError            an AWS service gave no answer
    ├── UnreadableAnswerError          an AWS service's answer is no HTTP response
    ├── IncompleteAnswerError          the connection ended within an AWS service's answer
    ├── NotConfiguredError             the environment lacks what a call to AWS needs
    ├── BrandFaultError                a part of a brand of the pages breaks its rule
    ├── ChangesUnavailableError        the list of changes does not take a line
    ├── QueueUnavailableError          the queue did not take every message
    ├── BusUnavailableError            the bus did not take every event
    ├── SettingError                   an environment variable is missing or breaks its rule
    ├── InvalidJsonError               a text is no JSON that we accept
    ├── TextTooLongError               a mapped text is longer than its limit
    ├── _TooLongError                  an answer is longer than its limit
    ├── ProviderUnavailableError       the OpenID provider does not answer
    ├── ProviderFaultError             its answer breaks a rule
    │   ├── ClientRefusedError         `invalid_client`
    │   ├── CodeRefusedError           `invalid_grant`
    │   └── UnknownKeyError            no key of its set verifies the ID token
    ├── TwoLiveSecretsError            a client may not have a third live secret
    ├── TenantOffboardedError          the tenant is being offboarded
    ├── OffboardingUnfinishedError     something of the tenant has not ended yet
    ├── OnboardingError                a request has led to no onboarding, or changed none
    ├── NoEndpointError                a tenant's endpoint breaks a rule
    │   ├── AddressRefusedError        events may not be sent to its address
    │   ├── TooManyEndpointsError      the tenant has as many as it may
    │   └── NotToldError               nothing is sent there at present
    ├── NotPossibleError               a decision makes no sense for the journey
    ├── OvertakenError                 a decision was made for an earlier state of it
    ├── NoPolicyError                  the tenant has no policy in force
    ├── PolicyLostError                a version of a policy cannot be read
    ├── PolicySupersededError          another version is in force than was to be replaced
    ├── JourneyBusyError               the partner is being asked at this moment
    ├── PersonNotFoundError            an identifier leads to no person
    ├── AmbiguousPersonError           an identifier leads to several persons
    ├── StillUnderWayError             something goes on for the person to be erased
    ├── ChangedError                   what is to be erased has changed since it was shown
    ├── WhichCompanyError              a dry run: the connections do not say who hires
    ├── UnknownWorkError               no job is registered for a message
    ├── LaunchDelayedError             Enboarder: it did nothing, the queue tries again
    ├── MalformedEventError            Incode: a notification lacks a member
    ├── UndecipherableError            Onboardbase: a text does not decrypt
    ├── ApiRefusedError                Onboardbase: the API answered without data
    ├── NothingPulledError             Onboardbase: no secrets were read
    ├── CompanyActionRefusedError      SmartRecruiters: an operator's act does not fit
    ├── CompanyLostError               SmartRecruiters: the tenant may not connect the company
    ├── NotSubscribedError             SmartRecruiters: a step of a subscription was refused
    └── NotAnsweredError               SmartRecruiters: a step of a subscription had no answer

Refusals are rendered in `jetbridge.web.render` and nowhere else; any other error that reaches the
edge is a 500, or a 503 where it will pass. An exception that handlers of the standard library
must catch has that base as well. None carries secret or personal data. They are not
frozen, because Python itself writes to an exception (its traceback) while it travels.
"""

from collections.abc import Mapping

from jetbridge.model.problem_types import ProblemType
from jetbridge.model.record import field, record
from jetbridge.model.sentence import Sentence


class JetbridgeError(Exception):
    """Root of every exception that the layer defines. Never carries secret or personal data."""


class CallerError(JetbridgeError):
    """A refusal that the edge renders for the caller, by this HTTP status."""

    status: int


@record(frozen=False, eq=False)
class Violation:
    """One broken rule of a request body.

    `pointer` is a JSON pointer (RFC 6901) to the field, `rule` a stable short name,
    `detail` a sentence for a person.
    """

    pointer: str
    rule: str
    detail: str


@record(frozen=False, eq=False)
class ApiProblem(CallerError):  # noqa: N818 - RFC 9457's own word
    """A refusal on our own API (RFC 9457).

    `slug` ends the problem's type URL, `retry_after` is in seconds, `extensions` are
    further members of the document.
    """

    status: int
    slug: ProblemType
    title: str
    detail: str = ""
    errors: tuple[Violation, ...] = ()
    retry_after: int | None = None
    extensions: Mapping[str, object] = field(default_factory=dict)


@record(frozen=False, eq=False)
class OAuthError(CallerError):
    """A refusal by an OAuth endpoint (RFC 6749 §5.2). `code` is the RFC's error code.

    `headers` are further header fields of the response.
    """

    code: str
    description: str
    status: int = 400
    headers: Mapping[str, str] = field(default_factory=dict)


@record(frozen=False, eq=False)
class BearerError(CallerError):
    """A refusal on a Bearer-protected route (RFC 6750 §3).

    `code` is empty where the request carried no credentials: §3.1 then wants no error code.
    `scope` names what the route needs, with `insufficient_scope`.
    """

    status: int
    code: str = ""
    description: str = ""
    scope: str = ""


@record
class Link:
    """A way on from a page."""

    url: str
    text: Sentence


@record
class Form:
    """A way on from a page that changes something: a button, and what it sends."""

    action: str
    fields: Mapping[str, str] = field(repr=False)
    text: Sentence


@record(frozen=False, eq=False)
class PageError(CallerError):
    """A refusal in a browser flow. `advice` tells the reader what to do now.

    `link` or `form` leads there. `is_known` says that what has ended is known by its address.
    """

    status: int
    title: Sentence
    explanation: Sentence
    advice: Sentence | None = None
    retry_after: int | None = None
    link: Link | None = None
    form: Form | None = None
    is_known: bool = False
