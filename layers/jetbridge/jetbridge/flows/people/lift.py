"""Lifting an erasure: the person may be hired again. Nothing that was erased comes back."""

import logging

from jetbridge.flows.context import Context
from jetbridge.flows.people.finding import erasures_of
from jetbridge.flows.people.identifying import PersonNotFoundError
from jetbridge.flows.people.stock import Stock
from jetbridge.flows.tenant import tenants
from jetbridge.model.erasure import Erasure, Identifier
from jetbridge.model.record import replace
from jetbridge.store import erasures

logger = logging.getLogger(__name__)


def find(context: Context, tenant: str, named: Identifier) -> Erasure:
    """Return the erasure of the person that an identifier names.

    Raises:
        PersonNotFoundError: the tenant is unknown, or has no such erasure.
        AmbiguousPersonError: several persons of that identifier are erased.
    """
    stock = Stock(context, tenant)
    found = erasures_of(stock, named)
    if found:
        return found[0]
    if not tenants.is_known(context.table, tenant):
        raise PersonNotFoundError(f"there is no tenant {tenant!r}: nothing is stored for it")
    raise PersonNotFoundError(f"tenant {tenant!r} has no erasure of {named} that could be lifted")


def lift(context: Context, erasure: Erasure, *, by: str) -> Erasure:
    """Remove the markers of an erasure, and record who did so.

    Raises:
        ConditionFailedError: the erasure has been written at this moment; nothing was lifted.
    """
    lifted = replace(erasure, lifted_at=context.clock.now(), lifted_by=by)
    context.table.write(erasures.save(lifted))
    for writes in erasures.unmark(lifted):
        context.table.write(*writes)
    logger.info("erasure lifted", extra={"erasure": erasure.id})
    return erasures.stored(lifted)
