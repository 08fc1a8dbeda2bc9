"""The credential exchange with SmartRecruiters: what the worker does once an admin has approved.

Source: the partner's page "OAuth 2.0 General Partner Integration", steps 2 and 3.

    1. a master token is obtained            repeatable, nothing stored yet
    2. the intent is stored                  connection with an open exchange, the minted client,
                                             and that the approval's exchange has begun
    3. POST …/integrations                   once; SmartRecruiters hands the credentials out once
    4. the answer is committed               one transaction: credentials, status, client, history,
                                             the company as the tenant's, and the approval's outcome

A crash before 2 leaves nothing, and the approval is taken up again. A crash between 2 and 4 leaves
an open exchange, which the scheduled reconciler turns into `needs_reconnect`: the answer is lost,
and that is visible.

A company that the tenant may not have is refused without step 3, with the same page and the same
writes as a company that SmartRecruiters refuses (`ownership` says whose it is).
"""

import logging
from typing import Final

from jetbridge.broker.dialect import ClientCredentials
from jetbridge.flows.browser.outcome import Outcome
from jetbridge.flows.connection import exchanges
from jetbridge.flows.context import Context
from jetbridge.model import outbound
from jetbridge.model import outcome as answers
from jetbridge.model.company import Company, Why
from jetbridge.model.connection import MAX_CLIENTS, Connection, Exchange, Status
from jetbridge.model.metrics import Metric
from jetbridge.model.outcome import Cause, Done
from jetbridge.model.ports import HttpRequest
from jetbridge.model.record import replace
from jetbridge.model.scopes import ClientKind
from jetbridge.model.secret import Secret
from jetbridge.model.transaction import Consent
from jetbridge.oauth import clients
from jetbridge.partners.smartrecruiters import api as smartrecruiters
from jetbridge.partners.smartrecruiters import outcomes, ownership, subscription
from jetbridge.partners.smartrecruiters.api import Integration
from jetbridge.partners.smartrecruiters.credentials import master_pair
from jetbridge.partners.smartrecruiters.exchange_answer import Intent, commit, not_performed
from jetbridge.store import companies, connections, consents
from jetbridge.store.table import Table, Write

logger = logging.getLogger(__name__)

_LOOKS: Final = 3
"""How often an approval begins again because the company or the connection was written."""


def approve(context: Context, approved: Consent) -> Outcome:
    """Connect a SmartRecruiters company to the tenant of who approved that.

    Returns:
        How it ended, which is stored with the approval. Every failure of the partner is an outcome;
        nothing is raised for it.
    """
    missing = _not_ready(context)
    outcome = _not_begun(context.table, approved, missing) if missing else None
    for _ in range(_LOOKS):
        outcome = outcome or _attempt(context, approved)
    outcome = outcome or _not_begun(context.table, approved, outcomes.IN_PROGRESS)
    logger.info("exchange finished", extra={"outcome": outcome.kind})
    context.meter.count(Metric.EXCHANGE_SUCCEEDED if outcome.connected else Metric.EXCHANGE_FAILED)
    return outcome


def _not_begun(table: Table, approved: Consent, outcome: Outcome) -> Outcome:
    """Keep an outcome of an exchange that did not begin, unless another process has begun it."""
    consents.conclude(table, approved, outcome.kind, begun=False)
    return outcome


def _attempt(context: Context, approved: Consent) -> Outcome | None:
    """Look and act once; None where something was written between the two."""
    company_id, tenant = approved.request.company_id, approved.tenant
    if context.clock.now() >= approved.begin_until:
        return _not_begun(context.table, approved, outcomes.NOT_STARTED)
    company = companies.get(context.table, company_id)
    before = companies.connection(context.table, company_id, tenant)
    if before and before.exchange:
        return _not_begun(context.table, approved, outcomes.IN_PROGRESS)
    why = ownership.obstacle(context.settings, company, tenant)
    connection = _connection(context, before, company_id, tenant)
    if why:
        return _turn_away(context, before, connection, why, approved)
    ownership.foreseen(context.table, company, connection)
    intent = _store_intent(context, company, before, connection, approved)
    if intent is None:
        return None
    outcome = commit(context, intent, _call(context, intent))
    if outcome.connected:
        _subscribe(context, intent.open.id)
    return outcome


def _subscribe(context: Context, connection_id: str) -> None:
    connection = connections.get(context.table, connection_id)
    if connection:
        subscription.ask(context, connection)


def _not_ready(context: Context) -> Outcome | None:
    """Say what is missing on our side while nothing is stored yet, or None."""
    missing = context.broker.ready(master_pair(context))
    if missing is None:
        return None
    if missing.cause is Cause.NOT_SET_UP:
        logger.warning("not set up", extra={"why": missing.detail})
    elif missing.cause is Cause.CREDENTIALS:
        facts = {"status": missing.status, "error": missing.error}
        logger.warning("master credentials refused", extra=facts)
    return not_performed(missing)


def _connection(
    context: Context, before: Connection | None, company_id: str, tenant: str
) -> Connection:
    """Return the connection to be opened, with the company id as SmartRecruiters has sent it."""
    if before:
        return replace(before, account=company_id)
    now = context.clock.now()
    return Connection(
        id=f"con_{context.ids.handle()}",
        tenant=tenant,
        partner=smartrecruiters.PARTNER,
        account=company_id,
        status=Status.PENDING,
        reason="",
        created_at=now,
        updated_at=now,
    )


def _store_intent(
    context: Context,
    company: Company,
    before: Connection | None,
    connection: Connection,
    approved: Consent,
) -> Intent | None:
    """Write the intent before the call; None where something was written since it was read."""
    kept, dropped = _kept(connection.clients)
    client, issued_secret = clients.new_client(
        context.ids,
        context.clock,
        kind=ClientKind.PARTNER,
        tenant=connection.tenant,
        scopes=context.settings.partner_scopes,
        partner=smartrecruiters.PARTNER,
        connection_id=connection.id,
        name=f"SmartRecruiters {connection.account}",
    )
    opening = replace(
        connection,
        exchange=Exchange(context.ids.handle(), client.client_id, context.clock.now()),
        clients=(*kept, client.client_id),
    )
    opened = exchanges.open_(
        context,
        before,
        opening,
        clients.put(client),
        *clients.revoke_all(context.table, dropped, context.clock.now()),
        companies.unchanged(company),
        *_beside(context.table, opening, approved),
        by=approved.subject,
    )
    issued = ClientCredentials(client.client_id, issued_secret)
    return Intent(opened, issued, company, approved.name) if opened else None


def _kept(known: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the clients of earlier exchanges that stay active, and those that make room.

    The first one may be what the company's present integration uses; of the others SmartRecruiters
    holds a late one, if any: each exchange hands it another.
    """
    if len(known) < MAX_CLIENTS:
        return known, ()
    latest = known[2 - MAX_CLIENTS :]
    return (known[0], *latest), known[1 : len(known) - len(latest)]


def _beside(table: Table, opening: Connection, approved: Consent) -> tuple[Write, ...]:
    """Return what is written with an open exchange: that it is the approval's, and the link."""
    exchange_id = opening.exchange.id if opening.exchange else ""
    begun = consents.begin(approved, opening.id, exchange_id)
    is_linked = companies.is_linked(table, opening)
    return (begun,) if is_linked else (begun, companies.link(opening))


def _turn_away(
    context: Context, before: Connection | None, connection: Connection, why: Why, approved: Consent
) -> Outcome | None:
    """Refuse a company that the tenant may not have, as one that SmartRecruiters refuses.

    Nothing is minted and SmartRecruiters is not asked: it might confirm.
    """
    opening = replace(connection, exchange=Exchange(context.ids.handle(), "", context.clock.now()))
    beside = _beside(context.table, opening, approved)
    opened = exchanges.open_(context, before, opening, *beside, by=approved.subject)
    if opened is None:
        return None

    def refused(current: Connection) -> Connection:
        return replace(current, status=opened.standing, reason=outcomes.NOT_HERE.kind)

    concluded = consents.concluded(approved.name, outcomes.NOT_HERE.kind)
    exchanges.close(context, opened, refused, lambda _after: (concluded,))
    ownership.refuse(context, connection.account, connection.tenant, why, by=approved.subject)
    return outcomes.NOT_HERE


def _call(context: Context, intent: Intent) -> answers.Outcome[Integration]:
    """Ask SmartRecruiters to confirm."""

    def request(access_token: Secret) -> HttpRequest:
        return smartrecruiters.integration_request(
            context.settings.smartrecruiters_api_url,
            app_id=context.settings.smartrecruiters_app_id,
            company_id=intent.open.account,
            issued=intent.issued,
            access_token=access_token,
            timeout=context.settings.smartrecruiters_timeout,
        )

    with outbound.about(connection=intent.open.id):
        sent = context.broker.send(master_pair(context), request)
    return smartrecruiters.read_integration(sent.value) if isinstance(sent, Done) else sent
