"""The engine: moves a journey as far as it goes. The queue's work of the kind `journey`.

    1. what is known is read              the journey, its policy, the present step's onboarding
    2. what has happened is committed     a verdict, a deadline: pure rules, one transaction;
                                          before the person hears of it, is the hire still there?
    3. the intent is committed            the one effect that comes next, and who makes it
    4. the effect is made                 once at the most for the same attempt
    5. its outcome is committed           … and again from 1, until there is nothing to do

What was read may have changed by the time it is written: then nothing is written, and it is read
again. A crash after 3 leaves an intent whose lease ends; the worker that finds it makes the same
effect under the same key, which makes it once. So messages may come twice, late or never.
"""

import logging
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from jetbridge.flows.context import Context
from jetbridge.flows.event import outbox
from jetbridge.flows.journey import messages, offboard, record, standing
from jetbridge.flows.journey.perform import Performer, perform
from jetbridge.model import journey_rules as rules
from jetbridge.model import outbound
from jetbridge.model.connection import Status as ConnectionStatus
from jetbridge.model.journey import Journey, StepState, StepStatus, What
from jetbridge.model.journey_events import (
    Claimed,
    Intent,
    Outcome,
    Performed,
    Seen,
    Silence,
    Unclear,
    Woke,
)
from jetbridge.model.journey_transition import Transition
from jetbridge.model.message_limit import Full
from jetbridge.model.metrics import Metric
from jetbridge.model.onboarding import Status as OnboardingStatus
from jetbridge.model.policy import Policy
from jetbridge.model.record import replace
from jetbridge.model.system import Clock
from jetbridge.model.tenant import Tenant
from jetbridge.model.webhook import Receivers
from jetbridge.model.work import Message
from jetbridge.store import connections, endpoints, journeys, keys, onboardings, tenants
from jetbridge.store.table import ConditionFailedError, StoreError, Table, Write, WriteConflictError

type Endpoints = Mapping[str, Receivers]

logger = logging.getLogger(__name__)

_MOVES: Final = 50
"""Moves that one message may lead to: more than any policy has."""
_TRIES: Final = 10
"""Times that an outcome is written again because the journey has changed meanwhile."""


def advance(context: Context, message: Message, performer: Performer = perform) -> None:
    """Move a journey until it has to wait, or is over.

    Args:
        context: the ports.
        message: names the journey.
        performer: makes the effects.

    Raises:
        WriteConflictError: the journey was being written all the while; the message is to come
            again.
        PolicyLostError: the policy that it runs by is gone.
    """
    journey_id = str(message.get("journey_id"))
    journey = journeys.get(context.table, journey_id)
    policy = record.policy_for(context, journey) if journey else None
    for _ in range(_MOVES):
        if journey is None or policy is None:
            return
        try:
            journey = _moved(context, policy, journey, performer)
        except ConditionFailedError:
            journey = journeys.get(context.table, journey_id)
    raise WriteConflictError


def _moved(
    context: Context, policy: Policy, journey: Journey, performer: Performer
) -> Journey | None:
    """Make one move; return the journey after it, None where there is nothing more to do."""
    transition, beside, known = _caught_up(context, policy, journey)
    if transition.journey != journey:
        return record.save(context, policy, transition, *beside, known=known)
    now = context.clock.now()
    wanted = rules.intent(policy, journey, now)
    if wanted is None:
        if journey.due_at != rules.due_at(policy, journey):
            record.save(context, policy, transition)
        return None
    mine = record.save(context, policy, rules.after(policy, journey, Claimed(now)))
    with outbound.about(journey=mine.id) as heard:
        outcome = _made(context, policy, mine, wanted, performer)
    event = Performed(context.clock.now(), wanted, outcome, mine.claims, heard.calls, heard.last)
    return _settled(context, policy, mine, event)


def _made(
    context: Context, policy: Policy, journey: Journey, wanted: Intent, performer: Performer
) -> Outcome:
    """Make an effect. The outcome of one that fails unexpectedly is unknown.

    Were the message to fail instead, it would come again for ever, and the journey would show
    nothing.

    Raises:
        StoreError: the table fails, and takes no outcome either. The lease ends by itself.
    """
    try:
        return performer(context, policy, journey, wanted)
    except StoreError:
        raise
    except Exception:
        logger.exception("effect failed", extra={"journey": journey.id, "aim": str(wanted.effect)})
        context.meter.count(Metric.UNEXPECTED_ERROR)
        return Unclear()


def _settled(context: Context, policy: Policy, mine: Journey, event: Performed) -> Journey | None:
    """Commit what came of an effect, on whatever the journey has become meanwhile.

    It has always become something: what the effect did to its onboarding grew its version. Where
    another worker has claimed an intent since, nothing is committed: what this one did is found by
    the intent's key.
    """
    places = keys.journey(mine.id), *endpoints.places(mine.tenant)
    for _ in range(_TRIES):
        item, *told = context.table.get_many(places)
        journey = journeys.of_item(item)
        if journey is None:
            return None
        transition = rules.after(policy, journey, replace(event, at=context.clock.now()))
        if transition.journey == journey:
            return journey
        known = {mine.tenant: endpoints.receivers(context.table, mine.tenant, told)}
        try:
            return record.save(context, policy, transition, known=known)
        except ConditionFailedError:
            continue
    raise WriteConflictError


def heard(context: Context, policy: Policy, journey: Journey) -> Transition | None:
    """Return the journey after what is known of its present step's onboarding. Nothing is stored.

    None: in a few seconds there is a verdict, which may be better than a deadline.
    """
    return _heard(context.clock, policy, journey, _standing(context.table, journey).status)


def _heard(
    clock: Clock, policy: Policy, journey: Journey, status: OnboardingStatus | None
) -> Transition | None:
    if status is OnboardingStatus.CHECKING:
        return None
    if status is None:
        return Transition(journey)
    return rules.after(policy, journey, Seen(clock.now(), status))


def _caught_up(
    context: Context, policy: Policy, journey: Journey
) -> tuple[Transition, tuple[Write, ...], Endpoints]:
    """Return the journey after everything that has happened, and what is stored beside it.

    And where the tenant is told, as it was read, where nothing was waited for since.
    """
    known = _standing(context.table, journey)
    ended = offboard.ended(context.clock, policy, journey, known.tenant)
    if ended:
        return ended, (), known.endpoints
    transition = _heard(context.clock, policy, journey, known.status)
    if transition is None:
        return Transition(journey), (), {}
    woke, beside = _woke(context, policy, transition.journey, context.clock.now())
    after = rules.after(policy, transition.journey, woke)
    transition = Transition(after.journey, (*transition.entries, *after.entries))
    if transition.journey == journey:
        return transition, (), {}
    if not standing.is_asked(transition):
        return transition, beside, known.endpoints
    checked = standing.checked(context, policy, journey, transition)
    return checked, beside if checked is transition else (), {}


def _woke(
    context: Context, policy: Policy, journey: Journey, now: int
) -> tuple[Woke, tuple[Write, ...]]:
    """Return what the present moment is to a journey, and the write that counts a reminder."""
    told = {each.what: each for each in rules.after(policy, journey, Woke(now)).entries}
    reminder = told.get(What.REMINDED)
    if not reminder and What.STILL_HELD not in told:
        return Woke(now), ()
    if _left(context.table, journey):
        return Woke(now, Silence.LEFT), ()
    if not reminder:
        return Woke(now), ()
    attempt = journey.request_key(reminder.step, journey.steps[journey.position].attempt)
    name = f"{attempt} reminder {reminder.facts['number']}"
    counted = messages.counting(context, policy, journey, name)
    return (Woke(now, Silence.LIMIT), ()) if isinstance(counted, Full) else (Woke(now), counted)


def _left(table: Table, journey: Journey) -> bool:
    """Return whether the tenant has ended the company's connection."""
    connection = connections.get(table, journey.connection_id)
    return connection is None or connection.status is ConnectionStatus.DISABLED


class _Standing(NamedTuple):
    """A running journey's tenant, where it is told, and how the present step's onboarding stands.

    Of one that is over or ending they are not read.
    """

    tenant: Tenant | None = None
    status: OnboardingStatus | None = None
    endpoints: Endpoints = outbox.NONE_KNOWN


def _standing(table: Table, journey: Journey) -> _Standing:
    """Return what decides how a journey goes on, read in one request."""
    if journey.is_over or journey.ending:
        return _Standing()
    state = journey.steps[journey.position]
    asked = () if state.status is StepStatus.ASKING else state.counting
    whose = keys.tenant(journey.tenant), *endpoints.places(journey.tenant)
    tenant, first, listed, *items = table.get_many([*whose, *map(keys.onboarding, asked)])
    found = filter(None, map(onboardings.of_item, items))
    return _Standing(
        tenants.of_item(tenant),
        _status(state, [each.status for each in found]),
        {journey.tenant: endpoints.receivers(table, journey.tenant, (first, listed))},
    )


def _status(state: StepState, statuses: Sequence[OnboardingStatus]) -> OnboardingStatus | None:
    """Return how a step's onboarding stands; of any open attempt, what is good counts."""
    for good in (OnboardingStatus.VERIFIED, OnboardingStatus.LAUNCHED):
        if good in statuses:
            return good
    return statuses[-1] if state.onboarding_id and statuses else None
