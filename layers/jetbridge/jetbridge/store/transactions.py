"""The transactions of sign-in, and the frames that wait: their items, each of which counts once."""

from typing import Final

from jetbridge.model.record import replace
from jetbridge.model.transaction import (
    WINDOW_LIFETIME,
    Frame,
    FrameStatus,
    Kind,
    SignIn,
)
from jetbridge.store import expiring, keys
from jetbridge.store.expiring import add, happens, recall, use
from jetbridge.store.mapper import from_item, to_attributes
from jetbridge.store.table import Key, Table, Update, Value, absent, at_least, equals

RETURN_TO_FIELD: Final = "sealed_return_to"
"""Sealed: it can hold a partner's code, where a return had to sign in first."""


def sign_in_key(state: str) -> Key:
    """Return the key of the sign-in that went out with `state`."""
    return keys.transaction(Kind.SIGN_IN, state)


def add_sign_in(table: Table, state: str, sign_in: SignIn) -> None:
    """Store a sign-in that is about to leave."""
    fields = to_attributes(sign_in, without=("used", "return_to"))
    add(table, sign_in_key(state), fields, sign_in.expires_at)


def get_sign_in(table: Table, state: str) -> SignIn | None:
    """Return the sign-in that went out with `state`: open, used or expired."""
    item = recall(table, sign_in_key(state))
    # An earlier release stored the path as `return_to`.
    return None if item is None else from_item(SignIn, {RETURN_TO_FIELD: "", **item})


def use_sign_in(table: Table, state: str) -> bool:
    """Use the sign-in up. False where that has happened before: every `state` counts once."""
    return happens(table, use(sign_in_key(state)))


def add_frame(table: Table, frame_id: str, frame: Frame) -> None:
    """Store a frame that is about to wait."""
    fields = to_attributes(frame, without=("consent",))
    add(table, keys.transaction(Kind.FRAME, frame_id), fields, frame.expires_at)


def get_frame(table: Table, frame_id: str, *, now: int) -> Frame | None:
    """Return the frame, or None where there is none. One that waited too long is `EXPIRED`."""
    item = recall(table, keys.transaction(Kind.FRAME, frame_id))
    if item is None:
        return None
    frame = from_item(Frame, item)
    late = frame.status is FrameStatus.WAITING and frame.expires_at <= now
    return replace(frame, status=FrameStatus.EXPIRED) if late else frame


def open_window(table: Table, frame_id: str, *, browser: str, now: int) -> bool:
    """Bind the frame's window to `browser`, and let the frame wait for it from now on.

    False where another browser was first, or the frame no longer waits.
    """
    ends = expiring.until(now + WINDOW_LIFETIME)
    return happens(
        table,
        Update(
            keys.transaction(Kind.FRAME, frame_id),
            set={"browser": browser, **ends},
            when=(
                equals("browser", ""),
                equals("status", FrameStatus.WAITING),
                at_least("expires_at", now + 1),
            ),
        ),
    )


def follow(table: Table, frame_id: str, consent: str) -> None:
    """Let a waiting frame end as an approved consent does; the first one that is approved counts.

    `consent` is the name by which the table knows it.
    """
    _answer_frame(table, frame_id, {"consent": consent})


def end_frame(table: Table, frame_id: str, status: FrameStatus) -> None:
    """Tell a waiting frame how its window ended. Once ended, or expired, it stays as it is.

    One that follows an approval ends as that does.
    """
    _answer_frame(table, frame_id, {"status": status})


def _answer_frame(table: Table, frame_id: str, answer: dict[str, Value]) -> None:
    """Store the first answer that a waiting frame is given; later ones change nothing."""
    waiting = (equals("status", FrameStatus.WAITING), absent("consent"))
    happens(table, Update(keys.transaction(Kind.FRAME, frame_id), set=answer, when=waiting))
