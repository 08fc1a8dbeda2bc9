"""One journey: its steps as a rail, what it waits for, what may be decided, what happened."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Final

from jetbridge.flows.console.journeys import rows
from jetbridge.flows.console.places import View, Visit
from jetbridge.flows.journey import show
from jetbridge.flows.self_service import journeys
from jetbridge.model.console import Role, suffices
from jetbridge.model.errors import ApiProblem
from jetbridge.model.journey import Entry, Journey, StepState, StepStatus
from jetbridge.model.journey_events import Decision
from jetbridge.model.policy import Policy, Step
from jetbridge.model.record import record, replace
from jetbridge.model.sentence import Sentence, say
from jetbridge.web import journey_decisions, journey_status, journey_untold, times, who
from jetbridge.web import journey_words as words

_TONES: Final = {
    StepStatus.TODO: "plain",
    StepStatus.ASKING: "waiting",
    StepStatus.DELAYED: "warn",
    StepStatus.AWAITING: "waiting",
    StepStatus.HELD: "bad",
    StepStatus.DONE: "good",
    StepStatus.SKIPPED: "plain",
    StepStatus.FAILED: "bad",
}
_BUTTONS: Final = {
    Decision.APPROVE: say("Approve"),
    Decision.RETRY: say("Try again"),
    Decision.CANCEL: say("Cancel the journey"),
    Decision.NEW_LINK: say("Issue a new link"),
    Decision.REPLACE_LINK: say("Replace the link"),
}


@record
class Stop:
    """A step on the rail."""

    name: str
    partner: str
    kind: str
    status: str
    tone: str
    meaning: str
    is_here: bool
    facts: tuple[tuple[Sentence, object], ...]


@record
class Choice:
    """A decision that makes sense now, and what follows from it."""

    button: Sentence
    url: str
    consequence: str
    is_end: bool


def shown(visit: Visit) -> View:
    """Show a journey of the tenant in view.

    Raises:
        ApiProblem: 404, there is no such journey.
    """
    told = show.find(visit.context.table, visit.of, visit.variables["journey"])
    policy, journey, timeline, late = told
    awaited = journey_status.awaits(policy, journey)
    problem = journey_status.problem(policy, journey, timeline)
    facts = {
        "journey": journey,
        "row": rows.row(visit, policy, journey),
        "meaning": words.status(journey.status, journey.reason),
        "awaits": awaited.what,
        "until": times.moment(awaited.until) if awaited.until else None,
        "problem": problem.what if problem else None,
        # It names commands of the operator's tool.
        "advice": problem.advice if problem and visit.role is Role.OPERATOR else None,
        "rail": tuple(_rail(policy, journey)),
        "decisions": tuple(_choices(visit)) if suffices(visit.role, Role.ADMIN) else (),
        "undelivered": [each["sentence"] for each in journey_untold.shown(late)],
        "timeline": [_line(visit, each) for each in reversed(timeline)],
        "began": times.moment(journey.created_at),
    }
    return View("journey.html.j2", facts, say("Journey {id}", id=journey.id))


def _rail(policy: Policy | None, journey: Journey) -> Iterator[Stop]:
    for at, (step, state) in enumerate(
        zip(policy.steps, journey.steps, strict=True) if policy else ()
    ):
        yield Stop(
            name=step.name,
            partner=words.partner(step.partner),
            kind=str(step.kind),
            status=str(state.status),
            tone=_TONES[state.status],
            meaning=words.step(state.status, step.partner, state.reason, state.fault, state.seen),
            is_here=at == journey.position and not journey.is_over,
            facts=tuple(_facts(step, state)),
        )


def _facts(step: Step, state: StepState) -> Iterator[tuple[Sentence, object]]:
    if state.attempt > 1:
        yield say("Attempt"), state.attempt
    if state.asked_at:
        yield say("Asked"), times.moment(state.asked_at).words
    if deadline := journey_status.deadline(step, state):
        yield say("Deadline"), times.moment(deadline).words
    if state.link_ends_at:
        yield say("Link good until"), times.moment(state.link_ends_at).words
    if state.reminders:
        yield say("Reminders"), state.reminders
    if state.answer:
        status = f" · HTTP {state.answer.status}" if state.answer.status else ""
        answer = f"{state.answer.operation}: {state.answer.outcome}{status}"
        yield say("Last answer"), answer
    if state.onboarding_id:
        yield say("Onboarding"), state.onboarding_id


def _choices(visit: Visit) -> Iterator[Choice]:
    """Yield what may be decided. Where the policy is lost, nothing may: the page says so."""
    with suppress(ApiProblem):
        policy, journey, possible = journeys.possible(
            visit.context, visit.of, visit.variables["journey"]
        )
        for each in possible:
            yield Choice(
                _BUTTONS[each],
                f"{visit.home}/journeys/{journey.id}/{each}",
                journey_decisions.consequence(policy, journey, each),
                is_end=each is Decision.CANCEL,
            )


def _line(visit: Visit, entry: Entry) -> tuple[times.Moment, str]:
    told = who.as_stored if visit.role is Role.OPERATOR else who.of_actor
    by = "You" if visit.is_own(entry.by) else told(entry.by)
    return times.moment(entry.at), words.sentence(replace(entry, by=by))
