"""The webhooks of all companies, put together."""

from flask import Blueprint, Flask

from jetbridge.model.system import Clock
from jetbridge_local.sandbox.outbox import Delivery
from jetbridge_local.sandbox.smartrecruiters.access import Access
from jetbridge_local.sandbox.smartrecruiters.candidates import Candidate, Candidates
from jetbridge_local.sandbox.smartrecruiters.webhooks.api import WebhooksApi
from jetbridge_local.sandbox.smartrecruiters.webhooks.control import (
    Order,
    WebhooksControl,
    view,
)
from jetbridge_local.sandbox.smartrecruiters.webhooks.sender import Notification, Sender
from jetbridge_local.sandbox.smartrecruiters.webhooks.subscriptions import Status, Subscriptions


class Webhooks:
    """The API, the sender behind it, and the routes that drive the sender."""

    def __init__(self, clock: Clock, url: str, access: Access, candidates: Candidates) -> None:
        self._clock = clock
        self._subscriptions = Subscriptions(clock)
        self._sender = Sender(clock, self._subscriptions)
        self._api = WebhooksApi(clock, url, access, self._subscriptions, self._sender)
        self._control = WebhooksControl(clock, url, candidates, self._subscriptions, self._sender)

    def add_to(self, app: Flask) -> None:
        """Add the API to `app`."""
        self._api.add_to(app)

    def add_control_to(self, routes: Blueprint) -> None:
        """Add the control routes to `routes`."""
        self._control.add_control_to(routes)

    def hears(self, company_id: str, event: str) -> bool:
        """Return whether a subscription covers an event of a company."""
        return any(
            each.status is Status.ACTIVE and event in each.wanted.events
            for each in self._subscriptions.of_company(company_id)
        )

    def publish(
        self, company_id: str, candidate: Candidate, event: str
    ) -> list[Delivery[Notification]]:
        """Send an event about a candidate, and return what became of it."""
        return self._control.publish(company_id, candidate, Order(event=event))

    def reset(self) -> None:
        """Forget every subscription and every delivery."""
        self._subscriptions.clear()
        self._sender.outbox.clear()

    def view(self) -> dict[str, object]:
        """Return everything as JSON, secret keys included, newest first."""
        now = self._clock.now()
        subscriptions = [
            {
                **each.view(),
                "companyId": each.company_id,
                "secretKeys": [key.value for key in each.live_keys(now)],
            }
            for each in self._subscriptions.all()
        ]
        deliveries = [view(each) for each in self._sender.outbox.all()]
        return {"subscriptions": subscriptions, "deliveries": deliveries}
