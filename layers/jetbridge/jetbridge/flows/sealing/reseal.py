"""The worker's job that brings every sealed value under the active key.

An operator asks for it, and the table holds how far it is. The schedule has it worked on when it is
due. Each message does pages for a while, stores where it is, and has the next message sent: what a
process that dies has done meanwhile is found done. One message at a time has the lease.
"""

import logging
from typing import Final

from jetbridge.flows.context import Context
from jetbridge.flows.event.outbox import have_done
from jetbridge.flows.sealing import pages
from jetbridge.flows.sealing.renewing import Renewing, renewed
from jetbridge.model import reseal
from jetbridge.model import work as messages
from jetbridge.model.record import record, replace
from jetbridge.model.reseal import Reseal, State
from jetbridge.model.scopes import EVERY_TENANT
from jetbridge.model.work import Message
from jetbridge.store import reseals
from jetbridge.store.table import ConditionFailedError
from jetbridge.store.unread import Unread

logger = logging.getLogger(__name__)

BUDGET: Final = 25
"""Seconds after which a message begins no further page: Lambda ends it after 60."""
LEASE: Final = 120
"""Seconds for which no other message goes on with it."""


@record
class Asked:
    """How a re-seal stands that was asked for.

    `unread` is the one before it, where it could not be read: this one began at the start then.
    What that one had done is found done.
    """

    run: Reseal
    unread: Unread | None = None


def ask_for(context: Context, *, settled: int) -> Asked:
    """Have every value sealed again under the active key, and return how that stands.

    Args:
        context: the ports.
        settled: from when on (Unix seconds) every process seals under it.

    Raises:
        ConditionFailedError: it has just moved on.
        SecretUnavailableError: the keyring cannot be read.
    """
    active, _ = context.vault.key_ids()
    before, now = reseals.get_or_unread(context.table), context.clock.now()
    if isinstance(before, Unread):
        run = reseal.asked_for(None, active, settled=settled, now=now)
        # Above all that the one before it counted: what still works on that stores nothing here.
        run = replace(run, version=now)
        context.table.write(reseals.save(run, before))
        return Asked(reseals.stored(run), before)
    run = reseal.asked_for(before, active, settled=settled, now=now)
    context.table.write(reseals.save(run))
    return Asked(reseals.stored(run))


def work(context: Context, _message: Message) -> None:
    """Go on with the re-seal, if it is due.

    Raises:
        SecretUnavailableError: the keyring cannot be read.
        StoreError: the table fails. The next message begins where this one did.
    """
    began = context.clock.now()
    run = reseals.get(context.table)
    if run is None or run.state is not State.RUNNING or began < run.next_at:
        return
    active, known = context.vault.key_ids()
    tools = Renewing(context.table, context.vault, active, known)
    try:
        context.table.write(reseals.lease(run, until=began + LEASE))
        run = reseals.stored(run)
        run = _worked(context, run, tools, until=began + BUDGET)
        context.table.write(reseals.save(run))
    except ConditionFailedError:
        return  # another message has the lease, or an operator has asked for another one
    facts = {"state": run.state, "passes": run.passes, "renewed": run.renewed + run.found.renewed}
    logger.info("sealed again", extra=facts)
    if run.state is State.RUNNING and run.next_at <= context.clock.now():
        message = messages.of_upkeep(messages.deployment_task(messages.RESEAL))
        have_done(context.queue, [messages.of_tenant(EVERY_TENANT, message)])


def _worked(context: Context, run: Reseal, tools: Renewing, *, until: int) -> Reseal:
    """Do pages until the time is up, or the pass is over."""
    if tools.active != run.key:
        now = context.clock.now()
        return replace(run, state=State.OVERTAKEN, updated_at=now, ended_at=now)
    passes = run.passes
    while run.state is State.RUNNING and run.passes == passes and context.clock.now() < until:
        items, place = pages.page(context.table, run.place)
        found = renewed(tools, run.found, items)
        if place and place.tenant != run.place.tenant:
            found = replace(found, tenants=found.tenants + 1)
        run = reseal.moved_on(run, found, place, context.clock.now())
    return run
