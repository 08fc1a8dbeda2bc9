"""Who is signed in: a record on our side, named by a random id that only the browser holds."""

from typing import Final

from jetbridge.model.record import record
from jetbridge.store import expiring, keys
from jetbridge.store.mapper import from_item, to_item
from jetbridge.store.table import Delete, Put, Table, absent

LIFETIME: Final = 1_800
"""Seconds from the sign-in to its end, however busy the session is."""


@record
class Person:
    """Who signed in: the provider's stable subject, the tenant, and a name to greet them by.

    `organisation` is what pages call the tenant. It is not stored with the session.
    """

    subject: str
    tenant: str
    name: str
    organisation: str = ""

    @property
    def digest(self) -> str:
        """The SHA-256 of who it is: the same for each sign-in of one person for one tenant."""
        return keys.digest(f"{self.tenant}\n{self.subject}")


def start(table: Table, session_id: str, person: Person, *, now: int) -> None:
    """Store a new session. Every sign-in gets a new `session_id`, so that none can be planted."""
    item = to_item(keys.session(session_id), person, without=("organisation",))
    ends = {"expires_at": now + LIFETIME, "ttl": now + LIFETIME}
    table.write(Put({**item, **ends}, when=(absent("pk"),)))


def find(table: Table, session_id: str, *, now: int) -> Person | None:
    """Return whose session `session_id` names, or None where it is unknown, expired or empty."""
    item = expiring.read(table, keys.session(session_id), now) if session_id else None
    return None if item is None else from_item(Person, item)


def end(table: Table, session_id: str) -> None:
    """End a session. It is no error where there is none."""
    if session_id:
        table.write(Delete(keys.session(session_id)))
