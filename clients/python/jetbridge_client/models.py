"""What the API takes and answers. Generated from docs/openapi.json: `make clients`."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict, Union


class Assumed(TypedDict):
    """What a dry run takes for granted."""

    tenant: str
    company: str
    candidate: str
    job: str
    round: int
    enboarder: str | None
    """The tenant's account for workflows; null where none is connected."""
    onboardingStatus: str
    settings: dict[str, str]
    """Settings of the deployment that the flows looked at."""


class BrokenRule(TypedDict):
    """One broken rule."""

    pointer: str
    """A JSON pointer (RFC 6901) into the body, or the name of a query parameter."""
    rule: str
    """A short name of the rule: stable."""
    detail: str
    """A sentence for people."""


class ClientRotationBody(TypedDict):
    """Asks for another secret of a client."""

    overlapInSeconds: NotRequired[int]
    """How long the present secret stays valid, a day where nothing is said. 0: it ends now."""


type ClientStatus = Literal["active", "revoked"]
"""Whether a client may do anything. A revoked one never comes back."""


type ConnectionStatus = Literal["pending", "active", "degraded", "needs_reconnect", "disabled"]
"""Where a connection stands."""


type Country = str


type Counts = dict[str, int]


class CreatedClient(TypedDict):
    """A client that was just made."""

    id: str
    clientSecret: str
    """It is in this answer alone."""
    scopes: list[str]


type Credential = str


type Day = str


type Decision = Literal["approve", "retry", "cancel", "new-link", "replace-link"]
"""What an operator decides."""


type Delivery = Literal["bus", "sms", "email"]
"""How a verification's link reaches the person."""


type DeliveryState = Literal["waiting", "delivered", "failed", "dropped"]


type DeliveryStatus = Literal["waiting", "delivered", "dead", "dropped"]
"""Where one delivery stands."""


type Email = str


type EnboarderAuthPrefix = Literal["Bearer "]


type EnboarderCancelMode = Literal["ALL", "SELECTED", "CANCEL_ALL"]


type EnboarderChannel = Literal["mobile", "email"]


type EnboarderClientAuthentication = Literal["body", "basic"]


type EnboarderLaunchKind = Literal["basic", "advanced"]


type EnboarderRegion = Literal["AU", "EU", "US", "CA"]


type EndpointState = Literal["active", "paused", "disabled"]


class GatewayMessage(TypedDict):
    """What API Gateway itself answers: above its throttle, or where the function failed."""

    message: str


type Hours = int


type IncodeNotificationType = Literal["URL", "SMS", "EMAIL"]


type JourneyStatus = Literal[
    "running", "waiting", "needs_attention", "ending", "completed", "failed", "cancelled"
]
"""Where a journey stands, as it is published."""


type Lines = str


type Link = str


type LinkMinutes = int


type Minutes = int


type Moment = str


type Name = str


type Names = list[Name]


class NewSecret(TypedDict):
    """The secret that signs from now on."""

    secret: str
    """A credential, shown this once."""
    olderUntil: Moment
    """Until when the earlier one signs as well."""


class NewWebhookEndpoint(TypedDict):
    """An endpoint that was just made."""

    id: str
    url: str
    events: list[str]
    """The types of events that are sent; empty: every one."""
    status: EndpointState
    pausedAt: Moment | None
    """Since when nothing is sent, because its tenant wants it so."""
    failingSince: Moment | None
    """When the first of the attempts failed since the last one that did not."""
    secrets: int
    """How many secrets sign at present: two while one is replaced, 0 where they cannot be read."""
    olderUntil: Moment | None
    """When the older of two ends."""
    createdAt: Moment
    updatedAt: Moment
    secret: str
    """What signs: a credential, shown this once."""


class Notifications(TypedDict):
    """Whether the partner's notifications reach us. SmartRecruiters only."""

    subscription: str | None
    problem: str | None
    """`secret_key_unreadable`, or the step that the partner refused with its answer."""


type Number = int


type OnboardingStatus = Literal[
    "requesting",
    "requested",
    "refused",
    "not_performed",
    "unknown_outcome",
    "queued",
    "launched",
    "cancelled",
    "in_progress",
    "review",
    "checking",
    "verified",
    "rejected",
    "expired",
]
"""Where an onboarding stands."""


type Outcome = Literal["running", "completed"]
"""Where an erasure stands."""


type PartnerName = str


type PersonAct = Literal["erase", "copy"]
"""What is asked for."""


type Phone = str


class PlayedCall(TypedDict):
    """A call that would be made."""

    at: Moment
    method: str
    host: str
    path: str
    body: Any
    """What would be sent; `token` stands for a request for an access token."""


class Policy(TypedDict):
    """The policy in force."""

    version: int
    createdAt: Moment
    document: dict[str, Any]
    state: Literal["active", "paused"]
    changedAt: Moment | None
    """When it was last paused, resumed or removed."""
    changedBy: str | None
    """Who has paused it, while it is paused: `client:` and a client's id, `person:` and a subject, or `operator`."""
    warnings: list[BrokenRule]
    """What today's rules find in a document of an earlier release."""


class PolicyVerdict(TypedDict):
    """What is wrong with a document."""

    valid: bool
    errors: list[BrokenRule]


class PolicyVersion(TypedDict):
    """A version of a policy, as an item of a list."""

    version: int
    createdAt: Moment


class PolicyVersionPage(TypedDict):
    """One page of a list, newest first."""

    items: list[PolicyVersion]
    nextCursor: str | None
    """Asks for the next page; null on the last one. Opaque."""


class Poll(TypedDict):
    """How far the search for hires is. SmartRecruiters only."""

    completeUntil: Moment | None
    problem: str | None
    problemSince: Moment | None
    pageSize: int


class PossibleDecision(TypedDict):
    """A decision that makes sense."""

    decision: Decision
    question: str
    """What to ask a person before it is taken."""
    consequence: str
    """What it leads to, in sentences for people."""


class PossibleDecisions(TypedDict):
    """What may be decided about a journey as it stands."""

    id: str
    version: int
    """What the decision answers."""
    items: list[PossibleDecision]


type ProblemType = Literal[
    "already-requested",
    "changed-meanwhile",
    "credentials-refused",
    "endpoint-inactive",
    "idempotency-key-reused",
    "insufficient-scope",
    "internal-error",
    "invalid-callback",
    "invalid-cursor",
    "invalid-idempotency-key",
    "invalid-json",
    "invalid-notification",
    "invalid-request",
    "invalid-signature",
    "invalid-text",
    "invalid-token",
    "made-before",
    "missing-token",
    "not-connected",
    "not-found",
    "not-launched",
    "not-launched-twice",
    "last-client",
    "not-possible",
    "not-sent-twice",
    "not-supported",
    "overtaken",
    "partner-credentials",
    "partner-did-nothing",
    "partner-not-understood",
    "partner-refused",
    "partner-unreachable",
    "policy-lost",
    "precondition-failed",
    "precondition-required",
    "quota-used-up",
    "request-in-progress",
    "secrets-unreadable",
    "stale-delivery",
    "stored-unreadable",
    "temporarily-unavailable",
    "too-large",
    "too-many-clients",
    "too-many-endpoints",
    "too-many-links",
    "two-live-secrets",
    "unknown-outcome",
    "unknown-parameter",
    "unsupported-media-type",
    "wider-client",
]


type Reaction = Literal["stop", "review", "continue"]
"""What becomes of a journey whose step did not come out well."""


type Reason = Literal[
    "unreachable",
    "not_connected",
    "partner_credentials",
    "refused",
    "rejected",
    "deadline_passed",
    "unknown_outcome",
    "already_requested",
    "ended_elsewhere",
    "link_ended",
    "no_longer_hired",
    "candidate_deleted",
    "candidate_merged",
    "by_operator",
    "tenant_offboarded",
    "review_overdue",
    "did_not_finish",
    "message_limit",
]
"""Why a step waits or a journey ended: a word that docs/journeys.md explains."""


class ReplayedDeliveries(TypedDict):
    """What is sent again, and whether more were given up."""

    items: list[str]
    """The ids of the events."""
    more: bool


type Reported = Literal["READY_TO_ONBOARD", "ONBOARDING_SUCCESSFUL"]


type RequestFailure = Literal[
    "nothing_held", "ambiguous", "being_erased", "too_large", "unreadable", "given_up"
]
"""Why a request was not done."""


type RequestState = Literal["waiting", "working", "completed", "failed"]
"""Where a request stands."""


class RequestedOnboarding(TypedDict):
    """An onboarding as the caller who requested it sees it, with the link."""

    kind: NotRequired[str]
    """`basic` or `advanced`."""
    externalId: NotRequired[str]
    """Enboarder's key of the workflow, made by us."""
    reference: NotRequired[str | None]
    """Enboarder's own reference; null until it gave one."""
    warning: NotRequired[str]
    """In the partner's words."""
    id: str
    partner: PartnerName
    status: OnboardingStatus
    url: str | None
    """The person's link: a credential. Null where the partner delivers it, and once it ended."""
    expiresAt: Moment | None
    """Until when the link or message is good."""
    externalCustomerId: str
    """Your correlation id; without one the onboarding's id."""
    createdAt: Moment


class RotatedClient(TypedDict):
    """A client's new secret."""

    id: str
    clientSecret: str
    """It is in this answer alone."""
    olderUntil: Moment
    """When the earlier secret ends."""


class RotationBody(TypedDict):
    """`POST /v1/webhooks/{id}/rotate`. With 0 the present secret ends at once."""

    overlapInSeconds: NotRequired[int]


type Stand = Literal["open", "used", "revoked", "expired"]
"""Whether a link can be opened."""


type Start = Literal["hired", "ready"]
"""What makes a hire begin a journey."""


type StepKind = Literal["verify", "launch", "report"]
"""What a step is for."""


type StepName = str


type StepStatus = Literal[
    "todo", "asking", "delayed", "awaiting", "held", "done", "skipped", "failed"
]
"""Where one step stands."""


class TestedEndpoint(TypedDict):
    """What came of a test."""

    taken: bool
    outcome: str
    """`http_` and a status, or a word of docs/tenant-webhooks.md."""


type Text = str


type TimeZone = str


class ToldEvent(TypedDict):
    """An event of a journey: what a webhook says of it, and what names it."""

    id: str
    """The `webhook-id` of the webhook. The same event has the same."""
    type: str
    timestamp: Moment
    """When it happened."""
    data: dict[str, Any]


class ToldEventPage(TypedDict):
    """One page of a list, newest first."""

    items: list[ToldEvent]
    nextCursor: str | None
    """Asks for the next page; null on the last one. Opaque."""


class Trouble(TypedDict):
    """What went wrong, and what to do: sentences for people. Decisions stand there by name."""

    what: str
    advice: str


class Undelivered(TypedDict):
    """An event that the tenant's endpoint has not accepted."""

    eventId: str
    type: str
    host: str | None
    status: DeliveryStatus
    attempts: int
    lastOutcome: str | None
    lastStatus: int | None
    nextAttemptAt: Moment | None
    sentence: str


type Url = str


type Verdict = Literal["verified", "rejected", "silent"]
"""What becomes of the person at each verification."""


class Verification(TypedDict):
    """One thing that the person was asked to prove. What else is kept, the deployment decides."""

    type: str
    verified: bool | None
    """Null where the partner does not say."""
    verifiedAt: str | None
    """The partner's own timestamp."""
    documentType: NotRequired[str]
    country: NotRequired[str]
    documentNumber: NotRequired[str]
    expiryDate: NotRequired[str]
    dateOfBirth: NotRequired[str]


class WebhookDelivery(TypedDict):
    """An event on its way to an endpoint. What it says is not shown."""

    eventId: str
    type: str
    journeyId: str
    status: DeliveryState
    attempts: int
    outcome: str | None
    """What came of the last attempt: `http_` and a status, or a word of docs/tenant-webhooks.md."""
    nextAttemptAt: Moment | None
    """When it is tried next, where it waits; null while its endpoint is paused."""
    givenUpAt: Moment | None
    updatedAt: Moment


class WebhookDeliveryPage(TypedDict):
    """One page of a list, newest first."""

    items: list[WebhookDelivery]
    nextCursor: str | None
    """Asks for the next page; null on the last one. Opaque."""


class WebhookEndpoint(TypedDict):
    """Where a tenant's own system is told of its journeys."""

    id: str
    url: str
    events: list[str]
    """The types of events that are sent; empty: every one."""
    status: EndpointState
    pausedAt: Moment | None
    """Since when nothing is sent, because its tenant wants it so."""
    failingSince: Moment | None
    """When the first of the attempts failed since the last one that did not."""
    secrets: int
    """How many secrets sign at present: two while one is replaced, 0 where they cannot be read."""
    olderUntil: Moment | None
    """When the older of two ends."""
    createdAt: Moment
    updatedAt: Moment


class WebhookEndpoints(TypedDict):
    """The tenant's endpoints."""

    items: list[WebhookEndpoint]
    nextCursor: None


type What = Literal[
    "started",
    "link_ready",
    "message_sent",
    "reminded",
    "not_reminded",
    "person_began",
    "in_review",
    "verified",
    "rejected",
    "deadline_passed",
    "launched",
    "reported",
    "delayed",
    "held",
    "still_held",
    "approved",
    "retried",
    "new_link",
    "link_replaced",
    "resumed",
    "corrected",
    "skipped",
    "hire_ended",
    "candidate_deleted",
    "candidate_merged",
    "candidate_followed",
    "cancel_requested",
    "withdrawn",
    "workflow_cancelled",
    "not_cancelled",
    "not_reported",
    "completed",
    "failed",
    "cancelled",
    "erased",
    "endpoint_failing",
]
"""What happened: one line of a timeline."""


type Who = Literal["person", "partner", "operator", "clock", "nobody"]
"""Who has to act next."""


type Whole = int


class WholePolicyVersion(TypedDict):
    """A version of a policy as it was written."""

    version: int
    createdAt: Moment
    document: dict[str, Any]


class Awaits(TypedDict):
    """What is awaited."""

    who: Who
    what: str
    """A sentence for people."""
    until: Moment | None
    """When the journey goes on by itself, or tries again."""


class Change(TypedDict):
    """One line of a connection's history."""

    at: Moment
    status: ConnectionStatus
    reason: str
    by: str
    """An OpenID subject, the id of a client, `operator`, or a job of ours."""


class ClientBody(TypedDict):
    """Asks for an API client."""

    name: Text
    """What people call it."""
    scopes: list[Text]
    """What it may do: scopes that the caller's access token has."""


class ClientSecret(TypedDict):
    """What is shown of a client's secret."""

    createdAt: Moment
    expiresAt: Moment | None
    """When it ends; null: it does not."""


class ConnectLink(TypedDict):
    """A link by which an administrator connects an account."""

    id: str
    partner: PartnerName
    status: Stand
    """`open`: it can be opened. `used`: an account was connected with it."""
    connectionId: str | None
    """The connection to be connected again, or the one that was made."""
    returnUrl: str | None
    createdBy: str
    """The client that asked for it, `person:` and a subject of the console, or `operator`."""
    createdAt: Moment
    expiresAt: Moment
    usedAt: Moment | None
    revokedAt: Moment | None


class ConnectLinkBody(TypedDict):
    """Asks for a link by which an administrator of the tenant connects an account."""

    partner: Text
    """The partner at which the account is: `onboardbase`."""
    connectionId: NotRequired[Text | None]
    """The connection to be connected again. It keeps its id."""
    returnUrl: NotRequired[Url | None]
    """Where the browser goes once the account is connected: a URL without a fragment, https, at a host that the deployment allows. Without it a page says so."""
    linkValidityInMinutes: NotRequired[int]
    """A week, where nothing is said."""


class ConnectLinkPage(TypedDict):
    """One page of a list, newest first."""

    items: list[ConnectLink]
    nextCursor: str | None
    """Asks for the next page; null on the last one. Opaque."""


class CopyReceipt(TypedDict):
    """The receipt of a copy, which stays for as long as the audit trail."""

    id: str
    tenant: str
    by: str
    madeAt: Moment
    counts: Counts
    about: list[str]
    """The journeys and onboardings in the copy."""


class CreatedConnectLink(TypedDict):
    """A link that was just made."""

    id: str
    partner: PartnerName
    status: Stand
    """`open`: it can be opened. `used`: an account was connected with it."""
    connectionId: str | None
    """The connection to be connected again, or the one that was made."""
    returnUrl: str | None
    createdBy: str
    """The client that asked for it, `person:` and a subject of the console, or `operator`."""
    createdAt: Moment
    expiresAt: Moment
    usedAt: Moment | None
    revokedAt: Moment | None
    url: str
    """The link itself. It is in this answer alone."""


class DecisionBody(TypedDict):
    """`POST /v1/journeys/{id}/approve`, `retry`, `cancel`, `new-link` and `replace-link`. Either the `version` of the journey that was seen, or the present step with its attempt and its reason, null where it has none."""

    version: NotRequired[Whole | None]
    step: NotRequired[Text | None]
    attempt: NotRequired[Whole | None]
    reason: NotRequired[Reason | None]


class EnboarderAccountByKey(TypedDict):
    """An Enboarder account, reached by an API key."""

    region: EnboarderRegion
    auth: Literal["apiKey"]
    apiKey: Credential


class EnboarderAccountByOAuth(TypedDict):
    """An Enboarder account, reached by OAuth credentials."""

    region: EnboarderRegion
    auth: Literal["oauth"]
    clientId: Credential
    clientSecret: Credential
    tokenUrl: NotRequired[Url | None]
    """Needed in region `CA`: an https URL at a host that the operator allows."""
    clientAuth: NotRequired[EnboarderClientAuthentication]
    authPrefix: NotRequired[EnboarderAuthPrefix]
    """In front of the access token, where Enboarder wants it."""


type EnboarderCustomFields = dict[Text, Lines]


class EnboarderEmployee(TypedDict):
    """A person of a workflow."""

    name: NotRequired[Name | None]
    """Needed, unless an advanced launch names a profile by `externalId`."""
    firstName: NotRequired[Name | None]
    lastName: NotRequired[Name | None]
    email: NotRequired[Email | None]
    """This or `mobile` is needed."""
    mobile: NotRequired[Phone | None]
    """With its country code; sent in E.164 form."""
    preferredChannel: NotRequired[EnboarderChannel | None]
    """That address has to be given then."""
    externalId: NotRequired[Text | None]
    """Of a profile that Enboarder has; advanced launches only."""


class EnboarderManager(TypedDict):
    """A manager of a workflow."""

    name: NotRequired[Name | None]
    """Needed, unless an advanced launch names a profile by `externalId`."""
    firstName: NotRequired[Name | None]
    lastName: NotRequired[Name | None]
    email: NotRequired[Email | None]
    """This or `mobile` is needed."""
    mobile: NotRequired[Phone | None]
    """With its country code; sent in E.164 form."""
    preferredChannel: NotRequired[EnboarderChannel | None]
    """That address has to be given then."""
    externalId: NotRequired[Text | None]
    """Of a profile that Enboarder has; advanced launches only."""
    label: NotRequired[Name | None]
    """Such as Direct Manager; advanced launches need it."""


class EnboarderOnboarding(TypedDict):
    """Launches a workflow at Enboarder."""

    kind: NotRequired[EnboarderLaunchKind]
    employee: EnboarderEmployee
    managers: list[EnboarderManager]
    """Basic: exactly one."""
    startDate: Day
    """`YYYY-MM-DD`."""
    customFields: NotRequired[EnboarderCustomFields | None]
    externalCustomerId: NotRequired[Text | None]
    """Your own id of the hire: one onboarding stands for it."""
    candidateId: NotRequired[Text | None]
    """With `jobId`: the hire, where there is no `externalCustomerId`."""
    jobId: NotRequired[Text | None]
    partner: Literal["enboarder"]


class EnboarderOnboardingUpdate(TypedDict):
    """Changes what a workflow was launched with. What is not given stays."""

    employee: NotRequired[EnboarderEmployee | None]
    managers: NotRequired[list[EnboarderManager] | None]
    startDate: NotRequired[Day | None]
    customFields: NotRequired[EnboarderCustomFields | None]


type EventIds = list[Text]


type Events = list[Text]


class Health(TypedDict):
    """How the connection's last calls ended."""

    failures: int
    """In a row."""
    failingSince: Moment | None
    lastError: str | None
    """A word for the last failure; docs/operations.md lists them."""
    succeededAt: Moment | None
    lastStatus: int | None
    """HTTP status of the last check's answer; null where none came."""
    calls: int
    """Requests that the last check took."""


class HireBody(TypedDict):
    """A hire, as SmartRecruiters shows its candidate and application."""

    candidate: dict[str, Any]
    application: dict[str, Any]
    onboardingStatus: NotRequired[Text]


class IncodeNotification(TypedDict):
    """How the link reaches the person: `URL` hands it to the caller, the others send it."""

    type: IncodeNotificationType
    phone: NotRequired[Phone | None]
    """Needed with `SMS`, with its country code; sent in E.164 form."""
    email: NotRequired[Email | None]
    """Needed with `EMAIL`."""


class IncodeOnboarding(TypedDict):
    """Asks Incode to verify who a person is."""

    partner: Literal["incode"]
    integrationReference: Text
    """The integration's id in the Incode Dashboard."""
    loginHint: Text
    """How the person is known: an e-mail address, a user name, a phone number."""
    notification: IncodeNotification
    candidateId: NotRequired[Text | None]
    """Of an existing candidate."""
    name: NotRequired[Name | None]
    """Full name; Incode demands it for a new candidate."""
    meetingLink: NotRequired[Link | None]
    """An https URL."""
    linkValidityInMinutes: NotRequired[Minutes | None]
    """Without it the deployment's default."""
    externalCustomerId: NotRequired[Text | None]
    """Your correlation id; without it the onboarding's id."""


class IncodeWorkforceOnboarding(TypedDict):
    """Asks Incode to verify who a person is, in the fields of Incode's Workforce API. The migration table of Incode's page names each field's successor. Fields that it calls removed are taken and dropped."""

    integrationId: Text
    """Becomes `integrationReference`; the value has to be the new one."""
    loginHint: Text
    givenNames: NotRequired[Name | None]
    """Becomes `name`, with `lastName`."""
    lastName: NotRequired[Name | None]
    correlationId: NotRequired[Text | None]
    """Becomes `externalCustomerId`."""
    validityMinutes: NotRequired[Minutes | None]
    """Becomes `linkValidityInMinutes`."""
    notification: NotRequired[IncodeNotification]
    meetingLink: NotRequired[Link | None]
    secret: NotRequired[str | None]
    """Taken and dropped."""
    loginHintType: NotRequired[str | None]
    """Taken and dropped."""
    redirectUrl: NotRequired[str | None]
    """Taken and dropped."""


class ItemProblem(TypedDict):
    """Why there is no onboarding for an item of a bulk request."""

    type: str
    """The problem's type: a URL that leads to its documentation."""
    code: str
    """The last part of `type`: stable, to branch on."""
    title: str
    status: int
    detail: str
    onboardingId: NotRequired[str]
    """Of the onboarding that the problem is about."""
    onboardingStatus: NotRequired[OnboardingStatus]


class Kept(TypedDict):
    """What a partner keeps of an erased person."""

    partner: PartnerName
    id: str
    """The id of the journey or the onboarding, which is no personal datum."""
    status: str
    why: str
    """Empty where the partner keeps what is usual; else why it could not be undone there."""


class KnownAs(TypedDict):
    """By what a partner finds the person."""

    partner: PartnerName
    name: str
    value: str


class LastAnswer(TypedDict):
    """What came of the last request to a partner."""

    partner: PartnerName
    operation: str
    status: int | None
    """HTTP status; null where no answer came."""
    outcome: str


class OnboarderOnboarding(TypedDict):
    """Asks Onboarder to verify who a person is."""

    partner: Literal["onboarder"]
    flowId: Text
    """The verification flow, from Onboarder's dashboard."""
    returnUrl: NotRequired[Url | None]
    """Where the person goes afterwards: a URL without a fragment, https, at a host that the deployment allows."""
    linkValidityInMinutes: NotRequired[LinkMinutes | None]
    """Without it the deployment's default."""
    externalCustomerId: NotRequired[Text | None]
    """Your correlation id; without it the onboarding's id."""


class Onboarding(TypedDict):
    """One person's request at one partner."""

    kind: NotRequired[str]
    """`basic` or `advanced`."""
    externalId: NotRequired[str]
    """Enboarder's key of the workflow, made by us."""
    reference: NotRequired[str | None]
    """Enboarder's own reference; null until it gave one."""
    id: str
    partner: PartnerName
    status: OnboardingStatus
    expiresAt: Moment | None
    """Until when the link or message is good."""
    externalCustomerId: str
    """Your correlation id; without one the onboarding's id."""
    createdAt: Moment
    updatedAt: Moment


class OnboardingPage(TypedDict):
    """One page of a list, newest first."""

    items: list[Onboarding]
    nextCursor: str | None
    """Asks for the next page; null on the last one. Opaque."""


class Person(TypedDict):
    """What is kept of a person whom Onboarder verified. Which members, the deployment decides."""

    subject: NotRequired[str]
    name: NotRequired[str]
    givenName: NotRequired[str]
    familyName: NotRequired[str]
    email: NotRequired[str]
    emailVerified: NotRequired[bool]
    phone: NotRequired[str]
    phoneVerified: NotRequired[bool]
    picture: NotRequired[str]
    biometricId: NotRequired[str]
    faceEnrolled: NotRequired[bool]
    voiceEnrolled: NotRequired[bool]
    verifications: list[Verification]


class PersonBody(TypedDict):
    """Names a person by one whole id."""

    candidateId: NotRequired[Text | None]
    """The hiring system's id of the candidate."""
    applicationId: NotRequired[Text | None]
    """The hiring system's id of an application of theirs."""
    externalCustomerId: NotRequired[Text | None]
    """The `externalCustomerId` of an onboarding of theirs."""
    onboardingId: NotRequired[Text | None]
    """The id of an onboarding of theirs."""
    companyId: NotRequired[Text | None]
    """The company at the hiring system, where several of the tenant's have such an id."""


class PersonCopy(TypedDict):
    """Everything that is held of a person. Links are left out, for they are secrets."""

    schema: str
    """`jetbridge.person/1`."""
    receipt: CopyReceipt
    askPartners: list[KnownAs]
    """Whom to ask for what the partners keep, and by what."""
    notIncluded: list[str]
    journeys: list[dict[str, Any]]
    onboardings: list[dict[str, Any]]
    notifications: list[dict[str, Any]]
    applications: list[dict[str, Any]]
    events: list[dict[str, Any]]
    deliveries: list[dict[str, Any]]


class Place(TypedDict):
    """The step at which a journey stands or failed."""

    name: str
    partner: PartnerName
    status: StepStatus


class PlayedLine(TypedDict):
    """A line of the journey's timeline."""

    at: Moment
    what: What
    step: str
    partner: PartnerName
    facts: dict[str, str]


class Problem(TypedDict):
    """A refusal (RFC 9457)."""

    type: str
    """The type of problem: a URL of this deployment, which explains it."""
    code: ProblemType
    """The last part of `type`: the same at every deployment, to branch on."""
    title: str
    status: int
    """The HTTP status."""
    detail: NotRequired[str]
    errors: NotRequired[list[BrokenRule]]
    requestId: str
    """To quote where you ask for help; also in `X-Request-Id`."""
    onboardingId: NotRequired[str]
    """Of the onboarding that the problem is about."""
    onboardingStatus: NotRequired[OnboardingStatus]
    connectionStatus: NotRequired[ConnectionStatus]
    """With `not-connected`, of a connection."""
    journeyVersion: NotRequired[int]
    """With `overtaken`: the journey's version now."""
    journeyStatus: NotRequired[JourneyStatus]
    """With `overtaken`: the journey's status now."""
    madeId: NotRequired[str]
    """With `made-before`: what the earlier request has made."""
    partnerError: NotRequired[str]
    """The partner's error where it refused credentials; `not_set` where there are none."""
    repairBy: NotRequired[Literal["operator", "tenant"]]
    """Who can replace credentials that are missing or refused."""


class RefusedItem(TypedDict):
    """An item of a bulk request that led to no onboarding."""

    problem: ItemProblem


class ReplayBody(TypedDict):
    """`POST /v1/webhooks/{id}/replay`. Without `eventIds` the newest that were given up."""

    eventIds: NotRequired[EventIds | None]


class ReportStep(TypedDict):
    """The hiring system is told. Of a failure it is told by `reportFailure`, not by a step."""

    name: StepName
    kind: Literal["report"]
    partner: NotRequired[Literal["smartrecruiters"]]
    status: NotRequired[Reported]
    onRefusal: NotRequired[Reaction]


class ShownOnboarding(TypedDict):
    """An onboarding, with what is kept of the person."""

    kind: NotRequired[str]
    """`basic` or `advanced`."""
    externalId: NotRequired[str]
    """Enboarder's key of the workflow, made by us."""
    reference: NotRequired[str | None]
    """Enboarder's own reference; null until it gave one."""
    id: str
    partner: PartnerName
    status: OnboardingStatus
    expiresAt: Moment | None
    """Until when the link or message is good."""
    externalCustomerId: str
    """Your correlation id; without one the onboarding's id."""
    createdAt: Moment
    updatedAt: Moment
    person: Person | None
    """Null where nothing is kept."""


class TimelineLine(TypedDict):
    """One line of a journey's timeline."""

    at: Moment
    what: What
    step: str | None
    partner: PartnerName | None
    by: str | None
    sentence: str
    facts: dict[str, str]


class Undoing(TypedDict):
    """How far the undoing of what was begun is."""

    calls: int
    lastAnswer: LastAnswer | None
    status: StepStatus
    reason: Reason | None


class ApiClient(TypedDict):
    """An API client."""

    id: str
    """The `client_id` of the token endpoint."""
    name: str
    status: ClientStatus
    scopes: list[str]
    secrets: list[ClientSecret]
    """Those that are valid: two, while one is being replaced."""
    createdAt: Moment
    lastUsedAt: Moment | None
    """When it obtained an access token, to the day; null: not within 400 days."""


class ApiClientPage(TypedDict):
    """One page of a list, newest first."""

    items: list[ApiClient]
    nextCursor: str | None
    """Asks for the next page; null on the last one. Opaque."""


class Connection(TypedDict):
    """A tenant's link to one account at a partner."""

    id: str
    partner: PartnerName
    companyId: str | None
    """SmartRecruiters' id of the company."""
    integrationId: str | None
    """SmartRecruiters' id of the integration."""
    region: str | None
    """Enboarder's region."""
    notifications: Notifications | None
    poll: Poll | None
    scopes: list[str]
    """What the partner granted."""
    expiresAt: Moment | None
    """When a credential ends that only a person can renew."""
    status: ConnectionStatus
    reason: str
    health: Health
    retryAt: Moment | None
    """Until when the partner asks to be left alone, where that is long."""
    createdAt: Moment
    updatedAt: Moment


class ConnectionPage(TypedDict):
    """One page of a list, newest first."""

    items: list[Connection]
    nextCursor: str | None
    """Asks for the next page; null on the last one. Opaque."""


class ConnectionWithHistory(TypedDict):
    """A connection, with its latest changes of status or reason."""

    id: str
    partner: PartnerName
    companyId: str | None
    """SmartRecruiters' id of the company."""
    integrationId: str | None
    """SmartRecruiters' id of the integration."""
    region: str | None
    """Enboarder's region."""
    notifications: Notifications | None
    poll: Poll | None
    scopes: list[str]
    """What the partner granted."""
    expiresAt: Moment | None
    """When a credential ends that only a person can renew."""
    status: ConnectionStatus
    reason: str
    health: Health
    retryAt: Moment | None
    """Until when the partner asks to be left alone, where that is long."""
    createdAt: Moment
    updatedAt: Moment
    history: list[Change]
    """Up to 50, newest first."""


class DryRun(TypedDict):
    """What a hire would lead to, in its order."""

    assumed: Assumed
    timeZone: str | None
    lines: list[PlayedCall | PlayedLine]
    status: JourneyStatus | None
    """Of the journey when nothing more happens; null where none begins."""
    reason: Reason | None


class DryRunBody(TypedDict):
    """What is played: a document, or a version that is stored; without either, the one in force."""

    policy: NotRequired[dict[str, Any] | None]
    version: NotRequired[Whole | None]
    hire: NotRequired[HireBody]
    verdict: NotRequired[Verdict]
    companyId: NotRequired[Text | None]
    round: NotRequired[int]


class EnboarderBulkItem(TypedDict):
    """One launch of several. It is read as an `Onboarding`."""

    kind: NotRequired[EnboarderLaunchKind]
    employee: EnboarderEmployee
    managers: list[EnboarderManager]
    """Basic: exactly one."""
    startDate: Day
    """`YYYY-MM-DD`."""
    customFields: NotRequired[EnboarderCustomFields | None]
    externalCustomerId: NotRequired[Text | None]
    """Your own id of the hire: one onboarding stands for it."""
    candidateId: NotRequired[Text | None]
    """With `jobId`: the hire, where there is no `externalCustomerId`."""
    jobId: NotRequired[Text | None]
    partner: NotRequired[Literal["enboarder"]]


class EnboarderBulkOnboardings(TypedDict):
    """Launches at Enboarder, each an onboarding of its own."""

    items: list[EnboarderBulkItem]
    """All of them are in order, or none is taken."""


class EnboarderCancellation(TypedDict):
    """How a workflow is cancelled."""

    mode: NotRequired[EnboarderCancelMode]
    """`CANCEL_ALL` ends what is pending or in progress and ignores the rest; `ALL` wants each workflow in a state that can be cancelled; `SELECTED` those with the custom fields."""
    comments: NotRequired[Name | None]
    """A reason, in text."""
    customFields: NotRequired[EnboarderCustomFields | None]
    """Needed with `SELECTED`."""


class EndpointBody(TypedDict):
    """`POST /v1/webhooks`. `events` are the types that are sent, none of them: every one."""

    url: Url
    events: NotRequired[Events]


class EndpointChanges(TypedDict):
    """`PATCH /v1/webhooks/{id}`: what is left out stays."""

    url: NotRequired[Url | None]
    events: NotRequired[Events | None]
    status: NotRequired[Literal["active", "paused"] | None]


class ErasureRecord(TypedDict):
    """The record of an erasure, which stays."""

    id: str
    outcome: Outcome
    forced: bool
    """Whether something went on for the person that had not ended."""
    beganAt: Moment
    endedAt: Moment | None
    counts: Counts
    remains: list[Kept]


class JourneyItem(TypedDict):
    """One hire, and where its chain of steps stands."""

    id: str
    version: int
    """Grows with everything that happens: the same number means the same state."""
    status: JourneyStatus
    reason: Reason | None
    companyId: str
    candidateId: str | None
    """Null once the person was erased."""
    jobId: str
    applicationId: str | None
    """Null once the person was erased."""
    round: int
    """Counts the journeys of one application."""
    policyVersion: int
    step: Place | None
    """Null once all are over."""
    awaits: Awaits
    createdAt: Moment
    updatedAt: Moment
    erasedAt: Moment | None


class JourneyItemPage(TypedDict):
    """One page of a list, newest first."""

    items: list[JourneyItem]
    nextCursor: str | None
    """Asks for the next page; null on the last one. Opaque."""


class JourneyStep(TypedDict):
    """One step of the policy."""

    calls: int
    lastAnswer: LastAnswer | None
    name: str
    kind: StepKind
    partner: PartnerName
    status: StepStatus
    meaning: str
    """A sentence for people."""
    attempt: int
    onboardingId: str | None
    askedAt: Moment | None
    deadlineAt: Moment | None
    """There while the person is awaited."""
    linkEndsAt: Moment | None
    reminders: int
    reason: Reason | None
    fault: str | None
    """A JSON pointer and a rule."""


class PersonRequest(TypedDict):
    """A copy or an erasure of a person's data that was asked for. No data of theirs."""

    id: str
    act: PersonAct
    status: RequestState
    askedBy: str
    """The client that asked, or `person:` and a subject of the console."""
    askedAt: Moment
    endedAt: Moment | None
    failure: RequestFailure | None
    """Why it was not done."""
    erasure: ErasureRecord | None
    copy: CopyReceipt | None
    copyUntil: Moment | None
    """Until when the copy can be taken, by who has asked."""
    notIncluded: list[str]
    """Onboardings that may be the person's: their requests do not say of which company. If they are, ask by `onboardingId`."""


class PersonRequestPage(TypedDict):
    """One page of a list, newest first."""

    items: list[PersonRequest]
    nextCursor: str | None
    """Asks for the next page; null on the last one. Opaque."""


class QueuedOnboardings(TypedDict):
    """What became of each item of a bulk request, in its order."""

    items: list[Onboarding | RefusedItem]


class CheckedConnection(TypedDict):
    """What a test of a connection found."""

    works: bool
    error: str | None
    """A word for what was wrong; null where it works."""
    connection: Connection


class Journey(TypedDict):
    """A journey whole: what happened, what is awaited, what is wrong and what to do."""

    id: str
    version: int
    """Grows with everything that happens: the same number means the same state."""
    status: JourneyStatus
    reason: Reason | None
    companyId: str
    candidateId: str | None
    """Null once the person was erased."""
    jobId: str
    applicationId: str | None
    """Null once the person was erased."""
    round: int
    """Counts the journeys of one application."""
    policyVersion: int
    step: Place | None
    """Null once all are over."""
    awaits: Awaits
    createdAt: Moment
    updatedAt: Moment
    erasedAt: Moment | None
    meaning: str
    problem: Trouble | None
    steps: list[JourneyStep]
    undoing: Undoing | None
    undelivered: list[Undelivered]
    timeline: list[TimelineLine]
    """Whole, oldest line first."""


type AnyStep = VerifyStep | LaunchStep | ReportStep


class DateRule(TypedDict):
    """The day that a date, a moment or `today` falls on."""

    date: str | PathRule | JoinRule
    addDays: NotRequired[int]
    notBefore: NotRequired[Literal["today"] | None]


type Fields = dict[str, Value]


JoinRule = TypedDict(
    "JoinRule",
    {
        "join": list[Union[str, Number, bool, "PathRule", "JoinRule", DateRule]],
        "with": NotRequired[str],
    },
)


class LaunchStep(TypedDict):
    """A workflow begins that welcomes the person."""

    name: StepName
    kind: Literal["launch"]
    partner: Literal["enboarder"]
    fields: Fields
    applicantMayChoose: NotRequired[Names]
    onRefusal: NotRequired[Reaction]


type Members = dict[str, Value]


class PathRule(TypedDict):
    """What a JSON pointer leads to, or the default where that is nothing."""

    path: str
    default: NotRequired[Value]


class PolicyDocument(TypedDict):
    """What follows from a hire, step by step."""

    schema: Literal["jetbridge.policy/1"]
    start: NotRequired[Start]
    steps: list[AnyStep]
    reportFailure: NotRequired[bool]
    timeZone: NotRequired[TimeZone | None]
    defaultCountry: NotRequired[Country | None]
    messagesPerDay: NotRequired[int]


type Value = str | Number | bool | list[Value] | PathRule | JoinRule | DateRule | Members | None


class VerifyStep(TypedDict):
    """The person proves who they are, by a link."""

    name: StepName
    kind: Literal["verify"]
    partner: Literal["incode", "onboarder"]
    fields: Fields
    applicantMayChoose: NotRequired[Names]
    delivery: NotRequired[Delivery]
    deadlineInHours: NotRequired[Hours]
    remindAfterHours: NotRequired[list[Hours]]
    onRejection: NotRequired[Reaction]
    onDeadline: NotRequired[Reaction]
    onRefusal: NotRequired[Reaction]
