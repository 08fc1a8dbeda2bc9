"""Which hiring system is asked and told follows from the connection of the journey's company."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import pytest

from jetbridge.flows.journey import hiring, policies
from jetbridge.flows.partner import HiringSystem
from jetbridge.model import registry
from jetbridge.model.connection import Connection, Status
from jetbridge.model.hiring import Hire, NotConnected
from jetbridge.model.journey_events import Effect, Intent, Took
from jetbridge.model.partner import Capability, Reports
from jetbridge.model.policy import Policy, Step, StepKind
from jetbridge.store import connections
from tests.fakes.context import World
from tests.fakes.journeys import BEGUN
from tests.unit.flows.journey import ats
from tests.unit.flows.journey.ats import hiring_system

SYSTEM: Final[HiringSystem] = hiring_system
"""For mypy, which compares it with the protocol."""
ATS: Final = replace(
    registry.hiring_system(),
    name="ats",
    title="ATS",
    package=ats.__name__,
    capabilities=frozenset({Capability.CONNECTS, Capability.HIRING_SYSTEM, Capability.SAMPLE_HIRE}),
    jobs=frozenset(),
    reports=Reports(steps=("ONBOARDED",), succeeded="ONBOARDED", failed="NOT_ONBOARDED"),
)
POLICY: Final = Policy("demo", 1, (Step("tell", StepKind.REPORT, "ats", status="ONBOARDED"),))


@pytest.fixture(autouse=True)
def own() -> Iterator[None]:
    """Register the hiring system."""
    with registry.registered(ATS):
        yield


def company(world: World, partner: str = ATS.name) -> Connection:
    """Store a company's connection to a partner."""
    made = Connection(
        id=f"con_{partner}",
        tenant="demo",
        partner=partner,
        account="acme",
        status=Status.ACTIVE,
        reason="connected",
        created_at=1,
        updated_at=1,
        sealed={"apiKey": "v1.k1.x"},
    )
    world.table.write(*connections.save(None, made, by="test"))
    return made


def test_a_hire_is_read_from_the_system_of_its_company() -> None:
    """Shared code knows none of them by name."""
    # GIVEN a company that is connected to another hiring system
    world = World()
    held = company(world)
    # WHEN a hire of the company is read, THEN it is that system's
    documents = Hire({"company": "acme", "job": "j"}, {"id": "c"})
    assert hiring.hire(world.context(), held, "c", "j") == documents
    # AND of a company that is not connected nothing is
    assert hiring.hire(world.context(), None, "c", "j") == NotConnected()


@pytest.mark.parametrize(
    ("effect", "status"), [(Effect.REPORT, "ONBOARDED"), (Effect.REPORT_FAILURE, "NOT_ONBOARDED")]
)
def test_a_system_is_told_in_its_own_words(effect: Effect, status: str) -> None:
    """What a step says, and what stands for a failure."""
    # GIVEN a journey of a company that is connected to it
    world = World()
    journey = replace(BEGUN, connection_id=company(world).id)
    # WHEN the journey reports
    told = hiring.report(world.context(), POLICY, journey, Intent(effect, 0, "key"))
    # THEN the system has the status
    assert told == Took(left_out=f"acme {journey.candidate_id} {status}")


def test_a_new_policy_sets_the_systems_going_and_no_other_partner() -> None:
    """A connection to another partner has no hires to look for, whichever release knows it."""
    # GIVEN a tenant that is connected to the system and to partners that are none: one of them is
    # of a later release, before a rollback
    world = World()
    held = company(world)
    company(world, "enboarder")
    with registry.registered(replace(ATS, name="later")):
        company(world, "later")
    # WHEN it gets a policy
    policies.set_going(world.context(), "demo")
    # THEN the system looks for hires
    ((message, _),) = world.queue.sent
    assert message["connection_id"] == held.id


def test_a_partner_that_is_no_hiring_system_is_never_taken_for_one() -> None:
    """A journey whose connection is to another partner is a fault of ours."""
    # GIVEN a connection to a partner that has no hires
    world = World()
    held = company(world, "enboarder")
    # WHEN a hire is to be read there
    with pytest.raises(LookupError, match="enboarder has no capability hiring_system"):
        # THEN nothing else is asked instead
        hiring.hire(world.context(), held, "c", "j")
