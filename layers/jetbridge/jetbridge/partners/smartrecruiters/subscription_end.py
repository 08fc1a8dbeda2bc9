"""The end of a company's subscription, when its connection is over."""

import logging
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from typing import Final

from jetbridge.flows.connection.credentials import obtained
from jetbridge.flows.context import Context
from jetbridge.model.company_settings import SUBSCRIPTION_ID
from jetbridge.model.connection import Connection
from jetbridge.partners.smartrecruiters.subscription_api import Api
from jetbridge.partners.smartrecruiters.subscription_calls import (
    NotAnsweredError,
    NotSubscribedError,
    send,
)
from jetbridge.store.table import StoreError

logger = logging.getLogger(__name__)

_FAREWELL: Final = 3.0
"""Seconds for a call that is made when everything is over."""
_REFUSED: Final = (
    NotSubscribedError,
    NotAnsweredError,
    StoreError,
)


def end(context: Context, connection: Connection) -> None:
    """Delete the subscription of a connection that is over already, if the partner lets us.

    Best effort: deliveries to a subscription that remains are refused, and the partner suspends it.
    `connection` is as it was, with its credential, of which nothing is left afterwards.
    """
    subscription_id = connection.settings.get(SUBSCRIPTION_ID)
    if not subscription_id or not connection.has_credentials:
        return
    delete(context, connection, lambda: [subscription_id])


def delete(context: Context, connection: Connection, named: Callable[[], Iterable[str]]) -> None:
    """Delete subscriptions of a connection that is over, and then what its credential obtained."""
    try:
        for each in named():
            remove = partial(Api.delete, subscription_id=each)
            send(context, connection, remove, timeout=_FAREWELL)
    except _REFUSED:
        logger.warning("subscription left behind", extra={"connection": connection.id})
    with suppress(StoreError):
        context.table.write(*obtained(connection))
