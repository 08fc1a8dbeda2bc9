"""Which decisions make sense for a journey as it stands."""

from jetbridge.model import journey_rules as rules
from jetbridge.model.journey import Journey
from jetbridge.model.journey_events import AtVersion, Decided, Decision
from jetbridge.model.journey_rules import NotPossibleError
from jetbridge.model.policy import Policy


def possible(policy: Policy, journey: Journey, now: int) -> tuple[Decision, ...]:
    """Return the decisions that could be taken about a journey at `now` (Unix seconds)."""
    return tuple(each for each in Decision if _makes_sense(policy, journey, each, now))


def _makes_sense(policy: Policy, journey: Journey, decision: Decision, now: int) -> bool:
    try:
        rules.after(policy, journey, Decided(now, decision, "", AtVersion(journey.version)))
    except NotPossibleError:
        return False
    return True
