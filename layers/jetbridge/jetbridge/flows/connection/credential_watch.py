"""A schedule asks whether the deployment's credentials still work, and tells when that changes.

The schedule's job puts one message into the queue: the worker may read the secrets, it may not.
A partner that does not answer, or whose answer does not tell, changes nothing.
"""

import logging
from typing import Final

from jetbridge.flows.connection import own_credentials
from jetbridge.flows.context import Context
from jetbridge.flows.event import outbox
from jetbridge.flows.schedule.dispatch import Report
from jetbridge.model import events
from jetbridge.model import work as messages
from jetbridge.model.metrics import Metric
from jetbridge.model.own_credentials import Finding, Result
from jetbridge.model.record import replace
from jetbridge.model.scopes import EVERY_TENANT
from jetbridge.model.work import Message
from jetbridge.store import outbox as stored_events
from jetbridge.store import own_credentials as stored
from jetbridge.store.listing import leaving_out
from jetbridge.store.table import ConditionFailedError, WriteConflictError

logger = logging.getLogger(__name__)

TASK: Final = "test_credentials"

_REFUSED: Final = frozenset({Result.REFUSED, Result.UNUSABLE, Result.DENIED})
_SAYS: Final = _REFUSED | {Result.WORKS}
"""Results that tell how a credential stands."""


def run(context: Context) -> Report:
    """Have the worker test them. What the queue does not take, the next run gives it."""
    message = messages.of_tenant(EVERY_TENANT, messages.deployment_task(TASK))
    taken = outbox.have_done(context.queue, [message])
    return Report(int(taken), complete=taken)


def work(context: Context, _message: Message) -> None:
    """Test each credential, and tell of those of which the partner says something new.

    One whose last result cannot be read keeps no other from being tested.
    """
    from jetbridge.flows.passing_over import passing_over  # once an hour

    with passing_over(context.meter):
        for name in own_credentials.names():
            for found in own_credentials.examine(context, name):
                with leaving_out():
                    _tell(context, found)


def _tell(context: Context, found: Finding) -> None:
    if found.result not in _SAYS:
        return
    before = stored.get(context.table, found.name, found.part)
    refused = found.result in _REFUSED
    if refused is before.refused:
        return
    now = context.clock.now()
    after = replace(before, refused=refused, error=found.error, since=now)
    event = events.of_credential(after.name, after.part, after.error, before.version + 1, now)
    try:
        outbox.commit(context, stored.save(after), stored_events.record(event))
    except (ConditionFailedError, WriteConflictError):
        return  # another worker tells it
    facts = {"partner": found.name, "part": found.part, "error": found.error}
    logger.warning("own credential refused" if refused else "own credential works", extra=facts)
    metric = Metric.CREDENTIAL_REFUSED if refused else Metric.CREDENTIAL_RECOVERED
    context.meter.count(metric)
