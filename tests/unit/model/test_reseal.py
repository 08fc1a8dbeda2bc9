"""When a re-seal begins, goes on and ends, and when an earlier key may be removed."""

from dataclasses import replace
from typing import Any, Final

import pytest

from jetbridge.model.reseal import (
    MAX_INVOCATION,
    MAX_VISIT,
    Found,
    Place,
    Reseal,
    Stage,
    Standing,
    State,
    asked_for,
    moved_on,
    settled_at,
    why_kept,
)

AT: Final = 1_790_000_000
RUN: Final = Reseal("k2", AT, AT, AT, version=3)
DONE: Final = replace(RUN, state=State.COMPLETE, ended_at=AT + 5)
RING: Final = Standing("k2", AT)
LATER: Final = AT + MAX_VISIT


def test_processes_settle_after_their_memory_and_their_invocation() -> None:
    """One may have read the keyring just before it was changed, and begin just before it ages."""
    assert settled_at(AT, 300) == AT + 300 + 900


@pytest.mark.parametrize(
    "before",
    [None, DONE, replace(RUN, key="k1"), replace(RUN, state=State.OVERTAKEN)],
)
def test_a_new_one_waits_until_processes_have_settled(before: Reseal | None) -> None:
    """Whatever was before; it takes the place of that."""
    run = asked_for(before, "k2", settled=AT + 60, now=AT)
    assert (run.begins_at, run.next_at, run.passes) == (AT + 60, AT + 60, 1)
    assert run.version == (before.version if before else 0)


def test_where_they_have_settled_it_begins_at_once() -> None:
    """A rotation long ago."""
    assert asked_for(None, "k2", settled=AT - 60, now=AT).begins_at == AT


def test_one_that_goes_on_is_taken_up_where_it_stands() -> None:
    """It may have come among the dead letters."""
    # GIVEN one whose pass has begun
    place = Place(Stage.CONNECTIONS, "demo")
    run = replace(RUN, place=place, next_at=AT + 500)
    # WHEN it is asked for, THEN it goes on at once
    assert asked_for(run, "k2", settled=AT, now=AT + 9) == replace(run, next_at=AT + 9)
    # AND one that waits for its first pass still does
    waiting = replace(RUN, begins_at=AT + 60, next_at=AT + 60)
    assert asked_for(waiting, "k2", settled=AT, now=AT + 9) == waiting


def test_a_pass_goes_on_at_its_place() -> None:
    """With what it has found."""
    found, place = Found(renewed=2), Place(Stage.ONBOARDINGS, "demo")
    after = moved_on(RUN, found, place, AT + 9)
    assert after == replace(RUN, found=found, place=place, updated_at=AT + 9)


@pytest.mark.parametrize("found", [Found(renewed=2), Found(missed=1)])
def test_a_pass_that_did_something_is_followed_by_another(found: Found) -> None:
    """After everything that may have been under way has ended."""
    after = moved_on(RUN, found, None, AT + 9)
    assert (after.state, after.passes, after.found) == (State.RUNNING, 2, Found())
    assert after.next_at == AT + 9 + MAX_INVOCATION
    assert after.renewed == found.renewed


def test_a_pass_that_found_nothing_to_do_is_the_last() -> None:
    """What it has found is kept."""
    found = Found(under={"k2": 7})
    after = moved_on(RUN, found, None, AT + 9)
    assert (after.state, after.ended_at, after.found) == (State.COMPLETE, AT + 9, found)


@pytest.mark.parametrize(
    ("run", "facts", "why"),
    [
        (DONE, {"key": "k2"}, "it is the active key"),
        (None, {}, "values may be under it"),
        (replace(DONE, key="k3"), {}, "values may be under it"),
        (replace(RUN, state=State.OVERTAKEN), {}, "values may be under it"),
        (RUN, {}, "the re-seal goes on"),
        (DONE, {"ring": Standing("k2", AT + 1)}, "the keyring was changed after the re-seal"),
        (DONE, {"now": LATER - 1}, "may need it for 1 seconds more"),
        (replace(DONE, found=Found(stuck={"k1": 2})), {}, "2 values under it do not open"),
        (replace(DONE, found=Found(stuck={"k1": 2})), {"abandon": True}, ""),
        (replace(DONE, found=Found(stuck={"k9": 2})), {}, ""),
        (replace(DONE, found=Found(stuck={"?": 1})), {}, "1 values that may be under it"),
        (replace(DONE, found=Found(stuck={"?": 1})), {"abandon": True}, ""),
        (DONE, {}, ""),
    ],
)
def test_a_key_is_kept_while_it_may_be_needed(
    run: Reseal | None, facts: dict[str, Any], why: str
) -> None:
    """Each step of the order is enforced."""
    given = {"key": "k1", "ring": RING, "now": LATER, "abandon": False, **facts}
    kept = why_kept(run, given["key"], given["ring"], now=given["now"], abandon=given["abandon"])
    assert why in kept
    assert bool(kept) is bool(why)
