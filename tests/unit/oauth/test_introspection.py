"""The introspection endpoint. Cases marked * are node-oidc-provider's, by its names."""

import pytest

from jetbridge.oauth import clients, introspection
from jetbridge.oauth.clients import Client
from jetbridge.web.response import Response
from tests.unit.oauth.env import LIFETIME, World, basic, body, post, refusal

INACTIVE = {"active": False}


def introspect(world: World, client: Client, secret: str, **form: str) -> Response:
    """Ask as `client`."""
    request = post(form, basic(client.client_id, secret))
    return introspection.introspect(world.server, request)


@pytest.mark.parametrize(
    "hint", [{}, {"token_type_hint": "access_token"}, {"token_type_hint": "x"}]
)
def test_returns_the_properties_for_client_credentials_token(hint: dict[str, str]) -> None:
    """* [no hint], [correct hint], [unrecognized hint]: RFC 7662 §2.2."""
    # GIVEN a client with a token, ten seconds old
    world = World()
    client, secret = world.client()
    token = world.issue(client, secret)
    issued_at = world.clock.now()
    world.clock.advance(10)
    # WHEN it asks
    answer = introspect(world, client, secret, token=token, **hint)
    # THEN it learns what the token stands for
    assert answer.status == 200
    assert body(answer) == {
        "active": True,
        "scope": "onboardings:read onboardings:write",
        "client_id": client.client_id,
        "token_type": "Bearer",
        "exp": issued_at + LIFETIME,
        "iat": issued_at,
    }


def test_returns_token_endpoint_like_cache_headers() -> None:
    """* What it says is true now and not later."""
    # GIVEN a client, WHEN it asks, THEN the answer may not be kept
    world = World()
    answer = introspect(world, *world.client(), token="x")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Type"] == "application/json"


def test_responds_only_with_active_false_when_token_is_expired() -> None:
    """* RFC 7662 §2.2, to the second."""
    # GIVEN a token at its end
    world = World()
    client, secret = world.client()
    token = world.issue(client, secret)
    world.clock.advance(LIFETIME)
    # WHEN its client asks, THEN it is inactive and no more is said
    assert body(introspect(world, client, secret, token=token)) == INACTIVE


def test_a_token_of_another_client_is_inactive_and_not_looked_up() -> None:
    """* (token does not belong to it): RFC 7662 §4, tokens cannot be tried out."""
    # GIVEN another's token
    world = World()
    client, secret = world.client()
    token = world.issue(*world.client())
    before = len(world.table.asked)
    # WHEN a client asks about it, THEN it learns nothing
    assert body(introspect(world, client, secret, token=token)) == INACTIVE
    assert world.table.asked[before:] == ["get"]


@pytest.mark.parametrize("token", ["foobar", "eyJhbGciOiJub25lIn0.e30.", "jb_at_", "\u00e9"])
def test_responds_with_active_false_for_total_bs(token: str) -> None:
    """* Whatever a client may send."""
    # GIVEN a client, WHEN it asks about nonsense, THEN that is inactive
    world = World()
    assert body(introspect(world, *world.client(), token=token)) == INACTIVE


def test_validates_token_param_presence() -> None:
    """* RFC 7662 §2.1: it is required."""
    # GIVEN a client, WHEN it names no token, THEN the request is invalid
    world = World()
    client, secret = world.client()
    assert refusal(lambda: introspect(world, client, secret)) == (400, "invalid_request")


def test_a_revoked_client_cannot_ask() -> None:
    """Its tokens are dead and so are its secrets."""
    # GIVEN a revoked client
    world = World()
    client, secret = world.client()
    token = world.issue(client, secret)
    world.table.write(clients.revoke(client.client_id, world.clock.now()))
    # WHEN it asks, THEN it is refused
    attempt = refusal(lambda: introspect(world, client, secret, token=token))
    assert attempt == (401, "invalid_client")
