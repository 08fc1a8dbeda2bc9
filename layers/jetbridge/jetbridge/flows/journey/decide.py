"""An operator's decision about a journey: it takes effect at once, on the state that they saw.

What has happened meanwhile is written first, so that a decision never overtakes an event. Where the
journey then stands elsewhere than the operator saw it, nothing is decided.
"""

import logging
from typing import Final

from jetbridge.flows.context import Context
from jetbridge.flows.event import outbox
from jetbridge.flows.journey import engine, record
from jetbridge.model import journey_rules as rules
from jetbridge.model.journey import Journey
from jetbridge.model.journey_events import Decided, Decision, Question
from jetbridge.store import journeys
from jetbridge.store.table import ConditionFailedError, WriteConflictError

logger = logging.getLogger(__name__)

_TRIES: Final = 5
"""Times that a decision is taken again because the journey has changed meanwhile."""


def decide(
    context: Context, journey_id: str, decision: Decision, *, by: str, answers: Question
) -> Journey | None:
    """Take a decision, have the journey moved, and return it; None where there is no such journey.

    Args:
        context: the ports.
        journey_id: of any tenant.
        decision: what is decided.
        by: who decides, as the timeline shows it.
        answers: where the journey stood when they looked at it.

    Raises:
        OvertakenError: it stands elsewhere now; nothing was decided.
        NotPossibleError: it makes no sense for the journey as it stands; nothing was decided.
        WriteConflictError: the journey was being written all the while; nothing was decided.
        PolicyLostError: the policy that it runs by is gone; nothing was decided.
    """
    for _ in range(_TRIES):
        journey = journeys.get(context.table, journey_id)
        if journey is None:
            return None
        policy = record.policy_for(context, journey)
        caught_up = engine.heard(context, policy, journey)
        try:
            if caught_up and caught_up.journey != journey:
                record.save(context, policy, caught_up)
                outbox.have_moved(context.queue, journey.tenant, [journey.id])
                continue
            transition = rules.after(
                policy, journey, Decided(context.clock.now(), decision, by, answers)
            )
            decided = record.save(context, policy, transition)
        except ConditionFailedError:
            continue
        logger.info("decided", extra={"journey": journey.id, "decision": str(decision)})
        outbox.have_moved(context.queue, journey.tenant, [journey.id])
        return decided
    raise WriteConflictError
