"""What to do about a journey that waits, has failed, or could not be undone: in sentences.

docs/journeys.md gives the same advice. The commands are those of the operator's tool. A tenant, who
reads it by the API, has the same decisions by their names, and no command.
"""

import re
from collections.abc import Mapping
from typing import Final

from jetbridge.model import registry
from jetbridge.model.journey import Entry, Reason, What
from jetbridge.model.policy import StepKind
from jetbridge.web import journey_words as words

_GOES_ON: Final = (
    "The journey then goes on by itself: within an hour in the first two weeks, within six hours"
    " after that; `jetbridge journeys retry {journey}` has it go on at once."
)
_BY_REASON: Final = {
    Reason.UNREACHABLE: (
        "Look at {partner}'s status page. It is asked again by itself for two weeks;"
        " `jetbridge journeys retry {journey}` asks at once."
    ),
    Reason.NOT_CONNECTED: (
        "`jetbridge connections list --tenant {tenant}` says which it is: have it connected again."
        f" {_GOES_ON}"
    ),
    Reason.PARTNER_CREDENTIALS: (
        "`jetbridge secrets test {secret}` says what {partner} answers to them, and"
        f" `jetbridge secrets set {{secret}}` replaces them. {_GOES_ON}"
    ),
    Reason.REFUSED: (
        "Correct the candidate in {hiring_system}, then `jetbridge journeys retry {journey}`."
        " Where the policy is at fault, put a new one for the hires to come and, for this one,"
        " `jetbridge journeys approve {journey}` after doing the step by hand."
    ),
    Reason.REJECTED: (
        "Look at {partner} why. `jetbridge journeys retry {journey}` asks the person once more,"
        " `jetbridge journeys approve {journey}` goes on as if they had proved it,"
        " `jetbridge journeys cancel {journey}` ends the journey."
    ),
    Reason.DEADLINE: (
        "Ask the person. If they come now, it counts. `jetbridge journeys new-link {journey}` hands"
        " over a new link, `jetbridge journeys retry {journey}` asks them once more,"
        " `jetbridge journeys cancel {journey}` ends the journey."
    ),
    Reason.REVIEW_OVERDUE: (
        "Ask {partner} for its verdict: when it comes, it counts. `jetbridge journeys approve"
        " {journey}` goes on without it, `jetbridge journeys retry {journey}` asks the person once"
        " more, `jetbridge journeys cancel {journey}` ends the journey."
    ),
    Reason.DID_NOT_FINISH: (
        "Look into the log for the journey: the process ran out of memory or of time. Do not do"
        " the step by hand before you have looked for it at {partner}. Once the cause is fixed,"
        " `jetbridge journeys retry {journey}` finds out what became of it, and goes on."
    ),
    Reason.MESSAGE_LIMIT: (
        "Find out why there were so many: the candidate's journeys tell. The message is sent by"
        " itself once there is room again, within a day; `jetbridge journeys cancel {journey}` ends"
        " the journey."
    ),
    Reason.UNKNOWN_OUTCOME: (
        "Look for the person in {partner}, or ask them. If the message came, wait: they can use"
        " it. If not, `jetbridge journeys retry {journey}` sends it."
    ),
    Reason.ALREADY_REQUESTED: (
        "If the other workflow is the right one, `jetbridge journeys approve {journey}`. If not,"
        " cancel it with `POST /v1/onboardings/{{id}}/cancel`, then"
        " `jetbridge journeys retry {journey}`."
    ),
    Reason.ENDED_ELSEWHERE: (
        "Find out why. `jetbridge journeys retry {journey}` asks {partner} once more,"
        " `jetbridge journeys approve {journey}` goes on without it,"
        " `jetbridge journeys cancel {journey}` ends the journey."
    ),
    Reason.LINK_ENDED: (
        "`jetbridge journeys new-link {journey}` hands over a new link; where {partner} sends the"
        " person a message, `jetbridge journeys retry {journey}` has it send another. Have a policy"
        " for the hires to come whose links last until the deadline."
    ),
    Reason.NO_LONGER_HIRED: "Nothing. If the person is hired again, a new journey begins.",
    Reason.CANDIDATE_DELETED: (
        "Nothing. But if the candidate was merged into another one who is hired for the job, no"
        " journey runs for that one: move their application away from HIRED and back."
    ),
    Reason.CANDIDATE_MERGED: "Nothing. The other candidate's journey goes on.",
    Reason.BY_OPERATOR: (
        "Nothing. A new journey begins when the application is moved away from HIRED and back."
    ),
    Reason.TENANT_OFFBOARDED: "Nothing. No journey begins for the tenant any more.",
}
"""What to do about a journey that waits or ended for a reason."""
_BY_API: Final = {
    Reason.NOT_CONNECTED: (
        f"`GET /v1/connections` says which it is: have it connected again. {_GOES_ON}"
    ),
    Reason.PARTNER_CREDENTIALS: (
        "Tell the operator of this service, whose credentials {partner} does not take."
        f" {_GOES_ON}"
    ),
    Reason.DID_NOT_FINISH: (
        "Tell the operator of this service: its process ran out of memory or of time. Do not do the"
        " step by hand before you have looked for it at {partner}. Once the cause is fixed,"
        " `jetbridge journeys retry {journey}` finds out what became of it, and goes on."
    ),
}
"""What a tenant does where an operator does something else."""
_COMMAND: Final = re.compile(r"`jetbridge journeys (\S+) \{journey\}`")
_BEGINNING: Final = re.compile(r"(^|\. )the decision")

_UNKNOWN: Final = {
    StepKind.LAUNCH: (
        "Do not launch it by hand. {partner}'s reports are looked at for an hour; then look for the"
        " workflow there yourself. If it runs, `jetbridge journeys approve {journey}`. `jetbridge"
        " journeys retry {journey}` looks into the reports again, and launches nothing. If it does"
        " not run, `jetbridge journeys cancel {journey}`."
    ),
    StepKind.REPORT: (
        "Look at the onboarding status in {hiring_system}. `jetbridge journeys retry {journey}`"
        " sets it again, which does no harm."
    ),
    None: (
        "Look for it at {partner}. It is undone again by itself; `jetbridge journeys retry"
        " {journey}` does it at once, and does no harm."
    ),
}
"""What to do where the outcome of a request is unknown, by what was asked; None: to undo it."""
FAILED: Final = (
    "Nothing more is done by itself. A new journey begins when the application is moved away from"
    " HIRED and back."
)
_LEFT: Final = {
    What.NOT_CANCELLED: "Look for it in {partner}, and end it there by hand.",
    What.NOT_REPORTED: "Set the onboarding status in {hiring_system} by hand.",
}
"""What to do about something that was to be undone, and was not."""


def advice(why: Reason, kind: StepKind | None, **names: str) -> str:
    """Return what an operator does about a reason.

    `names` are `journey`, `tenant`, the `partner`'s title, and the `secret` of its credentials.
    """
    return _named(_told(why, kind), names)


def for_tenant(why: Reason, kind: StepKind | None, **names: str) -> str:
    """Return what a tenant does about a reason, by the API. `names` are as `advice` has them."""
    told = _COMMAND.sub(r"the decision `\1`", _BY_API.get(why, _told(why, kind)))
    return _named(_BEGINNING.sub(r"\1The decision", told), names)


def _told(why: Reason, kind: StepKind | None) -> str:
    by_kind = why is Reason.UNKNOWN_OUTCOME and kind in _UNKNOWN
    return _UNKNOWN[kind] if by_kind else _BY_REASON[why]


def _named(told: str, names: Mapping[str, str]) -> str:
    return told.format(**names, hiring_system=registry.hiring_system().title)


def left(entry: Entry) -> str:
    """Return what to do about what was to be undone and was not; empty for other lines."""
    told = _LEFT.get(entry.what, "")
    hiring_system = registry.hiring_system().title
    return told.format(partner=words.partner(entry.partner), hiring_system=hiring_system)
