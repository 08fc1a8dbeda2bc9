"""Onboardings, and the idempotency keys under which they were requested."""

from collections.abc import Callable
from functools import partial
from typing import Final

from jetbridge.model import events, retention
from jetbridge.model.onboarding import REQUEST_LEASE, Onboarding, Status, without_person
from jetbridge.model.record import replace
from jetbridge.store import due, journeys, keys, outbox
from jetbridge.store.due import Partition
from jetbridge.store.listing import readable, sought
from jetbridge.store.mapper import from_item, member, to_item
from jetbridge.store.table import (
    Cursor,
    Delete,
    Item,
    Key,
    Put,
    Table,
    Value,
    Write,
    absent,
    equals,
)

type Sought = Callable[[Onboarding], bool]
"""Tells whether an onboarding is one of those that are asked for."""

LINK_FIELD: Final = "link"
REFUSAL_FIELD: Final = "refusal"
PERSON_FIELD: Final = "person"
ORDER_FIELD: Final = "order"
KEPT_FIELD: Final = "kept"
"""Not in the table: a part of a new onboarding is sealed for it in the list of changes."""
WARNING_FIELD: Final = "warning"

QUEUE_PATIENCE: Final = 900
"""Seconds after which a queued request is put into the queue once more."""

ORDER_RETENTION: Final = 14 * 86_400
"""Seconds that a queued request is kept for: as long as a dead letter can be replayed."""

KEY_RETENTION: Final = retention.REPEATED_FOR
"""Seconds for which a repeat under the same idempotency key is recognised, at the least."""


def get(table: Table, onboarding_id: str) -> Onboarding | None:
    """Return an onboarding as last written, or None."""
    return of_item(table.get(keys.onboarding(onboarding_id)))


def of_item(item: Item | None) -> Onboarding | None:
    """Return the onboarding that an item holds; None where there is no item."""
    return None if item is None else from_item(Onboarding, item)


def under_key(table: Table, tenant: str, idempotency_key: str) -> Onboarding | None:
    """Return the onboarding that the tenant requested under the key, or None.

    A key stays taken until DynamoDB removes its record: `KEY_RETENTION` at the least.
    """
    return of_record(table, table.get(keys.idempotency(tenant, idempotency_key)))


def of_record(table: Table, item: Item | None) -> Onboarding | None:
    """Return the onboarding that an idempotency record, or a hire, names; None without an item."""
    return None if item is None else get(table, member(item, "onboarding_id", str))


def create(onboarding: Onboarding, *, claim: int | None = None) -> tuple[Write, ...]:
    """Return the writes of a new onboarding, whose key must not be in use, and its event if any.

    For an erased person's journey nothing is requested any more, nor by a worker whose `claim` on
    the journey another one has taken over.
    """
    published = _events(onboarding, 1, claim)
    asks = onboarding.journey_id if not published else ""
    standing = (journeys.standing(asks, claim=claim),) if asks else ()
    put = Put(_item(onboarding, 1), when=(absent("pk"),))
    writes: tuple[Write, ...] = (put, *published, *standing)
    if not onboarding.key_digest:
        return writes
    key = keys.idempotency_record(onboarding.tenant, onboarding.key_digest)
    record: Item = {
        "pk": key.pk,
        "sk": key.sk,
        "onboarding_id": onboarding.id,
        "ttl": onboarding.created_at + KEY_RETENTION,
    }
    return (*writes, Put(record, when=(absent("pk"),)))


def again(onboarding: Onboarding, *, claim: int | None = None) -> tuple[Write, ...]:
    """Return the writes of an onboarding that is asked for once more, as those of `create`."""
    asks = onboarding.journey_id
    return (*save(onboarding), *([journeys.standing(asks, claim=claim)] if asks else []))


def save(onboarding: Onboarding, *, look_at: int | None = None) -> tuple[Write, ...]:
    """Return the writes of a changed onboarding, unless it was written meanwhile.

    A status that was not published yet comes with its event (published by the outbox). `look_at` is
    when something of one that has ended is to be removed next, where that is known.
    """
    version = onboarding.version + 1
    item = _item(onboarding, version, look_at)
    unchanged = equals("version", onboarding.version)
    return Put(item, when=(unchanged,)), *_events(onboarding, version)


def remove(onboarding: Onboarding) -> Delete:
    """Return the write that removes an onboarding, where nothing has written it since."""
    unchanged = equals("version", onboarding.version)
    return Delete(keys.onboarding(onboarding.id), when=(unchanged,))


def stored(onboarding: Onboarding) -> Onboarding:
    """Return the onboarding as it reads after `create` or `save` went through."""
    return replace(
        onboarding, version=onboarding.version + 1, announced=events.announced(onboarding)
    )


def is_at_rest(item: Item) -> bool:
    """Return whether an onboarding waits for nothing that happens by itself."""
    return _open_until(from_item(Onboarding, item)) is None


def has_expired(onboarding: Onboarding, now: int) -> bool:
    """Return whether the link, or the message that the person was sent, has ended by `now`.

    While the partner is being asked it waits: a visit that began in time is finished first.
    """
    ends = onboarding.expires_at
    over = ends is not None and now >= ends and _waits(onboarding)
    return over and not onboarding.in_flight


def of_tenant(
    table: Table, tenant: str, *, limit: int, after: Cursor | None, is_sought: Sought | None = None
) -> tuple[tuple[Onboarding, ...], Cursor | None]:
    """Return a page of a tenant's onboardings, newest first, and where the next one begins.

    Of those that are sought a page may hold few (`listing.sought`).
    """
    place, read = keys.tenant_onboardings(tenant), partial(from_item, Onboarding)
    if is_sought:
        return sought(table, place, read, is_sought, limit=limit, after=after)
    page = table.query_tenant(place, limit=limit, after=after)
    return tuple(readable(read, page.items)), page.next


def _events(onboarding: Onboarding, version: int, claim: int | None = None) -> tuple[Write, ...]:
    """Return the event of a new status, and what has the journey look that waits for it.

    Of an erased person nothing is told.
    """
    event = None if onboarding.erased_at else events.of_onboarding(onboarding, version)
    if event is None:
        return ()
    journey_id = onboarding.journey_id
    if not journey_id:
        return (outbox.record(event),)
    return outbox.record(event), journeys.wake(journey_id, onboarding.updated_at, claim=claim)


def _item(onboarding: Onboarding, version: int, look_at: int | None = None) -> Item:
    """Return the item of an onboarding: of an erased person nothing is stored, by any write."""
    if onboarding.erased_at:
        onboarding = without_person(onboarding)
    key = keys.onboarding(onboarding.id)
    return {
        **to_item(key, onboarding),
        "tenant_pk": keys.tenant_onboardings(onboarding.tenant),
        "tenant_sk": keys.tenant_order(onboarding.created_at, onboarding.id),
        "announced": events.announced(onboarding),
        "version": version,
        **_due(key, onboarding, look_at),
    }


def is_overdue(onboarding: Onboarding, now: int) -> bool:
    """Return whether a queued request has waited for so long that it may not be in the queue."""
    queued = onboarding.status is Status.QUEUED
    return queued and now >= onboarding.updated_at + QUEUE_PATIENCE


def is_outdated(onboarding: Onboarding, now: int) -> bool:
    """Return whether a queued request was not performed for so long that it is given up.

    Also one that never left the queue: each of its messages has failed.
    """
    waits = onboarding.status in (Status.QUEUED, Status.NOT_PERFORMED)
    kept = waits and onboarding.sealed_order
    return bool(kept) and now >= onboarding.created_at + ORDER_RETENTION


def _due(key: Key, onboarding: Onboarding, look_at: int | None) -> dict[str, Value]:
    """Return what has it looked at: by the reconciler, or once it has ended, to remove it."""
    moment = _open_until(onboarding)
    if moment is not None:
        return due.at(key, moment)
    first = retention.first_look(onboarding) if look_at is None else look_at
    return due.at(key, first, Partition.RETENTION)


def _open_until(onboarding: Onboarding) -> int | None:
    """Return when it is due: a lost call after its lease, a link on its expiry.

    What waits in the queue for long may have been lost on the way there, and what came to
    nothing is not kept for ever. An erased one waits for nothing.
    """
    if onboarding.erased_at:
        return None
    if onboarding.status is Status.NOT_PERFORMED and onboarding.sealed_order:
        return onboarding.created_at + ORDER_RETENTION
    if onboarding.status is Status.QUEUED:
        return onboarding.updated_at + QUEUE_PATIENCE
    if onboarding.in_flight:
        return onboarding.updated_at + REQUEST_LEASE
    return onboarding.expires_at if _waits(onboarding) else None


def _waits(onboarding: Onboarding) -> bool:
    return bool(onboarding.sealed_link) or onboarding.status is Status.REQUESTED
