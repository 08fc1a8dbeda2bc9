"""A company's subscription to its own events: made, kept up, ended.

    1. the company's subscriptions are listed    one that leads to us is used again
    2. POST …/subscriptions                      where there is none, or with other events
    3. GET …/secret-key                          is it still the key that we hold?
       POST …/secret-key                         where we hold none, or it cannot be read
    4. the key and the intent are stored         sealed; handshakes are answered from now on
    5. PUT …/activation                          the partner shakes hands with us
    6. `active` is stored                        handshakes are still answered
    7. DELETE …/subscriptions/{id}               of those that it replaces: no event falls between

Every step may be repeated, so a crash anywhere is fixed by doing it all again. The same steps
find a subscription that the partner suspended, and activate it again, and a key that was replaced
there. They are taken when a connection becomes active, when a policy is written, once a day, and
after a row of deliveries that no key of ours has signed (`unverified`).

What keeps a step from being taken is shown on the connection until a later run succeeds.
"""

import logging
from collections.abc import Callable
from functools import partial
from typing import Final

from jetbridge.flows.connection import health
from jetbridge.flows.context import Context
from jetbridge.flows.event import outbox
from jetbridge.model import schedule
from jetbridge.model.company_settings import (
    SUBSCRIPTION,
    SUBSCRIPTION_ID,
    SUBSCRIPTION_TROUBLE,
)
from jetbridge.model.connection import Connection, Status
from jetbridge.model.metrics import Metric
from jetbridge.model.record import replace
from jetbridge.model.secret import Secret
from jetbridge.model.settings import Settings
from jetbridge.model.work import Message, connection_task, of_tenant
from jetbridge.partners.smartrecruiters import api as smartrecruiters
from jetbridge.partners.smartrecruiters import notification_keys, subscription_end, subscription_key
from jetbridge.partners.smartrecruiters.subscription_api import (
    ACTIVE,
    CANDIDATE_EVENTS,
    HIRE_EVENTS,
    Api,
    Subscription,
    next_page,
    read_list,
    read_subscription,
)
from jetbridge.partners.smartrecruiters.subscription_calls import (
    NotSubscribedError,
    send,
)
from jetbridge.store import connections, policies
from jetbridge.store.mapper import UnreadableItemError
from jetbridge.store.table import StoreError, Table, WriteConflictError
from jetbridge.vault.sealing import Vault

logger = logging.getLogger(__name__)

TASK: Final = "subscribe"
"""The queue's task that makes sure of a subscription."""
AWAITING: Final = "awaiting_activation"

_BY: Final = "subscription"
_MAX_PAGES: Final = 5
_GONE: Final = (204, 404)
_ACTIVATED: Final = (200, 204, 409)


def events(context: Context, connection: Connection) -> frozenset[str]:
    """Return a connection's events that are wanted: the deployer's, and what its policy needs."""
    configured = frozenset(context.settings.smartrecruiters_events)
    has_policy = policies.current(context.table, connection.tenant) > 0
    return configured | HIRE_EVENTS | CANDIDATE_EVENTS if has_policy else configured


def wanted(context: Context, connection: Connection) -> bool:
    """Return whether a connection's events are wanted, and it can have them."""
    return (
        connection.partner == smartrecruiters.PARTNER
        and connection.status in (Status.ACTIVE, Status.DEGRADED)
        and connection.has_credentials
        and bool(events(context, connection))
    )


def ask(context: Context, connection: Connection) -> None:
    """Have the queue make sure of a connection's subscription, if one is wanted.

    Nothing is raised. Where the queue takes nothing, the connection's check is due at once, and
    asks again. Where it cannot be told whether it is wanted, the next check in its time does.
    """
    try:
        _ask(context, connection)
    except (StoreError, UnreadableItemError) as error:
        facts = {"connection": connection.id, "error": type(error).__name__, "why": str(error)}
        logger.warning("subscription left to the next check", extra=facts)


def _ask(context: Context, connection: Connection) -> None:
    if not wanted(context, connection):
        return
    task = of_tenant(connection.tenant, connection_task(connection.id, TASK))
    if outbox.have_done(context.queue, [task]):
        return
    now = context.clock.now()
    health.change(context, connection, lambda current: schedule.check_at(current, now), by=_BY)


def subscribe(context: Context, message: Message) -> None:
    """Make sure that a connection's events reach us. The queue's task `subscribe`.

    What fails because the connection ended meanwhile is no failure. Whatever the steps made at the
    partner by then, and its end did not know of yet, is deleted.

    Raises:
        NotSubscribedError: the partner refused a step.
        Exception: whatever else kept it from being done; it is to be tried again.
    """
    connection = _wanted_now(context, str(message.get("connection_id")))
    if connection is None:
        return
    try:
        _make_sure(context, connection)
    except Exception as error:
        if _wanted_now(context, connection.id):
            if isinstance(error, NotSubscribedError):
                _show_trouble(context, connection, error.trouble)
            raise
        logger.info("subscription not wanted any more", extra={"connection": connection.id})
    if _is_over(context.table, connection.id):
        subscription_end.delete(
            context, connection, lambda: [each.id for each in _ours(context, connection)]
        )


def _wanted_now(context: Context, connection_id: str) -> Connection | None:
    """Return a connection as last written, None where its events are not wanted."""
    found = connections.get(context.table, connection_id)
    return found if found and wanted(context, found) else None


def _is_over(table: Table, connection_id: str) -> bool:
    found = connections.get(table, connection_id)
    return found is None or not found.has_credentials


def _show_trouble(context: Context, connection: Connection, trouble: str) -> None:
    context.meter.count(Metric.SUBSCRIPTION_FAILED)
    _changed(context, connection, lambda current: _troubled(current, trouble))


def _make_sure(context: Context, connection: Connection) -> None:
    found, replaced = _found(context, connection)
    key, trouble = subscription_key.unknown(context, connection, found)
    if found.status != ACTIVE:
        connection = _ready(context, connection, found, key)
        answer = send(context, connection, lambda api: api.activate(found.id))
        if answer.status not in _ACTIVATED:
            raise NotSubscribedError("activation", answer.status)
        logger.info("subscription active", extra={"connection": connection.id})
        key = None

    def active(current: Connection) -> Connection:
        current = _troubled(_marked(current, found.id, ACTIVE), trouble)
        return notification_keys.added(context, current, key) if key else current

    connection = _saved(context, connection, active)
    _remove(context, connection, replaced)


def _found(context: Context, connection: Connection) -> tuple[Subscription, list[Subscription]]:
    """Return the subscription that leads to us, made where there was none, and those beside it."""
    callback, named = _callback(context.settings, connection), events(context, connection)
    ours = _ours(context, connection)
    for each in ours:
        if each.events == named and each.callback_url == callback:
            return each, [other for other in ours if other is not each]
    answer = send(context, connection, lambda api: api.create(callback, named))
    made = read_subscription(answer)
    if made is None:
        raise NotSubscribedError("subscription", answer.status)
    return made, ours


def _callback(settings: Settings, connection: Connection) -> str:
    return f"{settings.public_url}/smartrecruiters/webhooks/{connection.id}"


def _ours(context: Context, connection: Connection) -> list[Subscription]:
    """Return the subscriptions that lead to us, and the one that we know of.

    That one may lead elsewhere by now: our address, or the partner's record, changed.
    """
    callback, was = (
        _callback(context.settings, connection),
        connection.settings.get(SUBSCRIPTION_ID),
    )
    listed = _listed(context, connection)
    return [each for each in listed if each.callback_url == callback or each.id == was]


def _remove(context: Context, connection: Connection, replaced: list[Subscription]) -> None:
    """Delete subscriptions that another one stands for; their keys live on for a day."""
    for each in replaced:
        answer = send(context, connection, partial(Api.delete, subscription_id=each.id))
        if answer.status not in _GONE:
            raise NotSubscribedError("deletion", answer.status)


def _listed(context: Context, connection: Connection) -> list[Subscription]:
    every: list[Subscription] = []
    page = ""
    for _ in range(_MAX_PAGES):
        answer = send(context, connection, partial(Api.list, page_url=page))
        found = read_list(answer)
        if found is None:
            raise NotSubscribedError("listing", answer.status)
        every.extend(found)
        page = next_page(answer, context.settings.smartrecruiters_api_url)
        if not page:
            break
    return every


def _ready(
    context: Context, connection: Connection, found: Subscription, key: Secret | None
) -> Connection:
    """Store what the handshake needs: a key of this subscription, and that we expect one."""
    if (
        connection.settings.get(SUBSCRIPTION) == ACTIVE
        and connection.settings.get(SUBSCRIPTION_ID) == found.id
    ):
        logger.warning("subscription suspended", extra={"connection": connection.id})
        context.meter.count(Metric.SUBSCRIPTION_SUSPENDED)

    def prepared(current: Connection) -> Connection:
        current = _marked(current, found.id, AWAITING)
        return notification_keys.added(context, current, key) if key else current

    return _saved(context, connection, prepared)


def _marked(connection: Connection, subscription_id: str, state: str) -> Connection:
    settings = {**connection.settings, SUBSCRIPTION_ID: subscription_id, SUBSCRIPTION: state}
    return replace(connection, settings=settings)


def _troubled(connection: Connection, trouble: str) -> Connection:
    rest = {
        name: value for name, value in connection.settings.items() if name != SUBSCRIPTION_TROUBLE
    }
    return replace(connection, settings=rest | ({SUBSCRIPTION_TROUBLE: trouble} if trouble else {}))


def _saved(
    context: Context, connection: Connection, change: Callable[[Connection], Connection]
) -> Connection:
    """Store a step, on whatever the connection has become, unless it is over.

    Raises:
        WriteConflictError: another run has stored a step since `connection` was read, and may hold
            a newer
            key: this one is to begin again.
    """

    def made(current: Connection) -> Connection:
        if current.has_credentials and not _is_as_read(context.vault, current, connection):
            raise WriteConflictError
        return change(current)

    return _changed(context, connection, made)


def _is_as_read(vault: Vault, current: Connection, read: Connection) -> bool:
    """Return whether no other run has stored a step of the subscription."""
    steps = (SUBSCRIPTION_ID, SUBSCRIPTION)
    same = all(current.settings.get(name) == read.settings.get(name) for name in steps)
    return same and notification_keys.are_same(vault, current, read)


def _changed(
    context: Context, connection: Connection, change: Callable[[Connection], Connection]
) -> Connection:
    def made(current: Connection) -> Connection:
        return change(current) if current.has_credentials else current

    if made(connection) == connection:
        return connection
    return health.change(context, connection, made, by=_BY)
