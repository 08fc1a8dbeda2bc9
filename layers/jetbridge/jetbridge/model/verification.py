"""What a code that a person brought back from a partner tells of them."""

from enum import StrEnum

from jetbridge.model.onboarding import Status
from jetbridge.model.person import Person
from jetbridge.model.record import record


@record
class Learnt:
    """What the partner says. `status` is the verdict, or `in_progress` where there is none yet.

    `person` is what is kept of the person. `session` is the partner's id of the visit, where it
    notifies of the verdict by that.
    """

    status: Status
    person: Person | None = None
    session: str = ""


class Trouble(StrEnum):
    """Why nothing was learnt of the person. Each time they may try again."""

    START_AGAIN = "start_again"
    """The code or the token is no longer taken."""
    MISCONFIGURED = "misconfigured"
    """Our credential is missing or refused, or our request is: the operator must act."""
    UNREACHABLE = "unreachable"
    """Nothing was sent."""
    UNKNOWN = "unknown"
    """The partner failed half way."""
