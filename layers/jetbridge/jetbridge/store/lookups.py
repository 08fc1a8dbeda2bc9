"""Which onboardings a partner may mean by an identifier of its own or of our caller's."""

from collections.abc import Iterator
from typing import Final

from jetbridge.model.onboarding import Onboarding
from jetbridge.store import keys
from jetbridge.store.table import Put, Table

EXTERNAL: Final = "external"
"""The identifier that the API's caller gave, or that we gave in its place."""
INTERVIEW: Final = "interview"
"""The identifier that the partner gave."""

_MOST: Final = 20
"""Candidates that are read. With more than one, nobody guesses anyway."""


def external(onboarding: Onboarding) -> Put:
    """Return the write by which a new onboarding is found by its external customer id."""
    return _lookup(onboarding, EXTERNAL, onboarding.external_customer_id)


def interview(onboarding: Onboarding) -> tuple[Put, ...]:
    """Return the write by which an onboarding is found by its interview id, if it has one."""
    if not onboarding.interview_id:
        return ()
    return (_lookup(onboarding, INTERVIEW, onboarding.interview_id),)


def candidates(table: Table, partner: str, name: str, value: str) -> Iterator[str]:
    """Yield the ids of the onboardings that have `value`, of any tenant."""
    page = table.query(keys.lookup(partner, name, value, "-").pk, limit=_MOST)
    yield from (str(item["onboarding_id"]) for item in page.items)


def _lookup(onboarding: Onboarding, name: str, value: str) -> Put:
    key = keys.lookup(onboarding.partner, name, value, onboarding.id)
    return Put({"pk": key.pk, "sk": key.sk, "onboarding_id": onboarding.id})
