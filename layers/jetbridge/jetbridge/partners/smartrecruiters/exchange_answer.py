"""What an answer of SmartRecruiters to the credential exchange means, and its commit."""

import logging
from collections.abc import Callable, Iterable
from typing import Final

from jetbridge.broker.dialect import ClientCredentials
from jetbridge.flows.browser.outcome import Outcome
from jetbridge.flows.connection import exchanges
from jetbridge.flows.connection.credentials import CLIENT_SECRET, seal
from jetbridge.flows.connection.exchanges import Opened
from jetbridge.flows.context import Context
from jetbridge.model import outcome as answers
from jetbridge.model.company import Company, Why
from jetbridge.model.connection import Connection, Health, Status
from jetbridge.model.outcome import Cause, Done, NotPerformed, Refused, Unknown
from jetbridge.model.record import record, replace
from jetbridge.oauth import clients
from jetbridge.partners.smartrecruiters import outcomes, ownership
from jetbridge.partners.smartrecruiters.api import Integration, Refusal
from jetbridge.partners.smartrecruiters.credentials import company_pair
from jetbridge.partners.smartrecruiters.ownership import CompanyLostError
from jetbridge.store import companies, consents
from jetbridge.store.table import Write

logger = logging.getLogger(__name__)

_REFUSED: Final = {
    Refusal.REJECTED: outcomes.REJECTED,
    Refusal.FORBIDDEN: outcomes.FORBIDDEN,
    Refusal.NOT_FOUND: outcomes.UNKNOWN_APPLICATION,
}

type Beside = Callable[[Connection], Iterable[Write]]


@record
class Intent:
    """What is stored before the partner is called: the open exchange, and the pair we minted.

    `approval` names the consent that it is made for.
    """

    opened: Opened
    issued: ClientCredentials
    company: Company
    approval: str

    @property
    def open(self) -> Connection:
        """The connection as it was stored."""
        return self.opened.connection

    @property
    def standing(self) -> Status:
        """The status that the connection had before the attempt."""
        return self.opened.standing

    @property
    def is_strangers(self) -> bool:
        """Whether the company was not the tenant's when the attempt began."""
        return self.company.tenant != self.open.tenant

    @property
    def repeats(self) -> bool:
        """Whether SmartRecruiters may hold what an earlier exchange of this tenant has minted."""
        return not self.is_strangers or len(self.open.clients) > 1


def commit(context: Context, intent: Intent, answer: answers.Outcome[Integration]) -> Outcome:
    """Write what the partner's answer means, and say how it ended."""
    match answer:
        case Done(integration):
            return _activate(context, intent, integration)
        case Unknown():
            return _keep(context, intent)
        case NotPerformed():
            return _close(context, intent, intent.standing, not_performed(answer))
        case Refused():
            return _refused(context, intent, Refusal(answer.error))


def not_performed(missing: NotPerformed) -> Outcome:
    """Say how an exchange ended that SmartRecruiters did not perform."""
    match missing.cause:
        case Cause.CREDENTIALS:
            return outcomes.OUR_CREDENTIALS_REFUSED
        case Cause.NOT_SET_UP:
            return outcomes.NOT_SET_UP
        case Cause.THROTTLED:
            return outcomes.BUSY
        case _:
            return outcomes.UNREACHABLE


def _refused(context: Context, intent: Intent, refusal: Refusal) -> Outcome:
    """End an exchange that SmartRecruiters has refused.

    Another tenant learns nothing about a company from the refusal.
    """
    if refusal is Refusal.CONFLICT and intent.open.has_credentials:
        return _already_integrated(context, intent)
    if refusal is Refusal.CONFLICT and intent.repeats:
        return _close(context, intent, Status.NEEDS_RECONNECT, outcomes.RECONNECT)
    if intent.is_strangers:
        logger.warning("exchange refused", extra={"why": str(refusal)})
        return _refuse(context, intent, Why.PARTNER)
    return _close(context, intent, intent.standing, _REFUSED[refusal])


def _activate(context: Context, intent: Intent, integration: Integration) -> Outcome:
    """Store the company's credentials; the clients of earlier exchanges end with it."""
    secret = integration.credentials.client_secret

    def activated(current: Connection) -> Connection:
        # Within the commit: the keyring may have to be read again after a long call.
        sealed = seal(context.vault, current.id, CLIENT_SECRET, secret)
        return replace(
            current,
            status=Status.ACTIVE,
            reason=outcomes.CONNECTED.kind,
            settings={
                "clientId": integration.credentials.client_id,
                companies.INTEGRATION_ID: integration.integration_id,
            },
            sealed={CLIENT_SECRET: sealed},
            clients=(intent.issued.client_id,),
            health=Health(succeeded_at=context.clock.now()),
        )

    return _finish(context, intent, activated, outcomes.CONNECTED, _taken(context, intent))


def _already_integrated(context: Context, intent: Intent) -> Outcome:
    """On a 409 the stored credentials are asked whether they still work."""
    token = context.broker.access_token(company_pair(context, intent.open), fresh=True)
    match token:
        case Done():
            done = outcomes.ALREADY_CONNECTED
            return _close(context, intent, Status.ACTIVE, done, _taken(context, intent))
        case NotPerformed(Cause.CREDENTIALS):
            return _close(context, intent, Status.NEEDS_RECONNECT, outcomes.RECONNECT)
        case NotPerformed():
            return _close(context, intent, intent.standing, outcomes.UNREACHABLE)


def _taken(context: Context, intent: Intent) -> Beside:
    return lambda after: ownership.taken(context, after, by=intent.opened.by)


def _keep(context: Context, intent: Intent) -> Outcome:
    """End an exchange whose outcome is unknown.

    The minted client stays active while the company is not another tenant's: SmartRecruiters may
    hold it, and may use it to tell us that the integration was disabled.
    """

    def unknown(current: Connection) -> Connection:
        reason = outcomes.UNKNOWN.kind
        return replace(current, status=Status.NEEDS_RECONNECT, reason=reason)

    return _finish(
        context,
        intent,
        unknown,
        outcomes.UNKNOWN,
        lambda after: ownership.kept(context.table, after),
    )


def _refuse(context: Context, intent: Intent, why: Why) -> Outcome:
    """End an exchange of a tenant that may not have the company, and record the attempt.

    Where the company is another tenant's, what earlier exchanges of this one minted ends, too. A
    connection that works keeps its own.
    """
    is_lost = why is not Why.PARTNER and not intent.open.has_credentials
    outcome = _close(context, intent, intent.standing, outcomes.NOT_HERE, revokes_all=is_lost)
    ownership.refuse(context, intent.open.account, intent.open.tenant, why, by=intent.opened.by)
    return outcome


def _close(  # noqa: PLR0913 - what is stored, each by its name
    context: Context,
    intent: Intent,
    status: Status,
    outcome: Outcome,
    beside: Beside = lambda _after: (),
    *,
    revokes_all: bool = False,
) -> Outcome:
    """End the exchange without new credentials; the minted client is revoked."""
    issued = intent.issued.client_id

    def closed(current: Connection) -> Connection:
        left = tuple(client for client in current.clients if client != issued)
        clients_left = () if revokes_all else left
        return replace(current, status=status, reason=outcome.kind, clients=clients_left)

    return _finish(context, intent, closed, outcome, beside)


def _finish(
    context: Context,
    intent: Intent,
    change: Callable[[Connection], Connection],
    outcome: Outcome,
    beside: Beside,
) -> Outcome:
    """Commit `change`, the end of the exchange and the approval's outcome in one transaction."""
    concluded = consents.concluded(intent.approval, outcome.kind)
    try:
        closed = exchanges.close(
            context, intent.opened, change, lambda after: (concluded, *beside(after))
        )
    except CompanyLostError as lost:
        return _refuse(context, intent, lost.why)
    if closed:
        return outcome
    if outcome not in (outcomes.CONNECTED, outcomes.UNKNOWN):
        # SmartRecruiters does not hold the client. The exchange was ended by another process,
        # which could not know that.
        context.table.write(clients.revoke(intent.issued.client_id, context.clock.now()))
    return outcomes.DISABLED_MEANWHILE
