"""Where a journey stands, for its readers: what is awaited, what is wrong, what to do."""

import sys
from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from jetbridge.model import journey_rules as rules
from jetbridge.model import registry
from jetbridge.model.journey import Entry, Journey, Reason, Status, StepState, StepStatus
from jetbridge.model.journey_events import Effect
from jetbridge.model.onboarding import Status as OnboardingStatus
from jetbridge.model.policy import Policy, Step, StepKind
from jetbridge.model.record import record
from jetbridge.web import journey_advice
from jetbridge.web import journey_words as words

_SOME_DAY: Final = sys.maxsize
_LOST: Final = "Version {version} of the policy is gone, or cannot be read."
_RESTORE: Final = (
    "Restore that version from a backup of the table,"
    " then `jetbridge notifications replay-dead-letters`."
)
_TELL: Final = "Tell the operator of this service: that version can be restored from a backup."


class Who(StrEnum):
    """Who has to act next."""

    PERSON = "person"
    PARTNER = "partner"
    OPERATOR = "operator"
    CLOCK = "clock"
    NOBODY = "nobody"


@record
class Awaited:
    """What is awaited, in a sentence. At `until` (Unix seconds) it goes on by itself."""

    who: Who
    what: str
    until: int | None = None


@record
class Problem:
    """What went wrong, and what to do about it now: sentences."""

    what: str
    advice: str


@record
class _Matter:
    """What a journey is about at the moment: a step, or the undoing of what was begun."""

    state: StepState
    partner: str
    kind: StepKind | None


def present(policy: Policy | None, journey: Journey) -> tuple[Step, StepState] | None:
    """Return the step at which a journey stands or ended; None where all are over.

    None, too, where the policy, which names the steps, is lost.
    """
    index = journey.position
    if policy is None or index >= len(journey.steps):
        return None
    return policy.steps[index], journey.steps[index]


def deadline(step: Step, state: StepState) -> int | None:
    """Return until when (Unix seconds) the person may come; None: they are not waited for."""
    waits = state.status is StepStatus.AWAITING and state.asked_at is not None
    return (state.asked_at or 0) + step.deadline if waits and step.deadline else None


def awaits(policy: Policy | None, journey: Journey) -> Awaited:
    """Return what is awaited. Without its policy nothing goes on."""
    if policy is None and not journey.is_over:
        return Awaited(Who.OPERATOR, f"Version {journey.policy_version} of the policy, restored.")
    if policy is None or journey.is_over or not (matter := _matter(policy, journey)):
        return Awaited(Who.NOBODY, "Nothing more.")
    return _awaited(policy, journey, matter)


def _awaited(policy: Policy, journey: Journey, matter: _Matter) -> Awaited:
    state, partner = matter.state, words.partner(matter.partner)
    match state.status:
        case StepStatus.AWAITING:
            return _of_person(policy, journey, partner)
        case StepStatus.HELD:
            return Awaited(Who.OPERATOR, f"A decision{_decisions(policy, journey)}.")
        case StepStatus.DELAYED:
            return _later(state, matter.kind, partner)
        case StepStatus.ASKING:
            return Awaited(Who.PARTNER, f"The answer of {partner}.")
        case _:
            return Awaited(Who.NOBODY, "Nothing: it is about to be done.")


def _decisions(policy: Policy, journey: Journey) -> str:
    """Return the decisions that make sense for a journey as it stands, in words."""
    from jetbridge.model.possible_decisions import possible  # few journeys wait for one

    names = [*map(str, possible(policy, journey, journey.updated_at))]
    listed = " or ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
    return f": {listed}" if listed else ""


def problem(
    policy: Policy | None, journey: Journey, timeline: Iterable[Entry] = (), *, by_api: bool = False
) -> Problem | None:
    """Return what is wrong, None where nothing is. `by_api`: its reader is a tenant.

    What was to be undone and was not is wrong even where the journey is over.
    """
    left = {each.what: each for each in timeline if journey_advice.left(each)}
    found = [Problem(words.sentence(each), journey_advice.left(each)) for each in left.values()]
    fault = _fault(policy, journey, by_api=by_api)
    found += [fault] if fault else []
    if not found:
        return None
    return Problem(" ".join(each.what for each in found), " ".join(each.advice for each in found))


def _fault(policy: Policy | None, journey: Journey, *, by_api: bool) -> Problem | None:
    if journey.status is Status.CANCELLED and journey.reason is Reason.CANDIDATE_DELETED:
        # It may have been a merge: then the candidate who is left has no journey.
        return Problem(words.reason(journey.reason), journey_advice.advice(journey.reason, None))
    if policy is None:
        return _without_policy(journey, by_api=by_api)
    matter = _matter(policy, journey)
    if matter is None or journey.status in (Status.COMPLETED, Status.CANCELLED):
        return None
    state, partner = matter.state, matter.partner
    if journey.status is Status.FAILED:
        why = words.reason(journey.reason, partner, state.fault)
        return Problem(why, journey_advice.FAILED)
    stuck = state.status in (StepStatus.DELAYED, StepStatus.HELD)
    if not stuck or not state.reason:
        return None
    to_do = journey_advice.for_tenant if by_api else journey_advice.advice
    advice = to_do(
        state.reason,
        matter.kind,
        journey=journey.id,
        tenant=journey.tenant,
        partner=words.partner(partner),
        secret=partner,
    )
    delayed = state.status is StepStatus.DELAYED
    why = words.reason(
        state.reason, partner, state.fault, undoing=matter.kind is None, delayed=delayed
    )
    return Problem(why, advice)


def _without_policy(journey: Journey, *, by_api: bool) -> Problem | None:
    """Return what is wrong with a journey whose policy is lost: that, unless it is over."""
    if journey.status is Status.FAILED:
        return Problem(words.reason(journey.reason), journey_advice.FAILED)
    if journey.is_over:
        return None
    advice = _TELL if by_api else _RESTORE
    return Problem(_LOST.format(version=journey.policy_version), advice)


def _matter(policy: Policy, journey: Journey) -> _Matter | None:
    if journey.ending:
        wanted = rules.intent(policy, journey, _SOME_DAY)
        told = wanted is None or wanted.effect is Effect.REPORT_FAILURE
        hiring_system = registry.hiring_system().name
        partner = hiring_system if wanted is None or told else policy.steps[wanted.index].partner
        return _Matter(journey.closing, partner, None)
    here = present(policy, journey)
    return here and _Matter(here[1], here[0].partner, here[0].kind)


def _later(state: StepState, kind: StepKind | None, partner: str) -> Awaited:
    if state.reason is Reason.DID_NOT_FINISH:
        return Awaited(Who.OPERATOR, "A decision: retry, once the cause is fixed.")
    if state.reason is Reason.NOT_CONNECTED:
        return Awaited(Who.OPERATOR, "A connection that works.", state.next_at)
    if state.reason is Reason.PARTNER_CREDENTIALS:
        return Awaited(Who.OPERATOR, f"Credentials that {partner} takes.", state.next_at)
    what = f"The moment at which {partner} is asked again."
    if state.reason is Reason.UNKNOWN_OUTCOME and kind is StepKind.LAUNCH:
        what = f"The moment at which {partner}'s reports are searched for the workflow again."
    if state.reason is Reason.MESSAGE_LIMIT:
        what = "The moment at which the person may get another message."
    return Awaited(Who.CLOCK, what, state.next_at)


def _of_person(policy: Policy, journey: Journey, partner: str) -> Awaited:
    step, state = policy.steps[journey.position], journey.steps[journey.position]
    if state.seen == OnboardingStatus.REVIEW:
        return Awaited(Who.PARTNER, f"The verdict of {partner}.")
    what = f"The person, who is to prove at {partner} who they are."
    return Awaited(Who.PERSON, what, deadline(step, state))
