"""The composition root: the ports, each with the adapter that the cloud wants.

The lean functions (token, authorizer) compose less; see `jetbridge.runtime.lean`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Final

from jetbridge.flows.context import Context, assembled
from jetbridge.model.metrics import Meter
from jetbridge.model.ports import (
    DEAD_LETTERS,
    QUEUE,
    SLOW_QUEUE,
    WEBHOOK_QUEUE,
    Backlog,
    Bus,
    Queue,
)
from jetbridge.model.settings import Settings
from jetbridge.model.system import Clock
from jetbridge.runtime import aws
from jetbridge.runtime.clock import SystemClock, SystemPause
from jetbridge.runtime.http import RequestsHttp
from jetbridge.runtime.ids import RandomIds
from jetbridge.runtime.observability import meter
from jetbridge.runtime.queue import EventBridgeBus, SqsBacklog, SqsQueue
from jetbridge.runtime.reported import ReportedCalls
from jetbridge.runtime.settings import settings
from jetbridge.store.dynamodb import DynamoTable
from jetbridge.store.table import Table
from jetbridge.vault.secrets import Secrets
from jetbridge.vault.secretsmanager import SecretsManager

_INSTEAD: Final[ContextVar[Context]] = ContextVar("instead")


def context() -> Context:
    """Return the context of this process, built at the first call: nothing connects at import."""
    return _INSTEAD.get(None) or _of_the_cloud()


def configured() -> Settings:
    """Return the settings of this process's context, without its ports."""
    instead = _INSTEAD.get(None)
    return instead.settings if instead else settings()


@contextmanager
def using(instead: Context) -> Iterator[None]:
    """Serve from another context while this lasts: how a function is run over ports in memory."""
    before = _INSTEAD.set(instead)
    try:
        yield
    finally:
        _INSTEAD.reset(before)


@cache
def _of_the_cloud() -> Context:
    configured, sqs, clock = settings(), aws.sqs(), SystemClock()
    return over(
        configured,
        DynamoTable(ReportedCalls(aws.dynamodb(), meter), configured.table_name),
        SecretsManager(
            ReportedCalls(aws.secrets_manager(), meter), clock, max_age=configured.secrets_max_age
        ),
        keyring_id=configured.keyring_secret_id,
        meter=meter,
        queue=SqsQueue(sqs, configured.queue_url, meter),
        webhooks=SqsQueue(sqs, configured.webhook_queue_url, meter),
        slow=SqsQueue(sqs, configured.slow_queue_url, meter),
        dead_letters=SqsQueue(sqs, configured.dead_letters_url, meter),
        backlog=SqsBacklog(
            sqs,
            {
                QUEUE: configured.queue_url,
                WEBHOOK_QUEUE: configured.webhook_queue_url,
                SLOW_QUEUE: configured.slow_queue_url,
                DEAD_LETTERS: configured.dead_letters_url,
            },
            meter,
        ),
        bus=EventBridgeBus(aws.event_bridge(), configured.bus_name, meter),
        clock=clock,
    )


def over(  # noqa: PLR0913 - the ports that differ from one process to another, each by its name
    configured: Settings,
    table: Table,
    secrets: Secrets,
    *,
    keyring_id: str,
    meter: Meter,
    queue: Queue,
    webhooks: Queue,
    slow: Queue,
    dead_letters: Queue,
    backlog: Backlog,
    bus: Bus,
    clock: Clock,
) -> Context:
    """Return a context over these ports; ids and outbound HTTP are this machine's.

    `keyring_id` is the name or ARN of the keyring secret.
    """
    return assembled(
        configured,
        table=table,
        secrets=secrets,
        keyring_id=keyring_id,
        http=RequestsHttp(),
        clock=clock,
        ids=RandomIds(),
        pause=SystemPause(),
        meter=meter,
        queue=queue,
        webhooks=webhooks,
        slow=slow,
        dead_letters=dead_letters,
        backlog=backlog,
        bus=bus,
    )
