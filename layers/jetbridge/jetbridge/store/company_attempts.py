"""Refused attempts to connect a company, for the operator: a count, and the latest of them."""

from functools import partial
from typing import Final

from jetbridge.model.company import (
    KEPT_ATTEMPTS,
    Attempt,
    Attempts,
    as_written,
    company_key,
)
from jetbridge.model.record import replace
from jetbridge.store import keys
from jetbridge.store.listing import readable
from jetbridge.store.mapper import from_item, to_item
from jetbridge.store.table import Cursor, Item, Put, Table, absent, equals

RETENTION: Final = 90 * 86_400
"""Seconds that the attempts are kept after the last of them."""


def get(table: Table, company_id: str) -> Attempts:
    """Return the refused attempts to connect a company: version 0 where there are none."""
    item = table.get(keys.company_attempts(company_key(company_id)))
    return from_item(Attempts, item) if item else Attempts(as_written(company_id))


def note(before: Attempts, attempt: Attempt) -> Put:
    """Return the write that adds an attempt, where the others are as they were read."""
    key = company_key(before.company_id)
    at = keys.company_attempts(key)
    latest = (attempt, *before.latest)[:KEPT_ATTEMPTS]
    after = replace(before, count=before.count + 1, latest=latest, version=before.version + 1)
    item: Item = {
        **to_item(at, after),
        "tenant_pk": keys.attempts(),
        "tenant_sk": keys.tenant_order(attempt.at, key),
        "ttl": attempt.at + RETENTION,
    }
    as_read = equals("version", before.version) if before.version else absent("pk")
    return Put(item, when=(as_read,))


def listing(
    table: Table, *, limit: int, after: Cursor | None
) -> tuple[tuple[Attempts, ...], Cursor | None]:
    """Return a page of companies with refused attempts, the latest first."""
    page = table.query_tenant(keys.attempts(), limit=limit, after=after)
    return tuple(readable(partial(from_item, Attempts), page.items)), page.next
