"""By what Onboarder knows the person of an onboarding: it does not notify of them."""

from collections.abc import Collection, Iterator
from typing import Final

from jetbridge.model.erasure import Name
from jetbridge.model.onboarding import Onboarding, Status
from jetbridge.store.table import Table

MAY_RUN: Final = frozenset[Status]()
"""A visit cannot be cancelled."""


def ids(onboarding: Onboarding) -> Iterator[tuple[str, str]]:
    """Yield what is to be deleted there, and by whom."""
    del onboarding
    yield "account", "the person's own: they delete it themselves"


def named(table: Table, onboarding: Onboarding, among: Collection[str]) -> frozenset[Name]:
    """Return nothing."""
    del table, onboarding, among
    return frozenset()


def external_ids(candidate_id: str, jobs: Collection[str]) -> frozenset[str]:
    """Return the candidate's id."""
    del jobs
    return frozenset({candidate_id})
