"""Credentials that a partner refuses: whose they are, what it said, and what to do about it."""

from typing import Any

import pytest

from jetbridge.flows.journey import show
from jetbridge.model.journey import NEEDS_REPAIR, Reason, Status, StepStatus
from jetbridge.model.metrics import Metric
from jetbridge.web import journey_resources
from tests.fakes import answer
from tests.fakes.partners.double import Double
from tests.support.journeys.env import DAY, TENANT, Simulation, a_simulation
from tests.support.journeys.policies import LAUNCH, REPORT, policy, verify

INVALID_CLIENT = answer({"error": "invalid_client"}, status=401)
FORBIDDEN = answer({"message": "no"}, status=403)


def refuse(partner: Double, error: str) -> None:
    """Have a partner refuse the credential at its token endpoint, or each call that is made."""
    if error == "invalid_client":
        partner.token_refusal = INVALID_CLIENT
    else:
        partner.refusal = FORBIDDEN


def shown(simulation: Simulation) -> dict[str, Any]:
    """Return the latest journey as the API shows it."""
    told = show.find(simulation.world.context().table, TENANT, simulation.journey.id)
    return {**journey_resources.journey(*told)}


@pytest.mark.parametrize("error", ["invalid_client", "http_403"])
def test_a_refusal_of_the_deployers_own_names_them(error: str) -> None:
    """Every connection is fine then: the advice names the command that asks the partner."""
    # GIVEN an Incode that refuses the deployer's client, or its API key
    simulation = a_simulation(policy(verify(), REPORT))
    refuse(simulation.partners.incode, error)
    # WHEN a person is hired
    simulation.hire()
    simulation.work_off()
    # THEN the journey needs attention, and says whose credentials are refused and with what
    assert (simulation.status(), simulation.reason()) == (
        Status.NEEDS_ATTENTION,
        Reason.PARTNER_CREDENTIALS,
    )
    problem = shown(simulation)["problem"]
    assert problem["what"].endswith(f"are missing or refused: {error}.")
    assert "`jetbridge secrets test incode`" in problem["advice"]
    assert "connections" not in problem["advice"]
    assert shown(simulation)["awaits"]["who"] == "operator"
    # AND it is told as one that a person must repair
    (event,) = [each for each in simulation.world.bus.published if "attention" in each.type]
    assert (event.detail["reason"], event.detail["fault"]) == ("partner_credentials", error)
    assert simulation.world.meter.counted[Metric.JOURNEY_HELD] == 1
    # WHEN it is left so for a month, and then repaired
    simulation.wait(days=30)
    assert simulation.step(0).status is StepStatus.DELAYED
    simulation.partners.incode.token_refusal = simulation.partners.incode.refusal = None
    simulation.wait(hours=6)
    # THEN it goes on by itself, and nothing of the refusal is left
    assert (simulation.status(), simulation.step(0).fault) == (Status.WAITING, "")


@pytest.mark.parametrize("error", ["invalid_client", "http_403"])
def test_a_refusal_of_a_connections_credential_stays_the_tenants(error: str) -> None:
    """Enboarder's are the customer's: the advice names the connections."""
    # GIVEN an Enboarder that refuses the account's client
    simulation = a_simulation(policy(LAUNCH))
    refuse(simulation.partners.enboarder, error)
    # WHEN a person is hired
    simulation.hire()
    simulation.work_off()
    # THEN it is the connection that needs a repair
    assert simulation.reason() is Reason.NOT_CONNECTED
    problem = shown(simulation)["problem"]
    assert problem["what"].endswith(f": {error}.")
    assert "`jetbridge connections list --tenant demo`" in problem["advice"]
    assert "secrets" not in problem["advice"]


def test_a_refusal_while_something_is_undone_is_told_as_well() -> None:
    """A workflow that cannot be cancelled goes on: all the more is the cause to be seen."""
    # GIVEN a workflow that runs, and an Enboarder that refuses the account from now on
    simulation = a_simulation(policy(LAUNCH))
    simulation.hire()
    simulation.work_off()
    refuse(simulation.partners.enboarder, "http_403")
    # WHEN the hire is taken back
    simulation.take_back()
    simulation.work_off()
    # THEN the cancellation waits for the connection, and the timeline says why
    assert (simulation.journey.closing.reason, simulation.journey.closing.fault) == (
        Reason.NOT_CONNECTED,
        "http_403",
    )
    assert shown(simulation)["timeline"][-1]["facts"]["fault"] == "http_403"


def test_a_company_that_is_refused_is_a_connection() -> None:
    """SmartRecruiters' refusal is told with its error."""
    # GIVEN a company whose pair SmartRecruiters no longer takes
    simulation = a_simulation(policy(verify(), REPORT))
    simulation.hire()
    simulation.work_off()
    simulation.world.clock.advance(DAY)
    refuse(simulation.partners.smartrecruiters, "invalid_client")
    # WHEN the person is verified
    simulation.succeed()
    simulation.work_off()
    # THEN the status cannot be told, and it is said why
    assert (simulation.reason(), simulation.step(1).fault) == (
        Reason.NOT_CONNECTED,
        "invalid_client",
    )


def test_every_reason_that_needs_a_repair_is_told() -> None:
    """The rules for attention, events and metrics share one list."""
    # THEN it is this one
    assert {str(each) for each in NEEDS_REPAIR} == {"not_connected", "partner_credentials"}
