"""The engine: moves a journey as far as it goes. The queue's work of the kind `journey`.

    1. what is known is read              the journey, its policy, the present step's onboarding
    2. what has happened is committed     a verdict, a deadline: pure rules, one transaction
    3. the intent is committed            the one effect that comes next, and whose turn it is
    4. the effect is made                 once at the most for the same attempt
    5. its outcome is committed           … and again from 1, until there is nothing to do

What was read may have changed by the time it is written: then nothing is written, and it is read
again. A crash after 3 leaves an intent whose lease ends; whoever finds it then makes the same
effect under the same key, which makes it once. So messages may come twice, late or never.
"""

from typing import Final

from jetbridge.flows.bridge import Bridge
from jetbridge.flows.journey import perform, record
from jetbridge.model import journey_rules as rules
from jetbridge.model.journey import Journey, StepStatus
from jetbridge.model.journey_news import Claimed, Intent, News, Outcome, Performed, Seen, Woke
from jetbridge.model.journey_turn import Turn
from jetbridge.model.onboarding import Status as OnboardingStatus
from jetbridge.model.policy import Policy
from jetbridge.model.work import Message
from jetbridge.store import journeys, onboardings
from jetbridge.store.table import ConditionFailed, Conflict

_MOVES: Final = 50
"""Moves that one message may lead to: more than any policy has."""
_TRIES: Final = 10
"""Times that an outcome is written anew because the journey has changed meanwhile."""


def advance(bridge: Bridge, message: Message) -> None:
    """Move a journey until it waits for somebody, or is over.

    Raises:
        Conflict: the journey was being written all the while; the message is to come again.
    """
    for _ in range(_MOVES):
        journey = journeys.get(bridge.table, str(message.get("journey_id")))
        policy = journey and record.policy_of(bridge, journey.tenant, journey.policy_version)
        if not journey or not policy:
            return
        try:
            if not _moved(bridge, policy, journey):
                return
        except ConditionFailed:
            continue
    raise Conflict


def _moved(bridge: Bridge, policy: Policy, journey: Journey) -> bool:
    """Make one move; tell whether there may be another."""
    turn = _caught_up(bridge, policy, journey)
    if turn.journey != journey:
        record.save(bridge, policy, turn)
        return True
    now = bridge.clock.now()
    wanted = rules.intent(policy, journey, now)
    if wanted is None:
        if journey.due_at != rules.due_at(policy, journey):
            record.save(bridge, policy, turn)
        return False
    claimed = rules.after(policy, journey, Claimed(now))
    mine = record.save(bridge, policy, claimed)
    outcome = perform.perform(bridge, policy, mine, wanted)
    return _settled(bridge, policy, mine, wanted, outcome)


def _settled(
    bridge: Bridge, policy: Policy, journey: Journey, wanted: Intent, outcome: Outcome
) -> bool:
    """Commit what came of an effect, on whatever the journey has become meanwhile."""
    for _ in range(_TRIES):
        turn = rules.after(policy, journey, Performed(bridge.clock.now(), wanted, outcome))
        if turn.journey == journey:
            return True
        try:
            record.save(bridge, policy, turn)
        except ConditionFailed:
            found = journeys.get(bridge.table, journey.id)
            if found is None:
                return False
            journey = found
        else:
            return True
    raise Conflict


def _caught_up(bridge: Bridge, policy: Policy, journey: Journey) -> Turn:
    """Return the journey after everything that has happened so far."""
    turn, now = Turn(journey), bridge.clock.now()
    news: list[News] = [Woke(now)]
    status = _status(bridge, journey)
    if status is not None:
        news.insert(0, Seen(now, status))
    for each in news:
        after = rules.after(policy, turn.journey, each)
        turn = Turn(after.journey, (*turn.entries, *after.entries))
    return turn


def _status(bridge: Bridge, journey: Journey) -> OnboardingStatus | None:
    """Return how the present step's onboarding stands; of any attempt, what is good counts."""
    if journey.is_over or journey.ending:
        return None
    state = journey.steps[journey.position]
    if state.status not in (StepStatus.AWAITING, StepStatus.HELD):
        return None
    attempts = [*state.earlier, *([state.onboarding_id] if state.onboarding_id else [])]
    found = [onboardings.get(bridge.table, each) for each in attempts]
    statuses = [each.status for each in found if each]
    for good in (OnboardingStatus.VERIFIED, OnboardingStatus.LAUNCHED):
        if good in statuses:
            return good
    return statuses[-1] if state.onboarding_id and statuses else None
