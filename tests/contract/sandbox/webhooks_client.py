"""A company's calls of SmartRecruiters' Webhooks API, and the control routes behind it."""

from typing import Any, Final

import requests

from tests.contract.sandbox.receiver import Receiver
from tests.contract.sandbox.smartrecruiters_client import (
    TIMEOUT,
    SmartRecruitersClient,
    bearer,
)

PATH: Final = "/webhooks-api/v201907/subscriptions"
STATUS_UPDATED: Final = "application.status.updated"


class WebhooksClient:
    """A thin client of one company: it sends what it is told and checks nothing."""

    def __init__(self, smartrecruiters: SmartRecruitersClient, company_id: str = "acme") -> None:
        """Integrate the company and take a token."""
        self.smartrecruiters: Final = smartrecruiters
        self.company_id: Final = company_id
        self.base: Final = f"{smartrecruiters.url}{PATH}"
        self._pair = smartrecruiters.integrated(company_id)
        self._token = smartrecruiters.token(self._pair)

    def renew_token(self) -> None:
        """Take another token, once time has passed."""
        self._token = self.smartrecruiters.token(self._pair)

    def call(self, method: str, path: str = "", body: object = None) -> requests.Response:
        """Call the API."""
        return requests.request(
            method, f"{self.base}{path}", json=body, headers=bearer(self._token), timeout=TIMEOUT
        )

    def subscribe(self, callback_url: str, **changes: object) -> requests.Response:
        """Ask for a subscription; None removes a member."""
        body = {"callbackUrl": callback_url, "events": [STATUS_UPDATED], **changes}
        return self.call("POST", "", {k: v for k, v in body.items() if v is not None})

    def subscribed(self, receiver: Receiver, **changes: object) -> str:
        """Subscribe, make a key, activate, and return the subscription's id."""
        subscription_id = str(self.subscribe(receiver.hook_url, **changes).json()["id"])
        self.make_key(subscription_id)
        assert self.activate(subscription_id).status_code == 204
        return subscription_id

    def activate(self, subscription_id: str) -> requests.Response:
        """Activate a subscription."""
        return self.call("PUT", f"/{subscription_id}/activation")

    def make_key(self, subscription_id: str) -> requests.Response:
        """Make a secret key."""
        return self.call("POST", f"/{subscription_id}/secret-key")

    def key(self, subscription_id: str) -> str:
        """Return the newest secret key of a subscription."""
        return str(self.call("GET", f"/{subscription_id}/secret-key").json()["secretKey"])

    def status(self, subscription_id: str) -> str:
        """Return a subscription's status."""
        return str(self.call("GET", f"/{subscription_id}").json()["status"])

    def event(self, event: str = STATUS_UPDATED, /, **order: object) -> requests.Response:
        """Let an event happen."""
        return self.smartrecruiters.control(f"/events/{self.company_id}", {"event": event, **order})

    def event_id(self, **order: object) -> str:
        """Let an event happen, and return its id."""
        return str(self.event(STATUS_UPDATED, **order).json()["deliveries"][0]["eventId"])

    def control(self, path: str, **body: object) -> dict[str, Any]:
        """POST to a control route."""
        answer: dict[str, Any] = self.smartrecruiters.control(path, body).json()
        return answer
