"""A company at SmartRecruiters: its id, and the tenant that it belongs to.

A company belongs to the tenant that completed an exchange of credentials for it first, until the
operator releases it. That is another fact than its connection, which may end and come back. The
operator may list a company for a tenant before that tenant connects it.
"""

import re
import unicodedata
from enum import StrEnum
from typing import Final

from jetbridge.model.choices import Mode
from jetbridge.model.record import record

_COMPANY_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


def is_company_id(text: str) -> bool:
    """Return whether `text` can be a `companyId`.

    SmartRecruiters publishes no grammar. Its ids are made of the company's name, in letters,
    digits and the marks that need no escaping in a path; 100 characters is our assumption.
    """
    return _COMPANY_ID.fullmatch(text) is not None


def as_written(text: str) -> str:
    """Return a company id as a person wrote it, without blanks around it, in plain letters."""
    return unicodedata.normalize("NFKC", text).strip()


def company_key(company_id: str) -> str:
    """Return the form by which two company ids are compared: `acme` and `ACME` are one company.

    Calls to SmartRecruiters and pages keep the id as SmartRecruiters sent it.
    """
    return as_written(company_id).casefold()


class Why(StrEnum):
    """Why an attempt to connect a company was refused: shown to the operator, not to the tenant."""

    OWNED = "owned_by_another"
    LISTED = "listed_for_another"
    UNLISTED = "not_listed"
    OVERTAKEN = "lost_the_race"
    """Another tenant completed its exchange, or the operator acted, while ours was open."""
    PARTNER = "refused_by_partner"
    """SmartRecruiters refused the exchange of a tenant that the company does not belong to."""


class Act(StrEnum):
    """A line of a company's history."""

    TAKEN = "taken"
    """A tenant completed an exchange: the company belongs to it from now on."""
    ADOPTED = "adopted"
    """A connection of an earlier release was found: the company belongs to its tenant."""
    LISTED = "listed"
    REVOKED = "revoked"
    """The operator took the company off a tenant's list."""
    RELEASED = "released"


@record
class Company:
    """Whose a company is. `tenant` is empty where it is free.

    `company_id` is the id as SmartRecruiters or the operator wrote it last. `owned` says that the
    tenant has completed an exchange, `listed` that the operator reserved the company for it; one
    of the two is true while there is a tenant. `since` is when it came to the tenant (Unix
    seconds). `former` says that this is read from what an earlier release stored. `version` grows
    with every write; 0 is not stored.
    """

    company_id: str
    tenant: str = ""
    owned: bool = False
    listed: bool = False
    since: int = 0
    former: bool = False
    version: int = 0

    @property
    def key(self) -> str:
        """The form by which it is compared."""
        return company_key(self.company_id)

    def obstacle(self, tenant: str, mode: Mode) -> Why | None:
        """Say why `tenant` may not connect the company, or None where it may."""
        if self.tenant not in ("", tenant):
            return Why.OWNED if self.owned else Why.LISTED
        return Why.UNLISTED if mode is Mode.LISTED and not self.listed else None


@record
class Line:
    """One line of a company's history. `at` is in Unix seconds, `by` says who acted."""

    at: int
    act: Act
    tenant: str
    by: str
    connection_id: str = ""


@record
class Attempt:
    """One refused attempt. `by` is the OpenID subject of the person who approved."""

    at: int
    tenant: str
    by: str
    why: Why


@record
class Attempts:
    """The refused attempts to connect a company: how many, and the latest of them, newest first.

    `version` grows with every write; 0 is not stored.
    """

    company_id: str
    count: int = 0
    latest: tuple[Attempt, ...] = ()
    version: int = 0


KEPT_ATTEMPTS: Final = 10
"""Attempts of a company that are kept; older ones are only counted."""
