"""By what it knows the person of an onboarding: by the session alone."""

from collections.abc import Collection, Iterator
from typing import Final

from jetbridge.model.erasure import Name, NameKind
from jetbridge.model.onboarding import Onboarding, Status
from jetbridge.store.table import Table

MAY_RUN: Final = frozenset[Status]()


def ids(onboarding: Onboarding) -> Iterator[tuple[str, str]]:
    """Yield the session."""
    yield "session", onboarding.interview_id


def named(table: Table, onboarding: Onboarding, among: Collection[str]) -> frozenset[Name]:
    """Return the session."""
    del table, among
    session = onboarding.interview_id
    return frozenset({Name(NameKind.INTERVIEW, session, partner=onboarding.partner)})


def external_ids(candidate_id: str, jobs: Collection[str]) -> frozenset[str]:
    """Return the candidate's id."""
    del jobs
    return frozenset({candidate_id})
