"""A key of Onboardbase: what happens when an administrator comes back with a code.

Source: the partner's page "OAuth with Onboardbase".

    1. the intent is stored                  connection with an open exchange
    2. POST …/oauth/token?…                  once, at once; the key is handed out once
    3. the answer is committed               one transaction: key, passphrase, scopes, end, status

A crash between 1 and 3 leaves an open exchange, which the reconciler turns into
`needs_reconnect`: the key is lost, and that is visible. A key that was there before stays.
"""

import logging

from jetbridge.broker.dialect import AccessToken
from jetbridge.broker.failures import not_performed
from jetbridge.broker.token_request import AuthorizationCode
from jetbridge.flows.browser import connect_links
from jetbridge.flows.browser.outcome import Outcome
from jetbridge.flows.connection import exchanges
from jetbridge.flows.connection.credentials import seal
from jetbridge.flows.connection.exchanges import Opened
from jetbridge.flows.context import Context
from jetbridge.model import events, outbound
from jetbridge.model.connect_link import ConnectLink
from jetbridge.model.connection import Connection, Health, Status
from jetbridge.model.metrics import Meter, Metric
from jetbridge.model.outcome import Done, NotPerformed, Refused, Unknown
from jetbridge.model.record import replace
from jetbridge.model.transaction import Authorization
from jetbridge.partners.onboardbase import api as onboardbase
from jetbridge.partners.onboardbase import outcomes
from jetbridge.partners.onboardbase.credentials import app_pair
from jetbridge.store import connect_links as links
from jetbridge.store import connections, outbox
from jetbridge.store.table import Write
from jetbridge.vault.secrets import SecretUnavailableError

logger = logging.getLogger(__name__)


def exchange(context: Context, authorization: Authorization, code: AuthorizationCode) -> Outcome:
    """Exchange a code for the key of the tenant's connection.

    Every failure of the partner is an outcome; nothing is raised for it.
    """
    try:
        context.vault.prepare()  # a key that cannot be sealed must not be asked for
    except SecretUnavailableError as failure:
        missing = not_performed(failure)
        logger.warning("not set up", extra={"why": missing.detail})
        return outcomes.of_failure(missing)
    link = None
    if authorization.link_id:
        link = connect_links.standing(context, authorization.link_id)
        if link is None:
            return outcomes.LINK_OVER
    opened = _open(context, authorization, link)
    if opened is None:
        is_over = link is not None and connect_links.standing(context, link.id) is None
        return outcomes.LINK_OVER if is_over else outcomes.IN_PROGRESS
    with outbound.about(connection=opened.connection.id):
        answer = _ask(context, code)
    if isinstance(answer, AccessToken):
        granted = authorization.scopes if answer.scopes is None else answer.scopes
        if onboardbase.broader(granted, authorization.scopes):
            answer = outcomes.TOO_BROAD
        else:
            return _activate(context, opened, answer, granted, link)
    # A key that was there before is still good, as far as is known.
    lost = answer is outcomes.UNKNOWN and not opened.connection.has_credentials
    return _close(context, opened, answer, Status.NEEDS_RECONNECT if lost else opened.standing)


def _open(
    context: Context, authorization: Authorization, link: ConnectLink | None
) -> Opened | None:
    tenant, now = authorization.tenant, context.clock.now()
    holder = connections.holder(context.table, onboardbase.PARTNER, tenant)
    if holder and holder.exchange:
        return None
    connection = holder or Connection(
        id=f"con_{context.ids.handle()}",
        tenant=tenant,
        partner=onboardbase.PARTNER,
        account=tenant,
        status=Status.PENDING,
        reason="",
        created_at=now,
        updated_at=now,
    )
    beside: tuple[Write, ...] = (connections.claim(holder, connection),)
    if link:
        beside += (links.is_open(link, now),)
    return exchanges.open_(context, holder, connection, *beside, by=authorization.subject)


def _ask(context: Context, code: AuthorizationCode) -> AccessToken | Outcome:
    answer = context.broker.exchange(app_pair(context), code)
    match answer:
        case Done(token):
            return token
        case Refused(status, error, number):
            facts = {"status": status, "reason": error, "number": number}
            logger.warning("exchange refused", extra=facts)
            return outcomes.of_refusal(error)
        case NotPerformed():
            return outcomes.of_failure(answer)
        case Unknown():
            return outcomes.UNKNOWN


def _activate(
    context: Context,
    opened: Opened,
    answer: AccessToken,
    granted: tuple[str, ...],
    link: ConnectLink | None,
) -> Outcome:
    """Store the key and its passphrase, each sealed for its own field, and use the link up."""
    secrets = {onboardbase.API_KEY: answer.value, **answer.companions}

    def activated(current: Connection) -> Connection:
        # Within the commit: the keyring may have to be read again after the call.
        sealed = {name: seal(context.vault, current.id, name, secrets[name]) for name in secrets}
        return replace(
            current,
            status=Status.ACTIVE,
            reason=outcomes.CONNECTED.kind,
            sealed=sealed,
            scopes=granted,
            expires_at=answer.expires_at,
            health=Health(succeeded_at=context.clock.now()),
        )

    def used(after: Connection) -> tuple[Write, ...]:
        if link is None:
            return ()
        told = outbox.record(events.of_link(after, after.version + 1, link.id))
        return links.use(link, after.id, context.clock.now()), told

    closed = exchanges.close(context, opened, activated, used)
    return _finished(context.meter, closed, outcomes.CONNECTED)


def _close(context: Context, opened: Opened, outcome: Outcome, status: Status) -> Outcome:
    closed = exchanges.close(
        context, opened, lambda current: replace(current, status=status, reason=outcome.kind)
    )
    return _finished(context.meter, closed, outcome)


def _finished(meter: Meter, closed: Connection | None, outcome: Outcome) -> Outcome:
    if closed is None:
        return outcomes.OVERTAKEN
    logger.info("key exchanged", extra={"connection": closed.id, "outcome": outcome.kind})
    metric = Metric.EXCHANGE_SUCCEEDED if outcome.connected else Metric.EXCHANGE_FAILED
    meter.count(metric)
    return outcome
