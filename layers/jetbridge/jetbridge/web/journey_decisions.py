"""What a decision about a journey leads to, in sentences: told before it is taken."""

from collections.abc import Iterator
from typing import Final

from jetbridge.model import registry
from jetbridge.model.journey import Journey, Reason, StepState, StepStatus
from jetbridge.model.journey_events import Decision
from jetbridge.model.policy import Delivery, Policy, Step, StepKind
from jetbridge.web import journey_words as words

_UNPROVEN: Final = frozenset(
    {Reason.REJECTED, Reason.DEADLINE, Reason.LINK_ENDED, Reason.UNKNOWN_OUTCOME}
)
"""Why a verification is held although the person proved nothing."""
_ANEW: Final = {
    StepKind.LAUNCH: "{partner} is asked to launch the workflow.",
    StepKind.REPORT: "{partner} is told again.",
}
_MESSAGES: Final = {
    Delivery.BUS: "A new link is made at {partner} and handed over.",
    Delivery.SMS: "{partner} sends the person another text message.",
    Delivery.EMAIL: "{partner} sends the person another e-mail.",
}

_CLOSED: Final = (
    "Earlier links are closed: nothing that is proved by one counts any more, and a person who is"
    " on the way has to begin again."
)


def question(journey_id: str, decision: Decision) -> str:
    """Return what an operator is asked before a decision is taken."""
    match decision:
        case Decision.NEW_LINK:
            return f"Issue a new link for {journey_id}?"
        case Decision.REPLACE_LINK:
            return f"Replace the link of {journey_id}?"
        case _:
            return f"{decision.capitalize()} {journey_id}?"


def consequence(policy: Policy, journey: Journey, decision: Decision) -> str:
    """Return what a decision leads to. It must be one that is possible for the journey."""
    match decision:
        case Decision.APPROVE:
            return " ".join(_approved(policy, journey))
        case Decision.RETRY:
            return _retried(policy, journey)
        case Decision.CANCEL:
            return " ".join(_cancelled(policy, journey))
        case Decision.NEW_LINK:
            return f"{_new_link(policy, journey)} The earlier link is good until it ends."
        case Decision.REPLACE_LINK:
            return f"{_new_link(policy, journey)} {_CLOSED}"


def _approved(policy: Policy, journey: Journey) -> Iterator[str]:
    index = journey.position
    step, state = policy.steps[index], journey.steps[index]
    yield f"The step {step.name} counts as done."
    if step.kind is StepKind.VERIFY and state.reason in _UNPROVEN:
        yield "The person has not proved who they are."
    if step.kind is StepKind.LAUNCH:
        yield f"Jetbridge launches no workflow for it: one must run at {_name(step)} already."
    following = [*policy.steps[index + 1 :]]
    if following:
        yield f"Next is the step {following[0].name} ({_name(following[0])})."
    else:
        yield "The journey is then completed."


def _retried(policy: Policy, journey: Journey) -> str:
    if journey.ending:
        return "What was begun is cancelled at once, as far as the partner takes it."
    step, state = policy.steps[journey.position], journey.steps[journey.position]
    return _again(step, state).format(partner=_name(step))


def _again(step: Step, state: StepState) -> str:
    if state.status is StepStatus.DELAYED:
        return "{partner} is asked at once, instead of later."
    if step.kind is StepKind.LAUNCH and state.reason is Reason.UNKNOWN_OUTCOME:
        return "{partner}'s reports are searched for the workflow again. Nothing is launched."
    if step.kind is not StepKind.VERIFY:
        return _ANEW[step.kind]
    is_sent = step.delivery in registry.requests(step.partner).sends
    return _MESSAGES[step.delivery if is_sent else Delivery.BUS]


def _new_link(policy: Policy, journey: Journey) -> str:
    step = policy.steps[journey.position]
    return (
        f"A new link is made at {_name(step)} and handed over, on the event bus and to the tenant's"
        " endpoint. The partner sends no message. Deadline and reminders begin again."
    )


def _cancelled(policy: Policy, journey: Journey) -> Iterator[str]:
    yield "The journey ends."
    steps = [*zip(policy.steps, journey.steps, strict=True)]
    begun = [step for step, state in steps if state.attempts or state.status is StepStatus.ASKING]
    if any(step.kind is StepKind.VERIFY for step in begun):
        yield "Links that the person has not used are closed."
    for step in begun:
        if step.kind is StepKind.LAUNCH:
            yield f"The workflow is cancelled at {_name(step)}."
    if policy.report_failure:
        hiring_system = registry.hiring_system()
        yield f"{hiring_system.title} is told {registry.reports(hiring_system.name).failed}."


def _name(step: Step) -> str:
    return words.partner(step.partner)
