"""Authlib's client."""

from typing import Any

import pytest
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session

from tests.interop.conftest import SCOPES, Deployed

METHODS = ["client_secret_basic", "client_secret_post"]


def session(deployed: Deployed, client_id: str, secret: str, method: str) -> Any:  # noqa: ANN401 - untyped
    """Return Authlib's session of a client."""
    return OAuth2Session(
        client_id,
        secret,
        token_endpoint_auth_method=method,
        token_endpoint=f"{deployed.url}/oauth/token",
        grant_type="client_credentials",
    )


@pytest.mark.parametrize("method", METHODS)
def test_obtains_uses_introspects_and_revokes(deployed: Deployed, method: str) -> None:
    """The whole life of a token, by either way of authenticating."""
    # GIVEN a client
    client, secret = deployed.new_client()
    peer = session(deployed, client.client_id, secret, method)
    # WHEN it obtains a token, THEN it is one that opens a route and stands for the client
    token = peer.fetch_token()
    assert token["scope"] == " ".join(SCOPES)
    assert peer.get(deployed.protected).status_code == 200
    told = peer.introspect_token(f"{deployed.url}/oauth/introspect", token["access_token"]).json()
    assert told["active"] is True
    assert told["client_id"] == client.client_id
    # WHEN it revokes it, THEN it is not active any more
    gone = peer.revoke_token(f"{deployed.url}/oauth/revoke", token["access_token"])
    assert gone.status_code == 200
    assert peer.get(deployed.protected).status_code == 401


@pytest.mark.parametrize("method", METHODS)
def test_reads_the_refusals(deployed: Deployed, method: str) -> None:
    """Wrong, expired and revoked alike."""
    # GIVEN a client that uses a wrong secret, one whose secret has expired, and a revoked one
    client, _ = deployed.new_client()
    expired, expired_secret = deployed.expired_client()
    revoked, revoked_secret = deployed.new_client()
    deployed.revoke(revoked)
    refused = [
        (client.client_id, "jb_cs_wrong"),
        (expired.client_id, expired_secret),
        (revoked.client_id, revoked_secret),
    ]
    for client_id, secret in refused:
        # WHEN each asks for a token
        with pytest.raises(OAuthError) as caught:
            session(deployed, client_id, secret, method).fetch_token()
        # THEN the peer reads the RFC's code
        assert caught.value.error == "invalid_client"


def test_a_token_dies_with_its_client(deployed: Deployed) -> None:
    """At that moment, as when a partner disables an integration."""
    # GIVEN a client with a token that works
    client, secret = deployed.new_client()
    peer = session(deployed, client.client_id, secret, METHODS[0])
    peer.fetch_token()
    assert peer.get(deployed.protected).status_code == 200
    # WHEN the client is revoked
    deployed.revoke(client)
    # THEN the very next request is refused
    answer = peer.get(deployed.protected)
    assert answer.status_code == 401
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]
