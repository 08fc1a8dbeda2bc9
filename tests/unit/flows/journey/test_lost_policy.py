"""A version of a policy that an operator has changed or removed by hand: nothing is guessed."""

from dataclasses import replace

import pytest

from jetbridge.flows.journey import show
from jetbridge.flows.journey.record import PolicyLostError
from jetbridge.model.journey import Reason, Status
from jetbridge.model.journey_events import Decision
from jetbridge.model.untold import Untold
from jetbridge.store import keys
from jetbridge.store.table import Delete, Put, Update, Write
from jetbridge.web import journey_resources
from tests.fakes.journeys import BEGUN
from tests.fakes.partners.smartrecruiters import APPLICATION
from tests.support.journeys.env import TENANT, Simulation, a_simulation
from tests.support.journeys.policies import REPORT, policy, verify
from tests.unit.flows.people.erasing import candidate, erased

VERSION = keys.policy(TENANT, 1)
LOSSES: dict[str, Write] = {
    "removed": Delete(VERSION),
    "of another release": Update(VERSION, set={"document": {"schema": "jetbridge.policy/9"}}),
}


@pytest.fixture(params=[*LOSSES.values()], ids=[*LOSSES])
def loss(request: pytest.FixtureRequest) -> Write:
    """Return what operators have done to the policy."""
    done: Write = request.param
    return done


def waiting() -> Simulation:
    """Return a simulation in which a person is waited for."""
    simulation = a_simulation(policy(verify(), REPORT))
    simulation.hire()
    simulation.work_off()
    assert simulation.status() is Status.WAITING
    return simulation


def test_a_journey_stops_and_its_message_fails(loss: Write) -> None:
    """So it comes to the dead letters, which an operator watches; restored, it goes on."""
    # GIVEN a journey whose policy is lost, and a person who is verified
    simulation = waiting()
    stored = simulation.world.table.get(VERSION)
    simulation.world.table.write(loss)
    simulation.succeed()
    # WHEN the worker comes to it
    with pytest.raises(PolicyLostError, match="version 1 of the policy of demo"):
        simulation.work_off()
    # THEN it stands where it stood, and who decides is told
    assert simulation.status() is Status.WAITING
    with pytest.raises(PolicyLostError):
        simulation.decide(Decision.CANCEL)
    # WHEN the policy is back, and the message comes again
    assert stored
    simulation.world.table.write(Put(stored))
    simulation.work_off()
    # THEN the journey goes on
    assert simulation.status() is Status.COMPLETED


def test_a_journey_is_shown_all_the_same(loss: Write) -> None:
    """One lost version hides neither its journey nor the others of the list."""
    # GIVEN a journey whose policy is lost
    simulation = waiting()
    simulation.world.table.write(loss)
    # WHEN the list and the journey are asked for
    listed, _ = show.page(simulation.process().table, TENANT, limit=10, after=None)
    shown = journey_resources.journey(*show.told(simulation.process().table, simulation.journey))
    # THEN both say that the operator is to restore it
    (item,) = (journey_resources.item(*each) for each in listed)
    assert item["awaits"] == shown["awaits"]
    assert item["awaits"] == {
        "who": "operator",
        "what": "Version 1 of the policy, restored.",
        "until": None,
    }
    assert (item["step"], shown["steps"]) == (None, [])
    assert shown["timeline"]
    assert shown["problem"] == {
        "what": "Version 1 of the policy is gone, or cannot be read.",
        "advice": "Restore that version from a backup of the table, then"
        " `jetbridge notifications replay-dead-letters`.",
    }


@pytest.mark.parametrize(
    ("status", "problem"),
    [(Status.COMPLETED, False), (Status.CANCELLED, False), (Status.FAILED, True)],
)
def test_a_journey_that_is_over_needs_no_policy(status: Status, problem: bool) -> None:  # noqa: FBT001 - parametrized
    """Its reason is known without."""
    # GIVEN a journey that is over
    over = replace(BEGUN, status=status, reason=Reason.REJECTED)
    # WHEN it is shown without its policy
    shown = journey_resources.journey(None, over, (), Untold((), ()))
    # THEN nothing is awaited, and what went wrong is said
    assert (shown["awaits"], bool(shown["problem"])) == (
        {"who": "nobody", "what": "Nothing more.", "until": None},
        problem,
    )


def test_a_hire_is_not_forgotten(loss: Write) -> None:
    """Neither one that begins nor one that is taken back."""
    # GIVEN a journey whose policy is lost
    simulation = waiting()
    stored = simulation.world.table.get(VERSION)
    simulation.world.table.write(loss)
    # WHEN its hire is taken back, and another person is hired
    simulation.take_back(APPLICATION)
    simulation.hire(("can-2", "job-1"))
    with pytest.raises(PolicyLostError):
        simulation.work_off()
    # THEN both are done once the policy is back
    assert stored
    simulation.world.table.write(Put(stored))
    simulation.work_off()
    assert {each.candidate_id: each.status for each in simulation.every} == {
        "can-1": Status.CANCELLED,
        "can-2": Status.WAITING,
    }


def test_a_person_can_be_erased_all_the_same(loss: Write) -> None:
    """What cannot be found without the policy names no person."""
    # GIVEN a journey that is over, and whose policy was lost later
    simulation = waiting()
    simulation.succeed()
    simulation.work_off()
    simulation.world.table.write(loss)
    # WHEN the person is erased
    report = erased(simulation.world, candidate("can-1"))
    # THEN they are
    counts = report.erasure.counts
    assert (counts["journeys"], counts["onboardings"]) == (1, 1)
    assert not simulation.journey.candidate_id
