"""Whatever happens, no person is messaged or launched twice; a journey shows how it stands."""

from collections import Counter
from dataclasses import replace
from typing import ClassVar, Final, override

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from jetbridge.flows.context import Context
from jetbridge.flows.journey.perform import Performer, perform
from jetbridge.model.journey import Journey
from jetbridge.model.journey_events import Effect, Intent, Outcome
from jetbridge.model.policy import Policy
from tests.unit.flows.journey.histories import Hires

STEPS: Final = 35
"""Steps that the histories have on average, at the least: some end early."""


def test_no_history_breaks_a_promise(*, thorough: bool) -> None:
    """Thousands of steps, tens of thousands in `make fuzz`, drawn the same way each time."""
    # GIVEN a tenant with any policy
    Hires.followed = Counter()
    histories = 600 if thorough else 150
    # WHEN anything happens, in any order, THEN every promise holds after each step
    run_state_machine_as_test(
        Hires,
        settings=settings(
            max_examples=histories, stateful_step_count=50, deadline=None, derandomize=True
        ),
    )
    # AND that was not too little, nor always the same
    assert Hires.followed.total() >= histories * STEPS
    assert min(Hires.followed.values()) >= histories * STEPS // 200


def forgetful(context: Context, policy: Policy, journey: Journey, wanted: Intent) -> Outcome:
    """Make an effect under another key each time."""
    another = replace(wanted, key=f"{wanted.key}.{context.ids.handle()}")
    return perform(context, policy, journey, another)


def reckless(context: Context, policy: Policy, journey: Journey, wanted: Intent) -> Outcome:
    """Launch under another name of the hire each time, besides."""
    if wanted.effect is Effect.LAUNCH:
        journey = replace(journey, sequence=journey.sequence + context.clock.now())
    return forgetful(context, policy, journey, wanted)


class Forgetful(Hires):
    """An engine that forgets the key under which it has asked."""

    performer: ClassVar[Performer] = staticmethod(forgetful)


class Reckless(Hires):
    """One that nothing keeps from launching again, either."""

    performer: ClassVar[Performer] = staticmethod(reckless)

    @override
    def nobody_is_messaged_twice(self) -> None:
        """Look at launches alone."""


@pytest.mark.parametrize(
    ("machine", "broken"), [(Forgetful, "messaged twice"), (Reckless, "launched twice")]
)
def test_an_engine_that_asks_twice_is_noticed(machine: type[Hires], broken: str) -> None:
    """The machine notices what it is there for."""
    # GIVEN an engine that does not keep to its keys
    # WHEN anything happens to it
    with pytest.raises(AssertionError, match=broken):
        # THEN an operator is asked twice, and that is noticed
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=300,
                stateful_step_count=50,
                deadline=None,
                derandomize=True,
                phases=[Phase.generate],
                report_multiple_bugs=False,
            ),
        )
