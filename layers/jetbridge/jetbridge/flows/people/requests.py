"""Copies and erasures of persons' data, as a tenant's client or a person in the console asks.

They are done later (`jetbridge.flows.people.working`). A second request for the same person, while
the first is under way, gets that one.
"""

import json
from contextlib import suppress
from typing import Final

from jetbridge.flows import lookup, repeats
from jetbridge.flows.context import Context
from jetbridge.flows.self_service import quota
from jetbridge.model import work
from jetbridge.model.erasure import Erasure, Identifier, NameKind
from jetbridge.model.errors import ApiProblem
from jetbridge.model.export import Export
from jetbridge.model.identity import Acting
from jetbridge.model.person_request import PersonAct, PersonRequest, RequestState
from jetbridge.model.ports import QueueUnavailableError
from jetbridge.model.record import replace
from jetbridge.model.secret import Secret
from jetbridge.store import erasures, exports, keys, person_requests, tenants
from jetbridge.store.quotas import Quota
from jetbridge.store.table import ConditionFailedError, Cursor, Table
from jetbridge.vault.sealing import UnsealableError, Vault

_AHEAD: Final = 60
"""Seconds after which a first message has the work done, if the process ends right after it has
stored the request: longer than an invocation takes."""
_NAMED: Final = "named"
PREFIX: Final = "per_"
"""How the id of a request begins."""


def ask(
    context: Context, acting: Acting, act: PersonAct, named: Identifier, key: str | None = None
) -> PersonRequest:
    """Ask for a copy or an erasure, and return the request.

    A repeat under the same `Idempotency-Key` gets the request of the first one. So does another one
    for the same person, as long as the first is under way.

    Raises:
        ApiProblem: 422, the key belongs to another request; 429, the tenant has asked for too many
            in this minute; 409, it is being offboarded; 503, nothing was asked for.
        SecretUnavailableError: whom it is about cannot be sealed now.
    """
    tenant, digest = acting.tenant, _digest(acting.tenant, act, named)
    handle = repeats.handle(tenant, "person", key) if key else context.ids.handle()
    wanted = PersonRequest(
        id=f"{PREFIX}{handle}",
        tenant=tenant,
        act=act,
        by=acting.actor,
        asked_at=context.clock.now(),
        made_for=repeats.made_for(json.dumps([act, *_parts(named)]), key),
    )
    known = _made_before(context.table, wanted, digest)
    if known:
        return _sent_again(context, known)
    quota.take(context.table, Quota.PEOPLE, tenant, now=wanted.asked_at)
    return _stored(context, wanted, named, digest)


def _stored(
    context: Context, wanted: PersonRequest, named: Identifier, digest: str
) -> PersonRequest:
    """Store a request, between the two messages that have it done."""
    sealed = context.vault.seal(
        Secret(json.dumps(_parts(named))), item=keys.person_request(wanted.id), field=_NAMED
    )
    wanted = replace(wanted, sealed_named=sealed)
    _send(context, wanted, ahead=True)
    try:
        context.table.write(*person_requests.create(wanted, digest), tenants.opened(wanted.tenant))
    except ConditionFailedError:
        if known := _made_before(context.table, wanted, digest):  # at the same moment
            return known
        title = "The tenant is being offboarded"
        raise ApiProblem(409, "changed-meanwhile", title, "Nothing was asked for.") from None
    return _sent_again(context, wanted)


def _made_before(table: Table, wanted: PersonRequest, digest: str) -> PersonRequest | None:
    """Return the request that was made under the same key, or that is under way for the person.

    Raises:
        ApiProblem: 422, the key was another request's.
    """
    found = person_requests.get(table, wanted.id) if wanted.made_for else None
    if found and (found.is_over or repeats.is_same_key(found.made_for, wanted.made_for)):
        return found
    return person_requests.under_way(table, wanted.tenant, digest)


def _sent_again(context: Context, known: PersonRequest) -> PersonRequest:
    """Have a request that waits done now; where the queue fails, the first message does it."""
    if known.state is RequestState.WAITING and known.ends_by is None:
        with suppress(ApiProblem):
            _send(context, known)
    return known


def _send(context: Context, request: PersonRequest, *, ahead: bool = False) -> None:
    message = work.of_tenant(request.tenant, work.person(request.id, ahead=ahead))
    try:
        context.slow.send([message], delay=_AHEAD if ahead else 0)
    except QueueUnavailableError:
        title = "Nothing was asked for: try again in a moment"
        raise ApiProblem(503, "temporarily-unavailable", title, retry_after=5) from None


def find(table: Table, tenant: str, request_id: str) -> PersonRequest:
    """Return a request of the tenant.

    Raises:
        ApiProblem: 404, it has no such request.
    """
    return lookup.own(person_requests.get, table, request_id, tenant, "request")


def receipts(table: Table, shown: PersonRequest) -> tuple[Erasure | None, Export | None]:
    """Return the receipt that a request has led to: of an erasure, or of a copy."""
    if not shown.receipt:
        return None, None
    if shown.act is PersonAct.ERASE:
        return erasures.get(table, shown.tenant, shown.receipt), None
    return None, exports.get(table, shown.tenant, shown.receipt)


def page(
    table: Table, tenant: str, *, limit: int, after: Cursor | None
) -> tuple[tuple[PersonRequest, ...], Cursor | None]:
    """Return a page of the tenant's requests, newest first.

    Raises:
        ApiProblem: 400, the cursor is of another list.
    """
    with lookup.cursor_of_this_list():
        return person_requests.of_tenant(table, tenant, limit=limit, after=after)


def is_ready(request: PersonRequest, now: int) -> bool:
    """Return whether a request has led to a copy that can be taken now."""
    return request.copy_until is not None and now < request.copy_until


def taken(context: Context, acting: Acting, request_id: str) -> str:
    """Return the copy that a request has led to, as JSON: for who has asked, and no one else.

    Raises:
        ApiProblem: 404, there is no such copy, or not any more, or another one has asked; 409, it
            is not made yet.
        SecretUnavailableError: it cannot be opened now.
    """
    asked = find(context.table, acting.tenant, request_id)
    if asked.act is not PersonAct.COPY or asked.by != acting.actor:
        raise lookup.missing("copy")
    if not asked.is_over:
        raise ApiProblem(409, "not-possible", "The copy is not made yet")
    if not is_ready(asked, context.clock.now()):
        raise lookup.missing("copy")
    return "".join(_part(context, asked, number) for number in range(asked.parts))


def _part(context: Context, asked: PersonRequest, number: int) -> str:
    envelope = person_requests.part(context.table, asked.id, number)
    if envelope is None:
        raise lookup.missing("copy")
    key = keys.person_copy(asked.id, number)
    try:
        opened = context.vault.open(envelope, item=key, field=person_requests.PART)
    except UnsealableError:
        raise lookup.missing("copy") from None
    return opened.secret.reveal()


def named_in(vault: Vault, asked: PersonRequest) -> Identifier:
    """Return whom a request is about.

    Raises:
        UnsealableError: it does not open.
        SecretUnavailableError: the keyring cannot be read.
    """
    key = keys.person_request(asked.id)
    kind, value, company = json.loads(
        vault.open(asked.sealed_named, item=key, field=_NAMED).secret.reveal()
    )
    return Identifier(NameKind(kind), value, company)


def _parts(named: Identifier) -> tuple[str, str, str]:
    return str(named.kind), named.value, named.company


def _digest(tenant: str, act: PersonAct, named: Identifier) -> str:
    return keys.within(tenant, act, *_parts(named))
