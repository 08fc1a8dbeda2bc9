"""The shapes of what the API shows of journeys. See `jetbridge.web.shapes`."""

from typing import TypedDict

from jetbridge.model.journey import Reason, Status, StepStatus, What
from jetbridge.model.policy import StepKind
from jetbridge.model.webhook import DeliveryStatus
from jetbridge.web.journey_status import Who
from jetbridge.web.shapes import Moment, PartnerName


class Place(TypedDict):
    """The step at which a journey stands or failed."""

    name: str
    partner: PartnerName
    status: StepStatus


class Awaits(TypedDict):
    """What is awaited."""

    who: Who
    what: str
    """A sentence for people."""
    until: Moment | None
    """When the journey goes on by itself, or tries again."""


class JourneyItem(TypedDict):
    """One hire, and where its chain of steps stands."""

    id: str
    version: int
    """Grows with everything that happens: the same number means the same state."""
    status: Status
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


class Trouble(TypedDict):
    """What went wrong, and what to do: sentences for people. Decisions stand there by name."""

    what: str
    advice: str


class LastAnswer(TypedDict):
    """What came of the last request to a partner."""

    partner: PartnerName
    operation: str
    status: int | None
    """HTTP status; null where no answer came."""
    outcome: str


class Calls(TypedDict):
    """The requests that were made for an attempt."""

    calls: int
    lastAnswer: LastAnswer | None


class JourneyStep(Calls):
    """One step of the policy."""

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


class Undoing(Calls):
    """How far the undoing of what was begun is."""

    status: StepStatus
    reason: Reason | None


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


class TimelineLine(TypedDict):
    """One line of a journey's timeline."""

    at: Moment
    what: What
    step: str | None
    partner: PartnerName | None
    by: str | None
    sentence: str
    facts: dict[str, str]


class Journey(JourneyItem):
    """A journey whole: what happened, what is awaited, what is wrong and what to do."""

    meaning: str
    problem: Trouble | None
    steps: list[JourneyStep]
    undoing: Undoing | None
    undelivered: list[Undelivered]
    timeline: list[TimelineLine]
    """Whole, oldest line first."""
