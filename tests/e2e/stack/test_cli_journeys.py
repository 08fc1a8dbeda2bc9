"""An operator's commands about journeys and people, on a running stack."""

from dataclasses import replace
from typing import Final

import pytest

from jetbridge.model import journey_rules as rules
from jetbridge.model.journey import Reason, Status, StepState, StepStatus
from jetbridge.model.journey_events import Decision
from jetbridge.model.journey_transition import Transition
from jetbridge.model.policy import Json
from jetbridge.store import journeys, outbox, policies
from jetbridge.web import policy_document
from jetbridge_cli import deciding, operating
from jetbridge_cli.failure import ChangedError
from tests.e2e.stack.operator import Operator
from tests.fakes.journeys import BEGUN

_TENANT: Final = "cli-journeys"
_CREATED: Final = 1_700_000_000
_DOCUMENT: Final[dict[str, Json]] = {
    "schema": "jetbridge.policy/1",
    "steps": [{"name": "tell", "kind": "report"}],
}


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
    table.write(*journeys.create(Transition(journey, begun.entries), None))


def journey_version(operator: Operator, journey_id: str) -> int:
    """Return the version at which a journey stands."""
    found = journeys.get(operator.table(), journey_id)
    assert found
    return found.version


def test_a_journey_is_shown_decided_about_and_erased(operator: Operator) -> None:
    """From the list to the erasure, through table, queue and bus of the stack."""
    # GIVEN a journey that waits for a decision
    held(operator, "jny_cli")
    # WHEN it is listed and shown
    listed = operator.read("journeys", "list", "--tenant", _TENANT, "--status", "needs_attention")
    shown = operator.run("journeys", "show", "jny_cli")
    # THEN it says what to do
    assert [row["id"] for row in listed] == ["jny_cli"]
    # AND so does the list of all tenants' journeys
    operator.run("tenants", "add", _TENANT)
    every = operator.read("journeys", "list", "--candidate", "can-canary")
    assert ("jny_cli", _TENANT) in [(row["id"], row["tenant"]) for row in every]
    assert "jetbridge journeys approve" in " ".join(shown.split())
    # AND no person is erased whose journey goes on
    person = ("people", "erase", "--tenant", _TENANT, "--candidate", "can-canary", "--yes")
    assert "jny_cli is needs_attention" in operator.fail(*person)
    # WHEN an operator approves what they are shown
    said = operator.run("journeys", "approve", "jny_cli", "--by", "olga", typed="y\n")
    assert "The step tell counts as done. The journey is then completed." in said
    # THEN it is over, and a second decision makes no sense
    assert "jny_cli is completed" in said
    at_present = ("--version", str(journey_version(operator, "jny_cli")))
    assert "makes no sense" in operator.fail("journeys", "retry", "jny_cli", *at_present)
    assert "makes no sense" in operator.fail("journeys", "retry", "jny_cli")
    # AND the bus has its events
    waiting = [outbox.get(operator.table(), f"jny_cli_2_{number}") for number in range(2)]
    assert waiting == [None, None]
    # WHEN the person is erased
    operator.run(*person, "--by", "olga")
    # THEN the journey is of no person any more
    told = operator.read("journeys", "show", "jny_cli")
    assert (told["candidateId"], told["applicationId"]) == (None, None)
    assert [(line["what"], line["by"]) for line in told["timeline"]][-1] == ("erased", "olga")


def test_a_journey_that_is_not_there_is_named(operator: Operator) -> None:
    """In a sentence."""
    # GIVEN an id that no journey has
    # WHEN a command is about it
    # THEN the command names it
    for command in ("show", "approve", "retry", "cancel", "new-link"):
        assert "jny_nowhere" in operator.fail("journeys", command, "jny_nowhere")
    seen = ("--step", "tell", "--attempt", "1", "--reason", "refused")
    assert "jny_nowhere" in operator.fail("journeys", "cancel", "jny_nowhere", *seen)


@pytest.mark.parametrize(
    "seen",
    [
        ("--version", "1"),
        ("--step", "tell", "--attempt", "1", "--reason", "refused"),
        ("--step", "tell", "--attempt", "1", "--reason", "none"),
    ],
)
@pytest.mark.parametrize("command", ["approve", "retry", "cancel", "new-link"])
def test_a_decision_about_what_has_changed_shows_the_present_state(
    operator: Operator, command: str, seen: tuple[str, ...]
) -> None:
    """Exit status 3, and nothing is decided."""
    # GIVEN a journey that was retried since an operator looked at it
    journey_id = f"jny_stale_{command}_{len(seen)}_{seen[-1]}"
    held(operator, journey_id)
    operator.run("journeys", "retry", journey_id, "--version", "1")
    # WHEN they decide on what they saw
    result = operator.result("journeys", command, journey_id, *seen)
    # THEN the command fails, says so, and shows how it stands
    assert isinstance(result.exception, ChangedError)
    assert f"{journey_id} has changed since you saw it" in str(result.exception)
    assert "had it tried again" in result.output
    # AND nothing was decided, whatever the worker does meanwhile
    lines = operator.read("journeys", "show", journey_id)["timeline"]
    decided = {"approved", "retried", "cancel_requested"} & {line["what"] for line in lines}
    assert decided == {"retried"}
    assert [line["what"] for line in lines].count("retried") == 1


def test_a_journey_that_moves_between_question_and_answer_is_not_decided(
    operator: Operator,
) -> None:
    """What was shown is sent along, so a late answer changes nothing."""
    # GIVEN an operator who is asked, while another operator decides
    held(operator, "jny_asked")

    def somebody_else(question: str) -> bool:
        assert question == "Approve jny_asked?"
        operator.run("journeys", "retry", "jny_asked", "--version", "1")
        return True

    # WHEN they say yes to what they were shown
    context = operating.context(operator.deployment())
    answers = deciding.asked(context, "jny_asked", Decision.APPROVE, ask=somebody_else)
    # THEN nothing is approved
    with pytest.raises(ChangedError):
        deciding.decide(operator.deployment(), "jny_asked", Decision.APPROVE, answers, "olga")
    lines = operator.read("journeys", "show", "jny_asked")["timeline"]
    assert "approved" not in [line["what"] for line in lines]


def test_without_a_terminal_and_without_what_was_seen_nothing_is_decided(
    operator: Operator,
) -> None:
    """A script says what it decides about; `--yes` alone does not."""
    # GIVEN a journey that waits for a decision
    held(operator, "jny_script")
    # WHEN a script decides without saying about what
    why = operator.fail("journeys", "approve", "jny_script")
    # THEN it is told how to
    assert "nothing was decided: there is no terminal to ask at" in why
    assert "--version 1" in why
    assert "give either --version" in operator.misuse("journeys", "approve", "jny_script", "--yes")
    half = ("--step", "tell", "--attempt", "1")
    assert "give either" in operator.misuse("journeys", "approve", "jny_script", *half)
    wrong = ("--step", "tell", "--attempt", "1", "--reason", "lateness")
    assert "must be one of" in operator.misuse("journeys", "approve", "jny_script", *wrong)
    # AND a no is a no
    with pytest.raises(AssertionError):
        operator.run("journeys", "approve", "jny_script", typed="n\n")
    assert operator.read("journeys", "show", "jny_script")["status"] == "needs_attention"
