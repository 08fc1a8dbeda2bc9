"""Tenants: the customer organisations of the operator of Jetbridge."""

import re
from enum import StrEnum
from typing import Final

from jetbridge.model import text
from jetbridge.model.record import field, record
from jetbridge.model.scopes import EVERY_TENANT
from jetbridge.model.stored import stored_as

_TENANT: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")
_SEPARATOR: Final = "#"
"""What separates the parts of the table's keys."""

MAX_NAME_LENGTH: Final = 100
"""Characters of a display name."""


class Status(StrEnum):
    """Where a tenant stands."""

    ACTIVE = "active"
    OFFBOARDING = "offboarding"
    """Nothing new begins for it; what it has is being ended."""
    OFFBOARDED = "offboarded"
    """Everything that it had has ended."""


@record
class Tenant:
    """One tenant. Times are Unix seconds.

    `name` is for people, empty where none was given. `added_at` is when an operator added it; None:
    it is known by what it has. `closed_at` is when its offboarding began, and `ended_at` when
    everything had ended. `closed_by` is who began it, until then.
    """

    id: str = field(metadata=stored_as("tenant"))
    name: str = ""
    added_at: int | None = None
    closed_at: int | None = None
    closed_by: str = ""
    ended_at: int | None = None

    @property
    def shown(self) -> str:
        """What pages call it: its name, where they can show that, else its id."""
        return self.id if text.name_fault(self.name, MAX_NAME_LENGTH) else self.name or self.id

    @property
    def status(self) -> Status:
        """Where it stands."""
        if self.ended_at is not None:
            return Status.OFFBOARDED
        return Status.ACTIVE if self.closed_at is None else Status.OFFBOARDING


def is_tenant(text: str) -> bool:
    """Return whether `text` can name a tenant: 1 to 64 letters, digits, `.`, `_` or `-`."""
    return _TENANT.fullmatch(text) is not None


def is_served(text: str) -> bool:
    """Return whether a tenant of an earlier release, which took any text, is served further on.

    Not where the text could be read as a part of another tenant's key, or as every tenant.
    """
    return text not in ("", EVERY_TENANT) and _SEPARATOR not in text


def fault(text: str) -> str:
    """Return the sentence that refuses `text` as the name of a tenant."""
    return f"{text!r} is no tenant id: it must be 1 to 64 letters, digits, '.', '_' or '-'"
