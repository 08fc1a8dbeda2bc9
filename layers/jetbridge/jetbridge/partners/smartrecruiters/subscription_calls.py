"""A call to the Webhooks API with a company's credential, and what it means that one is refused."""

from collections.abc import Callable

from jetbridge.flows.context import Context
from jetbridge.model.connection import Connection
from jetbridge.model.errors import JetbridgeError
from jetbridge.model.outcome import Done, Failed
from jetbridge.model.ports import HttpRequest, HttpResponse
from jetbridge.partners.smartrecruiters.credentials import company_pair
from jetbridge.partners.smartrecruiters.subscription_api import Api


class NotSubscribedError(JetbridgeError):
    """The partner did not do a step; the work is to be tried again.

    `trouble` is the word for it that the connection shows.
    """

    def __init__(self, step: str, status: int) -> None:
        super().__init__(f"{step} was answered {status}")
        self.trouble = f"{step.replace(' ', '_')}_answered_{status}"


class NotAnsweredError(JetbridgeError):
    """A call was not made, or its outcome is unknown; the work is to be tried again."""

    def __init__(self, failure: Failed) -> None:
        super().__init__(str(failure))


def send(
    context: Context,
    connection: Connection,
    build: Callable[[Api], HttpRequest],
    *,
    timeout: float | None = None,
) -> HttpResponse:
    """Make one call. `timeout` is in seconds.

    Raises:
        NotAnsweredError: the call was not made, or its outcome is unknown.
    """
    settings = context.settings
    sent = context.broker.send(
        company_pair(context, connection),
        lambda token: build(
            Api(settings.smartrecruiters_api_url, token, timeout or settings.http_timeout)
        ),
    )
    if isinstance(sent, Done):
        return sent.value
    raise NotAnsweredError(sent)
