"""The token endpoint."""

import pytest

from jetbridge.model.metrics import Metric
from jetbridge.oauth import token
from jetbridge.web.request import Request
from tests.unit.oauth.env import LIFETIME, World, basic, body, post, refusal


def request_for(world: World, scopes: list[str], **form: str) -> Request:
    """Return a valid token request of a new client with `scopes`, `form` added."""
    client, secret = world.client(scopes=scopes)
    grant = {"grant_type": "client_credentials", **form}
    return post(grant, basic(client.client_id, secret))


def test_issues_a_token_that_lets_its_bearer_in() -> None:
    """RFC 6749 §4.4.3, §5.1: every member, and the answer may not be stored."""
    # GIVEN a client
    world = World()
    request = request_for(world, ["onboardings:write", "onboardings:read"])
    # WHEN it asks for a token
    answer = token.issue(world.server, request)
    # THEN it gets one with all of its scopes
    document = body(answer)
    assert answer.status == 200
    assert document["token_type"] == "Bearer"
    assert document["expires_in"] == LIFETIME
    assert document["scope"] == "onboardings:read onboardings:write"
    assert world.is_alive(document["access_token"])
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Pragma"] == "no-cache"
    assert answer.headers["Content-Type"] == "application/json"
    assert world.meter.counted[Metric.TOKEN_ISSUED] == 1


def test_costs_one_read_and_one_write() -> None:
    """Whatever else a client has. The first of a day, in a process, notes that it is in use."""
    # GIVEN a client that has obtained a token of this process today
    world = World()
    request = request_for(world, ["onboardings:read"])
    token.issue(world.server, request)
    before = len(world.table.asked)
    # WHEN it asks for a token
    token.issue(world.server, request)
    # THEN that is what it cost
    assert world.table.asked[before:] == ["get", "write"]


def test_the_stored_token_is_a_digest() -> None:
    """A reader of the table cannot use what is in it."""
    # GIVEN a client with a token
    world = World()
    client, secret = world.client()
    issued = world.issue(client, secret)
    # WHEN its partition is read
    page = world.table.query(f"CLIENT#{client.client_id}", limit=10)
    # THEN neither the token nor its random part is there
    assert {str(item["sk"]).partition("#")[0] for item in page.items} == {"CLIENT", "TOKEN", "USED"}
    assert issued[-43:] not in str(page.items)


def test_narrows_the_scope_to_what_is_asked_for() -> None:
    """RFC 6749 §3.3; a name twice is a name once."""
    # GIVEN a client with two scopes
    world = World()
    request = request_for(world, ["a:read", "a:write"], scope="a:read a:read")
    # WHEN it asks for one, THEN it gets the one
    assert body(token.issue(world.server, request))["scope"] == "a:read"


@pytest.mark.parametrize(
    "scope",
    ["b:read", "a:read b:read", "a:read  a:write", " a:read", 'a:"read"', "a\\b", "é", "\n"],
)
def test_refuses_a_scope_beyond_the_clients_or_malformed(scope: str) -> None:
    """RFC 6749 §3.3, §5.2."""
    # GIVEN a client, WHEN it asks for more than it has, THEN the scope is invalid
    world = World()
    request = request_for(world, ["a:read", "a:write"], scope=scope)
    assert refusal(lambda: token.issue(world.server, request)) == (400, "invalid_scope")


def test_a_client_without_scopes_may_not_use_the_grant() -> None:
    """A token that opens nothing would only hide that the client is not set up."""
    # GIVEN a client without scopes, WHEN it asks for a token, THEN it is unauthorized
    world = World()
    request = request_for(world, [])
    assert refusal(lambda: token.issue(world.server, request)) == (400, "unauthorized_client")


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({}, "invalid_request"),
        ({"grant_type": ""}, "invalid_request"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": "authorization_code"}, "unsupported_grant_type"),
        ({"grant_type": "refresh_token"}, "unsupported_grant_type"),
        ({"grant_type": "CLIENT_CREDENTIALS"}, "unsupported_grant_type"),
    ],
)
def test_refuses_every_other_grant_without_reading_a_client(
    form: dict[str, str], code: str
) -> None:
    """RFC 6749 §5.2; RFC 9700 §2.4: no password grant."""
    # GIVEN a client
    world = World()
    client, secret = world.client()
    before = len(world.table.asked)
    # WHEN it asks with another grant type, THEN it is refused for that
    request = post(form, basic(client.client_id, secret))
    assert refusal(lambda: token.issue(world.server, request)) == (400, code)
    assert len(world.table.asked) == before


def test_refuses_a_client_that_does_not_authenticate() -> None:
    """RFC 6749 §5.2."""
    # GIVEN a client, WHEN another client uses its id, THEN no token is issued
    world = World()
    client, _ = world.client()
    request = post({"grant_type": "client_credentials"}, basic(client.client_id, "x"))
    assert refusal(lambda: token.issue(world.server, request)) == (401, "invalid_client")
    assert world.meter.counted[Metric.TOKEN_ISSUED] == 0


def test_every_token_is_another() -> None:
    """Two requests, two tokens, both alive."""
    # GIVEN a client
    world = World()
    client, secret = world.client()
    # WHEN it asks twice
    first, second = world.issue(client, secret), world.issue(client, secret)
    # THEN it has two tokens
    assert first != second
    assert world.is_alive(first)
    assert world.is_alive(second)
