"""Which onboarding a partner means by an identifier of its own, or by the one that we sent.

What we send names one onboarding in the whole deployment: it is reserved before the call. What
the partner names (an interview) is kept under the tenant on whose word it is known. The
deployment's own client speaks for every tenant (`*`): what it says is known to it and to the
onboarding's tenant; what a tenant's client says is known within that tenant only.
"""

from collections.abc import Collection, Iterator
from typing import Final

from jetbridge.model.onboarding import Onboarding
from jetbridge.model.scopes import EVERY_TENANT
from jetbridge.store import keys
from jetbridge.store.listing import items
from jetbridge.store.mapper import member
from jetbridge.store.table import Delete, Item, Key, Put, Table, absent, equals

INTERVIEW: Final = "interview"
"""The identifier that the partner gave."""
_OLD_EXTERNAL: Final = "external"
_OLD_CANDIDATE: Final = "candidate"
"""Written by earlier releases, and read by none: removed with the onboarding's other look-ups."""
_PAGE: Final = 100


def reserve(onboarding: Onboarding) -> Put:
    """Return the write by which what the partner is sent names this onboarding and no other."""
    key = keys.reservation(onboarding.partner, onboarding.correlation_id)
    item: Item = {
        "pk": key.pk,
        "sk": key.sk,
        "tenant": onboarding.tenant,
        "onboarding_id": onboarding.id,
    }
    return Put(item, when=(absent("pk"),))


def is_free(table: Table, partner: str, value: str) -> bool:
    """Return whether no onboarding is known to the partner as `value`, of any tenant."""
    old = table.query(_old(partner, _OLD_EXTERNAL, value), limit=1)
    return not old.items and table.get(keys.reservation(partner, value)) is None


def reserved_for(item: Item | None, tenant: str) -> str | None:
    """Return the onboarding that a reservation names, if `tenant` may speak of it."""
    if item is None or tenant not in (member(item, "tenant", str), EVERY_TENANT):
        return None
    return member(item, "onboarding_id", str)


def by_interview(table: Table, tenant: str, partner: str, value: str) -> set[str]:
    """Return the onboardings with this interview, on the word of `tenant` or of old releases."""
    pk = keys.lookups(tenant, partner, INTERVIEW, keys.within(tenant, value))
    named = {member(item, "onboarding_id", str) for item in _all(table, pk, keys.LOOKUP_PREFIX)}
    return named | _of_old_releases(table, partner, INTERVIEW, value)


def by_old_external(table: Table, partner: str, value: str) -> set[str]:
    """Return the onboardings of old releases that were sent as `value`, of any tenant."""
    return _of_old_releases(table, partner, _OLD_EXTERNAL, value) if value else set()


def interview(onboarding: Onboarding, value: str, *, on_word_of: str) -> tuple[Put, ...]:
    """Return the writes by which an onboarding is found by an interview."""
    return tuple(
        _lookup(onboarding, tenant, INTERVIEW, keys.within(tenant, value))
        for tenant in listeners(onboarding, on_word_of)
    )


def listeners(onboarding: Onboarding, teller: str) -> tuple[str, ...]:
    """Return under which tenants is kept what `teller` says of an onboarding."""
    return (onboarding.tenant,) if teller == onboarding.tenant else (onboarding.tenant, teller)


def wait(tenant: str, partner: str, interview_id: str, event_id: str, *, until: int) -> Put:
    """Return the write by which a notification waits until its interview is known.

    `until` is in Unix seconds: the item is removed some time after.
    """
    value_id = keys.within(tenant, interview_id)
    key = keys.waiting(tenant, partner, INTERVIEW, value_id, event_id)
    return Put({"pk": key.pk, "sk": key.sk, "event_id": event_id, "ttl": until})


def waiting(
    table: Table, tenants: Collection[str], partner: str, interview_id: str
) -> Iterator[tuple[Key, str]]:
    """Yield the keys and the notifications that wait for an interview, in these tenants."""
    for tenant in tenants:
        pk = keys.lookups(tenant, partner, INTERVIEW, keys.within(tenant, interview_id))
        for item in _all(table, pk, keys.WAITING_PREFIX):
            yield Key(pk, str(item["sk"])), member(item, "event_id", str)


def names(table: Table, onboarding: Onboarding, *, among: Collection[str] = ()) -> set[str]:
    """Return by which identifiers the partner knows this onboarding and no other.

    An id of an old release may be shared: it is a name where all that share it are `among` these.
    """
    known = set(onboarding.interviews)
    if onboarding.correlation_id:
        return known | {onboarding.correlation_id}
    external = onboarding.external_customer_id
    shared = by_old_external(table, onboarding.partner, external)
    return known | {external} if external and shared <= {onboarding.id, *among} else known


def forget(table: Table, onboarding: Onboarding) -> Iterator[Delete]:
    """Yield the writes that remove every look-up of an onboarding.

    After a crash what it was sent as may be another's by now: that one keeps it.
    """
    partner, tenants = onboarding.partner, (onboarding.tenant, EVERY_TENANT)
    if onboarding.correlation_id:
        key = keys.reservation(partner, onboarding.correlation_id)
        reserved = table.get(key)
        if reserved and member(reserved, "onboarding_id", str) == onboarding.id:
            yield Delete(key, when=(equals("onboarding_id", onboarding.id),))
    elif onboarding.external_customer_id:
        external = onboarding.external_customer_id
        yield Delete(keys.old_lookup(partner, _OLD_EXTERNAL, external, onboarding.id))
    for value in onboarding.interviews:
        yield Delete(keys.old_lookup(partner, INTERVIEW, value, onboarding.id))
        for tenant in tenants:
            value_id = keys.within(tenant, value)
            yield Delete(keys.lookup(tenant, partner, INTERVIEW, value_id, onboarding.id))
    if onboarding.candidate_digest:
        value_id = onboarding.candidate_digest
        yield Delete(
            keys.lookup(onboarding.tenant, partner, _OLD_CANDIDATE, value_id, onboarding.id)
        )


def _lookup(onboarding: Onboarding, tenant: str, name: str, value_id: str) -> Put:
    key = keys.lookup(tenant, onboarding.partner, name, value_id, onboarding.id)
    return Put({"pk": key.pk, "sk": key.sk, "onboarding_id": onboarding.id})


def _of_old_releases(table: Table, partner: str, name: str, value: str) -> set[str]:
    pk = _old(partner, name, value)
    return {member(item, "onboarding_id", str) for item in _all(table, pk, keys.LOOKUP_PREFIX)}


def _old(partner: str, name: str, value: str) -> str:
    return keys.old_lookup(partner, name, value, "-").pk


def _all(table: Table, pk: str, prefix: str) -> Iterator[Item]:
    return items(lambda after: table.query(pk, prefix=prefix, limit=_PAGE, after=after))
