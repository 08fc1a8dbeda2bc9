"""The end of a version of a policy that another one has replaced.

It stays as long as a journey runs, or has run, by it: what became of the journey is read by it.
"""

import logging
from typing import Final, cast

from jetbridge.flows.context import Context
from jetbridge.model.retention import DAY, Periods
from jetbridge.store import due, journeys, policies
from jetbridge.store.table import Item, Table

logger = logging.getLogger(__name__)

AGAIN: Final = 30 * DAY
"""Seconds after which a version is looked at again by which there are journeys."""


def look(context: Context, item: Item, _: Periods) -> None:
    """Remove a version by which nothing runs any more; else look again later.

    Raises:
        ConditionFailedError: it was written meanwhile.
    """
    table, now = context.table, context.clock.now()
    tenant, version = str(item["tenant"]), cast("int", item["version"])
    if policies.is_needed(table, tenant, version, now) or _has_journeys(table, tenant, version):
        table.write(due.retained(item, now + AGAIN))
        return
    table.write(policies.remove(tenant, version))
    logger.info("policy removed", extra={"tenant": tenant, "version": version})


def _has_journeys(table: Table, tenant: str, version: int) -> bool:
    """Return whether any journey, the finished ones included, runs by a version."""
    known = journeys.every_of_tenant(table, tenant)
    return any(each.policy_version == version for each in known)
