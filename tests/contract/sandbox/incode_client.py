"""The calls that a customer of Incode makes."""

from typing import Final

import requests

from jetbridge_local.sandbox.credentials import INCODE, INCODE_API_KEY

TIMEOUT: Final = 10
PATH: Final = "/omni/b2b/onboarding/request-new"


class IncodeClient:
    """A thin client: it sends what it is told and checks nothing."""

    def __init__(self, auth_url: str, api_url: str) -> None:
        """Talk to the sandboxes at these URLs."""
        self.auth_url: Final = auth_url
        self.api_url: Final = api_url

    def ask_token(self, **changes: str | None) -> requests.Response:
        """Send a valid token request with `changes`; None removes a field."""
        form = {
            "grant_type": "client_credentials",
            "client_id": INCODE.client_id,
            "client_secret": INCODE.client_secret,
            "scope": "openid",
            **changes,
        }
        return requests.post(f"{self.auth_url}/oauth2/token", data=form, timeout=TIMEOUT)

    def headers(self) -> dict[str, str]:
        """Return the headers of a valid call, with a new access token."""
        token = self.ask_token().json()["access_token"]
        return {"Authorization": f"Bearer {token}", "x-api-key": INCODE_API_KEY}

    def request_new(self, body: object, headers: dict[str, str] | None = None) -> requests.Response:
        """Ask for an onboarding."""
        return requests.post(
            f"{self.api_url}{PATH}",
            json=body,
            headers=self.headers() if headers is None else headers,
            timeout=TIMEOUT,
        )

    def control(self, path: str, **body: object) -> requests.Response:
        """POST to a control route of the API's host."""
        return requests.post(f"{self.api_url}/_sandbox{path}", json=body, timeout=TIMEOUT)

    def sessions(self) -> list[dict[str, object]]:
        """Return the onboarding sessions that the sandbox holds."""
        state = requests.get(f"{self.api_url}/_sandbox/state", timeout=TIMEOUT).json()
        return list(state["sessions"])
