"""What is left of an invocation, and how it is shared out."""

import math
import time

import pytest

from jetbridge.runtime import deadline
from jetbridge.runtime.clock import SystemPause
from jetbridge.runtime.deadline import LEAST, RESERVE
from tests.fakes.invocations import AContext


def test_outside_lambda_nothing_is_limited() -> None:
    """The CLI and tests have no deadline."""
    assert deadline.left() == math.inf
    assert deadline.for_call(3_600) == 3_600
    assert deadline.for_pause(3_600) == 3_600


def test_a_deadline_ends_with_its_invocation() -> None:
    """The next one has its own."""
    # GIVEN an invocation, and one within it
    with deadline.of(AContext(60)):
        with deadline.of(AContext(5)):
            assert deadline.left() <= 5
        # WHEN they end
        # THEN each leaves the deadline as it was
        assert 5 < deadline.left() <= 60
    assert deadline.left() == math.inf


@pytest.mark.parametrize(
    ("seconds", "wanted", "given"),
    [
        (29, 8, 8),
        (29, 60, 29 - RESERVE),
        (RESERVE + LEAST + 1, 8, LEAST + 1),
        (RESERVE + LEAST - 1, 8, 0),
        (RESERVE + 1.5, 1, 1),
        (RESERVE + 0.5, 1, 0),
        (0, 8, 0),
    ],
)
def test_a_call_gets_what_is_left_less_the_reserve(
    seconds: float, wanted: float, given: float
) -> None:
    """Or nothing, where that is too little."""
    with deadline.of(AContext(seconds)):
        assert deadline.for_call(wanted) == pytest.approx(given, abs=0.4)


@pytest.mark.parametrize(
    ("seconds", "given"), [(29, 4), (RESERVE + 2, 2), (RESERVE, 0), (RESERVE - 1, 0), (0, 0)]
)
def test_a_pause_ends_where_the_reserve_begins(seconds: float, given: float) -> None:
    """A waiting process looks again earlier, and comes to the end of its patience."""
    with deadline.of(AContext(seconds)):
        assert deadline.for_pause(4) == pytest.approx(given, abs=0.4)


def test_the_pause_of_the_machine_keeps_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """It sleeps no longer than the invocation lets it."""
    slept: list[float] = []
    # GIVEN an invocation that is about to end
    monkeypatch.setattr(time, "sleep", slept.append)
    # WHEN an hour is to pass
    with deadline.of(AContext(1)):
        SystemPause().pause(3_600)
    # THEN none does
    assert slept == [0]
