"""A call to the Webhooks API with a company's credential, and what it means that one is refused."""

from collections.abc import Callable

from jetbridge.flows.bridge import Bridge
from jetbridge.flows.credentials import company_pair
from jetbridge.model.connection import Connection
from jetbridge.model.ports import HttpRequest, HttpResponse
from jetbridge.partners.smartrecruiters_webhooks import Api


class NotSubscribed(Exception):  # noqa: N818 - reads as the outcome it names
    """The partner did not do a step; the work is to be tried again.

    `trouble` is the word for it that the connection shows.
    """

    def __init__(self, step: str, status: int) -> None:
        super().__init__(f"{step} was answered {status}")
        self.trouble = f"{step.replace(' ', '_')}_answered_{status}"


def send(
    bridge: Bridge,
    connection: Connection,
    build: Callable[[Api], HttpRequest],
    *,
    timeout: float | None = None,
) -> HttpResponse:
    """Make one call. `timeout` is in seconds.

    Raises:
        Exception: the call was not made, or its outcome is unknown; as `broker.send` does.
    """
    settings = bridge.settings
    return bridge.broker.send(
        company_pair(bridge, connection),
        lambda token: build(
            Api(settings.smartrecruiters_api_url, token, timeout or settings.http_timeout)
        ),
    )
