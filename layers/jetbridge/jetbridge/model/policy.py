"""A tenant's policy: what follows from a hire, as data. Every version of it is kept.

Documents are read in `jetbridge.web.policy_document` and checked, when they are written, in
`jetbridge.web.policy_check`; what stands here has been read. docs/policies.md explains them to the
people who write them.
"""

from collections.abc import Mapping
from enum import StrEnum

from jetbridge.model.message_limit import PER_DAY
from jetbridge.model.record import field, record

type Json = str | int | bool | list[Json] | dict[str, Json] | None
type Template = Mapping[str, Json]
"""The fields of a request, each a constant or a rule; see `jetbridge.model.mapping`."""


class StepKind(StrEnum):
    """What a step is for."""

    VERIFY = "verify"
    """The person proves who they are."""
    LAUNCH = "launch"
    """A workflow begins that welcomes the person."""
    REPORT = "report"
    """The hiring system is told."""


class Delivery(StrEnum):
    """How a verification's link reaches the person."""

    BUS = "bus"
    """It is handed to the deployer's event bus and to the tenant's webhook endpoint."""
    SMS = "sms"
    """The partner sends a text message."""
    EMAIL = "email"
    """The partner sends an e-mail."""


class Reaction(StrEnum):
    """What becomes of a journey whose step did not come out well."""

    STOP = "stop"
    """It fails: what runs is cancelled."""
    REVIEW = "review"
    """It waits for an operator's decision."""
    CONTINUE = "continue"
    """It goes on as if the step were done."""


class Start(StrEnum):
    """What makes a hire begin a journey."""

    HIRED = "hired"
    """The application's status is HIRED."""
    READY = "ready"
    """It is HIRED, and its onboarding status was set to READY_TO_ONBOARD."""


@record
class Step:
    """One step. Durations are in seconds, from the moment at which the person was asked.

    `fields` are those of `POST /v1/onboardings` for the partner. `deadline` and `reminders` are a
    verification's. `on_rejection` says what a failed verification does, `on_deadline` what
    silence does, `on_refusal` what it does that the partner finds fault with the request.
    `status` is what a report writes. `applicant_may_choose` names fields that may be made of what
    the applicant wrote although they do not describe the person.
    """

    name: str
    kind: StepKind
    partner: str
    fields: Template = field(default_factory=dict)
    delivery: Delivery = Delivery.BUS
    deadline: int | None = None
    reminders: tuple[int, ...] = ()
    on_rejection: Reaction = Reaction.REVIEW
    on_deadline: Reaction = Reaction.REVIEW
    on_refusal: Reaction = Reaction.REVIEW
    status: str = ""
    applicant_may_choose: frozenset[str] = frozenset()


@record
class Policy:
    """One version of a tenant's policy.

    With `report_failure` the hiring system is told where a journey fails. `time_zone` is an IANA
    name; empty: dates count as they are written, and today is the day in UTC. `default_country`
    (ISO 3166-1 alpha-2) is where phone numbers without a country code are from. `messages_per_day`
    is how many messages a person may get in 24 hours.
    """

    tenant: str
    version: int
    steps: tuple[Step, ...]
    start: Start = Start.HIRED
    report_failure: bool = True
    time_zone: str = ""
    default_country: str = ""
    messages_per_day: int = PER_DAY
