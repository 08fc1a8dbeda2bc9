"""The credential exchange with SmartRecruiters: what happens when an admin approves.

Source: the partner's page "OAuth 2.0 General Partner Integration", steps 2 and 3.

    1. a master token is obtained            repeatable, nothing stored yet
    2. the intent is stored                  connection with an open exchange, the minted client
    3. POST …/integrations                   once; SmartRecruiters hands the credentials out once
    4. the answer is committed               one transaction: credentials, status, client, history

A crash before 2 leaves nothing. A crash between 2 and 4 leaves an open exchange, which the
scheduled reconciler turns into `needs_reconnect`: the answer is lost, and that is visible.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from jetbridge.broker.broker import TokenUnavailable
from jetbridge.flows import exchanges, outcomes, subscription
from jetbridge.flows.bridge import Bridge
from jetbridge.flows.credentials import CLIENT_SECRET, company_pair, master_pair, seal
from jetbridge.flows.exchanges import Opened
from jetbridge.flows.outcomes import Outcome
from jetbridge.model.connection import Connection, Exchange, Health, Status
from jetbridge.model.metrics import Metric
from jetbridge.model.ports import HttpRequest, HttpResponse, NoAnswer, NotSent
from jetbridge.model.scopes import ClientKind
from jetbridge.model.secret import Secret
from jetbridge.oauth import clients
from jetbridge.partners import smartrecruiters
from jetbridge.partners.dialect import ClientCredentials, TokenRefused
from jetbridge.partners.smartrecruiters import Integration, Refusal
from jetbridge.store import connections
from jetbridge.vault.sealing import Unsealable
from jetbridge.vault.secrets import SecretUnavailable

logger = logging.getLogger(__name__)

_REFUSED: Final = {
    Refusal.REJECTED: outcomes.REJECTED,
    Refusal.UNAUTHORIZED: outcomes.OUR_CREDENTIALS_REFUSED,
    Refusal.FORBIDDEN: outcomes.FORBIDDEN,
    Refusal.NOT_FOUND: outcomes.UNKNOWN_APPLICATION,
    Refusal.RATE_LIMITED: outcomes.BUSY,
}


@dataclass(frozen=True, slots=True)
class _Intent:
    """What stands before the partner is called: the open exchange, and the pair that we minted."""

    opened: Opened
    issued: ClientCredentials

    @property
    def open(self) -> Connection:
        """The connection as it was stored."""
        return self.opened.connection

    @property
    def standing(self) -> Status:
        """The status that the connection had before the attempt."""
        return self.opened.standing


def approve(bridge: Bridge, *, company_id: str, tenant: str, subject: str) -> Outcome:
    """Connect a SmartRecruiters company to a tenant.

    Args:
        bridge: the ports.
        company_id: SmartRecruiters' identifier of the company, as the consent URL gave it.
        tenant: the tenant of the admin who signed in and approved.
        subject: that admin's OpenID subject, for the history.

    Returns:
        How it ended. Every failure of the partner is an outcome; nothing is raised for it.
    """
    holder = connections.holder(bridge.table, smartrecruiters.PARTNER, company_id)
    outcome = _obstacle(bridge, holder, tenant)
    if outcome is None:
        intent = _store_intent(bridge, holder, company_id=company_id, tenant=tenant, by=subject)
        outcome = _commit(bridge, intent, _call(bridge, intent)) if intent else outcomes.IN_PROGRESS
        if intent and outcome.connected:
            _subscribe(bridge, intent.open.id)
    logger.info("exchange finished", extra={"outcome": outcome.kind})
    bridge.meter.count(Metric.EXCHANGE_SUCCEEDED if outcome.connected else Metric.EXCHANGE_FAILED)
    return outcome


def _subscribe(bridge: Bridge, connection_id: str) -> None:
    connection = connections.get(bridge.table, connection_id)
    if connection:
        subscription.ask(bridge, connection)


def _obstacle(bridge: Bridge, holder: Connection | None, tenant: str) -> Outcome | None:
    """Tell what stands in the way while nothing is stored yet, or None."""
    if holder and holder.tenant != tenant and holder.holds_account:
        return outcomes.HELD_ELSEWHERE
    if holder and holder.exchange:
        return outcomes.IN_PROGRESS
    try:
        bridge.vault.prepare()
        bridge.broker.access_token(master_pair(bridge))
    except SecretUnavailable as missing:
        logger.warning("not set up", extra={"why": str(missing)})
        return outcomes.NOT_SET_UP
    except TokenRefused as refused:
        logger.warning("master credentials refused", extra={"status": refused.status})
        return outcomes.OUR_CREDENTIALS_REFUSED
    except TokenUnavailable:
        return outcomes.UNREACHABLE
    return None


def _store_intent(
    bridge: Bridge, holder: Connection | None, *, company_id: str, tenant: str, by: str
) -> _Intent | None:
    """Write the intent ahead of the call, or return None where somebody else was faster."""
    before = holder if holder and holder.tenant == tenant else None
    now = bridge.clock.now()
    connection = before or Connection(
        id=f"con_{bridge.ids.handle()}",
        tenant=tenant,
        partner=smartrecruiters.PARTNER,
        account=company_id,
        status=Status.PENDING,
        reason="",
        created_at=now,
        updated_at=now,
    )
    client, issued_secret = clients.new_client(
        bridge.ids,
        bridge.clock,
        kind=ClientKind.PARTNER,
        tenant=tenant,
        scopes=bridge.settings.partner_scopes,
        partner=smartrecruiters.PARTNER,
        connection_id=connection.id,
        name=f"SmartRecruiters {company_id}",
    )
    opening = replace(
        connection,
        exchange=Exchange(bridge.ids.handle(), client.client_id, now),
        clients=(*connection.clients, client.client_id),
    )
    opened = exchanges.open_(bridge, holder, opening, clients.put(client), by=by)
    return _Intent(opened, ClientCredentials(client.client_id, issued_secret)) if opened else None


def _call(bridge: Bridge, intent: _Intent) -> Integration | Refusal | None:
    """Ask SmartRecruiters to confirm. None: nothing was sent."""

    def request(access_token: Secret) -> HttpRequest:
        return smartrecruiters.integration_request(
            bridge.settings.smartrecruiters_api_url,
            app_id=bridge.settings.smartrecruiters_app_id,
            company_id=intent.open.account,
            issued=intent.issued,
            access_token=access_token,
            timeout=bridge.settings.http_timeout,
        )

    try:
        response: HttpResponse = bridge.broker.send(master_pair(bridge), request)
    except (NotSent, TokenUnavailable):
        return None
    except TokenRefused:
        return Refusal.UNAUTHORIZED
    except NoAnswer:
        return Refusal.UNKNOWN
    return smartrecruiters.read_integration(response)


def _commit(bridge: Bridge, intent: _Intent, answer: Integration | Refusal | None) -> Outcome:
    """Write what the partner's answer means, and say how it ended."""
    match answer:
        case Integration():
            return _activate(bridge, intent, answer)
        case Refusal.CONFLICT:
            return _already_integrated(bridge, intent)
        case Refusal.UNKNOWN:
            # The minted client stays alive: SmartRecruiters may hold it, and may use it to tell
            # us that the integration was disabled.
            return _close(bridge, intent, Status.NEEDS_RECONNECT, outcomes.UNKNOWN, keep=True)
        case None:
            return _close(bridge, intent, intent.standing, outcomes.UNREACHABLE)
        case _:
            return _close(bridge, intent, intent.standing, _REFUSED[answer])


def _activate(bridge: Bridge, intent: _Intent, integration: Integration) -> Outcome:
    """Store the company's credentials; the clients of earlier exchanges end with it."""
    secret = integration.credentials.client_secret
    sealed = seal(bridge, intent.open.id, CLIENT_SECRET, secret)
    issued = intent.issued.client_id

    def activated(current: Connection) -> Connection:
        return replace(
            current,
            status=Status.ACTIVE,
            reason=outcomes.CONNECTED.kind,
            settings={
                "clientId": integration.credentials.client_id,
                "integrationId": integration.integration_id,
            },
            sealed={CLIENT_SECRET: sealed},
            clients=(issued,),
            health=Health(succeeded_at=bridge.clock.now()),
        )

    revoked = [client for client in intent.open.clients if client != issued]
    return _finish(bridge, intent, activated, outcomes.CONNECTED, revoked)


def _already_integrated(bridge: Bridge, intent: _Intent) -> Outcome:
    """On a 409 the stored credentials are asked whether they still work."""
    if not intent.open.has_credentials:
        return _close(bridge, intent, Status.NEEDS_RECONNECT, outcomes.RECONNECT)
    try:
        bridge.broker.access_token(company_pair(bridge, intent.open), fresh=True)
    except (TokenRefused, Unsealable):
        return _close(bridge, intent, Status.NEEDS_RECONNECT, outcomes.RECONNECT)
    except TokenUnavailable:
        return _close(bridge, intent, intent.standing, outcomes.UNREACHABLE)
    return _close(bridge, intent, Status.ACTIVE, outcomes.ALREADY_CONNECTED)


def _close(
    bridge: Bridge, intent: _Intent, status: Status, outcome: Outcome, *, keep: bool = False
) -> Outcome:
    """End the exchange without credentials; the minted client is revoked unless `keep`."""
    issued = intent.issued.client_id

    def closed(current: Connection) -> Connection:
        clients_left = tuple(c for c in current.clients if keep or c != issued)
        return replace(current, status=status, reason=outcome.kind, clients=clients_left)

    return _finish(bridge, intent, closed, outcome, [] if keep else [issued])


def _finish(
    bridge: Bridge,
    intent: _Intent,
    change: Callable[[Connection], Connection],
    outcome: Outcome,
    revoked: list[str],
) -> Outcome:
    """Commit `change` and the end of the exchange in one transaction."""
    ended = (clients.revoke(client) for client in revoked)
    closed = exchanges.close(bridge, intent.opened, change, *ended)
    return outcome if closed else outcomes.DISABLED_MEANWHILE
