"""What a process and the test say to each other through their pipe.

The process says where it is and stands still until it is answered. So the test decides who moves
and when, and time passes only as it says.
"""

from dataclasses import dataclass
from enum import StrEnum


class At(StrEnum):
    """Where a process stands."""

    TABLE = "at a call to the table"
    CREDENTIAL = "reading the credential"
    PARTNER = "waiting for the partner's answer"
    PAUSE = "letting time pass"
    END = "done"


@dataclass(frozen=True, slots=True)
class Report:
    """A process stands somewhere. `detail`: the URL it called, or how its task ended."""

    at: At
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """Where the table of a test is."""

    url: str
    table: str
