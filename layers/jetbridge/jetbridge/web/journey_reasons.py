"""Why a step waits or a journey ended, in sentences that say no more than is known.

What may have happened at a partner is said to be possible, with what not to do: an operator who
read that nothing happened would do it by hand, and the person would be greeted twice.
"""

from typing import Final

from jetbridge.model import registry
from jetbridge.model.journey import Reason
from jetbridge.model.policy import StepKind

REASONS: Final = {
    Reason.UNREACHABLE: "{partner} did nothing: it is out of reach, or throttles.",
    Reason.NOT_CONNECTED: "A connection that this needs is missing, disabled or refused.",
    Reason.PARTNER_CREDENTIALS: (
        "The credentials of this deployment for {partner} are missing or refused."
    ),
    Reason.REFUSED: "{partner}, or a rule of ours, found fault with the request.",
    Reason.REJECTED: "The person failed to prove who they are.",
    Reason.DEADLINE: "The person did not come in time.",
    Reason.REVIEW_OVERDUE: "{partner} has been looking at what the person did for a week.",
    Reason.DID_NOT_FINISH: (
        "It was begun several times, and no attempt came to an end: it may have reached {partner}."
    ),
    Reason.MESSAGE_LIMIT: (
        "The person was sent as many messages in 24 hours as the policy allows."
    ),
    Reason.UNKNOWN_OUTCOME: "{partner} was asked, and the outcome is unknown.",
    Reason.ALREADY_REQUESTED: "Another request, made beside the journey, stands for the same hire.",
    Reason.ENDED_ELSEWHERE: "What the step had begun was cancelled beside the journey.",
    Reason.LINK_ENDED: "The person's link has ended, before the deadline and before they came.",
    Reason.NO_LONGER_HIRED: "The application was moved away from HIRED.",
    Reason.CANDIDATE_DELETED: (
        "{hiring_system} no longer has the candidate: deleted, or merged into another one."
    ),
    Reason.CANDIDATE_MERGED: (
        "The candidate was merged into another one, who has a journey for the same job."
    ),
    Reason.BY_OPERATOR: "An operator cancelled the journey.",
    Reason.TENANT_OFFBOARDED: "The tenant was offboarded.",
}

_LOST: Final = {
    StepKind.LAUNCH: (
        "{partner} was asked, and its answer was lost: the workflow may run already. Do not launch"
        " it by hand before you have looked for it there."
    ),
    StepKind.VERIFY: (
        "{partner} was asked, and its answer was lost: the person may have its message already. Do"
        " not send another before you have asked them."
    ),
    StepKind.REPORT: (
        "{partner} was told, and its answer was lost: it may show the status already."
    ),
}
"""What is known where the answer was lost."""
_ABANDONED: Final = {
    StepKind.LAUNCH: (
        "It was begun several times, and no attempt came to an end: the workflow may run already."
        " Do not launch it by hand before you have looked for it at {partner}."
    ),
    StepKind.VERIFY: (
        "It was begun several times, and no attempt came to an end: the person may have been"
        " messaged already. Do not send another message before you have asked them."
    ),
    StepKind.REPORT: (
        "It was begun several times, and no attempt came to an end: {partner} may show the status"
        " already."
    ),
}
_UNDOING: Final = (
    "{partner} was asked to undo it, and its answer was lost: it may be undone already. Asking once"
    " more does no harm."
)
_NOT_UNDONE: Final = (
    "What was begun was to be undone, and no attempt came to an end: some of it may go on at"
    " {partner}. Undoing it once more does no harm."
)
_TELLING: Final = (
    "{partner} was told of the failure, and its answer was lost: it may show it already. Telling it"
    " once more does no harm."
)
_LINK_LOST: Final = (
    "{partner} was asked for a link, and its answer was lost: there may be a link that was not"
    " sent. Another one is requested, which sends no message."
)


def template(
    why: Reason, partner_name: str = "", *, undoing: bool = False, delayed: bool = False
) -> str:
    """Return the sentence of a reason, in which `{partner}` stands for the partner's title.

    `{hiring_system}` stands for the hiring system's.

    Args:
        why: the reason.
        partner_name: by which the kind of the step is known.
        undoing: what was begun is being undone.
        delayed: it is tried again by itself.
    """
    kind = kind_of(partner_name)
    if undoing and why is Reason.UNKNOWN_OUTCOME:
        return _TELLING if kind is StepKind.REPORT else _UNDOING
    if kind and why is Reason.UNKNOWN_OUTCOME:
        return _LINK_LOST if delayed and kind is StepKind.VERIFY else _LOST[kind]
    if undoing and why is Reason.DID_NOT_FINISH:
        return _NOT_UNDONE
    if kind and why is Reason.DID_NOT_FINISH:
        return _ABANDONED[kind]
    return REASONS.get(why, "")


def kind_of(partner_name: str) -> StepKind | None:
    """Return the kind of the steps that a partner has in journeys.

    None without a name, and where the partner is not registered any more.
    """
    found = registry.known(partner_name)
    return found.step if found else None
