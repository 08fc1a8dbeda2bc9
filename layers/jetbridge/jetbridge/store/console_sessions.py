"""Sessions of the console, each under the digest of an id that only the browser holds.

They have a partition of their own: the function that signs administrators in for a consent can
make none of these.
"""

from jetbridge.model.console import SEEN_EVERY, Session
from jetbridge.model.record import replace
from jetbridge.store import expiring, keys
from jetbridge.store.mapper import from_item, to_item
from jetbridge.store.table import Delete, Put, Table, Update, absent, equals


def start(table: Table, session_id: str, session: Session) -> None:
    """Store a new session. Every sign-in gets a new `session_id`, so that none can be planted."""
    item = to_item(keys.console_session(session_id), session)
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
