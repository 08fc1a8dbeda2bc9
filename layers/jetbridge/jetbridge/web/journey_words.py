"""What the words of a journey mean, in sentences: the same for the API, the commands and the demo.

docs/journeys.md explains them to people. Nothing here names a person: a sentence is made of ids,
words and partners' names.
"""

from collections.abc import Sequence
from typing import Final

from jetbridge.model import registry
from jetbridge.model.journey import Entry, Reason, Status, StepStatus, What
from jetbridge.model.journey_steps import NEVER_RAN
from jetbridge.model.onboarding import Status as OnboardingStatus
from jetbridge.model.policy import StepKind
from jetbridge.web import journey_reasons as reasons
from jetbridge.web import who
from jetbridge.web.who import Who

STATUSES: Final = {
    Status.RUNNING: "The next thing is about to be done.",
    Status.WAITING: "Waiting for the candidate, a partner or a timer.",
    Status.NEEDS_ATTENTION: "An operator must decide or repair something.",
    Status.ENDING: "What was begun is being cancelled.",
    Status.COMPLETED: "Every step is done.",
    Status.FAILED: "A step ended in a way with which the policy does not go on.",
    Status.CANCELLED: "The hire was taken back, or an operator cancelled the journey.",
}

STEPS: Final = {
    StepStatus.TODO: "It has not begun.",
    StepStatus.ASKING: "{partner} is being asked.",
    StepStatus.DELAYED: "It is tried again later.",
    StepStatus.AWAITING: "{partner} was asked; waiting for the person.",
    StepStatus.HELD: "An operator must decide.",
    StepStatus.DONE: "It is done, or an operator let it pass.",
    StepStatus.SKIPPED: "It is not done, and the journey goes on without it.",
    StepStatus.FAILED: "It did not come out well, and ended the journey.",
}
_WITH_REASON: Final = frozenset(
    {StepStatus.DELAYED, StepStatus.HELD, StepStatus.SKIPPED, StepStatus.FAILED}
)
"""Where the reason says the rest."""
_IN_REVIEW: Final = "The person did their part, and {partner} is looking at it."
_LOOKED_UP: Final = "It is looked up, and not launched again."

_LINES: Final = {
    What.STARTED: (
        "The application is hired: journey {round} of it begins, by version {policyVersion} of"
        " the policy."
    ),
    What.LINK_READY: "{partner}'s link for the person is ready, and handed to the event bus.",
    What.MESSAGE_SENT: "{partner} was asked to send the person its message.",
    What.REMINDED: "The person has not come yet: reminder {number} is due.",
    What.NOT_REMINDED: (
        "Reminder {number} is due, and not told: the person was sent as many messages in 24 hours"
        " as the policy allows."
    ),
    What.PERSON_BEGAN: "The person began to prove who they are.",
    What.IN_REVIEW: "{partner} could not decide automatically; it is under manual review there.",
    What.VERIFIED: "The person proved who they are.",
    What.REJECTED: "The person failed to prove who they are.",
    What.DEADLINE_PASSED: "The person did not come in time.",
    What.LAUNCHED: "{partner} runs the workflow.",
    What.REPORTED: "{partner} shows {onboardingStatus}.",
    What.DELAYED: "It is tried again later. {reason}",
    What.HELD: "An operator must decide. {reason}",
    What.STILL_HELD: "An operator must still decide or repair, after {days} days. {reason}",
    What.APPROVED: "{by} let the step pass.",
    What.RETRIED: "{by} had it tried again.",
    What.NEW_LINK: "{by} issued a new link for the person. The earlier one still counts.",
    What.LINK_REPLACED: "{by} issued a new link for the person, and had the earlier ones closed.",
    What.RESUMED: "A result has come after all, and the journey goes on.",
    What.CORRECTED: "The candidate's data changed after the refusal: it is tried again.",
    What.SKIPPED: "The policy goes on without this step. {reason}",
    What.HIRE_ENDED: "The application was moved away from HIRED. What was begun is cancelled.",
    What.CANDIDATE_DELETED: (
        "{hiring_system} no longer has the candidate. What was begun is cancelled."
    ),
    What.CANDIDATE_MERGED: (
        "The candidate was merged into another one, who has a journey for the same job. What was"
        " begun is cancelled."
    ),
    What.CANDIDATE_FOLLOWED: (
        "The candidate was merged into another one in {hiring_system}: the journey goes on for"
        " that one."
    ),
    What.CANCEL_REQUESTED: "{by} cancelled the journey. What was begun is cancelled.",
    What.WITHDRAWN: "The verification is not waited for any more, and its link is forgotten.",
    What.WORKFLOW_CANCELLED: "{partner} cancelled the workflow.",
    What.NOT_CANCELLED: (
        "{partner} has not confirmed that it cancelled what was begun: it may still go on there."
    ),
    What.NOT_REPORTED: "{hiring_system} has not confirmed that it shows the failure.",
    What.COMPLETED: "Every step is done.",
    What.FAILED: "The journey failed. {reason}",
    What.CANCELLED: "The journey is cancelled. {reason}",
    What.ERASED: "{by} had the person's ids erased.",
    What.ENDPOINT_FAILING: (
        "The tenant's endpoint {host} has taken nothing for an hour or longer. Its events"
        " wait for it."
    ),
}

_DELAYED: Final = {
    Reason.NOT_CONNECTED: "It goes on once a connection was repaired. {reason}",
    Reason.PARTNER_CREDENTIALS: "It goes on once they were replaced. {reason}",
    Reason.MESSAGE_LIMIT: "It is sent once there is room again. {reason}",
    Reason.UNKNOWN_OUTCOME: "It is tried again later. {reason}",
}
"""How a delay begins, by its reason, where it does not begin as usual."""
_APPROVED: Final = "{by} let the step pass, which was held. {reason}"
_APPROVED_WITHOUT: Final = (
    "{by} let the journey go on without this step: no workflow runs at {partner} that this journey"
    " launched. {reason}"
)
_UNFINISHED: Final = str(Reason.DID_NOT_FINISH)
_REFUSED: Final = {
    What.NOT_CANCELLED: (
        "{partner} did not cancel what was begun, and it may still go on there: {fault}."
    ),
    What.NOT_REPORTED: "{hiring_system} could not be told that the journey failed: {fault}.",
}
"""What is said where the partner refused to have it undone."""
_SKIPPED: Final = "Every step is over. Not done: {skipped}."

_UNNAMED: Final = {
    "round": "1",
    "policyVersion": "1",
    "number": "1",
    "days": "1",
    "onboardingStatus": "it",
    "host": "for webhooks",
}
"""What is said where a line lacks a fact."""


def sentence(entry: Entry, told: Who = who.as_stored) -> str:
    """Return a line of a timeline as people read it; `told` is what is shown of who acted.

    Raises:
        LookupError: the line is of a partner that is not registered.
    """
    by = told(entry.by)
    named = by if by not in ("", who.AN_OPERATOR) else "An operator"
    facts = {**_UNNAMED, **entry.facts, "by": named}
    why = Reason(entry.facts.get("reason", ""))
    undoing, delayed = "undoing" in entry.facts, entry.what is What.DELAYED
    fault = entry.facts.get("fault", "")
    facts["reason"] = reason(why, entry.partner, fault, undoing=undoing, delayed=delayed)
    facts |= {"partner": partner(entry.partner), "hiring_system": registry.hiring_system().title}
    line = _line(entry, why).format_map(facts).strip()
    left_out = entry.facts.get("leftOut")
    return f"{line} Left out, because it cannot be read: {left_out}." if left_out else line


def status(journey_status: Status, why: Reason, skipped: Sequence[str] = ()) -> str:
    """Return where a journey stands. `skipped` are the names of steps that were not done."""
    if journey_status is Status.COMPLETED and skipped:
        return _SKIPPED.format(skipped=", ".join(skipped))
    if journey_status is Status.CANCELLED and why:
        return reason(why)
    return STATUSES[journey_status]


def step(
    step_status: StepStatus,
    partner_name: str,
    why: Reason = Reason.NONE,
    fault: str = "",
    seen: str = "",
) -> str:
    """Return where a step stands: `seen` is the status of its onboarding."""
    told = STEPS[step_status]
    delayed = step_status is StepStatus.DELAYED
    if step_status is StepStatus.AWAITING and seen == OnboardingStatus.REVIEW:
        told = _IN_REVIEW
    if delayed and _is_looked_up(why, partner_name):
        told = _LOOKED_UP
    told = told.format(partner=partner(partner_name))
    if step_status not in _WITH_REASON:
        return told
    return f"{told} {reason(why, partner_name, fault, delayed=delayed)}".strip()


def reason(
    why: Reason,
    partner_name: str = "",
    fault: str = "",
    *,
    undoing: bool = False,
    delayed: bool = False,
) -> str:
    """Return why something waits or ended, with the field and the rule of a refusal."""
    told = reasons.template(why, partner_name, undoing=undoing, delayed=delayed)
    hiring_system = registry.hiring_system().title
    told = told.format(partner=partner(partner_name), hiring_system=hiring_system)
    return f"{told[:-1]}: {fault}." if fault and told else told


def partner(name: str) -> str:
    """Return a partner as people write it; without a name, whichever it is.

    One that is not registered any more is told by the name that is stored.
    """
    found = registry.known(name)
    return found.title if found else name or "The partner"


def _line(entry: Entry, why: Reason) -> str:
    """Return the words of a line: by what happened, and by why."""
    if entry.what is What.DELAYED and "undoing" not in entry.facts:
        if _is_looked_up(why, entry.partner):
            return f"{_LOOKED_UP} {{reason}}"
        return _DELAYED.get(why, _LINES[What.DELAYED])
    if entry.what is What.APPROVED and why:
        return _APPROVED_WITHOUT if _never_ran(entry, why) else _APPROVED
    if entry.what is What.COMPLETED and entry.facts.get("skipped"):
        return _SKIPPED
    if entry.what in _REFUSED and entry.facts.get("fault", _UNFINISHED) != _UNFINISHED:
        return _REFUSED[entry.what]
    return _LINES[entry.what]


def _is_looked_up(why: Reason, partner_name: str) -> bool:
    return why is Reason.UNKNOWN_OUTCOME and reasons.kind_of(partner_name) is StepKind.LAUNCH


def _never_ran(entry: Entry, why: Reason) -> bool:
    return reasons.kind_of(entry.partner) is StepKind.LAUNCH and why in NEVER_RAN
