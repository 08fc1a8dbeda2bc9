"""By what Vouchwell knows the person of an onboarding: by the sessions alone."""

from collections.abc import Collection, Iterator
from typing import Final

from jetbridge.model.erasure import Name, NameKind
from jetbridge.model.onboarding import Onboarding, Status
from jetbridge.store.table import Table

MAY_RUN: Final = frozenset[Status]()
"""A session cannot be cancelled."""


def ids(onboarding: Onboarding) -> Iterator[tuple[str, str]]:
    """Yield the sessions."""
    for session in onboarding.interviews:
        yield "session", session


def named(table: Table, onboarding: Onboarding, among: Collection[str]) -> frozenset[Name]:
    """Return the sessions."""
    del table, among
    return frozenset(
        Name(NameKind.INTERVIEW, session, partner=onboarding.partner)
        for session in onboarding.interviews
    )


def external_ids(candidate_id: str, jobs: Collection[str]) -> frozenset[str]:
    """Return the candidate's id."""
    del jobs
    return frozenset({candidate_id})
