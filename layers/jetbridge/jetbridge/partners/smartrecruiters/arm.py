"""What a new policy sets going: the notifications that it needs, and the poll."""

from dataclasses import replace
from typing import Final

from jetbridge.flows.connection import health
from jetbridge.flows.context import Context
from jetbridge.model.connection import Connection, Status
from jetbridge.model.schedule import Task
from jetbridge.partners.smartrecruiters import api as smartrecruiters
from jetbridge.partners.smartrecruiters import subscription
from jetbridge.store import connections
from jetbridge.store.listing import every

_PAGE: Final = 100
_BY: Final = "policy"


def policy_changed(context: Context, tenant: str) -> None:
    """Have each of the tenant's SmartRecruiters connections subscribed and polled now.

    What gets lost here, or is connected in this moment, is made good within a day: each
    connection's health check subscribes, and its poll looks for a policy.

    Raises:
        Conflict: a connection was being written all the while.
    """
    table = context.table
    every_one = every(lambda at: connections.of_tenant(table, tenant, limit=_PAGE, after=at))
    for connection in every_one:
        if connection.partner == smartrecruiters.PARTNER:
            subscription.ask(context, _polled_now(context, connection))


def _polled_now(context: Context, connection: Connection) -> Connection:
    """Arm the poll; one that is not working gets one when it works again."""
    if connection.status not in (Status.ACTIVE, Status.DEGRADED):
        return connection

    def armed(current: Connection) -> Connection:
        return replace(current, tasks={**current.tasks, Task.POLL: context.clock.now()})

    return health.change(context, connection, armed, by=_BY)
