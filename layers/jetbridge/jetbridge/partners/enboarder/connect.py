"""A tenant connects its Enboarder account with credentials that its backend hands over.

    1. a harmless call is made with them     nothing is stored while it is
    2. the connection is committed                    credentials sealed, one transaction

A tenant has one connection to Enboarder: a second one takes the first one's place, with its id and
its history, once its credentials have proved good.
"""

import logging
from collections.abc import Mapping
from typing import Final

from jetbridge.broker import trial
from jetbridge.broker.dialect import ClientCredentials
from jetbridge.flows.connection.credentials import API_KEY, CLIENT_SECRET, obtained, seal
from jetbridge.flows.connection.refusals import changed_meanwhile
from jetbridge.flows.context import Context
from jetbridge.flows.event import outbox
from jetbridge.model import outbound
from jetbridge.model.connection import Connection, Health, Status
from jetbridge.model.errors import Violation
from jetbridge.model.identity import Identity
from jetbridge.model.metrics import Metric
from jetbridge.model.outcome import Done, NotPerformed, Refused, Unknown
from jetbridge.model.record import replace
from jetbridge.model.secret import Secret
from jetbridge.model.settings import Settings
from jetbridge.model.system import Ids
from jetbridge.partners.enboarder import api as enboarder
from jetbridge.partners.enboarder import connection_refusals, reports
from jetbridge.partners.enboarder.api import Account
from jetbridge.partners.enboarder.credentials import account_api, account_dialect
from jetbridge.store import connections
from jetbridge.store.table import ConditionFailedError
from jetbridge.web.redirects import RedirectAllowList

logger = logging.getLogger(__name__)

CONNECTED: Final = "connected"
REPLACED: Final = "credentials_replaced"


def connect(context: Context, identity: Identity, account: Account) -> Connection:
    """Connect the tenant's account, or replace the credentials that it was connected with.

    Args:
        context: the ports.
        identity: the API client that asks; its tenant owns the connection.
        account: region and credentials, already checked for form.

    Raises:
        ApiProblem: 422, Enboarder refuses the credentials, or the token URL is not allowed; 503,
            it cannot be reached; 502, it answers in no known way. Nothing was stored then.
            409, another request connected it at the same moment.
    """
    if account.token_url and not _is_allowed(context.settings, account.token_url):
        raise connection_refusals.foreign_token_url()
    settings = _settings(context.ids, account)
    with outbound.about(partner=enboarder.PARTNER):
        _prove(context, account, settings)
    holder = connections.holder(context.table, enboarder.PARTNER, identity.tenant)
    after = _connected(context, identity, holder, settings, account)
    try:
        outbox.commit(
            context,
            *connections.save(holder, after, by=identity.client_id, tell=True),
            connections.claim(holder, after),
            *(obtained(holder) if holder else ()),
        )
    except ConditionFailedError:
        raise changed_meanwhile() from None
    logger.info("connected", extra={"connection": after.id, "partner": enboarder.PARTNER})
    context.meter.count(Metric.EXCHANGE_SUCCEEDED)
    return after


def _is_allowed(settings: Settings, token_url: str) -> bool:
    """Return whether a client secret may be sent to a URL that a tenant names.

    That is at the hosts that the deployer lists, or at the one address that it has put in the
    place of Enboarder's own.
    """
    ours = settings.enboarder_auth_url
    if ours and token_url.startswith(f"{ours}/"):
        return True
    return RedirectAllowList.parse(settings.enboarder_token_hosts).allows(token_url)


def _settings(ids: Ids, account: Account) -> dict[str, str]:
    return {
        "region": account.region,
        "credentialId": ids.handle(),
        "clientId": account.client_id,
        "tokenUrl": account.token_url or "",
        "clientAuth": account.client_auth,
        "authPrefix": account.auth_prefix,
    }


def _prove(context: Context, account: Account, settings: Mapping[str, str]) -> None:
    """Read a report with the credentials. Nothing is stored: they may not be good."""
    api = account_api(context, settings)
    token = _token(context, account, settings)
    sent = trial.send(context.http, reports.definitions_request(api, token))
    if not isinstance(sent, Done):
        raise connection_refusals.unreachable()
    response = sent.value
    if response.status in (401, 403) and response.is_refusal:
        pointer = "/auth" if account.client_id else "/apiKey"
        raise connection_refusals.credentials_refused(
            Violation(pointer, "partner_refused", "A call with the credentials was refused.")
        )
    if not response.is_success and not response.is_refusal:
        raise connection_refusals.unreachable()
    if reports.read_page(response) is None:
        raise connection_refusals.not_understood(response.status)


def _token(context: Context, account: Account, settings: Mapping[str, str]) -> Secret:
    """Return the key itself, or a token that is used once and discarded."""
    if not account.client_id:
        return account.secret
    answer = trial.obtain(
        context.http,
        account_dialect(context, settings),
        ClientCredentials(account.client_id, account.secret),
        timeout=context.settings.http_timeout,
        now=context.clock.now(),
    )
    match answer:
        case Done(token):
            return token.value
        case Refused(error=error):
            detail = "The token endpoint refused the client."
            violation = Violation("/clientSecret", "partner_refused", detail)
            raise connection_refusals.credentials_refused(violation, error)
        case NotPerformed() | Unknown():
            raise connection_refusals.unreachable()


def _connected(
    context: Context,
    identity: Identity,
    holder: Connection | None,
    settings: Mapping[str, str],
    account: Account,
) -> Connection:
    now = context.clock.now()
    connection = holder or Connection(
        id=f"con_{context.ids.handle()}",
        tenant=identity.tenant,
        partner=enboarder.PARTNER,
        account=identity.tenant,
        status=Status.PENDING,
        reason="",
        created_at=now,
        updated_at=now,
    )
    field = CLIENT_SECRET if account.client_id else API_KEY
    return replace(
        connection,
        status=Status.ACTIVE,
        reason=REPLACED if connection.has_credentials else CONNECTED,
        updated_at=now,
        settings=settings,
        sealed={field: seal(context.vault, connection.id, field, account.secret)},
        scopes=enboarder.SCOPES if account.client_id else (),
        health=Health(succeeded_at=now),
    )
