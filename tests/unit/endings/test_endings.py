"""Every retry ends, whatever happens inside an attempt, and where an operator sees it."""

import pytest

from bench.retries import RETRIES
from jetbridge.model.schedule import MAX_BEGUN
from tests.unit.endings.clockwork import DAY, RECEIPTS, Clockwork, Fault
from tests.unit.endings.plays import DAILY, PLAYS

LONG = 30
"""Days after which nothing may be tried any more."""
DAYS = 5
"""Days that what is wanted every day is watched for."""
A_DAYS_TRIES = MAX_BEGUN * RECEIPTS
"""Tries of it in a day at the most: each may be a message that is received several times."""


@pytest.mark.parametrize("fault", Fault)
@pytest.mark.parametrize("name", PLAYS)
def test_it_ends_visibly_whatever_happens_inside_an_attempt(name: str, fault: Fault) -> None:
    """It raises, its process is killed, or it never returns: each time."""
    # GIVEN something that goes wrong in the same way at each attempt
    runs, has_ended = PLAYS[name](fault)
    # WHEN time passes
    runs.run(days=DAYS if name in DAILY else LONG)
    # THEN it was tried, and has ended, which an operator sees
    assert runs.met
    assert has_ended()
    # AND nothing more is tried, except what is wanted anew every day
    before = len(runs.met)
    if name in DAILY:
        assert _most_in_a_day(runs) <= A_DAYS_TRIES
    else:
        runs.run(days=LONG)
        assert len(runs.met) == before


def _most_in_a_day(runs: Clockwork) -> int:
    days = [(moment - runs.met[0]) // DAY for moment in runs.met]
    return max(map(days.count, {*days}))


def test_every_retry_is_played() -> None:
    """A row without a play proves nothing."""
    # THEN the plays are those of the table
    assert {*PLAYS} == {retry.name for retry in RETRIES}
