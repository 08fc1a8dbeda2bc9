"""An application of Onboardbase's, and the person whom it sends there."""

from typing import Any, Final

import requests

from jetbridge_local.sandbox.credentials import (
    ONBOARDBASE,
    ONBOARDBASE_ENVIRONMENT,
    ONBOARDBASE_PROJECT,
)
from tests.contract.sandbox.openid_client import filled_in, returned

TIMEOUT: Final = 10
REDIRECT_URI: Final = "http://127.0.0.1:3000/connect/onboardbase/callback"
PLACE: Final = {"project": ONBOARDBASE_PROJECT, "environment": ONBOARDBASE_ENVIRONMENT}


class OnboardbaseClient:
    """A thin client: it sends what it is told and checks nothing."""

    def __init__(self, app_url: str, auth_url: str, api_url: str) -> None:
        """Talk to the sandboxes at these URLs."""
        self.app_url: Final = app_url
        self.auth_url: Final = auth_url
        self.api_url: Final = api_url

    def authorize(self, **changes: str | None) -> requests.Response:
        """Send the browser to Onboardbase; `changes` to a valid request, None removes."""
        query = {
            "response_type": "code",
            "client_id": ONBOARDBASE.client_id,
            "redirect_uri": REDIRECT_URI,
            "scopes": "read.secrets,read.projects",
            "state": "a-state",
            **changes,
        }
        return requests.get(
            f"{self.app_url}/oauth/authorize", params=query, timeout=TIMEOUT, allow_redirects=False
        )

    def decide(self, page: requests.Response, action: str = "authorize") -> requests.Response:
        """Press a button of the page."""
        form = {**filled_in(page.text), "action": action}
        return requests.post(
            f"{self.app_url}/authorize", data=form, timeout=TIMEOUT, allow_redirects=False
        )

    def code(self, **changes: str | None) -> str:
        """Authorise the application and return the code."""
        return returned(self.decide(self.authorize(**changes)))["code"]

    def ask_key(self, code: str, /, **changes: str | None) -> requests.Response:
        """Exchange `code`; `changes` as in `authorize`."""
        query = {
            "client_id": ONBOARDBASE.client_id,
            "client_secret": ONBOARDBASE.client_secret,
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": REDIRECT_URI,
            **changes,
        }
        return requests.post(f"{self.auth_url}/oauth/token", params=query, json={}, timeout=TIMEOUT)

    def key(self, scopes: str = "read.secrets,read.projects") -> dict[str, Any]:
        """Go through everything and return the `data` of the answer."""
        data: dict[str, Any] = self.ask_key(self.code(scopes=scopes)).json()["data"]
        return data

    def get(self, path: str, api_key: str, **query: str) -> requests.Response:
        """GET a path of the public API."""
        return requests.get(
            f"{self.api_url}/api/v1{path}",
            params=query,
            headers={"API_KEY": api_key},
            timeout=TIMEOUT,
        )

    def create(self, api_key: str, body: object, **place: str) -> requests.Response:
        """POST secrets."""
        return requests.post(
            f"{self.api_url}/api/v1/secrets",
            params={**PLACE, **place},
            json=body,
            headers={"API_KEY": api_key},
            timeout=TIMEOUT,
        )

    def configure(self, url: str, **settings: object) -> requests.Response:
        """Change the settings of one of the hosts."""
        return requests.post(f"{url}/_sandbox/settings", json=settings, timeout=TIMEOUT)


def refusal(answer: requests.Response) -> tuple[int, str]:
    """Return the status of a refused exchange and the message in it."""
    body = answer.json()
    assert body["data"] is None
    return answer.status_code, str(body["errors"][0]["message"])
