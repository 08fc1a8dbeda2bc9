"""The shapes of what the API shows of onboardings and connections.

mypy holds `jetbridge.web.resources` to them, and the API's description is made of them: the
docstrings are what its readers see.
"""

from typing import Annotated, Literal, NotRequired, TypedDict

from jetbridge.model.connection import Status as ConnectionStatus
from jetbridge.model.journey import Status as JourneyStatus
from jetbridge.model.onboarding import Status as OnboardingStatus
from jetbridge.model.problem_types import Refusal
from jetbridge.web.json_schema import JsonSchema

type Moment = Annotated[str, JsonSchema(format="date-time")]
"""A time, RFC 3339 in UTC, to the second."""

type PartnerName = str
"""A partner that the deployment knows."""


class Page[Item](TypedDict):
    """One page of a list, newest first."""

    items: list[Item]
    nextCursor: str | None
    """Asks for the next page; null on the last one. Opaque."""


class Workflow(TypedDict):
    """How Enboarder knows an onboarding; absent at other partners."""

    kind: NotRequired[str]
    """`basic` or `advanced`."""
    externalId: NotRequired[str]
    """Enboarder's key of the workflow, made by us."""
    reference: NotRequired[str | None]
    """Enboarder's own reference; null until it gave one."""


class Onboarding(Workflow):
    """One person's request at one partner."""

    id: str
    partner: PartnerName
    status: OnboardingStatus
    expiresAt: Moment | None
    """Until when the link or message is good."""
    externalCustomerId: str
    """Your correlation id; without one the onboarding's id."""
    createdAt: Moment
    updatedAt: Moment


class Warned(TypedDict):
    """What a partner said beside yes."""

    warning: NotRequired[str]
    """In the partner's words."""


class RequestedOnboarding(Workflow, Warned):
    """An onboarding as the caller who requested it sees it, with the link."""

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


class ShownOnboarding(Onboarding):
    """An onboarding, with what is kept of the person."""

    person: Person | None
    """Null where nothing is kept."""


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


class RefusedItem(TypedDict):
    """An item of a bulk request that led to no onboarding."""

    problem: ItemProblem


class QueuedOnboardings(TypedDict):
    """What became of each item of a bulk request, in its order."""

    items: list[Onboarding | RefusedItem]


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


class Notifications(TypedDict):
    """Whether the partner's notifications reach us. SmartRecruiters only."""

    subscription: str | None
    problem: str | None
    """`secret_key_unreadable`, or the step that the partner refused with its answer."""


class Poll(TypedDict):
    """How far the search for hires is. SmartRecruiters only."""

    completeUntil: Moment | None
    problem: str | None
    problemSince: Moment | None
    pageSize: int


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


class Change(TypedDict):
    """One line of a connection's history."""

    at: Moment
    status: ConnectionStatus
    reason: str
    by: str
    """An OpenID subject, the id of a client, `operator`, or a job of ours."""


class ConnectionWithHistory(Connection):
    """A connection, with its latest changes of status or reason."""

    history: list[Change]
    """Up to 50, newest first."""


class CheckedConnection(TypedDict):
    """What a test of a connection found."""

    works: bool
    error: str | None
    """A word for what was wrong; null where it works."""
    connection: Connection


class HealthCheck(TypedDict):
    """Says that requests arrive."""

    status: Literal["ok"]
    version: str
    """The release that is deployed."""


class Nothing(TypedDict):
    """An empty object."""


class Taken(TypedDict):
    """The acknowledgement that Incode asks for."""

    success: Literal[True]


class Problem(Refusal):
    """A refusal (RFC 9457)."""

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


class GatewayMessage(TypedDict):
    """What API Gateway itself answers: above its throttle, or where the function failed."""

    message: str
