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
from tests.support.journeys.env import CALLER, COMPANY, TENANT, House, a_house
from tests.support.journeys.policies import LAUNCH, policy

OTHER: Final = "Globex"
EVENT: Final = "application.status.updated"


def a_town(*, companies_too: bool = False) -> House:
    """Return a tenant that launches a workflow for each hire; with a second company, if wanted."""
    house = a_house(policy(LAUNCH))
    if companies_too:
        context = house.process()
        outcome = exchanged(context, company_id=OTHER, tenant=TENANT, subject="admin")
        assert outcome.connected
    house.world.queue.sent.clear()
    return house


def tell(  # noqa: PLR0913 - what a notification has
    house: House,
    facts: dict[str, str],
    *,
    company: str = COMPANY,
    event: str = EVENT,
    event_id: str = "",
    work: bool = True,
) -> str:
    """Have SmartRecruiters tell of something, and the worker do what follows; return the event."""
    house.notified += 1
    context = house.process()
    connection = companies.connection(context.table, company, TENANT)
    assert connection
    told = Notification(
        partner="smartrecruiters",
        event_id=event_id or f"evt-town-{house.notified}",
        event_type=event,
        tenant=TENANT,
        connection_id=connection.id,
        received_at=context.clock.now(),
        facts=facts,
    )
    inbox.take(context, told)
    if work:
        house.work_off()
    return told.event_id


def hired(
    house: House, candidate_id: str, job_id: str = "job-1", *, company: str = COMPANY
) -> Journey:
    """Have a company hire a candidate, and return the journey, which is over."""
    # The partner in its place takes the parts of an address as they come.
    in_address = quote(candidate_id, safe=""), quote(job_id, safe="")
    house.partners.smartrecruiters.move("HIRED", in_address)
    before = {each.id for each in house.every}
    tell(house, {"candidate_id": candidate_id, "job_id": job_id}, company=company)
    (new,) = [each for each in house.every if each.id not in before]
    assert new.is_over
    return new


def launched(house: House, **fields: object) -> Onboarding:
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
    return _requested(house, order)


def asked_to_verify(house: House, **fields: object) -> Onboarding:
    """Have an API client request a verification at Incode."""
    order = bodies.order(
        {
            "partner": "incode",
            "integrationReference": "int_1",
            "loginHint": "ana@example.com",
            "notification": {"type": "URL"},
            **fields,
        }
    )
    return _requested(house, order)


def _requested(house: House, order: Order, key: str = "") -> Onboarding:
    key = key or f"key-{house.world.ids.handle()}"
    context = house.process()
    return onboard.request(
        context, CALLER, order, idempotency_key=key, base_url="https://jetbridge.test"
    ).onboarding
