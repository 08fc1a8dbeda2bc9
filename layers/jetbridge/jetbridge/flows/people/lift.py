"""Lifting an erasure: the person may be hired again. Nothing that was erased comes back."""

import logging
from dataclasses import replace

from jetbridge.flows import tenants
from jetbridge.flows.bridge import Bridge
from jetbridge.flows.people.finding import Identifier, NotFound, erasures_of
from jetbridge.flows.people.stock import Stock
from jetbridge.model.erasure import Erasure
from jetbridge.store import erasures

logger = logging.getLogger(__name__)


def find(bridge: Bridge, tenant: str, named: Identifier) -> Erasure:
    """Return the erasure of the person that an identifier names.

    Raises:
        NotFound: the tenant is unknown, or has no such erasure.
        Ambiguous: several persons of that identifier are erased.
    """
    stock = Stock(bridge, tenant)
    found = erasures_of(stock, named)
    if found:
        return found[0]
    if not tenants.is_known(bridge.table, tenant):
        raise NotFound(f"there is no tenant {tenant!r}: nothing is stored for it")
    raise NotFound(f"tenant {tenant!r} has no erasure of {named} that could be lifted")


def lift(bridge: Bridge, erasure: Erasure, *, by: str) -> Erasure:
    """Remove the markers of an erasure, and record who did so.

    Raises:
        ConditionFailed: the erasure has been written at this moment; nothing was lifted.
    """
    lifted = replace(erasure, lifted_at=bridge.clock.now(), lifted_by=by)
    bridge.table.write(erasures.save(lifted))
    for writes in erasures.unmark(lifted):
        bridge.table.write(*writes)
    logger.info("erasure lifted", extra={"erasure": erasure.id})
    return erasures.stored(lifted)
