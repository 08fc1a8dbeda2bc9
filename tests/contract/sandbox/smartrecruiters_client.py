"""The calls that a partner makes to SmartRecruiters."""

from typing import Final

import requests

from jetbridge_local.sandbox.credentials import (
    SMARTRECRUITERS_APP_ID,
    SMARTRECRUITERS_MASTER,
    ClientCredentials,
)

TIMEOUT: Final = 10
RECEIVED: Final = ClientCredentials("jb_ci_made-up", "jb_cs_made-up")
MASTER_FORM: Final = {
    "grant_type": "client_credentials",
    "client_id": SMARTRECRUITERS_MASTER.client_id,
    "client_secret": SMARTRECRUITERS_MASTER.client_secret,
}


class SmartRecruitersClient:
    """A thin client: it sends what it is told and checks nothing."""

    def __init__(self, url: str) -> None:
        """Talk to the sandbox at `url`."""
        self.url: Final = url

    def ask_token(self, **changes: str | None) -> requests.Response:
        """Send a token request for the master credentials, with `changes`; None removes."""
        return requests.post(
            f"{self.url}/identity/oauth/token", data={**MASTER_FORM, **changes}, timeout=TIMEOUT
        )

    def token(self, pair: ClientCredentials = SMARTRECRUITERS_MASTER) -> str:
        """Return an access token for `pair`."""
        answer = self.ask_token(client_id=pair.client_id, client_secret=pair.client_secret)
        return str(answer.json()["access_token"])

    def confirm(self, company_id: str = "acme", /, **changes: object) -> requests.Response:
        """Confirm an integration with a new master token; `changes` as in `ask_token`."""
        return self.confirm_as(self.token(), company_id, **changes)

    def confirm_as(
        self, token: str, company_id: str = "acme", /, **changes: object
    ) -> requests.Response:
        """Confirm an integration with `token`."""
        body = {
            "appId": SMARTRECRUITERS_APP_ID,
            "companyId": company_id,
            "clientId": f"{RECEIVED.client_id}-{company_id}",
            "clientSecret": RECEIVED.client_secret,
            **changes,
        }
        return requests.post(
            f"{self.url}/apps-integrations/partner-api/integrations",
            json={name: value for name, value in body.items() if value is not None},
            headers=bearer(token),
            timeout=TIMEOUT,
        )

    def integrated(self, company_id: str = "acme") -> ClientCredentials:
        """Integrate a company and return its customer-level pair."""
        body = self.confirm(company_id).json()
        return ClientCredentials(body["clientId"], body["clientSecret"])

    def get(self, path: str, token: str = "") -> requests.Response:
        """GET a path of the Customer API, or a page."""
        headers = bearer(token) if token else {}
        return requests.get(f"{self.url}{path}", headers=headers, timeout=TIMEOUT)

    def put(self, path: str, body: object, token: str) -> requests.Response:
        """PUT to a path of the Customer API."""
        return requests.put(f"{self.url}{path}", json=body, headers=bearer(token), timeout=TIMEOUT)

    def control(self, path: str, json: object = None) -> requests.Response:
        """POST to a control route."""
        return requests.post(f"{self.url}/_sandbox{path}", json=json, timeout=TIMEOUT)


def bearer(token: str) -> dict[str, str]:
    """Return the header that presents `token`."""
    return {"Authorization": f"Bearer {token}"}


def code(answer: requests.Response) -> str:
    """Return the first error code in SmartRecruiters' error shape."""
    return str(answer.json()["errors"][0]["code"])
