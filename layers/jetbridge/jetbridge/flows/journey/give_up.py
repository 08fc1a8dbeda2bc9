"""A journey at which the worker fails each time, before it comes to an effect, is an operator's.

Its policy is lost, say, or the code has a fault. An effect that fails is counted by itself
(`jetbridge.model.journey_transition.claimed`).
"""

from jetbridge.flows.context import Context
from jetbridge.flows.event import outbox
from jetbridge.flows.journey import record
from jetbridge.flows.schedule.dispatch import name_in
from jetbridge.model import journey_ends as ends
from jetbridge.store import journeys
from jetbridge.store.table import Key


def give_up(context: Context, key: Key) -> None:
    """Say on a journey, and on its timeline, that it does not go on by itself.

    Raises:
        ConditionFailedError: the journey was written at this moment; it may go on after all.
    """
    journey = journeys.get(context.table, name_in(key))
    if journey is None or journey.is_over or journey.erased_at is not None:
        return
    transition = ends.given_up(journey, context.clock.now())
    outbox.commit(context, *journeys.save(transition, None))
    record.tell(context.meter, transition)
