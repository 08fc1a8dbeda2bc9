"""SmartRecruiters as a test scripts it, and tenants that connect companies there."""

import json
from collections.abc import Iterator
from typing import Final

from jetbridge.flows.browser.outcome import Outcome
from jetbridge.flows.context import Context
from jetbridge.model.connection import Connection
from jetbridge.oauth import clients
from jetbridge.oauth.clients import ClientStatus
from jetbridge.store import companies
from tests.fakes import FakeHttp, answer
from tests.fakes.approvals import exchanged
from tests.fakes.context import ENVIRONMENT, SMARTRECRUITERS, World
from tests.fakes.http import Answer

TOKEN: Final = f"{SMARTRECRUITERS}/identity/oauth/token"
INTEGRATIONS: Final = f"{SMARTRECRUITERS}/apps-integrations/partner-api/integrations"
ISSUED: Final = {"clientId": "their-id", "clientSecret": "their-secret", "integrationId": "int-1"}
CONFIRMS: Final = answer(ISSUED)
CONFLICT: Final = answer(status=409)


def a_world(*answers: Answer, companies_mode: str = "any") -> World:
    """Return a world whose SmartRecruiters gives `answers`, then confirms everything."""
    http = FakeHttp()
    http.always("POST", TOKEN, answer({"access_token": "master-token", "expires_in": 1799}))
    http.on("POST", INTEGRATIONS, *answers)
    http.always("POST", INTEGRATIONS, CONFIRMS)
    environment = {**ENVIRONMENT, "SMARTRECRUITERS_COMPANIES": companies_mode}
    return World(http=http, environment=environment)


def approve(context: Context, tenant: str = "demo", company_id: str = "acme") -> Outcome:
    """Approve as an admin of `tenant`."""
    subject = f"admin-of-{tenant}"
    return exchanged(context, company_id=company_id, tenant=tenant, subject=subject)


def connection(world: World, tenant: str = "demo", company_id: str = "acme") -> Connection:
    """Return a tenant's connection to a company, which must be there."""
    found = companies.connection(world.table, company_id, tenant)
    assert found
    return found


def sent(world: World) -> list[dict[str, str]]:
    """Return what SmartRecruiters was asked to integrate, in order."""
    assert isinstance(world.http, FakeHttp)
    return [json.loads(each.body or b"") for each in world.http.sent("POST", INTEGRATIONS)]


def live(world: World, tenant: str) -> Iterator[str]:
    """Yield the live clients of all those that were ever minted for a tenant."""
    found, _ = clients.listing(world.table, tenant, limit=100)
    yield from (each.client_id for each in found if each.status is ClientStatus.ACTIVE)
