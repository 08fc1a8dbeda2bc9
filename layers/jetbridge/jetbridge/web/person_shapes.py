"""The shapes of what the API shows of persons' data. See `jetbridge.web.shapes`."""

from collections.abc import Mapping
from typing import Annotated, Any, TypedDict

from jetbridge.model.erasure import Outcome
from jetbridge.model.person_request import PersonAct, RequestFailure, RequestState
from jetbridge.web.json_schema import JsonSchema
from jetbridge.web.shapes import Moment, PartnerName

type Counts = Annotated[Mapping[str, int], JsonSchema(title="Counts")]
"""How many there were of each kind: journeys, onboardings, notifications and more."""
type Thing = Annotated[Mapping[str, Any], JsonSchema(title="Copied thing")]
"""One thing that is held of the person, as it is stored."""


class Kept(TypedDict):
    """What a partner keeps of an erased person."""

    partner: PartnerName
    id: str
    """The id of the journey or the onboarding, which is no personal datum."""
    status: str
    why: str
    """Empty where the partner keeps what is usual; else why it could not be undone there."""


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


class CopyReceipt(TypedDict):
    """The receipt of a copy, which stays for as long as the audit trail."""

    id: str
    tenant: str
    by: str
    madeAt: Moment
    counts: Counts
    about: list[str]
    """The journeys and onboardings in the copy."""


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
    """Onboardings that may be the person's: their requests do not say of which company. If they
    are, ask by `onboardingId`."""


class KnownAs(TypedDict):
    """By what a partner finds the person."""

    partner: PartnerName
    name: str
    value: str


class PersonCopy(TypedDict):
    """Everything that is held of a person. Links are left out, for they are secrets."""

    schema: str
    """`jetbridge.person/1`."""
    receipt: CopyReceipt
    askPartners: list[KnownAs]
    """Whom to ask for what the partners keep, and by what."""
    notIncluded: list[str]
    journeys: list[Thing]
    onboardings: list[Thing]
    notifications: list[Thing]
    applications: list[Thing]
    events: list[Thing]
    deliveries: list[Thing]
