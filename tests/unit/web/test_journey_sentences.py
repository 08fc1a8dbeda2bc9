"""Every line, status and reason that can occur together has its own true sentence."""

from collections import defaultdict
from collections.abc import Callable
from functools import cache

import pytest

from jetbridge.model.journey import Entry, Journey, Reason, Status, StepStatus, What
from jetbridge.model.journey_events import Decision
from jetbridge.model.policy import Policy
from jetbridge.web import journey_status
from jetbridge.web import journey_words as words
from tests.fakes.partners.double import Trouble
from tests.support.journeys.env import a_simulation
from tests.support.journeys.exploring import every_line, every_state
from tests.support.journeys.policies import LAUNCH, REPORT, policy, verify
from tests.support.journeys.shown import shown as shown_of

UNKNOWN = {Reason.UNKNOWN_OUTCOME, Reason.DID_NOT_FINISH}
"""Reasons for which something may have happened at the partner."""
OPERATORS = frozenset({What.NEW_LINK, What.LINK_REPLACED})
"""Lines that say what an operator did, whatever the reason was before."""
DENIES = ("did nothing", "has not been", "was not launched", "nothing happened")


@cache
def lines() -> dict[tuple[What, Reason, str, bool], Entry]:
    """Return a line for each combination that the rules can write."""
    found: dict[tuple[What, Reason, str, bool], Entry] = {}
    for _, entry in every_line():
        why = Reason(entry.facts.get("reason", ""))
        found[entry.what, why, entry.partner, "undoing" in entry.facts] = entry
    return found


@cache
def states() -> list[tuple[Policy, Journey]]:
    """Return a journey in each state that the rules come to."""
    return [*every_state()]


def test_every_reason_can_be_come_to() -> None:
    """What is walked through below is everything, but for what people outside decide."""
    # GIVEN every line and every state
    told = {why for _, why, _, _ in lines()}
    stands = {state.reason for _, journey in states() for state in journey.steps}
    # THEN each reason occurs in one of them
    elsewhere = {
        Reason.CANDIDATE_DELETED,
        Reason.CANDIDATE_MERGED,
        Reason.LINK_ENDED,
        Reason.TENANT_OFFBOARDED,
    }
    assert {*Reason} - told - stands <= elsewhere


def test_each_reason_of_a_line_has_a_sentence_of_its_own() -> None:
    """Two reasons for which an operator does different things are told differently."""
    # GIVEN the lines by what happened and where
    said = defaultdict[object, dict[Reason, str]](dict)
    for (what, why, partner, undoing), entry in lines().items():
        if what in OPERATORS:
            continue  # it says what an operator did, whatever the reason was
        said[what, partner, undoing][why] = words.sentence(entry)
    # THEN no two reasons share a sentence
    for where, sentences in said.items():
        assert len({*sentences.values()}) == len(sentences), where
        assert all(each.endswith(".") for each in sentences.values())


def test_what_may_have_happened_is_never_denied_in_a_line() -> None:
    """An operator who reads that nothing happened does it by hand, and the person has it twice."""
    for (what, why, partner, _), entry in lines().items():
        if why in UNKNOWN and what not in {What.FAILED, What.CANCELLED, *OPERATORS}:
            told = words.sentence(entry)
            assert not any(each in told for each in DENIES), (what, why, partner, told)
            assert "may" in told, (what, why, partner, told)


def test_a_lost_launch_says_what_not_to_do() -> None:
    """Wherever it is told."""
    for (what, why, partner, undoing), entry in lines().items():
        if why in UNKNOWN and partner == "enboarder" and not undoing and what not in OPERATORS:
            assert "Do not launch it by hand" in words.sentence(entry), what


@pytest.mark.parametrize("part", ["meaning", "what", "advice"])
def test_what_may_have_happened_is_never_denied_where_it_stands(part: str) -> None:
    """In the step's meaning, the problem and the advice."""
    for runs_by, journey in states():
        state = journey.steps[0]
        if journey.ending or journey.is_over or state.reason not in UNKNOWN:
            continue
        if state.status not in (StepStatus.DELAYED, StepStatus.HELD):
            continue
        found = journey_status.problem(runs_by, journey)
        assert found
        step = runs_by.steps[0]
        told = {
            "meaning": words.step(state.status, step.partner, state.reason),
            "what": found.what,
            "advice": found.advice,
        }[part]
        assert not any(each in told for each in DENIES), told
        if step.partner == "enboarder":
            assert "Do not" in told or "do not" in told, told


def test_each_reason_of_a_state_has_a_meaning_of_its_own() -> None:
    """By the step's status, and whether the partner is looking at what the person did."""
    said = defaultdict[object, dict[object, str]](dict)
    for runs_by, journey in states():
        state, partner = journey.steps[0], runs_by.steps[0].partner
        if state.status in (StepStatus.DELAYED, StepStatus.HELD):
            meaning = words.step(state.status, partner, state.reason)
            said[state.status, partner][state.reason] = meaning
        if state.status is StepStatus.AWAITING:
            review = state.seen == "review"
            meaning = words.step(state.status, partner, seen=state.seen)
            said[state.status, partner][review] = meaning
    for where, meanings in said.items():
        assert len({*meanings.values()}) == len(meanings), where


def test_every_state_says_whom_it_waits_for() -> None:
    """And a journey that is over for no person; every end that has a reason tells it."""
    for runs_by, journey in states():
        awaited = journey_status.awaits(runs_by, journey)
        assert awaited.what.endswith(".")
        assert (awaited.who is journey_status.Who.NOBODY) or not journey.is_over
        told = words.status(journey.status, journey.reason)
        assert told.endswith(".")
        if journey.status is Status.CANCELLED:
            assert told == words.reason(journey.reason)


def unknown_launch() -> dict[str, object]:
    """Return what is shown of a launch whose answer was lost."""
    simulation = a_simulation(policy(LAUNCH, REPORT))
    simulation.partners.enboarder.trouble = Trouble.LOSSY
    simulation.partners.enboarder.reports_lag = True
    simulation.hire()
    simulation.take()
    simulation.take()
    simulation.take()
    return dict(shown_of(simulation))


def unread_reports() -> dict[str, object]:
    """Return the same, while the reports cannot be read either."""
    simulation = a_simulation(policy(LAUNCH, REPORT))
    simulation.partners.enboarder.trouble = Trouble.LOSSY
    simulation.hire()
    simulation.take()
    simulation.take()
    simulation.take()
    simulation.partners.enboarder.trouble = Trouble.DOWN
    simulation.world.queue.sent.clear()
    for _ in range(10):
        simulation.wait(hours=1)
    return dict(shown_of(simulation))


@pytest.mark.parametrize("made", [unknown_launch, unread_reports])
def test_the_story_of_a_launch_whose_answer_was_lost(made: Callable[[], dict[str, object]]) -> None:
    """It is not said that Enboarder did nothing, and not that it is asked again."""
    # GIVEN a launch whose answer was lost
    told = made()
    # WHEN an operator reads the story
    text = str(told)
    # THEN it says that the workflow may run, and what not to do
    assert "the workflow may run already" in text
    assert "Do not launch it by hand" in text
    assert "Enboarder did nothing" not in text
    assert "is asked again later" not in text


def test_a_completed_journey_that_skipped_a_launch_does_not_read_as_success() -> None:
    """Its meaning, its last line and its event name what was not done."""
    # GIVEN a launch that was refused, and approved
    simulation = a_simulation(policy(LAUNCH, REPORT))
    simulation.partners.enboarder.trouble = Trouble.FUSSY
    simulation.hire()
    simulation.work_off()
    simulation.decide(Decision.APPROVE)
    simulation.work_off()
    # WHEN it is shown
    told = shown_of(simulation)
    # THEN each of them says so
    assert told["meaning"] == "Every step is over. Not done: welcome."
    line = simulation.timeline[-1]
    assert words.sentence(line) == "Every step is over. Not done: welcome."
    (completed,) = simulation.told("completed")
    assert completed.detail["skipped"] == "welcome"
    approved = next(each for each in simulation.timeline if each.what is What.APPROVED)
    assert "no workflow runs at Enboarder that this journey launched" in words.sentence(approved)


def test_a_lost_link_is_asked_for_again_and_says_so() -> None:
    """A second link messages no person."""
    simulation = a_simulation(policy(verify("bus")))
    simulation.partners.incode.trouble = Trouble.LOSSY
    simulation.hire()
    simulation.work_off()
    assert simulation.reason() is Reason.UNKNOWN_OUTCOME
    assert "there may be a link that was not sent" in words.sentence(simulation.timeline[-1])
