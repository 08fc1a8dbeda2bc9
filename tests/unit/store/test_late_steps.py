"""A step of a one-time record that comes too late, or a second time, changes nothing."""

from collections.abc import Callable
from contextlib import suppress
from typing import Final

import pytest

from jetbridge.broker import limiter_store
from jetbridge.broker.limiter_state import LimiterState
from jetbridge.model.transaction import Consent, ConsentRequest, Decision, FrameStatus, Kind
from jetbridge.store import authorizations, consents, due, keys, transactions
from jetbridge.store.memory.table import MemoryTable
from jetbridge.store.table import ConditionFailedError, Item, Key, Put, Table
from tests.fakes.clock import START

CONSENT: Final = Consent(
    ConsentRequest("acme"),
    "browser",
    "person",
    "csrf",
    START,
    decision=Decision.EXCHANGING,
    name="name",
)
FRAME: Final = keys.transaction(Kind.FRAME, "frame")
PLACE: Final = Key("P", "1")
STATE: Final = authorizations.authorization_key("state")


def a_frame(**fields: str | int) -> Item:
    """Return the item of a frame that waits."""
    waits: Item = {"browser": "", "status": FrameStatus.WAITING, "expires_at": START + 9}
    return {"pk": FRAME.pk, "sk": FRAME.sk, **waits, **fields}


def a_consent(**fields: str | int) -> Item:
    """Return the item of a consent."""
    place = keys.consent(CONSENT.name)
    return {"pk": place.pk, "sk": place.sk, "decision": Decision.OPEN, **fields}


def begun(table: Table) -> None:
    """Begin the exchange of an approval."""
    with suppress(ConditionFailedError):
        table.write(consents.begin(CONSENT, "con_A", "exc_A"))


def visited(table: Table) -> None:
    """Keep how a visit ended."""
    with suppress(ConditionFailedError):
        authorizations.conclude(table, "state", "verified")


LATE: Final[dict[str, tuple[Item, Callable[[Table], object]]]] = {
    "deny what was approved": (
        a_consent(decision=Decision.EXCHANGING),
        lambda table: consents.deny(table, CONSENT),
    ),
    "approve what was denied": (
        a_consent(decision=Decision.DENIED),
        lambda table: consents.approve(table, CONSENT, due_at=START),
    ),
    "begin what was denied": (a_consent(decision=Decision.DENIED), begun),
    "begin a second time": (
        a_consent(decision=Decision.EXCHANGING, exchange="exc_B"),
        begun,
    ),
    "hasten what has begun": (
        a_consent(decision=Decision.EXCHANGING, exchange="exc_B"),
        lambda table: consents.hasten(table, CONSENT, due_at=START),
    ),
    "hasten what has ended": (
        a_consent(decision=Decision.APPROVED),
        lambda table: consents.hasten(table, CONSENT, due_at=START),
    ),
    "end what has begun as if it had not": (
        a_consent(decision=Decision.EXCHANGING, exchange="exc_B"),
        lambda table: consents.conclude(table, CONSENT, "failed", begun=False),
    ),
    "end what has not begun as if it had": (
        a_consent(decision=Decision.EXCHANGING),
        lambda table: consents.conclude(table, CONSENT, "failed", begun=True),
    ),
    "end what has ended": (
        a_consent(decision=Decision.APPROVED, exchange="exc_B", outcome="connected"),
        lambda table: consents.conclude(table, CONSENT, "failed", begun=True),
    ),
    "keep how a visit ended that has not begun": (
        {"pk": STATE.pk, "sk": STATE.sk, "expires_at": START},
        visited,
    ),
    "open a window that another browser has": (
        a_frame(browser="another"),
        lambda table: transactions.open_window(table, "frame", browser="b", now=START),
    ),
    "open a window of a frame that has ended": (
        a_frame(status=FrameStatus.DENIED),
        lambda table: transactions.open_window(table, "frame", browser="b", now=START),
    ),
    "open a window too late": (
        a_frame(expires_at=START),
        lambda table: transactions.open_window(table, "frame", browser="b", now=START),
    ),
    "follow a second consent": (
        a_frame(consent="first"),
        lambda table: transactions.follow(table, "frame", "second"),
    ),
    "follow in a frame that has ended": (
        a_frame(status=FrameStatus.DENIED),
        lambda table: transactions.follow(table, "frame", "first"),
    ),
    "end a frame that has ended": (
        a_frame(status=FrameStatus.CONNECTED),
        lambda table: transactions.end_frame(table, "frame", FrameStatus.FAILED),
    ),
    "take up what was dealt with": (
        {"pk": PLACE.pk, "sk": PLACE.sk, "due_at": 5},
        lambda table: due.take_up(table, due.Entry(PLACE, 1), now=2, first=60),
    ),
    "drop what was dealt with": (
        {"pk": PLACE.pk, "sk": PLACE.sk, "due_at": 5},
        lambda table: due.drop(table, due.Entry(PLACE, 1)),
    ),
    "store a gate over a newer one": (
        {"pk": keys.limiter("x").pk, "sk": keys.limiter("x").sk, "version": 2},
        lambda table: limiter_store.write(table, "x", LimiterState(), 1, now=START),
    ),
    "store a first gate over one": (
        {"pk": keys.limiter("x").pk, "sk": keys.limiter("x").sk, "version": 2},
        lambda table: limiter_store.write(table, "x", LimiterState(), 0, now=START),
    ),
}
"""What was written first, and the step that comes too late."""


@pytest.mark.parametrize("name", LATE)
def test_a_step_that_comes_too_late_changes_nothing(name: str) -> None:
    """Whatever came first counts."""
    # GIVEN what was written first
    item, step = LATE[name]
    table = MemoryTable()
    table.write(Put(item))
    before = dict(table._items)
    # WHEN the step comes
    step(table)
    # THEN everything is as it was
    assert table._items == before
