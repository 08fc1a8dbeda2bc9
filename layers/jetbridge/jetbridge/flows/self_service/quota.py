"""Quotas of a tenant's requests that cost more than others."""

from collections.abc import Mapping
from typing import Final

from jetbridge.model.errors import ApiProblem
from jetbridge.store import quotas
from jetbridge.store.quotas import Quota
from jetbridge.store.table import Table

A_MINUTE: Final[Mapping[Quota, int]] = {
    Quota.DRY_RUNS: 10,
    Quota.WEBHOOK_TESTS: 10,
    Quota.WEBHOOK_REPLAYS: 10,
    Quota.PEOPLE: 10,
}
"""Requests of a tenant in a minute. The largest dry run is seconds of work, the largest replay a
hundred deliveries, and a copy or an erasure reads all that the tenant has."""


def take(table: Table, quota: Quota, tenant: str, *, now: int) -> None:
    """Count a request of a tenant.

    Raises:
        ApiProblem: 429, the requests of this minute are made.
    """
    most = A_MINUTE[quota]
    if not quotas.take(table, quota, tenant, most=most, now=now):
        raise ApiProblem(
            429,
            "quota-used-up",
            "The quota of this minute is used up",
            f"A tenant has {most} of these requests a minute, however many clients it has.",
            retry_after=quotas.left_in(now),
        )
