"""A tenant's endpoints, by its own client or people: set, paused, tested, given another secret."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from jetbridge.flows import lookup, repeats
from jetbridge.flows.context import Context
from jetbridge.flows.event.webhooks import endpoint as flow
from jetbridge.flows.event.webhooks import signing
from jetbridge.flows.event.webhooks.endpoint import (
    AddressRefusedError,
    NoEndpointError,
    TooManyEndpointsError,
)
from jetbridge.flows.self_service import quota
from jetbridge.model.errors import ApiProblem, Violation
from jetbridge.model.identity import Acting
from jetbridge.model.record import record
from jetbridge.model.secret import Secret
from jetbridge.model.text import is_id
from jetbridge.model.webhook import Endpoint
from jetbridge.store import endpoints, tenants
from jetbridge.store.quotas import Quota
from jetbridge.store.table import ConditionFailedError, Table
from jetbridge.vault.sealing import UnsealableError
from jetbridge.web import preconditions
from jetbridge.web.json_object import invalid
from jetbridge.web.request import Request
from jetbridge.web.webhook_bodies import EndpointBody, EndpointChanges

_ID_PREFIX: Final = "whk_"
_TRIES: Final = 5
"""Times that an endpoint is written where others are made at the same moment."""


@record
class Signed:
    """An endpoint, and when each secret that signs at present ends; None for the newest."""

    endpoint: Endpoint
    secrets: tuple[int | None, ...]


def listed(context: Context, tenant: str) -> tuple[Signed, ...]:
    """Return the tenant's endpoints."""
    return tuple(_signed(context, each) for each in endpoints.every(context.table, tenant))


def find(context: Context, tenant: str, endpoint_id: str) -> Signed:
    """Return an endpoint of the tenant.

    Raises:
        ApiProblem: 404, it has no such endpoint.
    """
    return _signed(context, own(context.table, tenant, endpoint_id))


def create(
    context: Context, identity: Acting, body: EndpointBody, key: str | None
) -> tuple[Endpoint, Secret]:
    """Set another endpoint of the tenant, and return it with its secret.

    A repeat under the same `Idempotency-Key` gets the endpoint that the first request has made, for
    as long as that is there, and the secret that signs.

    Raises:
        ApiProblem: 409, there are as many as there may be, others are made at this moment, or the
            tenant is being offboarded; 422, it cannot be told there, or the key belongs to another
            request.
    """
    made_for = repeats.made_for(body.model_dump_json(), key)
    for _ in range(_TRIES):
        directory, known = endpoints.read(context.table, identity.tenant)
        if made := _made_before(known, made_for):
            return made, _secret(context, made)
        try:
            stored = flow.set_(
                context,
                identity.tenant,
                body.url,
                body.events,
                listed=directory,
                further=_free(context, known),
                made_for=made_for,
            )
        except AddressRefusedError as why:
            raise _refused(why) from None
        except TooManyEndpointsError:
            raise _too_many() from None
        except ConditionFailedError:
            _require_open(context.table, identity.tenant)
            continue
        if stored.secret:
            return stored.endpoint, stored.secret
    raise _changed_meanwhile()


def _free(context: Context, known: Sequence[Endpoint]) -> str:
    """Return the id of a further endpoint; empty where the tenant has no first one."""
    has_first = any(not each.further for each in known)
    return f"{_ID_PREFIX}{context.ids.handle()}" if has_first else ""


def _made_before(known: Iterable[Endpoint], made_for: str) -> Endpoint | None:
    """Return the endpoint that an earlier request with the same key has made, if any.

    Raises:
        ApiProblem: 422, the key was another request's.
    """
    return next((each for each in known if repeats.is_same_key(each.made_for, made_for)), None)


def _secret(context: Context, endpoint: Endpoint) -> Secret:
    """Return the secret that signs, the newest one.

    Raises:
        ApiProblem: 409, it cannot be read.
    """
    try:
        return signing.kept(context, endpoint)[0][0]
    except UnsealableError:
        raise _unreadable() from None


def _older_until(context: Context, endpoint: Endpoint) -> int:
    """Return when the secret before the newest one ends; now, where that is over."""
    ends = [until for _, until in signing.kept(context, endpoint) if until is not None]
    return max(ends, default=context.clock.now())


def change(
    context: Context, identity: Acting, request: Request, endpoint_id: str, body: EndpointChanges
) -> Signed:
    """Tell the tenant elsewhere, of other events, or not for now; what was disabled is told again.

    Raises:
        ApiProblem: 404, there is no such endpoint; 428 or 412, the request does not say what it
            changes, or it is something else by now; 422, it cannot be told there.
    """
    known = _seen(context.table, identity.tenant, request, endpoint_id)
    url = known.url if body.url is None else body.url
    events = known.types if body.events is None else body.events
    try:
        stored = _as_seen(
            context.table,
            known,
            lambda: flow.set_(
                context, identity.tenant, url, events, known=known, is_paused=body.is_paused
            ),
        )
    except AddressRefusedError as why:
        raise _refused(why) from None
    return _signed(context, stored.endpoint)


def remove(context: Context, identity: Acting, request: Request, endpoint_id: str) -> None:
    """Remove an endpoint. Pending deliveries are discarded.

    Raises:
        ApiProblem: as `change` does, but 422.
    """
    known = _seen(context.table, identity.tenant, request, endpoint_id)
    _as_seen(context.table, known, lambda: flow.remove(context, known))


def try_out(context: Context, identity: Acting, endpoint_id: str) -> tuple[str, bool]:
    """Send a `webhook.test` now, once. Return what came of it in a word, and whether it was taken.

    Raises:
        ApiProblem: 404, there is no such endpoint; 409, nothing signs; 429, the tenant has made its
            tests of this minute.
    """
    found, tenant = own(context.table, identity.tenant, endpoint_id), identity.tenant
    quota.take(context.table, Quota.WEBHOOK_TESTS, tenant, now=context.clock.now())
    try:
        return flow.send_test(context, found)
    except UnsealableError:
        raise _unreadable() from None


def rotate(
    context: Context, identity: Acting, endpoint_id: str, overlap: int, key: str | None = None
) -> tuple[Secret, int]:
    """Give an endpoint a new secret; the present one signs for `overlap` seconds as well.

    A repeat under the same `key` gets the secret that the first request has made.

    Returns:
        The new secret, and when the present one ends (Unix seconds).

    Raises:
        ApiProblem: 404, there is no such endpoint; 409, two secrets sign already, those that sign
            cannot be read, or it was changed at this moment; 422, the key is of another request.
    """
    found = own(context.table, identity.tenant, endpoint_id)
    wanted = repeats.made_for(str(overlap), key)
    if repeats.is_same_key(found.rotated_for, wanted):
        return _secret(context, found), _older_until(context, found)
    try:
        return flow.rotate(context, found, overlap=overlap, rotated_for=wanted)
    except NoEndpointError:
        title = "Two secrets sign at present"
        detail = "Wait until the older one ends, or end both with overlapInSeconds 0."
        raise ApiProblem(409, "two-live-secrets", title, detail) from None
    except UnsealableError:
        raise _unreadable() from None
    except ConditionFailedError:
        raise _changed_meanwhile() from None


def own(table: Table, tenant: str, endpoint_id: str) -> Endpoint:
    """Return an endpoint of the tenant.

    Raises:
        ApiProblem: 404, it has no such endpoint.
    """
    found = endpoints.find(table, tenant, endpoint_id) if is_id(endpoint_id) else None
    if found is None:
        raise lookup.missing("endpoint")
    return found


def _seen(table: Table, tenant: str, request: Request, endpoint_id: str) -> Endpoint:
    known = own(table, tenant, endpoint_id)
    preconditions.require(request, tag(known))
    return known


def _as_seen[Result](table: Table, known: Endpoint, write: Callable[[], Result]) -> Result:
    """Change an endpoint; once more where it was another one that was changed, made or removed.

    Raises:
        ApiProblem: 412, it is something else by now.
    """
    tries = _TRIES
    while True:
        try:
            return write()
        except ConditionFailedError:
            now, tries = endpoints.get(table, known.tenant, known.further), tries - 1
            if now != known or not tries:
                raise preconditions.changed(tag(now) if now else None) from None


def tag(endpoint: Endpoint) -> str:
    """Return the entity tag of an endpoint.

    It has the time, since the versions of one that was removed and is set again begin again.
    """
    return preconditions.tag(f"{endpoint.created_at}-{endpoint.version}")


def _signed(context: Context, endpoint: Endpoint) -> Signed:
    try:
        kept = signing.kept(context, endpoint)
    except UnsealableError:  # nothing signs: another secret makes it good
        kept = []
    return Signed(endpoint, tuple(until for _, until in kept))


def _refused(why: AddressRefusedError) -> ApiProblem:
    sentence = str(why)
    return invalid(Violation("/url", "public_https", f"{sentence[0].upper()}{sentence[1:]}."))


def _unreadable() -> ApiProblem:
    title = "The secrets of the endpoint cannot be read"
    detail = "Nothing signs. Give it another secret: rotate with overlapInSeconds 0."
    return ApiProblem(409, "secrets-unreadable", title, detail)


def _require_open(table: Table, tenant: str) -> None:
    found = tenants.get(table, tenant)
    if found and found.closed_at is not None:
        title = "The tenant is being offboarded"
        raise ApiProblem(409, "changed-meanwhile", title, "Nothing is made for it any more.")


def _changed_meanwhile() -> ApiProblem:
    title = "The endpoint was changed at the same moment"
    return ApiProblem(409, "changed-meanwhile", title, "Read it, then repeat.")


def _too_many() -> ApiProblem:
    title = "The tenant has as many endpoints as it may have"
    return ApiProblem(409, "too-many-endpoints", title, "Change one of them, or remove one first.")
