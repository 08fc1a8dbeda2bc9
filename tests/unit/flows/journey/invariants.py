"""What holds of every journey at every moment, whatever has happened to it."""

from collections import Counter
from collections.abc import Iterator, Sequence

from jetbridge.model.journey import OVER, Entry, Journey, Status, StepState, StepStatus, What
from jetbridge.model.policy import Policy, Step, StepKind

LEFT_FOR = {
    Status.COMPLETED: frozenset({Status.COMPLETED, Status.ENDING, Status.CANCELLED}),
    Status.FAILED: frozenset({Status.FAILED}),
    Status.CANCELLED: frozenset({Status.CANCELLED}),
    Status.ENDING: frozenset({Status.ENDING, Status.FAILED, Status.CANCELLED}),
}
"""What may become of a journey that is over, or about to be."""
DONE_BY = {
    StepKind.VERIFY: frozenset({What.VERIFIED, What.APPROVED}),
    StepKind.LAUNCH: frozenset({What.LAUNCHED, What.APPROVED}),
    StepKind.REPORT: frozenset({What.REPORTED, What.APPROVED}),
}
"""The lines, one of which says that a step is done."""
MOVES_ON = frozenset({What.APPROVED, What.RETRIED, What.RESUMED, What.SKIPPED, What.HELD})
"""The lines, the last of which says whether a step is held."""
ENDS = {
    What.COMPLETED: Status.COMPLETED,
    What.FAILED: Status.FAILED,
    What.CANCELLED: Status.CANCELLED,
}
"""The last line of a journey that is over."""
ONCE = frozenset({What.LINK_READY, What.MESSAGE_SENT, What.LAUNCHED})
"""Lines that come once for each onboarding."""


def broken(policy: Policy, journey: Journey, tale: Sequence[Entry]) -> Iterator[str]:
    """Yield what a journey, or its timeline, breaks.

    Args:
        policy: what it runs by.
        journey: as it is stored.
        tale: its timeline, oldest line first.
    """
    yield from _forgotten(journey)
    yield from _repeated(tale)
    yield from _contradicted(policy, journey, tale)


def changed(before: Journey, after: Journey, was: Sequence[Entry], is_: Sequence[Entry]) -> str:
    """Return what one step broke that a journey made; empty where it broke nothing."""
    allowed = LEFT_FOR.get(before.status)
    if allowed and after.status not in allowed:
        return f"{before.status} became {after.status}"
    return "" if [*is_[: len(was)]] == [*was] else "the timeline was rewritten"


def _forgotten(journey: Journey) -> Iterator[str]:
    """Nothing that is ours to do is without a moment at which it is looked at."""
    waits = journey.is_over or (journey.ending is None and _waits(_present(journey)))
    if not waits and journey.due_at is None:
        yield f"{journey.status}, and it will not be looked at"


def _waits(state: StepState) -> bool:
    reviewed = state.status is StepStatus.AWAITING and state.seen == "review"
    return state.status is StepStatus.HELD or reviewed


def _present(journey: Journey) -> StepState:
    return journey.steps[journey.position]


def _repeated(tale: Sequence[Entry]) -> Iterator[str]:
    """The same thing is not told twice."""
    asked = Counter((each.what, each.facts["onboardingId"]) for each in tale if each.what in ONCE)
    reminded = Counter(
        (each.what, each.facts["onboardingId"] + each.facts["number"])
        for each in tale
        if each.what is What.REMINDED
    )
    ended = Counter((each.what, each.step) for each in tale if each.what in ENDS)
    for (what, about), count in (asked + reminded + ended).items():
        if count > 1:
            yield f"{what} {count} times: {about}"


def _contradicted(policy: Policy, journey: Journey, tale: Sequence[Entry]) -> Iterator[str]:
    """What the timeline tells is how the journey stands."""
    if [each.at for each in tale] != sorted(each.at for each in tale):
        yield "the timeline is not in order"
    ends = ENDS.get(tale[-1].what)
    if journey.status in OVER and ends is not journey.status:
        yield f"{journey.status}, but told {tale[-1].what} last"
    if journey.status not in OVER and ends:
        yield f"told {tale[-1].what} last, but is {journey.status}"
    for step, state in zip(policy.steps, journey.steps, strict=True):
        for fault in _step_contradicted(step, state, [e for e in tale if e.step == step.name]):
            yield f"{step.name}: {fault}"


def _step_contradicted(step: Step, state: StepState, tale: Sequence[Entry]) -> Iterator[str]:
    said = {each.what for each in tale}
    is_done = state.status is StepStatus.DONE
    if is_done != bool(said & DONE_BY[step.kind]):
        yield f"{state.status}, but told {sorted(said)}"
    if (state.status is StepStatus.SKIPPED) != (What.SKIPPED in said):
        yield f"{state.status}, but told {sorted(said)}"
    last = [each.what for each in tale if each.what in MOVES_ON][-1:]
    if state.status is StepStatus.HELD and last != [What.HELD]:
        yield f"held, but told {last}"
    if What.WORKFLOW_CANCELLED in said and not state.ended:
        yield "told that it was cancelled, which it is not"
