"""A relying party, and the person who signs in for it."""

import re
from typing import Final
from urllib.parse import parse_qsl, urlsplit

import requests

from jetbridge_local.sandbox.credentials import OIDC

TIMEOUT: Final = 10
REDIRECT_URI: Final = "http://127.0.0.1:3000/auth/callback"
VERIFIER: Final = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE: Final = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
"""The pair of RFC 7636 appendix B."""


class OpenIdClient:
    """A thin client: it sends what it is told and checks nothing."""

    def __init__(self, issuer: str) -> None:
        """Talk to the provider at `issuer`."""
        self.issuer: Final = issuer

    def authorize(self, **changes: str | None) -> requests.Response:
        """Send the browser to the provider; `changes` to a valid request, None removes."""
        query = {
            "response_type": "code",
            "client_id": OIDC.client_id,
            "redirect_uri": REDIRECT_URI,
            "scope": "openid email profile",
            "state": "a-state",
            "nonce": "a-nonce",
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
            **changes,
        }
        return requests.get(
            f"{self.issuer}/authorize", params=query, timeout=TIMEOUT, allow_redirects=False
        )

    def submit(self, page: requests.Response, **changes: str) -> requests.Response:
        """Submit the form on `page` as it stands, with `changes`."""
        form = {**filled_in(page.text), "action": "signin", **changes}
        return requests.post(
            f"{self.issuer}/signin", data=form, timeout=TIMEOUT, allow_redirects=False
        )

    def sign_in(self, **changes: str | None) -> str:
        """Go through authorization unchanged and return the code."""
        return returned(self.submit(self.authorize(**changes)))["code"]

    def ask_token(self, code: str, /, **changes: str | None) -> requests.Response:
        """Exchange `code`, with client_secret_post; `changes` as in `authorize`."""
        client = {"client_id": OIDC.client_id, "client_secret": OIDC.client_secret}
        return self._exchange({"code": code, **client, **changes}, None)

    def ask_token_by_basic(
        self, code: str, client_id: str, client_secret: str, /, **changes: str | None
    ) -> requests.Response:
        """Exchange `code`, with client_secret_basic."""
        return self._exchange({"code": code, **changes}, (client_id, client_secret))

    def _exchange(
        self, fields: dict[str, str | None], basic: tuple[str, str] | None
    ) -> requests.Response:
        form = {
            "grant_type": "authorization_code",
            "redirect_uri": REDIRECT_URI,
            "code_verifier": VERIFIER,
            **fields,
        }
        return requests.post(f"{self.issuer}/token", data=form, auth=basic, timeout=TIMEOUT)

    def get(self, path: str, token: str = "") -> requests.Response:
        """GET a path of the provider."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return requests.get(f"{self.issuer}{path}", headers=headers, timeout=TIMEOUT)


def filled_in(page: str) -> dict[str, str]:
    """Return what a browser would submit: the names and values of the page's inputs."""
    inputs = [
        dict(re.findall(r'(\w+)="([^"]*)"', tag)) for tag in re.findall(r"<input[^>]*>", page)
    ]
    return {field["name"]: field["value"] for field in inputs}


def returned(answer: requests.Response) -> dict[str, str]:
    """Return the parameters with which the browser was sent back to the client."""
    return dict(parse_qsl(urlsplit(answer.headers["Location"]).query))
