"""By what Enboarder knows the person of an onboarding: it does not notify of them."""

from collections.abc import Collection, Iterator
from typing import Final

from jetbridge.model import hire_name
from jetbridge.model.erasure import Name
from jetbridge.model.onboarding import Onboarding, Status
from jetbridge.store.table import Table

MAY_RUN: Final = frozenset({Status.LAUNCHED, Status.UNKNOWN_OUTCOME})
"""In which a workflow may run."""


def ids(onboarding: Onboarding) -> Iterator[tuple[str, str]]:
    """Yield what the hire is called there."""
    yield "externalid", onboarding.settings.get("externalId", "")


def named(table: Table, onboarding: Onboarding, among: Collection[str]) -> frozenset[Name]:
    """Return nothing."""
    del table, onboarding, among
    return frozenset()


def external_ids(candidate_id: str, jobs: Collection[str]) -> frozenset[str]:
    """Return the candidate's id, and what earlier releases kept: candidate and job as one id."""
    hires = (hire_name.of_client(candidate_id, job) for job in jobs)
    return frozenset({candidate_id, *hires})
