"""What a new policy sets going: the notifications that it needs, and the poll."""

from dataclasses import replace
from typing import Final

from jetbridge.flows import health, subscription
from jetbridge.flows.bridge import Bridge
from jetbridge.model.connection import Connection, Status
from jetbridge.model.schedule import Task
from jetbridge.partners import smartrecruiters
from jetbridge.store import connections
from jetbridge.store.listing import every

_PAGE: Final = 100
_BY: Final = "policy"


def policy_changed(bridge: Bridge, tenant: str) -> None:
    """Have each of the tenant's SmartRecruiters connections subscribed and polled now.

    What gets lost here, or is connected in this moment, is made good within a day: each
    connection's health check subscribes, and its poll looks for a policy.

    Raises:
        Conflict: a connection was being written all the while.
    """
    table = bridge.table
    every_one = every(lambda at: connections.of_tenant(table, tenant, limit=_PAGE, after=at))
    for connection in every_one:
        if connection.partner == smartrecruiters.PARTNER:
            subscription.ask(bridge, _polled_now(bridge, connection))


def _polled_now(bridge: Bridge, connection: Connection) -> Connection:
    """Arm the poll; one that is not working gets one when it works again."""
    if connection.status not in (Status.ACTIVE, Status.DEGRADED):
        return connection

    def armed(current: Connection) -> Connection:
        return replace(current, tasks={**current.tasks, Task.POLL: bridge.clock.now()})

    return health.change(bridge, connection, armed, by=_BY)
