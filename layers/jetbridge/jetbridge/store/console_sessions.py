"""Sessions of the console, each under the digest of an id that only the browser holds.

They have a partition of their own: the function that signs administrators in for a consent can
make none of these.
"""

from collections.abc import Mapping
from typing import Final

from jetbridge.model.console import SEEN_EVERY, Session
from jetbridge.model.record import replace
from jetbridge.store import expiring, keys
from jetbridge.store.mapper import from_item, to_item
from jetbridge.store.table import (
    Clause,
    Delete,
    Put,
    Table,
    Update,
    Value,
    absent,
    at_most,
    differs,
    equals,
    exists,
)

_PRESS: Final = ("pressed", "pressed_at", "led_to")
PRESS_LASTS: Final = 60
"""Seconds after which a press without an outcome is over: its process has ended."""


def start(table: Table, session_id: str, session: Session) -> None:
    """Store a new session. Every sign-in gets a new `session_id`, so that none can be planted."""
    item = to_item(keys.console_session(session_id), session, if_set=_PRESS)
    table.write(Put({**item, "ttl": session.ends_at}, when=(absent("pk"),)))


def find(table: Table, session_id: str, *, now: int) -> Session | None:
    """Return the session, or None where it is unknown, ended or empty."""
    key = keys.console_session(session_id)
    item = expiring.read(table, key, now) if session_id else None
    if item is None:
        return None
    session = from_item(Session, item)
    return session if now < session.ends_at else None


def seen(table: Table, session_id: str, session: Session, *, now: int, idle: int) -> Session:
    """Say that a session is in use, once a minute at the most. One that was ended stays ended."""
    if now < session.seen_at + SEEN_EVERY:
        return session
    later = replace(session, seen_at=now, expires_at=min(now + idle, session.ends_at))
    written = Update(
        keys.console_session(session_id),
        set={"seen_at": later.seen_at, "expires_at": later.expires_at},
        when=(equals("ends_at", session.ends_at),),
    )
    return later if expiring.happens(table, written) else session


def end(table: Table, session_id: str) -> None:
    """End a session. Ending it again changes nothing."""
    table.write(Delete(keys.console_session(session_id)))


def press(table: Table, session_id: str, name: str, *, now: int) -> bool:
    """Say that a form is being done; return False where it was sent before.

    The last form counts. One whose process has ended without a word is done again.
    """
    return _press(table, session_id, name, now, differs("pressed", name)) or _press(
        table,
        session_id,
        name,
        now,
        equals("pressed", name),
        absent("led_to"),
        at_most("pressed_at", now - PRESS_LASTS),
    )


def _press(table: Table, session_id: str, name: str, now: int, *when: Clause) -> bool:
    written = Update(
        keys.console_session(session_id),
        set={"pressed": name, "pressed_at": now},
        remove=("led_to",),
        when=(exists("pk"), *when),
    )
    return expiring.happens(table, written)


def led(table: Table, session_id: str, name: str, path: str) -> None:
    """Say which path shows what came of a form, unless another one was sent since."""
    _of_press(table, session_id, name, set_={"led_to": path})


def release(table: Table, session_id: str, name: str) -> None:
    """Say that nothing came of a form: it may be sent again."""
    _of_press(table, session_id, name, remove=_PRESS)


def _of_press(
    table: Table,
    session_id: str,
    name: str,
    *,
    set_: Mapping[str, Value] | None = None,
    remove: tuple[str, ...] = (),
) -> None:
    key = keys.console_session(session_id)
    when = (equals("pressed", name),)
    expiring.happens(table, Update(key, set=set_ or {}, remove=remove, when=when))
