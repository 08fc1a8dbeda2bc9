"""An operator's commands about journeys and people, on a running stack."""

from dataclasses import replace
from typing import Final

import pytest

from jetbridge.model import journey_rules as rules
from jetbridge.model.journey import Reason, Status, StepState, StepStatus
from jetbridge.model.journey_turn import Turn
from jetbridge.model.policy import Json
from jetbridge.store import journeys, outbox, policies
from jetbridge.web import policy_document
from jetbridge_local.stack import LocalStack
from tests.e2e.stack.test_cli import Operator
from tests.fakes.journeys import BEGUN

_TENANT: Final = "cli-journeys"
_CREATED: Final = 1_700_000_000
_DOCUMENT: Final[dict[str, Json]] = {
    "schema": "jetbridge.policy/1",
    "steps": [{"name": "tell", "kind": "report"}],
}


@pytest.fixture
def operator(stack: LocalStack) -> Operator:
    """Return an operator of the running stack."""
    return Operator(stack)


def held(operator: Operator, journey_id: str) -> None:
    """Store a journey whose one step waits for a decision."""
    table = operator.table()
    policy = policy_document.read(_DOCUMENT, _TENANT, 1)
    if not policies.current(table, _TENANT):
        table.write(*policies.put(_TENANT, _DOCUMENT, before=0, now=_CREATED))
    new = replace(
        BEGUN,
        id=journey_id,
        tenant=_TENANT,
        candidate_id="can-canary",
        application_id="app-canary",
    )
    begun = rules.begin(policy, new)
    waits = StepState(status=StepStatus.HELD, reason=Reason.REFUSED, fault="/onboardingStatus x")
    journey = replace(
        begun.journey, status=Status.NEEDS_ATTENTION, reason=Reason.REFUSED, steps=(waits,)
    )
    table.write(*journeys.create(Turn(journey, begun.entries), None))


def test_a_journey_is_shown_decided_about_and_erased(operator: Operator) -> None:
    """From the list to the erasure, through table, queue and bus of the stack."""
    # GIVEN a journey that waits for a decision
    held(operator, "jny_cli")
    # WHEN it is listed and shown
    listed = operator.read("journeys", "list", "--tenant", _TENANT, "--status", "needs_attention")
    shown = operator.run("journeys", "show", "jny_cli")
    # THEN it says what to do
    assert [row["id"] for row in listed] == ["jny_cli"]
    assert "jetbridge journeys approve" in " ".join(shown.split())
    # AND nobody is erased whose journey goes on
    person = ("people", "erase", "--tenant", _TENANT, "--candidate", "can-canary", "--yes")
    assert "jny_cli is needs_attention" in operator.fail(*person)
    # WHEN an operator approves
    said = operator.run("journeys", "approve", "jny_cli", "--by", "olga")
    # THEN it is over, and a second decision makes no sense
    assert "jny_cli is completed" in said
    assert "makes no sense" in operator.fail("journeys", "retry", "jny_cli")
    # AND the bus has its events
    waiting = [outbox.get(operator.table(), f"jny_cli_2_{number}") for number in range(2)]
    assert waiting == [None, None]
    # WHEN the person is erased
    operator.run(*person, "--by", "olga")
    # THEN the journey is of nobody any more
    told = operator.read("journeys", "show", "jny_cli")
    assert (told["candidateId"], told["applicationId"]) == (None, None)
    assert [(line["what"], line["by"]) for line in told["timeline"]][-1] == ("erased", "olga")


def test_nothing_is_erased_without_a_yes(operator: Operator) -> None:
    """It cannot be undone, so the operator is asked."""
    # GIVEN an operator who thinks better of it
    command = ("people", "erase", "--tenant", _TENANT, "--candidate", "can-nobody")
    # WHEN they are asked
    # THEN the command ends without a word
    with pytest.raises(AssertionError, match="Aborted"):
        operator.run(*command, typed="n\n")


def test_a_journey_that_is_not_there_is_named(operator: Operator) -> None:
    """In a sentence."""
    # GIVEN an id that no journey has
    # WHEN a command is about it
    # THEN the command names it
    for command in ("show", "approve", "retry", "cancel"):
        assert "jny_nowhere" in operator.fail("journeys", command, "jny_nowhere")
