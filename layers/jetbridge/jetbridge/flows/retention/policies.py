"""The end of a version of a policy that another one has replaced.

It stays as long as a journey runs, or has run, by it: what became of the journey is read by it.
"""

import logging

from jetbridge.flows.context import Context
from jetbridge.flows.retention import named
from jetbridge.model.retention import Periods
from jetbridge.store import due, policies
from jetbridge.store.mapper import member
from jetbridge.store.table import Item

logger = logging.getLogger(__name__)


def look(context: Context, item: Item, _: Periods) -> None:
    """Remove a version by which nothing runs any more; else look again later.

    Raises:
        ConditionFailedError: it was written meanwhile.
    """
    table, now = context.table, context.clock.now()
    tenant, version = member(item, "tenant", str), member(item, "version", int)
    if policies.is_needed(table, tenant, version, now):
        table.write(due.retained(item, now + named.AGAIN))
        return
    later = named.look_later(table, item, tenant, now, ("policy_version", version))
    if later:
        table.write(later)
        return
    table.write(policies.remove(tenant, version))
    logger.info("policy removed", extra={"tenant": tenant, "version": version})
