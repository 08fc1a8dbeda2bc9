"""How a journey that needs an operator says so again, until it does not any more.

Part of `jetbridge.model.journey_rules`. It says so at once when it comes to need one
(`jetbridge.model.journey_ends.held`), then after a day, a week and 30 days, and every 30 days after
that.
"""

from typing import Final

from jetbridge.model.journey import Entry, Journey, Status, What
from jetbridge.model.journey_transition import Transition
from jetbridge.model.record import replace

DAY: Final = 86_400
FIRST: Final = (DAY, 7 * DAY)
"""Seconds after which it is said again, the first times."""
EVERY: Final = 30 * DAY
"""Seconds between the times that follow."""


def standing(before: Journey, after: Journey, at: int) -> Journey:
    """Return a journey with the moment since when it needs an operator for its present reason."""
    if after.status is not Status.NEEDS_ATTENTION:
        return replace(after, stuck_since=None, stuck_told=0)
    same = before.status is after.status and before.reason is after.reason
    if same and after.stuck_since is not None:
        return after
    return replace(after, stuck_since=at, stuck_told=0)


def woke(
    policy_step: tuple[str, str], transition: Transition, at: int, *, is_told: bool
) -> Transition:
    """Return a journey that says again that it needs an operator, where a moment has come.

    Several moments that have come together are one. `policy_step` is the name and the partner of
    its present step. Where the tenant has left, the moment passes without an event.
    """
    journey = transition.journey
    since = journey.stuck_since
    passed = 0 if since is None else _passed(at - since)
    if since is None or passed <= journey.stuck_told:
        return transition
    told = replace(transition, journey=replace(journey, stuck_told=passed))
    if not is_told:
        return told
    facts = {"reason": str(journey.reason), "days": str((at - since) // DAY)}
    name, partner = policy_step
    line = Entry(What.STILL_HELD, at, step=name, partner=partner, facts=facts)
    return replace(told, entries=(*transition.entries, line))


def next_moment(journey: Journey) -> int | None:
    """Return when a journey says again that it needs an operator; None: it needs none."""
    if journey.status is not Status.NEEDS_ATTENTION or journey.stuck_since is None:
        return None
    told = journey.stuck_told
    later = FIRST[told] if told < len(FIRST) else EVERY * (told - len(FIRST) + 1)
    return journey.stuck_since + later


def _passed(waited: int) -> int:
    return sum(waited >= each for each in FIRST) + waited // EVERY
