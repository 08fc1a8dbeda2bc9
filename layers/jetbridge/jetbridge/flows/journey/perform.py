"""What a journey wants done, done: at most one effect at a partner, under the intent's key."""

from collections.abc import Callable, Mapping
from typing import Final

from jetbridge.flows.context import Context
from jetbridge.flows.journey import ask, hiring, undo
from jetbridge.model.journey import Journey
from jetbridge.model.journey_events import Effect, Intent, Outcome
from jetbridge.model.policy import Policy

type Performer = Callable[[Context, Policy, Journey, Intent], Outcome]
"""Makes an effect. The same intent may come again after a crash, and must do no more than once."""

PERFORMERS: Final[Mapping[Effect, Performer]] = {
    Effect.VERIFY: ask.ask,
    Effect.LAUNCH: ask.ask,
    Effect.REPORT: hiring.report,
    Effect.REPORT_FAILURE: hiring.report,
    Effect.WITHDRAW: undo.withdraw,
    Effect.CANCEL: undo.cancel,
}


def perform(context: Context, policy: Policy, journey: Journey, wanted: Intent) -> Outcome:
    """Do what a journey wants, and return what came of it."""
    return PERFORMERS[wanted.effect](context, policy, journey, wanted)
