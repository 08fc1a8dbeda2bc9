"""Have everything of a tenant that has ended looked at now, whatever wrote it.

What an earlier release wrote at the end of an onboarding, a journey, a connection or a client does
not say when it is to be removed, and a period that was shortened holds for what is looked at next.
So an operator has all of it looked at: the tenant's lists are walked, and what has ended is due at
once. The schedule does the rest, with its own periods.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Final

from jetbridge.flows.context import Context
from jetbridge.model.connection import Status
from jetbridge.model.journey import OVER
from jetbridge.oauth import clients
from jetbridge.oauth.clients import ClientStatus
from jetbridge.store import companies, due, keys, policies
from jetbridge.store.listing import items, readable
from jetbridge.store.mapper import member
from jetbridge.store.onboardings import is_at_rest
from jetbridge.store.table import ConditionFailedError, Item, Key, Table, Update, key_of

_PAGE: Final = 100


def apply(context: Context, tenant: str) -> dict[str, int]:
    """Have a tenant's ended things looked at; return how many of each kind there were."""
    table, now = context.table, context.clock.now()
    counts = {
        name: sum(_looked_at(table, item, now) for item in _ended(_all(table, place), has_ended))
        for name, (place, has_ended) in _lists(tenant).items()
    }
    versions = filter(None, map(table.get, _versions(table, tenant)))
    counts["policies"] = sum(_looked_at(table, item, now) for item in versions)
    revoked = _ended(_all(table, keys.tenant_clients(tenant)), _is_revoked)
    counts["clients"] = sum(
        _is_written(table, clients.kept(key_of(each).pk.partition("#")[2], now)) for each in revoked
    )
    ends = (
        each
        for company in _all(table, keys.tenant_companies(tenant))
        for each in companies.lines_without_end(table, key_of(company).pk.partition("#")[2])
    )
    counts["company_lines"] = sum(_is_written(table, each) for each in ends)
    return counts


def is_wanted(table: Table, tenant: str) -> bool:
    """Return whether something of a tenant has ended and would never be looked at by itself.

    Of each list the oldest page is read. What is looked at goes in time; what is not becomes the
    oldest.
    """
    return any(
        "due_shard" not in item
        for place, has_ended in _lists(tenant).values()
        for item in _ended(
            table.query_tenant(place, limit=_PAGE, newest_first=False).items, has_ended
        )
    )


def _lists(tenant: str) -> dict[str, tuple[str, Callable[[Item], bool]]]:
    """Return a tenant's lists, each by its place in the index, and what has ended in it."""
    return {
        "journeys": (
            keys.tenant_journeys(tenant),
            lambda item: member(item, "status", str) in OVER,
        ),
        "onboardings": (keys.tenant_onboardings(tenant), is_at_rest),
        "connections": (
            keys.tenant_connections(tenant),
            lambda item: member(item, "status", str) == Status.DISABLED,
        ),
    }


def _ended(found: Iterable[Item], has_ended: Callable[[Item], bool]) -> Iterator[Item]:
    """Yield those of a list that have ended, as far as it can be read."""
    yield from (
        item for item, ended in readable(lambda each: (each, has_ended(each)), found) if ended
    )


def _versions(table: Table, tenant: str) -> Iterator[Key]:
    latest = policies.latest(table, tenant).version
    return (keys.policy(tenant, number) for number in range(1, latest + 1))


def _all(table: Table, tenant_pk: str) -> Iterator[Item]:
    return items(lambda after: table.query_tenant(tenant_pk, limit=_PAGE, after=after))


def _looked_at(table: Table, item: Item, now: int) -> bool:
    """Have an item looked at at once, unless it waits for anything else."""
    return not due.waits(item) and _is_written(table, due.retained(item, now))


def _is_written(table: Table, write: Update) -> bool:
    with suppress(ConditionFailedError):  # its own write has it looked at
        table.write(write)
        return True
    return False


def _is_revoked(item: Item) -> bool:
    return member(item, "status", str) == ClientStatus.REVOKED and "ttl" not in item
