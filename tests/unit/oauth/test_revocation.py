"""The revocation endpoint. Cases marked * are node-oidc-provider's, by its names."""

from functools import partial

import pytest

from jetbridge.model.metrics import Metric
from jetbridge.oauth import revocation
from jetbridge.web.response import Response
from tests.unit.oauth.env import World, basic, post, refusal


def revoke_by(world: World, client_id: str, secret: str, token: str) -> Response:
    """Revoke `token` as the client with this id and secret."""
    return revocation.revoke(world.server, post({"token": token}, basic(client_id, secret)))


@pytest.mark.parametrize("hint", [None, "access_token", "refresh_token", "foobar"])
def test_revokes_the_clients_token_whatever_the_hint(hint: str | None) -> None:
    """* [no hint], [correct hint], [wrong hint], [unrecognized hint]: RFC 7009 §2.1."""
    # GIVEN a client with two tokens
    world = World()
    client, secret = world.client()
    token, kept = world.issue(client, secret), world.issue(client, secret)
    form = {"token": token} | ({"token_type_hint": hint} if hint else {})
    # WHEN it revokes one
    answer = revocation.revoke(world.server, post(form, basic(client.client_id, secret)))
    # THEN that one is dead at this moment
    assert (answer.status, answer.body) == (200, "")
    assert not world.is_alive(token)
    assert world.is_alive(kept)
    assert world.meter.counted[Metric.TOKEN_REVOKED] == 1


def test_revoking_twice_is_fine() -> None:
    """RFC 7009 §2.2: the client's purpose is reached."""
    # GIVEN a revoked token
    world = World()
    client, secret = world.client()
    request = post({"token": world.issue(client, secret)}, basic(client.client_id, secret))
    revocation.revoke(world.server, request)
    # WHEN it is revoked again, THEN that is a success
    assert revocation.revoke(world.server, request).status == 200


@pytest.mark.parametrize("token", ["dsahjdasdsa", "eyJhbGciOiJub25lIn0.e30.", "jb_at_", "\u00e9"])
def test_rejects_completely_wrong_tokens_with_the_expected_ok_response(token: str) -> None:
    """* And structured ones: RFC 7009 §2.2, an invalid token is no error."""
    # GIVEN a client, WHEN it revokes what was never a token, THEN that is a success
    world = World()
    client, secret = world.client()
    request = post({"token": token}, basic(client.client_id, secret))
    assert revocation.revoke(world.server, request).status == 200


def test_does_not_revoke_tokens_of_other_clients() -> None:
    """* (confidential client making the request - exposed error): RFC 7009 §2.1."""
    # GIVEN two clients, one with a live and a dead token
    world = World()
    client, secret = world.client()
    other, others_secret = world.client()
    live, dead = world.issue(other, others_secret), world.issue(other, others_secret)
    revocation.revoke(world.server, post({"token": dead}, basic(other.client_id, others_secret)))
    # WHEN the other one revokes them
    refusals = [
        refusal(partial(revoke_by, world, client.client_id, secret, token))
        for token in (live, dead)
    ]
    # THEN it is refused, the same for both
    assert refusals == [(400, "invalid_request")] * 2
    assert world.is_alive(live)


def test_validates_token_param_presence() -> None:
    """* RFC 7009 §2.1: it is required."""
    # GIVEN a client, WHEN it names no token, THEN the request is invalid
    world = World()
    client, secret = world.client()
    request = post({"token": ""}, basic(client.client_id, secret))
    assert refusal(lambda: revocation.revoke(world.server, request)) == (400, "invalid_request")


def test_a_client_must_authenticate_to_revoke() -> None:
    """RFC 7009 §2.1: holding the token is not enough."""
    # GIVEN a token
    world = World()
    client, secret = world.client()
    token = world.issue(client, secret)
    # WHEN a caller revokes it without the client's secret
    refused = refusal(partial(revoke_by, world, client.client_id, "x", token))
    # THEN it lives on
    assert refused == (401, "invalid_client")
    assert world.is_alive(token)
