"""An approval and its exchange, which another process makes: SmartRecruiters may take minutes.

    1. give        the approval is stored, with who gave it
    2. dispatch    a message for the queue of slow work; what it does not take is due at once
    3. work        the queue's job: the exchange, once
    4. outcome     what came of it, for the page and the frame that wait

A message that comes twice, or late, finds the exchange begun, or is too late to begin it. A worker
that dies before that has sent nothing, and the next message begins it; one that dies afterwards
leaves an open exchange, of which SmartRecruiters may have committed its part.
"""

from contextlib import suppress
from typing import Final

from jetbridge.flows.browser.outcome import Outcome
from jetbridge.flows.context import Context
from jetbridge.flows.event import outbox
from jetbridge.model.connection import EXCHANGE_LEASE, Connection, Status
from jetbridge.model.record import replace
from jetbridge.model.transaction import BEGIN_MARGIN, BEGIN_WITHIN, Consent, Decision
from jetbridge.model.work import Message, of_tenant
from jetbridge.model.work import exchange as message_for
from jetbridge.partners.smartrecruiters import exchange, outcomes
from jetbridge.store import connections, consents, transactions
from jetbridge.store.table import StoreError
from jetbridge.web.sessions import Person

_DUE: Final = 60
"""Seconds that the queue has to bring an approval to the worker, before the schedule does."""


def give(context: Context, consent: Consent, person: Person) -> Consent | None:
    """Store the approval of an open consent; None where it has an answer already."""
    now = context.clock.now()
    approved = replace(
        consent,
        decision=Decision.EXCHANGING,
        tenant=person.tenant,
        subject=person.subject,
        approved_at=now,
        begin_until=now + BEGIN_WITHIN,
    )
    if not consents.approve(context.table, approved, due_at=now + _DUE):
        return None
    if consent.request.frame:
        # A frame that does not hear of it says after a while that it was too late.
        with suppress(StoreError):
            transactions.follow(context.table, consent.request.frame, consent.name)
    return approved


def dispatch(context: Context, approved: Consent) -> bool:
    """Dispatch the exchange; return whether the queue took it, else a schedule does."""
    message = of_tenant(approved.tenant, message_for(approved.name))
    if outbox.have_done(context.slow, [message]):
        return True
    with suppress(StoreError):
        consents.hasten(context.table, approved, due_at=context.clock.now())
    return False


def work(context: Context, message: Message) -> None:
    """Make an approved exchange, unless it has begun or ended.

    Raises:
        Exception: whatever the exchange could not cope with. What had begun has an end that is
            not known; what had not is begun by the next message.
    """
    approved = consents.get(context.table, str(message.get("approval")))
    if approved is None or approved.decision is not Decision.EXCHANGING or approved.exchange:
        return
    try:
        exchange.approve(context, approved)
    except Exception:
        with suppress(StoreError):
            consents.conclude(context.table, approved, outcomes.UNKNOWN.kind, begun=True)
        raise


def outcome(context: Context, consent: Consent) -> Outcome | None:
    """Return what came of an approval, None while that is not known.

    It ends by itself, whatever became of the worker: where the exchange has not begun in time, and
    where its lease is over.
    """
    if consent.decision is Decision.APPROVED:
        # An earlier release knew outcomes that are one now.
        return outcomes.BY_KIND.get(consent.outcome, outcomes.NOT_HERE)
    if not consent.begin_until:
        return outcomes.IN_PROGRESS  # by an earlier release, whose function exchanged itself
    if not consent.exchange:
        is_over = context.clock.now() >= consent.begin_until + BEGIN_MARGIN
        return outcomes.NOT_STARTED if is_over else None
    connection = connections.get(context.table, consent.connection_id)
    if connection and connection.exchange and connection.exchange.id == consent.exchange:
        is_over = context.clock.now() >= connection.exchange.started_at + EXCHANGE_LEASE
        return outcomes.UNKNOWN if is_over else None
    # It may have ended between the two reads.
    again = consents.get(context.table, consent.name)
    if again and again.decision is Decision.APPROVED:
        return outcomes.BY_KIND.get(again.outcome, outcomes.NOT_HERE)
    return _ended_by_another(connection)


def _ended_by_another(connection: Connection | None) -> Outcome:
    """Return the outcome of an exchange that was ended elsewhere: a disable, the reconciler."""
    match connection.status if connection else Status.DISABLED:
        case Status.DISABLED:
            return outcomes.DISABLED_MEANWHILE
        case Status.ACTIVE | Status.DEGRADED:
            return outcomes.ALREADY_CONNECTED  # a later exchange
        case _:
            return outcomes.UNKNOWN
