"""Gates that cannot be read: they begin again, and no call waits for the operator."""

import pytest

from jetbridge.broker import limiter_store
from jetbridge.broker.limiter_state import LimiterState, Permit
from jetbridge.model.outcome import Cause, Done, NotPerformed
from jetbridge.store import keys
from jetbridge.store.mapper import from_item, to_item
from jetbridge.store.memory.table import MemoryTable
from jetbridge.store.table import Put, Update
from tests.fakes import answer
from tests.fakes.clock import START
from tests.fakes.outcomes import value_of
from tests.support.damage import CANARY, damaged
from tests.unit.broker.processes import THING, limited, meanwhile, ready, thing


def test_a_gate_that_cannot_be_read_begins_again(caplog: pytest.LogCaptureFixture) -> None:
    """No call waits for the operator: each damage is mended by the next one, and told."""
    # GIVEN a gate that others have used, each of its attributes gone or of another type
    shared = ready()
    shared.http.always("GET", THING, answer(status=200))
    shared.broker().send(limited(), thing)
    key = keys.limiter("company")
    whole = shared.table.get(key)
    assert whole
    for broken in damaged(whole):
        shared.table.write(Put(broken))
        # WHEN another process calls
        ended = shared.broker().send(limited(), thing)
        # THEN the call is made, and the gate keeps the limits from then on
        assert isinstance(ended, Done)
        assert from_item(LimiterState, shared.table.get(key) or {}).starts
        shared.clock.advance(60)
    # AND what was replaced is in the log, without what it held
    told = [each.__dict__ for each in caplog.records if each.message == "unreadable item replaced"]
    assert {(each["kind"], each["id"]) for each in told} == {("GATE", "company")}
    assert {each["why"] for each in told} == {
        *(
            f"LimiterState.{name} holds what this release does not know"
            for name in ("running", "starts", "closed_until", "timeouts")
        ),
        "version holds what this release does not know",
        "it lacks 'version'",
    }
    assert CANARY not in str(told)


def test_a_gate_is_replaced_by_one() -> None:
    """The other counts its call in the gate that the first has made."""
    # GIVEN a gate that two processes cannot read
    table, now = MemoryTable(), START
    table.write(Put({**to_item(keys.limiter("x"), LimiterState()), "version": CANARY}))
    _, seen = limiter_store.read(table, "x")
    _, also = limiter_store.read(table, "x")
    # WHEN both write it
    first = LimiterState((Permit("first", now + 60),))
    written = [limiter_store.write(table, "x", first, seen, now=now)]
    written.append(limiter_store.write(table, "x", LimiterState(), also, now=now))
    # THEN the first has, by a version that it can go on from
    assert [bool(each) for each in written] == [True, False]
    assert limiter_store.read(table, "x") == (first, written[0])


def test_a_gate_that_breaks_during_a_call_still_hears_the_partner() -> None:
    """The answer arrives, and the wait that it asks for is kept."""
    # GIVEN a gate that is changed by hand while a call is under way, whose answer asks for a wait
    shared = ready()
    mark = Update(keys.limiter("company"), set={"running": CANARY, "version": 7})
    busy = answer(status=429, headers={"Retry-After": "60"})
    shared.http.on("GET", THING, meanwhile(lambda: shared.table.write(mark), busy))
    # WHEN it is answered
    response = value_of(shared.broker().send(limited(), thing))
    # THEN the others wait
    assert response.status == 429
    assert shared.broker().send(limited(), thing) == NotPerformed(Cause.THROTTLED, 60)
