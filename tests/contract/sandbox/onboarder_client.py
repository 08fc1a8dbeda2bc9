"""A platform of Onboarder's, and the person whom it sends there."""

from typing import Final

import requests

from jetbridge_local.sandbox.credentials import ONBOARDER, ONBOARDER_FLOW_ID
from tests.contract.sandbox.openid_client import CHALLENGE, VERIFIER, filled_in, returned

TIMEOUT: Final = 10
REDIRECT_URI: Final = "http://127.0.0.1:3000/connect/onboarder/callback"


class OnboarderClient:
    """A thin client: it sends what it is told and checks nothing."""

    def __init__(self, url: str) -> None:
        """Talk to the sandbox at `url`."""
        self.url: Final = url
        self.base: Final = f"{url}/api/v1/oauth"

    def authorize(self, **changes: str | None) -> requests.Response:
        """Send the browser to Onboarder; `changes` to a valid request, None removes."""
        query = {
            "client_id": ONBOARDER.client_id,
            "flow_id": ONBOARDER_FLOW_ID,
            "redirect_uri": REDIRECT_URI,
            "response_type": "code",
            "state": "a-state",
            "scope": "profile email phone",
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
            **changes,
        }
        return requests.get(
            f"{self.base}/authorize", params=query, timeout=TIMEOUT, allow_redirects=False
        )

    def decide(
        self, page: requests.Response, action: str = "verify", **changes: str
    ) -> requests.Response:
        """Press a button of the hosted page."""
        form = {**filled_in(page.text), "action": action, **changes}
        return requests.post(
            f"{self.url}/verify", data=form, timeout=TIMEOUT, allow_redirects=False
        )

    def code(self, action: str = "verify", /, **changes: str | None) -> str:
        """Go through the hosted page and return the code."""
        return returned(self.decide(self.authorize(**changes), action))["code"]

    def ask_token(self, code: str, /, **changes: object) -> requests.Response:
        """Exchange `code`; `changes` as in `authorize`."""
        body = {
            "grant_type": "authorization_code",
            "code": code,
            "client_id": ONBOARDER.client_id,
            "client_secret": ONBOARDER.client_secret,
            "redirect_uri": REDIRECT_URI,
            "code_verifier": VERIFIER,
            **changes,
        }
        present = {name: value for name, value in body.items() if value is not None}
        return requests.post(f"{self.base}/token", json=present, timeout=TIMEOUT)

    def token(self, action: str = "verify", /, **changes: str | None) -> str:
        """Go through everything and return an access token."""
        return str(self.ask_token(self.code(action, **changes)).json()["access_token"])

    def userinfo(self, token: str) -> requests.Response:
        """Read what is known of the person."""
        headers = {"Authorization": f"Bearer {token}"}
        return requests.get(f"{self.base}/userinfo", headers=headers, timeout=TIMEOUT)

    def control(self, path: str, json: object) -> requests.Response:
        """POST to a control route."""
        return requests.post(f"{self.url}/_sandbox{path}", json=json, timeout=TIMEOUT)
