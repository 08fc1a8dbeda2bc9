"""By what Incode knows the person of an onboarding."""

from collections.abc import Collection, Iterator
from typing import Final

from jetbridge.model.erasure import Name, NameKind
from jetbridge.model.onboarding import Onboarding, Status
from jetbridge.store import lookups
from jetbridge.store.table import Table

MAY_RUN: Final = frozenset[Status]()
"""A session cannot be cancelled."""


def ids(onboarding: Onboarding) -> Iterator[tuple[str, str]]:
    """Yield what Incode was sent, and the sessions."""
    yield "externalCustomerId", onboarding.correlation_id or onboarding.external_customer_id
    for session in onboarding.interviews:
        yield "interviewId", session


def named(table: Table, onboarding: Onboarding, among: Collection[str]) -> frozenset[Name]:
    """Return the sessions, and what was sent where it names no other onboarding."""
    return frozenset(
        Name(NameKind.INTERVIEW if value in onboarding.interviews else NameKind.SENT, value)
        for value in lookups.names(table, onboarding, among=among)
    )


def external_ids(candidate_id: str, jobs: Collection[str]) -> frozenset[str]:
    """Return the candidate's id."""
    del jobs
    return frozenset({candidate_id})
