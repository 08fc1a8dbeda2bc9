"""The calls that a customer of Enboarder makes."""

from typing import Any, Final

import requests

from jetbridge_local.sandbox.credentials import ENBOARDER, ENBOARDER_API_KEY

TIMEOUT: Final = 10
SCOPE: Final = "api/workflow.basic api/workflow.advance api/settings.all"


class EnboarderClient:
    """A thin client: it sends what it is told and checks nothing. v1 by key, v2 by token."""

    def __init__(self, auth_url: str, api_url: str) -> None:
        """Talk to the sandboxes at these URLs."""
        self.auth_url: Final = auth_url
        self.api_url: Final = api_url

    def ask_token(self, **changes: str | None) -> requests.Response:
        """Send a valid token request with `changes`; None removes a field."""
        form = {
            "grant_type": "client_credentials",
            "client_id": ENBOARDER.client_id,
            "client_secret": ENBOARDER.client_secret,
            "scope": SCOPE,
            **changes,
        }
        return requests.post(f"{self.auth_url}/oauth2/token", data=form, timeout=TIMEOUT)

    def ask_token_by_basic(
        self, client_id: str, client_secret: str, /, **fields: str
    ) -> requests.Response:
        """Send a token request with Basic authentication."""
        form = {"grant_type": "client_credentials", "scope": SCOPE, **fields}
        return requests.post(
            f"{self.auth_url}/oauth2/token",
            data=form,
            auth=(client_id, client_secret),
            timeout=TIMEOUT,
        )

    def token(self, scope: str = SCOPE) -> str:
        """Return an access token."""
        return str(self.ask_token(scope=scope).json()["access_token"])

    def call(
        self, method: str, path: str, body: object = None, headers: dict[str, str] | None = None
    ) -> requests.Response:
        """Call the API, by key unless `headers` say otherwise."""
        return requests.request(
            method,
            f"{self.api_url}{path}",
            json=body,
            headers={"apikey": ENBOARDER_API_KEY} if headers is None else headers,
            timeout=TIMEOUT,
        )

    def launch(self, body: object, kind: str = "basic") -> requests.Response:
        """Launch a workflow."""
        return self.call("POST", f"/restapi/v1/startwf/{kind}", body)

    def cancel(self, **body: object) -> str:
        """Cancel workflows and return the message."""
        return str(self.call("POST", "/restapi/v1/cancelwf", body).json()["message"])

    def update(self, **body: object) -> str:
        """Update a workflow and return the message."""
        return str(self.call("PUT", "/restapi/v1/updatewf", body).json()["message"])

    def state(self) -> dict[str, Any]:
        """Return what the account holds."""
        state: dict[str, Any] = requests.get(
            f"{self.api_url}/_sandbox/state", timeout=TIMEOUT
        ).json()
        return state

    def statuses(self) -> list[str]:
        """Return the statuses of all workflows, in the order of their launch."""
        return [workflow["status"] for workflow in self.state()["workflows"]]

    def control(self, path: str, json: object) -> requests.Response:
        """POST to a control route."""
        return requests.post(f"{self.api_url}/_sandbox{path}", json=json, timeout=TIMEOUT)
