"""A tenant whose people share pieces of ids: candidates of two companies, and API clients'."""

from typing import Final
from urllib.parse import quote

from jetbridge.flows.notification import inbox
from jetbridge.flows.onboarding import onboard
from jetbridge.model.journey import Journey
from jetbridge.model.notification import Notification
from jetbridge.model.onboarding import Onboarding
from jetbridge.store import companies
from jetbridge.web import bodies
from jetbridge.web.orders import Order
from tests.fakes.approvals import exchanged
from tests.support.journeys.env import CALLER, COMPANY, TENANT, Simulation, a_simulation
from tests.support.journeys.orders import a_verification
from tests.support.journeys.policies import LAUNCH, policy

OTHER: Final = "Globex"
EVENT: Final = "application.status.updated"


def a_town(*, companies_too: bool = False) -> Simulation:
    """Return a tenant that launches a workflow for each hire; with a second company, if wanted."""
    simulation = a_simulation(policy(LAUNCH))
    if companies_too:
        context = simulation.process()
        outcome = exchanged(context, company_id=OTHER, tenant=TENANT, subject="admin")
        assert outcome.connected
    simulation.world.queue.sent.clear()
    return simulation


def tell(  # noqa: PLR0913 - what a notification has
    simulation: Simulation,
    facts: dict[str, str],
    *,
    company: str = COMPANY,
    event: str = EVENT,
    event_id: str = "",
    work: bool = True,
) -> str:
    """Have SmartRecruiters tell of something, and the worker do what follows; return the event."""
    simulation.notified += 1
    context = simulation.process()
    connection = companies.connection(context.table, company, TENANT)
    assert connection
    told = Notification(
        partner="smartrecruiters",
        event_id=event_id or f"evt-town-{simulation.notified}",
        event_type=event,
        tenant=TENANT,
        connection_id=connection.id,
        received_at=context.clock.now(),
        facts=facts,
    )
    inbox.take(context, told)
    if work:
        simulation.work_off()
    return told.event_id


def hired(
    simulation: Simulation, candidate_id: str, job_id: str = "job-1", *, company: str = COMPANY
) -> Journey:
    """Have a company hire a candidate, and return the journey, which is over."""
    # The partner in its place takes the parts of an address as they come.
    in_address = quote(candidate_id, safe=""), quote(job_id, safe="")
    simulation.partners.smartrecruiters.move("HIRED", in_address)
    before = {each.id for each in simulation.every}
    tell(simulation, {"candidate_id": candidate_id, "job_id": job_id}, company=company)
    (new,) = [each for each in simulation.every if each.id not in before]
    assert new.is_over
    return new


def launched(simulation: Simulation, **fields: object) -> Onboarding:
    """Have an API client launch a workflow."""
    order = bodies.order(
        {
            "partner": "enboarder",
            "employee": {"name": "Ana Ruiz", "email": "ana@example.com"},
            "managers": [{"name": "Mo Doe", "email": "mo@example.com"}],
            "startDate": "2026-12-01",
            **fields,
        }
    )
    return _requested(simulation, order)


def asked_to_verify(simulation: Simulation, **fields: object) -> Onboarding:
    """Have an API client request a verification at Incode."""
    return _requested(simulation, a_verification(**fields))


def _requested(simulation: Simulation, order: Order, key: str = "") -> Onboarding:
    key = key or f"key-{simulation.world.ids.handle()}"
    context = simulation.process()
    return onboard.request(
        context, CALLER, order, idempotency_key=key, base_url="https://jetbridge.test"
    ).onboarding
