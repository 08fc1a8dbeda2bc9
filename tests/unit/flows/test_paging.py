"""Lists page by page: the cursor is its tenant's, its list's and its filters'."""

import json
from base64 import urlsafe_b64encode
from typing import Final

import pytest

from functions.onboarding import app as onboarding
from jetbridge.flows import paging
from jetbridge.model.errors import ApiProblem
from jetbridge.model.identity import Identity
from jetbridge.model.scopes import ClientKind, Scope
from jetbridge.web.request import Request
from tests.fakes.context import World
from tests.support.api import Client

IDENTITY: Final = Identity("jb_ci_caller", ClientKind.API, "demo", frozenset(Scope))
EARLIER: Final = urlsafe_b64encode(json.dumps({"pk": "JOURNEY#1", "sk": "JOURNEY"}).encode())
PLACE: Final = {"pk": "JOURNEY#1", "sk": "JOURNEY"}


def a_cursor(world: World, path: str = "/v1/journeys", **filters: str) -> str:
    """Return a cursor of a list, made with filters."""
    request = Request("GET", path, query=tuple(filters.items()))
    made = paging.asked(world.context(), IDENTITY, request).cursor(PLACE)
    assert made
    return made


def refusal(
    world: World, *query: tuple[str, str], path: str = "/v1/journeys", tenant: str = "demo"
) -> ApiProblem:
    """Return how a request for a page is refused."""
    identity = Identity("jb_ci_caller", ClientKind.API, tenant, frozenset(Scope))
    with pytest.raises(ApiProblem) as raised:
        paging.asked(world.context(), identity, Request("GET", path, query=query))
    return raised.value


def test_a_cursor_leads_to_the_next_page() -> None:
    """In whichever order its filters stand, and with another limit."""
    # GIVEN a cursor
    world = World()
    cursor = a_cursor(world, status="failed", candidateId="can-1")
    # WHEN the next page is asked for
    query = (("candidateId", "can-1"), ("limit", "7"), ("cursor", cursor), ("status", "failed"))
    request = Request("GET", "/v1/journeys", query=query)
    asked = paging.asked(world.context(), IDENTITY, request)
    # THEN it begins where the other one ended
    assert (asked.limit, asked.after) == (7, PLACE)
    assert asked.cursor(None) is None


@pytest.mark.parametrize(
    ("query", "path", "tenant", "why"),
    [
        ({}, "/v1/journeys", "demo", "other filters"),
        ({"status": "completed"}, "/v1/journeys", "demo", "other filters"),
        ({"status": "failed", "partner": "incode"}, "/v1/journeys", "demo", "other filters"),
        ({"status": "failed"}, "/v1/onboardings", "demo", "another list"),
        ({"status": "failed"}, "/v1/journeys", "other", "as it was given"),
    ],
)
def test_a_cursor_is_bound(query: dict[str, str], path: str, tenant: str, why: str) -> None:
    """To its filters, its list and its tenant; the refusal says which."""
    # GIVEN a cursor, WHEN it is brought elsewhere
    world = World()
    cursor = a_cursor(world, status="failed")
    refused = refusal(world, *query.items(), ("cursor", cursor), path=path, tenant=tenant)
    # THEN the answer says what is wrong with it
    assert (refused.status, refused.slug) == (400, "invalid-cursor")
    assert why in refused.detail
    assert refused.errors[0].pointer == "cursor"


def test_a_cursor_of_the_earlier_release_is_a_clear_error() -> None:
    """No 500, and no page that is not the next one."""
    # GIVEN a cursor of 0.1.0
    client = Client(World().context(), edge=onboarding.edge)
    # WHEN it is brought
    refused = client.call("GET", "/v1/onboardings", query=f"cursor={EARLIER.decode()}")
    # THEN the answer says so
    assert (refused.status, refused.problem) == (400, "invalid-cursor")
    assert "earlier release" in refused.json["detail"]


@pytest.mark.parametrize("limit", ["0", "101", "-1", "1.5", "ten", "", "9999999999"])
def test_a_limit_is_a_number_of_items(limit: str) -> None:
    """From 1 to 100."""
    # GIVEN something else, THEN it is refused
    refused = refusal(World(), ("limit", limit))
    assert (refused.status, refused.errors[0].pointer) == (422, "limit")


def test_a_first_and_last_page_needs_no_key() -> None:
    """A list is read during an outage of Secrets Manager, where it has one page."""
    # GIVEN secrets that cannot be read
    world = World()
    world.secrets.is_down = True
    # WHEN a list of one page is read, THEN it is shown
    client = Client(world.context(), edge=onboarding.edge)
    assert client.call("GET", "/v1/onboardings").json == {"items": [], "nextCursor": None}
