"""The shapes of a dry run, as the API shows it."""

from collections.abc import Mapping
from typing import Any, TypedDict

from jetbridge.model.journey import Reason, Status, What
from jetbridge.web.shapes import Moment, PartnerName


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
    settings: Mapping[str, str]
    """Settings of the deployment that the flows looked at."""


class PlayedCall(TypedDict):
    """A call that would be made."""

    at: Moment
    method: str
    host: str
    path: str
    body: Any
    """What would be sent; `token` stands for a request for an access token."""


class PlayedLine(TypedDict):
    """A line of the journey's timeline."""

    at: Moment
    what: What
    step: str
    partner: PartnerName
    facts: Mapping[str, str]


class DryRun(TypedDict):
    """What a hire would lead to, in its order."""

    assumed: Assumed
    timeZone: str | None
    lines: list[PlayedCall | PlayedLine]
    status: Status | None
    """Of the journey when nothing more happens; null where none begins."""
    reason: Reason | None
