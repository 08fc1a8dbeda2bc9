"""The end of a tenant: nothing new begins for it, and what it has is ended.

    1. the tenant is closed        sign-ins, new clients and connections are refused from now on
    2. its API clients end         with their tokens
    3. its policy ends             hires lead to nothing any more
    4. its journeys are ended      what they began is undone, which takes the workers a moment
    5. its connections end         as its tenant ends one by the API: the partners are told
    6. its companies are released  other tenants may connect them
    7. its endpoints go            once they were told of the journeys' ends
    8. the offboarding is over

Each step does what is still to be done, so a run that was stopped anywhere is run again. What was
begun at the moment of the first step is found by the later ones: a hire that was just being looked
at by the worker that moves its journey (`jetbridge.flows.journey.offboard`), a connection or a
client by its own transaction (`jetbridge.store.tenants.opened`).
"""

import logging
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import suppress
from enum import StrEnum
from typing import Final

from jetbridge.flows.connection import disconnect
from jetbridge.flows.connection.capabilities import lifecycles
from jetbridge.flows.context import Context
from jetbridge.flows.event.webhooks import endpoint
from jetbridge.flows.journey import offboard as journeys_end
from jetbridge.flows.journey import policies as policies_of
from jetbridge.flows.journey.policies import PolicySupersededError
from jetbridge.flows.journey.record import PolicyLostError
from jetbridge.flows.patience import wait_while
from jetbridge.flows.tenant.tenants import Holdings
from jetbridge.model.connection import Connection
from jetbridge.model.connection import Status as ConnectionStatus
from jetbridge.model.errors import JetbridgeError
from jetbridge.model.record import record
from jetbridge.model.webhook import DeliveryStatus
from jetbridge.oauth import clients
from jetbridge.oauth.clients import ClientStatus
from jetbridge.store import deliveries, endpoints, journeys, policies
from jetbridge.store import tenants as items
from jetbridge.store.listing import Unreadable, following, or_else
from jetbridge.store.policies import State
from jetbridge.store.table import ConditionFailedError, Key, Table, WriteConflictError

logger = logging.getLogger(__name__)

_LAG: Final = 2.0
"""Seconds after which the index shows what was written before."""
_TOLD_WITHIN: Final = 7 * 86_400
"""Seconds: no event is sent to an endpoint for longer than this."""


class Act(StrEnum):
    """What one step of an offboarding has done."""

    CLOSED = "closed"
    CLIENTS_REVOKED = "clients_revoked"
    POLICY_REMOVED = "policy_removed"
    JOURNEYS_ENDED = "journeys_ended"
    DISCONNECTED = "disconnected"
    RELEASED = "released"
    ENDPOINT_REMOVED = "endpoint_removed"
    OFFBOARDED = "offboarded"


@record
class Done:
    """What a step did, and to what."""

    act: Act
    ids: tuple[str, ...]


class OffboardingUnfinishedError(JetbridgeError):
    """Something goes on that the workers have not ended yet. What was done stays done.

    `journeys` and `deliveries` are the ids of what goes on, `unread` what cannot be read, and may
    go on.
    """

    def __init__(
        self,
        journeys: tuple[str, ...] = (),
        deliveries: tuple[str, ...] = (),
        unread: tuple[Unreadable, ...] = (),
    ) -> None:
        """Nothing in any: something was written at the very moment."""
        super().__init__("something goes on")
        self.journeys = journeys
        self.deliveries = deliveries
        self.unread = unread


def offboard(context: Context, tenant: str, *, by: str, force: bool = False) -> Iterator[Done]:
    """End everything that a tenant has, and yield what each step did as it is done.

    Args:
        context: the ports.
        tenant: a tenant that is known.
        by: who does it, for timelines and histories.
        force: do not wait for journeys that cannot undo what they began, nor for an endpoint that
            does not take what it is told.

    Raises:
        OffboardingUnfinishedError: something goes on, was written at this moment, or cannot be
            read; run it again.
        JetbridgeError: an account was being written at a partner.
    """
    unread: dict[Key, Unreadable] = {}
    steps = _steps(context, tenant, unread, by=by, force=force)
    try:
        while done := following(steps, unread):
            yield done
    except (ConditionFailedError, WriteConflictError, PolicySupersededError):
        raise OffboardingUnfinishedError(unread=(*unread.values(),)) from None
    except OffboardingUnfinishedError as goes_on:
        goes_on.unread = (*unread.values(),)
        raise


def _steps(
    context: Context, tenant: str, unread: Mapping[Key, Unreadable], *, by: str, force: bool
) -> Iterator[Done]:
    table = context.table
    yield Done(Act.CLOSED, _close(context, tenant, by=by))
    held = Holdings(table, tenant)
    yield Done(Act.CLIENTS_REVOKED, _revoke(context, held, alone=True))
    yield Done(Act.POLICY_REMOVED, _remove_policy(context, tenant, by=by))
    yield Done(Act.JOURNEYS_ENDED, _end_journeys(context, held, force=force))
    yield Done(Act.DISCONNECTED, _disconnect(context, held, by=by))
    yield Done(Act.RELEASED, _release(context, tenant, held, by=by))
    yield Done(Act.ENDPOINT_REMOVED, _remove_endpoint(context, tenant, held, force=force))
    held = Holdings(table, tenant)
    yield Done(Act.CLIENTS_REVOKED, _revoke(context, held))
    if unread:
        raise OffboardingUnfinishedError
    yield Done(Act.OFFBOARDED, _finish(context, tenant, held, force=force))


def is_live(connection: Connection) -> bool:
    """Return whether a connection is still to be ended."""
    return connection.status is not ConnectionStatus.DISABLED


def _close(context: Context, tenant: str, *, by: str) -> tuple[str, ...]:
    """Let nothing begin for the tenant any more; what began before shows a moment later."""
    try:
        context.table.write(items.close(tenant, by=by, now=context.clock.now()))
    except ConditionFailedError:
        closed: tuple[str, ...] = ()
    else:
        logger.warning("tenant closed", extra={"tenant": tenant, "by": by})
        closed = (tenant,)
    context.pause.pause(_LAG)
    return closed


def _revoke(context: Context, held: Holdings, *, alone: bool = False) -> tuple[str, ...]:
    """Revoke the tenant's clients; `alone`: but those that end with their connection."""
    wanted = [
        each.client_id
        for each in held.clients
        if each.status is ClientStatus.ACTIVE and not (alone and each.connection_id)
    ]
    for client_id in wanted:
        context.table.write(clients.revoke(client_id, context.clock.now()))
    return tuple(wanted)


def _remove_policy(context: Context, tenant: str, *, by: str) -> tuple[str, ...]:
    version = or_else(lambda: policies.current(context.table, tenant), 0)
    if not version:
        return ()
    policies_of.change(context, tenant, State.REMOVED, by=by, seen=version)
    return (str(version),)


def _end_journeys(context: Context, held: Holdings, *, force: bool) -> tuple[str, ...]:
    """End the journeys that run, and wait until what they began is undone."""
    running = [each.id for each in held.journeys if not each.is_over]
    for journey_id in running:
        with suppress(PolicyLostError):  # it is among those that go on
            journeys_end.end(context, journey_id)
    wait_while(context.pause, lambda: any(_going_on(context.table, running)))
    left = tuple(_going_on(context.table, running))
    if left and not force:
        raise OffboardingUnfinishedError(journeys=left)
    return tuple(each for each in running if each not in left)


def _going_on(table: Table, journey_ids: Iterable[str]) -> Iterator[str]:
    for journey_id in journey_ids:
        found = journeys.get(table, journey_id)
        if found and not found.is_over:
            yield journey_id


def _disconnect(context: Context, held: Holdings, *, by: str) -> tuple[str, ...]:
    live = tuple(each.id for each in held.connections if is_live(each))
    for connection_id in live:
        disconnect.end(context, connection_id, by=by)
    return live


def _release(context: Context, tenant: str, held: Holdings, *, by: str) -> tuple[str, ...]:
    """Let go of the accounts that belong to the tenant, those of earlier releases included."""
    return tuple(
        account
        for partner in lifecycles()
        for account in partner.released(context, tenant, held.connections, by=by)
    )


def _remove_endpoint(
    context: Context, tenant: str, held: Holdings, *, force: bool
) -> tuple[str, ...]:
    """Remove the endpoints, once they were told of everything or tell that they are not to be.

    One that is paused is not waited for: its tenant wants to be told nothing.
    """
    known = endpoints.every(context.table, tenant)
    if not known:
        return ()
    told = {each.further for each in known if each.paused_at is None}
    since = context.clock.now() - _TOLD_WITHIN
    recent = [each.id for each in held.journeys if not each.is_over or each.updated_at >= since]
    wait_while(context.pause, lambda: any(_waiting(context.table, recent, told)))
    left = tuple(_waiting(context.table, recent, told))
    if left and not force:
        raise OffboardingUnfinishedError(deliveries=left)
    for each in endpoints.every(context.table, tenant):
        endpoint.remove(context, each)
    return (tenant,)


def _waiting(table: Table, journey_ids: Iterable[str], told: AbstractSet[str]) -> Iterator[str]:
    """Yield the events that are still on their way to the endpoints that are `told`."""
    for journey_id in journey_ids:
        for each in deliveries.of_journey(table, journey_id):
            if each.status is DeliveryStatus.WAITING and each.further in told:
                yield each.event.id


def _finish(context: Context, tenant: str, held: Holdings, *, force: bool) -> tuple[str, ...]:
    """Say that it is over, unless something of the tenant is still there."""
    left = tuple(_going_on(context.table, (each.id for each in held.journeys if not each.is_over)))
    if (left and not force) or any(map(is_live, held.connections)):
        raise OffboardingUnfinishedError(journeys=left)
    try:
        context.table.write(items.end(tenant, now=context.clock.now()))
    except ConditionFailedError:  # it was over before
        return ()
    logger.warning("tenant offboarded", extra={"tenant": tenant})
    return (tenant,)
