"""The API of links that connect accounts: what may be asked, and who sees which."""

from typing import Any, Final

import pytest

from jetbridge.model.connect_link import DEFAULT_MINUTES, MAX_MINUTES
from jetbridge.model.scopes import Scope
from jetbridge.store import connections
from jetbridge.web.resources import moment
from tests.fakes.context import World
from tests.support.api import Client
from tests.unit.flows.event.samples import A_CONNECTION

ALL: Final = "/v1/connect-links"
BODY: Final = {"partner": "onboardbase"}


def connected(world: World, tenant: str = "demo") -> str:
    """Store a connection of a tenant; return its id."""
    connection = A_CONNECTION
    world.table.write(
        *connections.save(None, connection, by="x"), connections.claim(None, connection)
    )
    assert connection.tenant == tenant
    return connection.id


def test_a_link_is_shown_once(world: World, client: Client) -> None:
    """Its address is in the answer that made it, and in no other."""
    # WHEN a client asks for a link
    made = client.call("POST", ALL, BODY)
    # THEN it is told the address, at the page of the partner
    assert made.status == 201
    url = made.json["url"]
    assert url.startswith("https://api.example.com/connect/onboardbase?link=jb_cl_")
    assert made.json["status"] == "open"
    assert made.json["createdBy"] == "jb_ci_caller"
    # AND it lasts a week
    assert made.json["expiresAt"] == moment(world.clock.now() + DEFAULT_MINUTES * 60)
    # AND nothing tells the address again
    one = client.call("GET", f"{ALL}/{made.json['id']}")
    every = client.call("GET", ALL)
    assert one.json == {name: value for name, value in made.json.items() if name != "url"}
    assert every.json == {"items": [one.json], "nextCursor": None}


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({}, ["/partner"]),
        ({"partner": "smartrecruiters"}, ["/partner"]),
        ({"partner": "nobody", "returnUrl": "http://x.example"}, ["/partner", "/returnUrl"]),
        ({**BODY, "connectionId": "con_unknown"}, ["/connectionId"]),
        ({**BODY, "connectionId": "x" * 2_000}, ["/connectionId"]),
        ({**BODY, "returnUrl": "https://user@x.example/"}, ["/returnUrl"]),
        ({**BODY, "linkValidityInMinutes": 0}, ["/linkValidityInMinutes"]),
        ({**BODY, "linkValidityInMinutes": MAX_MINUTES + 1}, ["/linkValidityInMinutes"]),
        ({**BODY, "tenant": "other"}, ["/tenant"]),
    ],
)
def test_every_broken_rule_is_told(
    client: Client, body: dict[str, Any], pointers: list[str]
) -> None:
    """And nothing is stored."""
    # WHEN a body breaks rules
    refused = client.call("POST", ALL, body)
    # THEN each is named
    assert refused.status == 422
    assert refused.pointers == pointers
    # AND there is no link
    assert client.call("GET", ALL).json["items"] == []


def test_a_link_may_be_for_a_connection_of_the_tenant(world: World, client: Client) -> None:
    """Of this tenant, at this partner."""
    # GIVEN a connection of the tenant
    connection_id = connected(world)
    # WHEN a link is to connect it again
    body = {**BODY, "connectionId": connection_id, "linkValidityInMinutes": MAX_MINUTES}
    made = client.call("POST", ALL, body)
    # THEN the link says so
    assert (made.status, made.json["connectionId"]) == (201, connection_id)
    # AND another tenant's client cannot have one for it
    other = Client(world.context(), tenant="other")
    assert other.call("POST", ALL, body).pointers == ["/connectionId"]


def test_a_link_is_revoked_once_and_for_good(client: Client) -> None:
    """To do so again changes nothing."""
    # GIVEN a link
    path = f"{ALL}/{client.call('POST', ALL, BODY).json['id']}"
    # WHEN it is revoked
    assert client.call("DELETE", path).status == 204
    # THEN it is shown as revoked, and stays as it is
    revoked = client.call("GET", path).json
    assert revoked["status"] == "revoked"
    assert client.call("DELETE", path).status == 204
    assert client.call("GET", path).json == revoked


def test_a_link_that_ended_is_shown_as_expired(world: World, client: Client) -> None:
    """No schedule has to come by for that."""
    # GIVEN a link for an hour
    made = client.call("POST", ALL, {**BODY, "linkValidityInMinutes": 60})
    path = f"{ALL}/{made.json['id']}"
    # WHEN the hour is over
    world.clock.advance(3_600)
    # THEN it is over
    ended = client.call("GET", path).json
    assert ended["status"] == "expired"
    # AND to revoke it leaves it as it is
    assert client.call("DELETE", path).status == 204
    assert client.call("GET", path).json == ended


def test_another_tenant_sees_and_revokes_nothing(world: World, client: Client) -> None:
    """It is answered as for a link that is not there."""
    # GIVEN a link of one tenant
    path = f"{ALL}/{client.call('POST', ALL, BODY).json['id']}"
    other = Client(world.context(), tenant="other")
    # WHEN another one asks for it, THEN there is none
    assert other.call("GET", path).status == 404
    assert other.call("DELETE", path).status == 404
    assert other.call("GET", ALL).json["items"] == []
    assert client.call("GET", path).json["status"] == "open"


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("POST", ALL, Scope.CONNECTIONS_WRITE),
        ("DELETE", f"{ALL}/lnk_x", Scope.CONNECTIONS_WRITE),
        ("GET", f"{ALL}/lnk_x", Scope.CONNECTIONS_READ),
        ("GET", ALL, Scope.CONNECTIONS_READ),
    ],
)
def test_each_route_has_its_scope(world: World, method: str, path: str, scope: Scope) -> None:
    """A client that may read connections does not make links by that."""
    # GIVEN a client with every other scope
    held = Client(world.context()).scopes - {scope}
    client = Client(world.context(), scopes=held)
    # WHEN it calls, THEN it is refused
    assert client.call(method, path, BODY if method == "POST" else None).status == 403
