"""A tenant's client decides about its journeys, and says what it saw."""

from collections.abc import Mapping

import pytest

from jetbridge.model.journey import Status, StepStatus, What
from jetbridge.model.scopes import Scope
from tests.support.api import Answer, Client
from tests.support.journeys.env import Simulation, a_simulation
from tests.support.journeys.policies import LAUNCH, REPORT, policy, verify

DECISIONS = ("approve", "retry", "cancel", "new-link", "replace-link")


@pytest.fixture
def simulation() -> Simulation:
    """Return a simulation whose one journey waits for a decision: the person was rejected."""
    simulation = a_simulation(policy(verify(), LAUNCH, REPORT))
    simulation.hire()
    simulation.work_off()
    simulation.fail()
    simulation.work_off()
    assert simulation.journey.status is Status.NEEDS_ATTENTION
    return simulation


@pytest.fixture
def client(simulation: Simulation) -> Client:
    """Return a client of its tenant."""
    return Client(simulation.world.context(), tenant=simulation.journey.tenant)


def decide(client: Client, simulation: Simulation, word: str, seen: Mapping[str, object]) -> Answer:
    """Take a decision about the journey."""
    return client.call("POST", f"/v1/journeys/{simulation.journey.id}/{word}", seen)


def test_what_may_be_decided_is_told_with_its_consequence(
    simulation: Simulation, client: Client
) -> None:
    """For a page with buttons: the version that it shows is what its decision answers."""
    # WHEN the decisions are asked for
    shown = client.call("GET", f"/v1/journeys/{simulation.journey.id}/decisions").json
    # THEN each that makes sense is there, in words
    assert shown["version"] == simulation.journey.version
    told = {each["decision"]: each for each in shown["items"]}
    assert {"approve", "retry", "cancel"} <= told.keys()
    assert "has not proved who they are" in told["approve"]["consequence"]
    # AND each of them is taken
    for word in told:
        assert word in DECISIONS


def test_what_is_approved_goes_on(simulation: Simulation, client: Client) -> None:
    """The timeline names the client."""
    # WHEN the client approves what it saw
    answered = decide(client, simulation, "approve", {"version": simulation.journey.version})
    # THEN the step is done, and the rest follows
    assert (answered.status, answered.json["steps"][0]["status"]) == (200, "done")
    (line,) = (each for each in simulation.timeline if each.what is What.APPROVED)
    assert line.by == "client:jb_ci_caller"
    simulation.work_off()
    assert simulation.journey.status is Status.COMPLETED


def test_a_program_answers_a_step(simulation: Simulation, client: Client) -> None:
    """Its attempt and its reason, whatever else has happened."""
    # GIVEN what the client saw of the step
    seen = {"step": "identity", "attempt": 1, "reason": "rejected"}
    # WHEN it has the step tried again
    answered = decide(client, simulation, "retry", seen)
    simulation.work_off()
    # THEN the person is asked once more, and the same decision answers nothing any more
    assert answered.status == 200
    assert simulation.journey.steps[0].status is StepStatus.AWAITING
    assert decide(client, simulation, "retry", seen).problem == "overtaken"


@pytest.mark.parametrize(
    ("word", "what"), [("new-link", What.NEW_LINK), ("replace-link", What.LINK_REPLACED)]
)
def test_a_new_link_is_issued(
    simulation: Simulation, client: Client, word: str, what: What
) -> None:
    """The earlier ones are closed where that is asked for."""
    # GIVEN a person who is awaited
    decide(client, simulation, "retry", {"version": simulation.journey.version})
    simulation.work_off()
    # WHEN a new link is issued
    answered = decide(client, simulation, word, {"version": simulation.journey.version})
    # THEN the timeline says so
    assert answered.status == 200
    assert what in [each.what for each in simulation.timeline]


def test_a_cancelled_journey_ends(simulation: Simulation, client: Client) -> None:
    """And says so."""
    answered = decide(client, simulation, "cancel", {"version": simulation.journey.version})
    simulation.work_off()
    assert answered.status == 200
    assert simulation.journey.status is Status.CANCELLED


@pytest.mark.parametrize("word", DECISIONS)
def test_a_decision_about_what_was_is_not_taken(
    simulation: Simulation, client: Client, word: str
) -> None:
    """What came meanwhile may be the opposite."""
    # WHEN the client decides about an earlier version
    before = simulation.journey
    answered = decide(client, simulation, word, {"version": before.version - 1})
    # THEN nothing is decided, and the answer says what it is now
    assert (answered.status, answered.problem) == (409, "overtaken")
    assert answered.json["journeyVersion"] == before.version
    assert simulation.journey == before


def test_what_makes_no_sense_is_refused(simulation: Simulation, client: Client) -> None:
    """Nothing waits for an approval once the journey is over."""
    # GIVEN a journey that is over
    decide(client, simulation, "cancel", {"version": simulation.journey.version})
    simulation.work_off()
    # WHEN it is approved, THEN the answer says why not
    answered = decide(client, simulation, "approve", {"version": simulation.journey.version})
    assert (answered.status, answered.problem) == (409, "not-possible")
    assert answered.json["detail"].startswith("Nothing was decided: ")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/version"),
        ({"version": 1, "step": "identity"}, "/version"),
        ({"step": "identity", "attempt": 1}, "/version"),
        ({"version": "1"}, "/version"),
        ({"version": 0}, "/version"),
        ({"version": True}, "/version"),
        ({"step": "identity", "attempt": 1, "reason": "late"}, "/reason"),
        ({"version": 1, "by": "me"}, "/by"),
    ],
)
def test_a_decision_says_what_it_answers(
    simulation: Simulation, client: Client, body: Mapping[str, object], pointer: str
) -> None:
    """Whole, and in its form."""
    # WHEN a decision says half of it, or something else
    before = simulation.journey
    answered = decide(client, simulation, "approve", body)
    # THEN it is refused where it is wrong
    assert (answered.status, answered.pointers) == (422, [pointer])
    assert simulation.journey == before


def test_another_tenants_journey_is_not_there(simulation: Simulation, client: Client) -> None:
    """As if it did not exist."""
    other = Client(client.context, tenant="other")
    seen = {"version": simulation.journey.version}
    assert decide(other, simulation, "approve", seen).status == 404
    assert other.call("GET", f"/v1/journeys/{simulation.journey.id}/decisions").status == 404


@pytest.mark.parametrize("word", DECISIONS)
def test_a_decision_needs_its_scope(simulation: Simulation, client: Client, word: str) -> None:
    """Who may look at journeys may not yet decide."""
    client.scopes -= {Scope.JOURNEYS_WRITE}
    seen = {"version": simulation.journey.version}
    assert decide(client, simulation, word, seen).status == 403
