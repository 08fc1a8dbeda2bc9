"""The poller: what the template's schedules become on one machine."""

import re

import pytest

from jetbridge_local.stack.errors import StackError
from jetbridge_local.stack.schedules import Schedules, period
from jetbridge_local.stack.template import Schedule
from tests.e2e.stack.functions import Functions

_PATIENCE = 30.0
_SCHEDULE = Schedule("Reconcile", "ScheduledFunction", "rate(5 minutes)", {"job": "reconcile"})


def test_a_schedule_fires_again_and_again() -> None:
    """Each time with the template's input."""
    # GIVEN a schedule that is always due
    functions = Functions()
    schedules = Schedules([_SCHEDULE], functions, seconds=lambda _: 0)
    # WHEN the poller runs
    schedules.start()
    # THEN the function is invoked time after time
    for _ in range(3):
        assert functions.invoked.acquire(timeout=_PATIENCE)
    schedules.stop()
    assert functions.calls[0] == ("ScheduledFunction", {"job": "reconcile"})


def test_a_schedule_is_first_due_after_its_period() -> None:
    """As in the cloud, a deployment does not fire it."""
    # GIVEN a schedule
    functions = Functions()
    schedules = Schedules([_SCHEDULE], functions)
    # WHEN the poller has started and stopped
    schedules.start()
    schedules.stop()
    # THEN nothing was invoked
    assert functions.calls == []


def test_firing_while_the_functions_stop_is_no_error() -> None:
    """The poller ends with them."""
    # GIVEN functions that were stopped between two looks at the clock
    functions = Functions(stopped=True)
    schedules = Schedules([_SCHEDULE], functions, seconds=lambda _: 0)
    # WHEN a schedule is due
    schedules.start()
    # THEN the poller goes on to its own end
    assert functions.invoked.acquire(timeout=_PATIENCE)
    schedules.stop()


@pytest.mark.parametrize(
    ("expression", "seconds"),
    [
        ("rate(1 minute)", 60),
        ("rate(5 minutes)", 300),
        ("rate(2 hours)", 7200),
        ("rate(1 day)", 86_400),
    ],
)
def test_a_rate_is_a_period(expression: str, seconds: int) -> None:
    """EventBridge's units, singular and plural."""
    # GIVEN a rate expression
    # WHEN it is read
    # THEN it is the time between two events
    assert period(expression) == seconds


@pytest.mark.parametrize(
    "expression", ["cron(0 12 * * ? *)", "rate(5 fortnights)", "at(2030-01-01T00:00:00)"]
)
def test_another_schedule_is_refused(expression: str) -> None:
    """Rather than never fired."""
    # GIVEN an expression that the poller does not know
    # WHEN it is read
    # THEN it is refused by name
    with pytest.raises(StackError, match=re.escape(expression)):
        period(expression)
