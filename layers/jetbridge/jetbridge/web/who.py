"""Who made a change, as its tenant is told: of an operator, that it was one.

An operator's name is that of a person at the vendor, or of an AWS identity. Operators see it.
"""

from collections.abc import Callable
from typing import Final

from jetbridge.model.audit import OPERATOR

type Who = Callable[[str], str]
"""Returns what is shown of who made a change."""

AN_OPERATOR: Final = "operator"
"""What stands for an operator where a tenant reads it."""
_OTHERS: Final = ("client:", "person:")
"""How an actor begins who is none."""
_CLIENT: Final = "jb_ci_"


def as_stored(by: str) -> str:
    """Return what is stored: for operators."""
    return by


def of_actor(by: str) -> str:
    """Return who acted, of timelines and policies: a client, a person or, by any name, an operator.

    Empty where no one did.
    """
    return by if not by or by.startswith(_OTHERS) else AN_OPERATOR


def of_link(by: str) -> str:
    """Return who asked for a connect link: a client by its bare id, or as `of_actor`."""
    return by if by.startswith(_CLIENT) else of_actor(by)


def of_history(by: str) -> str:
    """Return who changed a connection: subjects, clients and jobs are bare, operators are marked.

    What an operator did before they were marked cannot be told from a subject.
    """
    return AN_OPERATOR if by.startswith(OPERATOR) else by
