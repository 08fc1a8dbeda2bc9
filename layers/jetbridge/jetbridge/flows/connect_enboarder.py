"""A tenant connects its Enboarder account with credentials that its backend hands over.

    1. a call that harms nobody is made with them     nothing is stored while it is
    2. the connection is committed                    credentials sealed, one transaction

A tenant has one connection to Enboarder: a second one takes the first one's place, with its id and
its history, once its credentials have proved good.
"""

import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from jetbridge.flows import connection_refusals as refusals
from jetbridge.flows import outbox
from jetbridge.flows.bridge import Bridge
from jetbridge.flows.credentials import (
    API_KEY,
    CLIENT_SECRET,
    enboarder_api,
    enboarder_dialect,
    obtained,
    seal,
)
from jetbridge.model import outbound
from jetbridge.model.connection import Connection, Health, Status
from jetbridge.model.errors import Violation
from jetbridge.model.identity import Identity
from jetbridge.model.metrics import Metric
from jetbridge.model.ports import NoAnswer, NotSent
from jetbridge.model.secret import Secret
from jetbridge.partners import enboarder, enboarder_reports
from jetbridge.partners.dialect import ClientCredentials, NoToken, TokenRefused
from jetbridge.partners.enboarder import Account
from jetbridge.partners.token_answer import read_token
from jetbridge.partners.token_request import token_request
from jetbridge.store import connections
from jetbridge.store.table import ConditionFailed
from jetbridge.web.redirects import RedirectAllowList

logger = logging.getLogger(__name__)

CONNECTED: Final = "connected"
REPLACED: Final = "credentials_replaced"


def connect(bridge: Bridge, identity: Identity, account: Account) -> Connection:
    """Connect the tenant's account, or replace the credentials that it was connected with.

    Args:
        bridge: the ports.
        identity: the API client that asks; its tenant owns the connection.
        account: region and credentials, already checked for form.

    Raises:
        ApiProblem: 422, Enboarder refuses the credentials, or the token URL is not allowed; 503,
            it cannot be reached; 502, it answers in no known way. Nothing was stored then.
            409, somebody else connected it at the same moment.
    """
    if account.token_url and not _is_allowed(bridge, account.token_url):
        raise refusals.foreign_token_url()
    settings = _settings(bridge, account)
    with outbound.about(partner=enboarder.PARTNER):
        _prove(bridge, account, settings)
    holder = connections.holder(bridge.table, enboarder.PARTNER, identity.tenant)
    after = _connected(bridge, identity, holder, settings, account)
    try:
        outbox.commit(
            bridge,
            *connections.save(holder, after, by=identity.client_id, tell=True),
            connections.claim(holder, after),
            *(obtained(holder) if holder else ()),
        )
    except ConditionFailed:
        raise refusals.changed_meanwhile() from None
    logger.info("connected", extra={"connection": after.id, "partner": enboarder.PARTNER})
    bridge.meter.count(Metric.EXCHANGE_SUCCEEDED)
    return after


def _is_allowed(bridge: Bridge, token_url: str) -> bool:
    """Tell whether a client secret may be sent to a URL that a tenant names.

    That is at the hosts that the deployer lists, or at the one address that it has put in the
    place of Enboarder's own.
    """
    ours = bridge.settings.enboarder_auth_url
    if ours and token_url.startswith(f"{ours}/"):
        return True
    return RedirectAllowList.parse(bridge.settings.enboarder_token_hosts).allows(token_url)


def _settings(bridge: Bridge, account: Account) -> dict[str, str]:
    return {
        "region": account.region,
        "credentialId": bridge.ids.handle(),
        "clientId": account.client_id,
        "tokenUrl": account.token_url or "",
        "clientAuth": account.client_auth,
        "authPrefix": account.auth_prefix,
    }


def _prove(bridge: Bridge, account: Account, settings: Mapping[str, str]) -> None:
    """Read a report with the credentials. Not through the broker, which stores what it obtains."""
    try:
        token = _token(bridge, account, settings)
        api = enboarder_api(bridge, settings)
        response = bridge.http.send(enboarder_reports.definitions_request(api, token))
    except TokenRefused as refused:
        raise refusals.credentials_refused(
            Violation("/clientSecret", "partner_refused", "The token endpoint refused the client."),
            refused.code,
        ) from None
    except (NotSent, NoAnswer, NoToken):
        raise refusals.unreachable() from None
    if response.status in (401, 403) and response.is_refusal:
        pointer = "/auth" if account.client_id else "/apiKey"
        raise refusals.credentials_refused(
            Violation(pointer, "partner_refused", "A call with the credentials was refused.")
        )
    if not response.is_success and not response.is_refusal:
        raise refusals.unreachable()
    if enboarder_reports.read_page(response) is None:
        raise refusals.not_understood(response.status)


def _token(bridge: Bridge, account: Account, settings: Mapping[str, str]) -> Secret:
    """Return the key itself, or a token that is used once and thrown away."""
    if not account.client_id:
        return account.secret
    dialect = enboarder_dialect(bridge, settings)
    pair = ClientCredentials(account.client_id, account.secret)
    request = token_request(dialect, pair, timeout=bridge.settings.http_timeout)
    return read_token(dialect, bridge.http.send(request), now=bridge.clock.now()).value


def _connected(
    bridge: Bridge,
    identity: Identity,
    holder: Connection | None,
    settings: Mapping[str, str],
    account: Account,
) -> Connection:
    now = bridge.clock.now()
    connection = holder or Connection(
        id=f"con_{bridge.ids.handle()}",
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
        sealed={field: seal(bridge, connection.id, field, account.secret)},
        scopes=enboarder.SCOPES if account.client_id else (),
        health=Health(succeeded_at=now),
    )
