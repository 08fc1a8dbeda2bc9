"""A SmartRecruiters whose answers to integrations are scripted, and tenants that connect there."""

import json
from collections.abc import Iterator
from typing import Final

from jetbridge.flows.browser.outcome import Outcome
from jetbridge.flows.context import Context
from jetbridge.model.connection import Connection
from jetbridge.model.identity import Identity
from jetbridge.model.notification import Notification, NotificationStatus
from jetbridge.model.scopes import ClientKind
from jetbridge.oauth import clients
from jetbridge.oauth.clients import ClientStatus
from jetbridge.store import companies, notifications
from tests.fakes import FakeHttp, answer
from tests.fakes.approvals import exchanged
from tests.fakes.context import ENVIRONMENT, World
from tests.fakes.http import Answer
from tests.fakes.partners.smartrecruiters import INTEGRATIONS, ISSUED, SmartRecruiters

CONFIRMS: Final = answer(ISSUED)
CONFLICT: Final = answer(status=409)


def a_world(*answers: Answer) -> World:
    """Return a world whose SmartRecruiters gives `answers` to …/integrations, and no other."""
    http = SmartRecruiters()
    http.only("POST", INTEGRATIONS, *answers)
    return World(http=http)


def a_confirming_world(*answers: Answer, companies_mode: str = "any") -> World:
    """Return a world whose SmartRecruiters gives `answers`, then confirms everything."""
    http = SmartRecruiters()
    http.on("POST", INTEGRATIONS, *answers)
    http.always("POST", INTEGRATIONS, CONFIRMS)
    environment = {**ENVIRONMENT, "SMARTRECRUITERS_COMPANIES": companies_mode}
    return World(http=http, environment=environment)


def approve(context: Context, tenant: str = "demo", company_id: str = "acme") -> Outcome:
    """Approve as an admin of `tenant`."""
    subject = f"admin-of-{tenant}"
    return exchanged(context, company_id=company_id, tenant=tenant, subject=subject)


def the_connection(world: World, tenant: str = "demo", company_id: str = "acme") -> Connection:
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


def connected() -> tuple[World, Identity]:
    """Return a world with one active connection, and the identity of its partner's client."""
    world = a_world(answer(ISSUED))
    approve(world.context())
    connection = the_connection(world)
    identity = Identity(
        connection.clients[0],
        ClientKind.PARTNER,
        "demo",
        frozenset({"callbacks:write"}),
        connection.id,
    )
    return world, identity


def kept(world: World) -> list[str]:
    """Return the names of the events that are kept for the operator."""
    found, _ = notifications.listing(
        world.table, "smartrecruiters", NotificationStatus.IGNORED, limit=100
    )
    return [each.event_type for each in found]


def stored(world: World) -> list[Notification]:
    """Return what is stored of SmartRecruiters', in any status."""
    return [
        each
        for status in NotificationStatus
        for each in notifications.listing(world.table, "smartrecruiters", status, limit=100)[0]
    ]
