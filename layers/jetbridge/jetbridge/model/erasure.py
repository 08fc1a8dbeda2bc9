"""The erasure of one person: by which names others know them, and the record that stays.

Names are compared whole and never leave the process in the clear. What stays of a name is a
keyed digest (`jetbridge.vault.pseudonyms`).
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import override

from jetbridge.model.record import field, record


class NameKind(StrEnum):
    """What a name is the identifier of. Two names of different kinds are never the same."""

    CANDIDATE = "candidate"
    APPLICATION = "application"
    NEW_HIRE = "new_hire"
    PROCESS = "process"
    OFFER = "offer"
    INTERVIEW = "interview"
    """A session at the partner that verifies the person."""
    SENT = "sent"
    """What such a partner was sent, to name the onboarding."""
    EXTERNAL = "external"
    """The caller's `externalCustomerId`."""
    ONBOARDING = "onboarding"
    """An onboarding's id: ours, random, and no personal datum."""
    REQUEST = "request"
    """The digest of an API client's `Idempotency-Key`."""


@record
class Name:
    """One identifier of a person within a tenant. Personal data.

    `company` is the company at the hiring system in the form in which company ids are compared,
    empty where the identifier is not a company's. `partner` tells apart what two partners may call
    by the same identifier: the partner's name, empty at Incode, whose names earlier releases
    marked without it.
    """

    kind: NameKind
    value: str = field(repr=False)
    company: str = ""
    partner: str = ""


@record
class Identifier:
    """What an operator names a person by: a whole id of one kind.

    `company` is the company at the hiring system, where the operator says which.
    """

    kind: NameKind
    value: str
    company: str = ""

    @override
    def __str__(self) -> str:
        """Name it as the operator did."""
        words = {NameKind.EXTERNAL: "external id"}.get(self.kind, str(self.kind))
        return f"{words} {self.value!r}" + (f" of company {self.company}" if self.company else "")


@record
class Known:
    """What a search knows of a person by now: their names, and their onboardings by our ids."""

    tenant: str
    names: frozenset[Name]
    onboarding_ids: frozenset[str] = frozenset()

    def are_theirs(self, named: Iterable[Name]) -> bool:
        """Return whether something that has these names is about the person.

        What names a candidate is about that candidate, whatever else it names.
        """
        every = frozenset(named)
        candidates = {each for each in every if each.kind is NameKind.CANDIDATE}
        if candidates and candidates.isdisjoint(self.names):
            return False
        return not every.isdisjoint(self.names)


class Outcome(StrEnum):
    """Where an erasure stands."""

    RUNNING = "running"
    """It has begun. A process died, or something is left: running it again finishes it."""
    COMPLETED = "completed"
    """Nothing of the person was found afterwards."""


@record
class Remains:
    """What a partner keeps, or what could not be undone there. Holds ids of ours and words.

    `why` is empty where the partner keeps what is usual; otherwise it says what was forced.
    """

    partner: str
    id: str
    status: str
    why: str = ""


@record
class Erasure:
    """The record of one erasure. It holds no personal data; `markers` are keyed digests.

    Times are Unix seconds. `counts` says how many of each kind were found. `lifted_at` is when an
    operator allowed the person to be hired again.
    """

    id: str
    tenant: str
    by: str
    began_at: int
    outcome: Outcome = Outcome.RUNNING
    ended_at: int | None = None
    forced: bool = False
    counts: Mapping[str, int] = field(default_factory=dict)
    remains: tuple[Remains, ...] = ()
    markers: tuple[str, ...] = ()
    lifted_at: int | None = None
    lifted_by: str = ""
    version: int = 0
