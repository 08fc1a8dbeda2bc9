"""What a tenant's client asks of a list, by its filters."""

from dataclasses import replace
from typing import Any, Final

import pytest

from functions.connect import app as connect
from functions.onboarding import app as onboarding
from jetbridge.flows.journey.of_candidate import EXAMINED as COMPANIES
from jetbridge.model.connection import Status as ConnectionStatus
from jetbridge.model.journey import Status as JourneyStatus
from jetbridge.model.journey import StepState
from jetbridge.model.journey_transition import Transition
from jetbridge.model.onboarding import Onboarding, Status
from jetbridge.runtime.edge import Edge
from jetbridge.store import candidates, connections, journeys, onboardings, policies
from jetbridge.store.listing import EXAMINED
from jetbridge.web.resources import moment
from tests.fakes.clock import START
from tests.fakes.context import World
from tests.fakes.counted import CountedTable
from tests.fakes.hooks import HookedTable
from tests.fakes.journeys import BEGUN
from tests.support.api import Answer, Client
from tests.support.policy_documents import a_policy, report
from tests.unit.model.connections import a_connection

ASKED: Final = Onboarding(
    id="onb_0",
    tenant="demo",
    client_id="jb_ci_caller",
    partner="incode",
    status=Status.REQUESTED,
    notification_type="URL",
    external_customer_id="corr-0",
    link_minutes=60,
    digest="",
    created_at=START,
    updated_at=START,
)
TENANT: Final = BEGUN.tenant


def call(world: World, kind: str, query: str, tenant: str = "demo") -> Answer:
    """Ask for a list."""
    edge: Edge = connect.edge if kind == "connections" else onboarding.edge
    return Client(world.context(), tenant=tenant, edge=edge).call("GET", f"/v1/{kind}", query=query)


def listed(world: World, kind: str, query: str, tenant: str = "demo") -> list[str]:
    """Return the ids in a list, of all its pages."""
    found: list[str] = []
    cursor = ""
    while True:
        page: Any = call(world, kind, f"{query}{cursor}", tenant).json
        found += [each["id"] for each in page["items"]]
        if page["nextCursor"] is None:
            return found
        cursor = f"&cursor={page['nextCursor']}"


def with_onboardings(count: int) -> World:
    """Return a world with onboardings: every third is verified, every other one is at Onboarder.

    They began a minute apart; the newest was changed first.
    """
    world = World()
    for number in range(count):
        made = replace(
            ASKED,
            id=f"onb_{number}",
            status=Status.REQUESTED if number % 3 else Status.VERIFIED,
            partner="onboarder" if number % 2 else "incode",
            external_customer_id=f"corr-{number}",
            created_at=START + 60 * number,
            updated_at=START + 86_400 - number,
        )
        world.table.write(*onboardings.create(made))
    return world


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("status=verified", [9, 6, 3, 0]),
        ("status=verified&limit=1", [9, 6, 3, 0]),
        ("partner=onboarder", [9, 7, 5, 3, 1]),
        ("partner=onboarder&status=verified", [9, 3]),
        ("externalCustomerId=corr-4", [4]),
        ("externalCustomerId=corr", []),
        (f"updatedAfter={moment(START + 86_400 - 2)}", [2, 1, 0]),
        (f"updatedAfter={moment(START + 86_400 - 2)[:-1]}.999Z", [2, 1, 0]),
        (f"updatedAfter={moment(START + 86_400 - 2)}&status=verified", [0]),
    ],
)
def test_onboardings_are_found_by_what_they_are(query: str, found: list[int]) -> None:
    """Newest first, over all pages."""
    # GIVEN ten onboardings, WHEN some are asked for, THEN these are found
    assert listed(with_onboardings(10), "onboardings", query) == [f"onb_{each}" for each in found]


def test_a_page_looks_at_so_many_items_and_no_more() -> None:
    """A page without any may be followed by one with some; each costs the same."""
    # GIVEN more onboardings than a page looks at, of which only the oldest is sought
    world = with_onboardings(EXAMINED + 2)
    asked: list[int] = []
    counted = HookedTable(world.table, lambda: asked.append(1))
    client = Client(world.context(table=counted), edge=onboarding.edge)
    # WHEN it is asked for
    first = client.call("GET", "/v1/onboardings", query="externalCustomerId=corr-0").json
    # THEN the first page has nothing, was five queries, and says that there is more
    # (the hook is called before and after each)
    assert (first["items"], len(asked)) == ([], 2 * 5)
    # AND the next one has it, and is the last one
    assert listed(world, "onboardings", "externalCustomerId=corr-0") == ["onb_0"]


def with_journeys() -> World:
    """Return a world with three journeys through two companies, of two candidates."""
    world = World()
    world.table.write(*policies.put(TENANT, a_policy(report()), before=0, now=START))
    for number, company in enumerate((BEGUN.connection_id, "con_second")):
        made = replace(
            a_connection(), id=company, tenant=TENANT, account=company, created_at=START + number
        )
        world.table.write(*connections.save(None, made, by="test"))
    for number in range(3):
        began = replace(
            BEGUN,
            steps=(StepState(),),
            id=f"jny_{number}",
            candidate_id="can-0" if number < 2 else "can-2",
            connection_id="con_second" if number == 1 else BEGUN.connection_id,
            application_id=f"app-{number}",
            status=JourneyStatus.COMPLETED if number else JourneyStatus.WAITING,
            created_at=START + number,
            updated_at=START + 10 - number,
        )
        world.table.write(
            *journeys.create(Transition(began, ()), None), candidates.lead(began, "record")
        )
    return world


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("status=completed", [2, 1]),
        ("applicationId=app-1", [1]),
        ("candidateId=can-0", [1, 0]),
        ("candidateId=can-0&limit=1", [1, 0]),
        ("candidateId=can-0&status=waiting", [0]),
        ("candidateId=can-0&applicationId=app-1", [1]),
        ("candidateId=can-2&applicationId=app-1", []),
        ("candidateId=nobody", []),
        (f"updatedAfter={moment(START + 9)}", [1, 0]),
    ],
)
def test_journeys_are_found_by_their_hire(query: str, found: list[int]) -> None:
    """A candidate's at whichever of the tenant's companies."""
    # GIVEN three journeys, WHEN some are asked for, THEN these are found
    world = with_journeys()
    assert listed(world, "journeys", query, TENANT) == [f"jny_{each}" for each in found]


def test_a_page_looks_at_so_many_companies_and_no_more() -> None:
    """Each is a query: a page without any journey may be followed by one with some."""
    # GIVEN a candidate with journeys at the oldest two of many companies
    world = with_journeys()
    for number in range(COMPANIES - 1):
        made = replace(
            a_connection(),
            id=f"con_{number}",
            tenant=TENANT,
            account=f"a{number}",
            created_at=START + 10 + number,
        )
        world.table.write(*connections.save(None, made, by="test"))
    table = CountedTable(world.table)
    client = Client(world.context(table=table), tenant=TENANT, edge=onboarding.edge)
    # WHEN the journeys are asked for
    first = client.call("GET", "/v1/journeys", query="candidateId=can-0").json
    # THEN a page looks at a bounded number of companies, and says that there is more
    assert table.made["Query"] <= COMPANIES + 2
    assert ([each["id"] for each in first["items"]], bool(first["nextCursor"])) == (["jny_1"], True)
    # AND the next ones have the others, each once
    for size in (1, 50):
        query = f"candidateId=can-0&limit={size}"
        assert listed(world, "journeys", query, TENANT) == ["jny_1", "jny_0"]


def test_a_candidate_is_the_tenants() -> None:
    """Of another tenant's nothing is told."""
    # GIVEN a candidate's journeys, WHEN another tenant asks for them, THEN there are none
    assert listed(with_journeys(), "journeys", "candidateId=can-0", "other") == []


def test_connections_are_found_by_partner_and_status() -> None:
    """Newest first."""
    # GIVEN three connections
    world = World()
    for number, (partner, status) in enumerate(
        (
            ("smartrecruiters", ConnectionStatus.ACTIVE),
            ("smartrecruiters", ConnectionStatus.DISABLED),
            ("enboarder", ConnectionStatus.ACTIVE),
        )
    ):
        made = replace(
            a_connection(status, partner),
            id=f"con_{number}",
            account=f"a{number}",
            created_at=number,
        )
        world.table.write(*connections.save(None, made, by="test"))
    # WHEN some are asked for, THEN these are found
    assert listed(world, "connections", "partner=smartrecruiters") == ["con_1", "con_0"]
    assert listed(world, "connections", "status=active") == ["con_2", "con_0"]
    assert listed(world, "connections", "status=active&partner=enboarder") == ["con_2"]


@pytest.mark.parametrize(
    ("kind", "query", "pointers"),
    [
        ("onboardings", "status=done", ["status"]),
        ("onboardings", "partner=smartrecruiters", ["partner"]),
        ("onboardings", "externalCustomerId=", ["externalCustomerId"]),
        ("onboardings", "updatedAfter=yesterday", ["updatedAfter"]),
        ("onboardings", "updatedAfter=2026-11-22", ["updatedAfter"]),
        ("onboardings", "updatedAfter=2026-13-22T02:16:20Z", ["updatedAfter"]),
        ("journeys", "status=verified&candidateId=", ["status", "candidateId"]),
        ("journeys", f"applicationId={'a' * 256}", ["applicationId"]),
        ("connections", "partner=workday&status=pending", ["partner"]),
    ],
)
def test_a_filter_has_a_value_of_its_kind(kind: str, query: str, pointers: list[str]) -> None:
    """Each that has none is named."""
    # GIVEN such a filter, THEN it is refused
    refused = call(World(), kind, query)
    assert (refused.status, refused.problem) == (422, "invalid-request")
    assert refused.pointers == pointers


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("onboardings", "candidateId"),
        ("journeys", "partner"),
        ("journeys", "externalCustomerId"),
        ("connections", "applicationId"),
        ("policies", "status"),
    ],
)
def test_a_list_refuses_the_filters_of_another(kind: str, name: str) -> None:
    """By its name, and it says which it has."""
    # GIVEN a filter that the list does not have, THEN it is refused
    if kind == "policies":
        refused = Client(World().context()).call("GET", "/v1/policies", query=f"{name}=x")
    else:
        refused = call(World(), kind, f"{name}=x")
    assert (refused.status, refused.problem) == (400, "unknown-parameter")
    assert refused.pointers == [name]


@pytest.mark.parametrize(
    "text", ["2026-11-22T03:16:20%2B01:00", "2026-11-22T02:16:20.5Z", "0001-01-01T00:00:00%2B23:59"]
)
def test_a_time_may_have_a_zone_and_a_fraction(text: str) -> None:
    """As RFC 3339 has it."""
    # GIVEN such a time, THEN it is taken
    assert call(World(), "onboardings", f"updatedAfter={text}").status == 200
