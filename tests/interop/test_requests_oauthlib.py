"""requests-oauthlib's client, and oauthlib below it."""

from typing import Any

import pytest
from oauthlib.oauth2 import BackendApplicationClient, InvalidClientError, InvalidScopeError
from requests_oauthlib import OAuth2Session

from tests.interop.conftest import SCOPES, Deployed


@pytest.fixture(autouse=True)
def plain_http(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the library speak http, as its documentation says: the local stack has no TLS."""
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")


def session(client_id: str) -> Any:  # noqa: ANN401 - the library has no types
    """Return the library's session of a client."""
    return OAuth2Session(client=BackendApplicationClient(client_id=client_id))


@pytest.mark.parametrize("in_body", [False, True])
def test_obtains_uses_introspects_and_revokes(deployed: Deployed, *, in_body: bool) -> None:
    """The whole life of a token, by either way of authenticating."""
    # GIVEN a client
    client, secret = deployed.new_client()
    peer = session(client.client_id)
    # WHEN it obtains a token
    token = peer.fetch_token(
        f"{deployed.url}/oauth/token",
        client_id=client.client_id,
        client_secret=secret,
        include_client_id=in_body,
        **({"auth": False} if in_body else {}),
    )
    # THEN it is one that opens a route and stands for the client
    assert token["scope"] == list(SCOPES)
    assert peer.get(deployed.protected).status_code == 200
    access_token = token["access_token"]
    url, headers, form = BackendApplicationClient(
        client.client_id
    ).prepare_token_revocation_request(f"{deployed.url}/oauth/revoke", access_token)
    credentials = (client.client_id, secret)
    told = peer.post(
        f"{deployed.url}/oauth/introspect",
        data={"token": access_token},
        auth=credentials,
        withhold_token=True,
    )
    assert told.json()["active"] is True
    # WHEN it revokes it, THEN it is not active any more
    gone = peer.post(url, data=form, headers=headers, auth=credentials, withhold_token=True)
    assert gone.status_code == 200
    assert peer.get(deployed.protected).status_code == 401


def test_reads_the_refusals(deployed: Deployed) -> None:
    """By its own exceptions, which it makes of the RFC's codes."""
    # GIVEN a client
    client, secret = deployed.new_client()
    url = f"{deployed.url}/oauth/token"
    # WHEN its secret is wrong, THEN the client is invalid
    with pytest.raises(InvalidClientError):
        session(client.client_id).fetch_token(
            url, client_id=client.client_id, client_secret="jb_cs_wrong"
        )
    # WHEN it asks for a scope that is not its own, THEN the scope is invalid
    with pytest.raises(InvalidScopeError):
        session(client.client_id).fetch_token(
            url, client_id=client.client_id, client_secret=secret, scope=["callbacks:write"]
        )
