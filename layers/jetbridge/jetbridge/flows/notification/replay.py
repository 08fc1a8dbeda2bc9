"""Handling a notification again, as if it had just arrived: at an operator's word."""

from jetbridge.flows.context import Context
from jetbridge.flows.event import outbox
from jetbridge.model import work
from jetbridge.model.notification import Notification, reopened
from jetbridge.store import notifications
from jetbridge.store.table import ConditionFailedError, Table


def again(context: Context, found: Notification) -> bool:
    """Have a stored notification handled again; False: it is being handled at this moment.

    Where the queue takes nothing, the schedule finds it.
    """
    if not renew(context.table, found, context.clock.now()):
        return False
    message = work.notification(found.partner, found.event_id)
    outbox.have_done(context.queue, [work.of_tenant(found.tenant, message)])
    return True


def renew(table: Table, found: Notification, now: int) -> bool:
    """Make a notification as good as new; False: it is being handled at this moment."""
    try:
        table.write(notifications.save(found, reopened(found, now)))
    except ConditionFailedError:
        return False
    return True
