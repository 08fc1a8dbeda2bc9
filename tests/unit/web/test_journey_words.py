"""Every word of a journey has a sentence, and everything that holds one up has advice."""

import itertools
from dataclasses import replace

import pytest

from jetbridge.model import registry
from jetbridge.model.journey import Entry, Reason, Status, StepStatus, What
from jetbridge.model.journey_events import Decision
from jetbridge.model.policy import StepKind
from jetbridge.web import journey_words as words
from jetbridge.web.journey_advice import advice, for_tenant

NAMES = {"journey": "jrn_1", "tenant": "demo", "partner": "Enboarder", "secret": "incode"}


def _is_sentence(text: str) -> bool:
    return text[0].isupper() and text.endswith((".", "`.")) and not {"{", "}"} & set(text)


@pytest.mark.parametrize("what", What)
def test_every_line_of_a_timeline_is_a_sentence(what: What) -> None:
    """Whatever facts it has, and whatever it lacks."""
    # GIVEN a line with everything that may be said of it, and one with nothing
    facts = {"reason": "refused", "fault": "/employee/email required", "number": "2"}
    full = Entry(what, 1, step="welcome", partner="enboarder", by="Olga", facts=facts)
    # WHEN they are told
    told = words.sentence(full), words.sentence(Entry(what, 1))
    # THEN both are sentences for people
    assert all(map(_is_sentence, told))
    assert "enboarder" not in told[0]


def test_lines_that_say_different_things_say_them_differently() -> None:
    """Two words with one sentence would be one word too many."""
    # WHEN every line is told
    told = [words.sentence(Entry(what, 1)) for what in What]
    # THEN no two are the same, but for what the person did and what follows from it
    assert len(told) == len(set(told))


@pytest.mark.parametrize("status", Status)
def test_every_status_of_a_journey_is_explained(status: Status) -> None:
    """In the API, and at the terminal."""
    # THEN there is a sentence
    assert _is_sentence(words.STATUSES[status])


@pytest.mark.parametrize("status", StepStatus)
def test_every_status_of_a_step_is_explained(status: StepStatus) -> None:
    """With the partner's name, as people write it."""
    # THEN there is a sentence
    assert _is_sentence(words.step(status, "onboarder"))


@pytest.mark.parametrize("why", [reason for reason in Reason if reason])
def test_every_reason_is_explained(why: Reason) -> None:
    """With the field and the rule of a refusal, where there is one."""
    # WHEN a reason is told
    plain, faulty = words.reason(why, "incode"), words.reason(why, "incode", "/name required")
    # THEN it is a sentence, and ends with the fault
    assert _is_sentence(plain)
    assert faulty.endswith(": /name required.")


def test_a_partner_is_told_by_the_title_that_it_is_registered_with() -> None:
    """One that is not registered any more is told by its stored name: what is stored is shown."""
    # GIVEN a line of a partner, and a launch of its that was lost
    ready = Entry(What.LINK_READY, 1, partner="passport")
    launching = registry.partner(registry.of_steps(StepKind.LAUNCH)[0])
    own = replace(launching, name="passport", title="Passport", jobs=frozenset({"passport"}))
    # WHEN it is registered
    with registry.registered(own):
        told = words.sentence(ready), words.reason(Reason.UNKNOWN_OUTCOME, "passport")
    # THEN its title stands in the sentences, and its steps are told as what they are
    assert told[0].startswith("Passport's link")
    assert told[1].startswith("Passport was asked")
    assert "Do not launch it by hand" in told[1]
    # AND afterwards the line says which partner it was
    assert words.sentence(ready).startswith("passport's link")


def test_no_reason_is_no_sentence() -> None:
    """A line without a reason says nothing of one."""
    # THEN nothing is said
    assert words.reason(Reason.NONE) == ""
    assert words.sentence(Entry(What.DELAYED, 1)) == "It is tried again later."


STUCK = [reason for reason in Reason if reason]


@pytest.mark.parametrize(("why", "kind"), [*itertools.product(STUCK, [None, *StepKind])])
def test_whatever_holds_a_journey_up_has_advice(why: Reason, kind: StepKind | None) -> None:
    """What to do is a sentence that names the command, with the journey's id."""
    # WHEN an operator asks what to do
    told = advice(why, kind, **NAMES)
    # THEN it is told, with something to run unless there is nothing to do
    assert told.endswith(".")
    assert "{" not in told.replace("{id}", "")
    assert "jrn_1`" in told or told.startswith("Nothing.")


@pytest.mark.parametrize(("why", "kind"), [*itertools.product(STUCK, [None, *StepKind])])
def test_a_tenant_is_advised_what_it_can_do(why: Reason, kind: StepKind | None) -> None:
    """It has no command of the operator's: the same decisions, by their names."""
    # WHEN a tenant's program reads what to do
    operators, told = advice(why, kind, **NAMES), for_tenant(why, kind, **NAMES)
    # THEN no command stands there, and each decision that the operator is advised to does
    assert "jetbridge" not in told
    assert told.endswith(".")
    named = {each for each in Decision if f"journeys {each} " in operators}
    assert {each for each in Decision if f"decision `{each}`" in told} == named
    # AND each of its sentences begins as one
    assert all(each[0].isupper() or each[0] == "`" for each in told.split(". "))


def test_nobody_is_advised_to_take_an_unknown_verification_for_a_proof() -> None:
    """A launch that runs may be approved. A message that was lost proves nothing of any person."""
    # WHEN an outcome is unknown
    launch = advice(Reason.UNKNOWN_OUTCOME, StepKind.LAUNCH, **NAMES)
    verify = advice(Reason.UNKNOWN_OUTCOME, StepKind.VERIFY, **NAMES)
    # THEN approving is advised for the one only
    assert "approve jrn_1" in launch
    assert "approve" not in verify
