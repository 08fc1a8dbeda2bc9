"""Kill a process at every step of a call to a partner with limits, and look at what is left.

A step is the moment before or after any call to the table or to the partner.
"""

from dataclasses import replace
from typing import Final

import pytest

from jetbridge.broker.dialect import Limits
from jetbridge.partners.smartrecruiters import api as smartrecruiters
from jetbridge.store import keys
from tests.fakes import answer
from tests.fakes.hooks import HookedHttp, HookedTable
from tests.fakes.outcomes import value_of
from tests.support.killing import MANY, Killed
from tests.unit.broker.processes import THING, TOKEN, Shared, Source, thing

OVER: Final = 2 * 10 + 5
"""Seconds after which neither a lease nor a place at the gate is left to the dead."""


def one_at_a_time() -> Source:
    """Return a credential with which one call may run at a time."""
    dialect = replace(smartrecruiters.dialect("x"), token_url=TOKEN, limits=Limits(10, 1))
    return Source(dialect=dialect)


def killed_at(fatal: int) -> tuple[Shared, bool]:
    """Return what is left of a call that was killed at a step, and whether it came to that."""
    shared = Shared()
    for name in ("one", "two", "three"):
        shared.gives(name)
    shared.http.always("GET", THING, answer(status=200))
    steps = iter(range(MANY))

    def step() -> None:
        if next(steps) == fatal:
            raise Killed

    table, http = HookedTable(shared.table, step), HookedHttp(shared.http, step)
    try:
        shared.broker(table=table, http=http).send(one_at_a_time(), thing)
    except Killed:
        return shared, True
    return shared, False


def test_a_process_that_dies_at_any_step_holds_nobody_up_for_long() -> None:
    """Another process makes its call once the dead one's time is over, with one more token."""
    asked = set()
    for fatal in range(MANY):
        # GIVEN a call that was killed at this step, or was not
        shared, was_killed = killed_at(fatal)
        # WHEN another process makes a call after the lease and the place are over
        shared.clock.advance(OVER)
        response = value_of(shared.broker().send(one_at_a_time(), thing))
        # THEN it is made, without a wait
        assert response.status == 200, fatal
        assert shared.pause.waited == [], fatal
        # AND the partner was asked for a token once, twice where the first was lost
        assert shared.asked <= 2, fatal
        asked.add(shared.asked)
        # AND every process uses the token that is stored
        item = shared.table.get(keys.broker_token("partner"))
        assert item
        assert item["owner"] == ""
        if not was_killed:
            break
    else:
        pytest.fail("the enumeration does not end")
    # AND the enumeration saw both
    assert asked == {1, 2}
    assert fatal > 10
