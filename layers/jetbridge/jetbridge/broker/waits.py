"""A long wait that a partner asks for shows on the connection whose credential was used.

The broker keeps waits by itself, but they cannot be seen there. The state of the connection does
not
change: the partner answers, and says when it will do more.
"""

import logging
from typing import Final

from jetbridge.broker.context import BrokerContext
from jetbridge.broker.retries import asked_wait
from jetbridge.broker.source import CredentialSource
from jetbridge.model.ports import HttpResponse
from jetbridge.store import connections
from jetbridge.store.table import ConditionFailedError, TableUnavailableError, WriteConflictError

logger = logging.getLogger(__name__)

LONG: Final = 3_600
"""Seconds. A longer wait is one that an operator wants to know of."""


def note(context: BrokerContext, source: CredentialSource, response: HttpResponse) -> None:
    """Log a long wait that an answer asks for, and keep it on the source's connection."""
    wait = asked_wait(response)
    if wait <= LONG:
        return
    facts = {"partner": source.dialect.partner, "connection": source.connection_id, "wait": wait}
    logger.warning("partner asks for a long wait", extra=facts)
    if not source.connection_id:
        return  # one of the deployment's own credentials
    until = context.clock.now() + wait
    try:
        context.table.write(connections.asked_to_wait(source.connection_id, until))
    except (ConditionFailedError, WriteConflictError, TableUnavailableError):
        return  # the next answer says it again
