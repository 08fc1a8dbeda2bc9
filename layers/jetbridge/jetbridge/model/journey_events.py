"""What may happen to a journey, and what a journey wants done: see `jetbridge.model.journey_rules`.

`at` is in Unix seconds.
"""

from enum import StrEnum

from jetbridge.model.journey import Reason
from jetbridge.model.onboarding import Status as OnboardingStatus
from jetbridge.model.outbound import Answer
from jetbridge.model.record import record


class Effect(StrEnum):
    """What is to be done at a partner."""

    VERIFY = "verify"
    LAUNCH = "launch"
    REPORT = "report"
    WITHDRAW = "withdraw"
    """Close the link of a verification that is no longer needed."""
    CANCEL = "cancel"
    """Cancel the workflow that was launched."""
    REPORT_FAILURE = "report_failure"


@record
class Intent:
    """The one thing that a journey wants done next, for the step at `index`.

    `key` is the same each time for the same attempt: an effect that is made twice takes effect
    once.
    """

    effect: Effect
    index: int
    key: str


class Decision(StrEnum):
    """What an operator decides."""

    APPROVE = "approve"
    """The step counts as done."""
    RETRY = "retry"
    """The step is tried again: a verification is asked for again, which messages the person."""
    CANCEL = "cancel"
    """The journey ends; what it began is cancelled."""
    NEW_LINK = "new-link"
    """The person gets a new link for the same step. No message is sent."""
    REPLACE_LINK = "replace-link"
    """As `NEW_LINK`, and the links before it are closed."""


@record
class Took:
    """The partner took what was asked. `status` is that of the onboarding, where there is one.

    `left_out` names fields that were not sent because they could not be read, each with its rule.
    `link_ends_at` is until when (Unix seconds) the person's link or message is good.
    """

    onboarding_id: str = ""
    status: OnboardingStatus | None = None
    left_out: str = ""
    link_ends_at: int | None = None


@record
class DidNothing:
    """The partner did nothing, and may do it later. `retry_after` is in seconds.

    Without a reason it is a matter of seconds, and nothing to tell. `fault` is the error by which
    credentials were refused, in the protocol's words.
    """

    reason: Reason = Reason.UNREACHABLE
    retry_after: int | None = None
    onboarding_id: str = ""
    fault: str = ""


@record
class Refused:
    """The partner, or our own rules, found fault with the request.

    `fault` is a JSON pointer and a rule: never the partner's words, which may quote the person.
    """

    fault: str = ""
    reason: Reason = Reason.REFUSED
    onboarding_id: str = ""


@record
class Unclear:
    """The partner was asked and the outcome is unknown."""

    onboarding_id: str = ""


@record
class Outdated:
    """What was asked before, without anything coming of it, is no longer what is to be asked.

    The candidate has changed meanwhile. No message was sent, and nothing was launched.
    """

    onboarding_id: str = ""


@record
class NotHired:
    """On a last look before asking, the hire was over, for this reason."""

    onboarding_id: str = ""
    reason: Reason = Reason.NO_LONGER_HIRED


@record
class NothingLeft:
    """There was nothing to undo: the partner never took it, or it has ended by itself."""

    onboarding_id: str = ""


type Outcome = Took | DidNothing | Refused | Unclear | Outdated | NotHired | NothingLeft
"""What came of an effect. `onboarding_id` is that of the step's attempt, as far as one is known."""


class Silence(StrEnum):
    """Why a reminder that has come due is not told."""

    NONE = ""
    """It is told."""
    LEFT = "left"
    """The tenant has ended the company's connection: neither person nor operator is reminded."""
    LIMIT = "limit"
    """The person was sent as many messages in a day as the policy allows."""


@record
class Woke:
    """The journey is checked: a deadline may have passed."""

    at: int
    silence: Silence = Silence.NONE


@record
class Claimed:
    """A worker is about to do what the journey wants."""

    at: int


@record
class Performed:
    """A worker has done what the journey wanted, with this outcome.

    `claim` is the value of `Journey.claims` that its claim has led to. The outcome of a worker that
    was held up until another one claimed the intent says nothing about what that one does. `calls`
    counts the requests that it made, `answer` is what came of the last one.
    """

    at: int
    intent: Intent
    outcome: Outcome
    claim: int
    calls: int = 0
    answer: Answer | None = None


@record
class Seen:
    """The onboarding of the present step stands like this."""

    at: int
    status: OnboardingStatus


@record
class HireEnded:
    """The hire is over: `reason` is one of `jetbridge.model.journey.HIRE_OVER`."""

    at: int
    reason: Reason = Reason.NO_LONGER_HIRED


@record
class Merged:
    """The candidate was merged into another one. The application may have another id now."""

    at: int
    candidate_id: str
    application_id: str = ""


@record
class TenantOffboarded:
    """The tenant's offboarding has begun. `by` names who began it."""

    at: int
    by: str


@record
class Corrected:
    """The candidate's data have changed."""

    at: int


@record
class AtVersion:
    """The operator saw the journey at this version: nothing has happened to it since."""

    version: int


@record
class AtStep:
    """The operator saw this attempt of a step as the present one, with this reason."""

    step: str
    attempt: int
    reason: Reason


type Question = AtVersion | AtStep
"""What a decision answers: where the journey stood when the operator looked at it."""


@record
class Taken:
    """A decision as it is taken, and what it answers."""

    decision: Decision
    answers: Question


@record
class Decided:
    """An operator has decided. `by` names them, `answers` is what they saw."""

    at: int
    decision: Decision
    by: str
    answers: Question


type JourneyEvent = (
    Woke | Claimed | Performed | Seen | HireEnded | Merged | TenantOffboarded | Corrected | Decided
)
