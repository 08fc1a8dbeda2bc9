"""What was asked for of persons' data, what is under way, and copies that wait to be taken.

A copy is kept in parts: an item holds up to 400 KB.
"""

from functools import partial
from typing import Final

from jetbridge.model.person_request import PersonRequest, RequestState
from jetbridge.model.retention import DAY
from jetbridge.store import keys
from jetbridge.store.listing import readable
from jetbridge.store.mapper import from_item, to_item
from jetbridge.store.table import (
    Cursor,
    Delete,
    Item,
    Put,
    Table,
    Update,
    Write,
    absent,
    equals,
    exists,
)

_KEPT: Final = 30 * DAY
"""Seconds that a request is kept after it was made."""
_ENDS: Final = ("ended_at",)
PART: Final = "part"
"""The field that the text of a part is sealed for."""


def create(request: PersonRequest, named: str) -> tuple[Write, ...]:
    """Return the writes of a new request, where none like it is under way.

    `named` is a digest of what is asked for and of whom.
    """
    until = request.asked_at + _KEPT
    place: Item = {
        "tenant_pk": keys.tenant_person_requests(request.tenant),
        "tenant_sk": keys.tenant_order(request.asked_at, request.id),
        "ttl": until,
    }
    item = to_item(keys.person_request(request.id), request, if_set=_ENDS)
    lead = keys.person_under_way(request.tenant, named)
    leads: Item = {"pk": lead.pk, "sk": lead.sk, "request_id": request.id, "ttl": until}
    return (
        Put({**item, **place, "named": named}, when=(absent("pk"),)),
        Put(leads, when=(absent("pk"),)),
    )


def get(table: Table, request_id: str) -> PersonRequest | None:
    """Return a request, or None."""
    item = table.get(keys.person_request(request_id))
    return None if item is None else from_item(PersonRequest, item)


def under_way(table: Table, tenant: str, named: str) -> PersonRequest | None:
    """Return the request of these that is under way, or None."""
    lead = table.get(keys.person_under_way(tenant, named))
    return None if lead is None else get(table, str(lead["request_id"]))


def of_tenant(
    table: Table, tenant: str, *, limit: int, after: Cursor | None
) -> tuple[tuple[PersonRequest, ...], Cursor | None]:
    """Return a page of a tenant's requests, newest first, and where the next one begins."""
    page = table.query_tenant(keys.tenant_person_requests(tenant), limit=limit, after=after)
    return tuple(readable(partial(from_item, PersonRequest), page.items)), page.next


def begin(request: PersonRequest, now: int) -> Update:
    """Return the write by which work on a request begins, unless another message has begun it."""
    return Update(
        keys.person_request(request.id),
        set={"state": str(RequestState.WORKING), "began_at": now},
        add={"tries": 1},
        when=(exists("pk"), absent("ended_at"), equals("tries", request.tries)),
    )


def wait(request: PersonRequest, *, ends_by: int | None, tries: int) -> Update:
    """Return the write by which a request waits to be looked at again, unless it is over."""
    return Update(
        keys.person_request(request.id),
        set={"state": str(RequestState.WAITING), "ends_by": ends_by, "tries": tries},
        when=(exists("pk"), absent("ended_at")),
    )


def end(table: Table, ended: PersonRequest) -> tuple[Write, ...]:
    """Return the writes by which a request is over, once. Whom it is about is wiped."""
    key = keys.person_request(ended.id)
    item = table.get(key)
    over: Item = {
        "state": str(ended.state),
        "ended_at": ended.ended_at,
        "sealed_named": "",
        "made_for": "",
        "named": "",
        "why": ended.why,
        "receipt": ended.receipt,
        "not_included": list(ended.not_included),
        "parts": ended.parts,
        "copy_until": ended.copy_until,
    }
    named = str(item["named"]) if item else ""
    lead = keys.person_under_way(ended.tenant, named)
    return (
        Update(key, set=over, when=(exists("pk"), absent("ended_at"))),
        *((Delete(lead, when=(equals("request_id", ended.id),)),) if named else ()),
    )


def put_part(request_id: str, number: int, envelope: str, *, until: int) -> Put:
    """Return the write of a part of a copy, sealed for the field `PART` of its item."""
    key = keys.person_copy(request_id, number)
    item: Item = {"pk": key.pk, "sk": key.sk, "sealed_part": envelope, "ttl": until}
    return Put(item)


def part(table: Table, request_id: str, number: int) -> str | None:
    """Return a part of a copy, sealed; None where it is not kept any more."""
    item = table.get(keys.person_copy(request_id, number))
    return None if item is None else str(item["sealed_part"])
