"""Tenants do not trust one another: what one of them has touches no journey of another."""

import pytest

from jetbridge.flows.journey import show
from jetbridge.flows.notification import inbox
from jetbridge.model.connection import Connection
from jetbridge.model.errors import ApiProblem
from jetbridge.model.journey import Journey, Reason, Status
from jetbridge.model.notification import Notification
from jetbridge.partners.smartrecruiters import companies as smartrecruiters_companies
from jetbridge.store import companies, journeys, policies
from tests.fakes.approvals import exchanged
from tests.fakes.partners.smartrecruiters import APPLICATION
from tests.support.journeys.env import COMPANY, TENANT, Simulation, a_simulation
from tests.support.journeys.policies import REPORT, policy

OTHER = "another"


def moved(simulation: Simulation) -> Connection:
    """Have the operator release the company and another tenant connect it; return that one's."""
    simulation.disable_company()
    smartrecruiters_companies.release(simulation.process(), COMPANY, by="operator-1")
    outcome = exchanged(
        simulation.process(), company_id=COMPANY, tenant=OTHER, subject="their-admin"
    )
    assert outcome.connected
    found = companies.connection(simulation.world.table, COMPANY, OTHER)
    assert found
    simulation.world.queue.sent.clear()
    return found


def tell(simulation: Simulation, connection: Connection) -> None:
    """Have SmartRecruiters tell a connection of the same application."""
    context = simulation.process()
    told = Notification(
        partner="smartrecruiters",
        event_id="evt-of-another",
        event_type="application.status.updated",
        tenant=connection.tenant,
        connection_id=connection.id,
        received_at=context.clock.now(),
        facts={"candidate_id": APPLICATION[0], "job_id": APPLICATION[1]},
    )
    inbox.take(context, told)


def theirs(simulation: Simulation) -> tuple[Journey, ...]:
    """Return the other tenant's journeys."""
    return journeys.of_tenant(simulation.world.table, OTHER, limit=10, after=None)[0]


def waiting() -> Simulation:
    """Return a simulation in which a person is waited for."""
    simulation = a_simulation(policy())
    simulation.hire()
    simulation.work_off()
    assert simulation.status() is Status.WAITING
    return simulation


def test_a_company_that_moves_takes_no_journey_along() -> None:
    """The one that runs loses its connection; the new tenant's token is not for it."""
    # GIVEN a journey whose company has gone to another tenant, without a policy
    simulation = waiting()
    connection = moved(simulation)
    calls = [*simulation.partners.smartrecruiters.asked]
    # WHEN the person is verified, and the new connection hears of the same hire
    simulation.succeed()
    tell(simulation, connection)
    simulation.work_off()
    # THEN SmartRecruiters was asked nothing, and an operator is needed
    assert simulation.partners.smartrecruiters.asked == calls
    assert (simulation.status(), simulation.reason()) == (
        Status.NEEDS_ATTENTION,
        Reason.NOT_CONNECTED,
    )
    assert not simulation.partners.enboarder.workflows
    # AND the new tenant has no journey
    assert theirs(simulation) == ()


def test_the_new_tenant_begins_by_its_own_policy() -> None:
    """For the same hire, beside the old one's journey, and neither can see the other."""
    # GIVEN the same, and a new tenant that only reports
    simulation = waiting()
    connection = moved(simulation)
    document = policy(REPORT)
    now = simulation.world.clock.now()
    simulation.world.table.write(*policies.put(OTHER, document, before=0, now=now))
    # WHEN the new connection hears of the hire
    tell(simulation, connection)
    simulation.work_off()
    # THEN it has its own journey, which is over, and the old one waits
    (journey,) = theirs(simulation)
    assert (journey.tenant, journey.status, journey.sequence) == (OTHER, Status.COMPLETED, 1)
    assert simulation.status() is Status.WAITING
    # AND to the one the other's does not exist
    for tenant, other in ((TENANT, journey), (OTHER, simulation.journey)):
        with pytest.raises(ApiProblem) as raised:
            show.find(simulation.process().table, tenant, other.id)
        assert raised.value.status == 404
