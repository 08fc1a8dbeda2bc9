"""How requests may arrive, whatever the client's HTTP library."""

from collections.abc import Iterator
from urllib.parse import urlencode

import requests

from tests.interop.conftest import Deployed


def test_a_chunked_body_is_read_whole(deployed: Deployed) -> None:
    """node-oidc-provider: "can use transfer-encoding: chunked"."""
    # GIVEN a client whose library sends its form in pieces
    client, secret = deployed.new_client()
    form = {"client_id": client.client_id, "client_secret": secret}
    pieces = ["grant_type=client_cred", f"entials&{urlencode(form)}"]

    def body() -> Iterator[bytes]:
        yield from (piece.encode() for piece in pieces)

    # WHEN it asks for a token
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = requests.post(f"{deployed.url}/oauth/token", body(), headers=headers, timeout=30)
    # THEN it gets one
    assert answer.status_code == 200


def test_credentials_in_the_url_are_refused(deployed: Deployed) -> None:
    """RFC 6749 §2.3.1; by then they are in another system's log, so they are never used."""
    # GIVEN a client that puts everything into the URL
    client, secret = deployed.new_client()
    query = {
        "grant_type": "client_credentials",
        "client_id": client.client_id,
        "client_secret": secret,
    }
    # WHEN it asks for a token
    answer = requests.post(f"{deployed.url}/oauth/token", params=query, timeout=30)
    # THEN it is refused
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


def test_a_token_in_the_url_opens_nothing(deployed: Deployed) -> None:
    """RFC 6750 §2.3 and RFC 9700 §4.3.1 advise against it; we never accept it."""
    # GIVEN a live token
    client, secret = deployed.new_client()
    credentials = {"client_id": client.client_id, "client_secret": secret}
    form = {"grant_type": "client_credentials", **credentials}
    issued = requests.post(f"{deployed.url}/oauth/token", form, timeout=30).json()
    # WHEN it is sent as a parameter
    query = {"access_token": issued["access_token"]}
    answer = requests.get(deployed.protected, query, timeout=30)
    # THEN the request carries no credentials, as far as we are concerned
    assert answer.status_code == 401
    assert "error=" not in answer.headers["WWW-Authenticate"]
