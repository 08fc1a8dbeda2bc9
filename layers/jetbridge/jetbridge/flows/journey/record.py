"""Storing a journey's moves: the move, its timeline and its events, in one transaction."""

import logging
from collections.abc import Mapping
from contextlib import suppress
from typing import Final

from jetbridge.flows.context import Context
from jetbridge.flows.event import outbox
from jetbridge.model import journey_rules as rules
from jetbridge.model.changes import KEPT, LOGGER, Kind
from jetbridge.model.errors import ApiProblem, JetbridgeError
from jetbridge.model.journey import NEEDS_REPAIR, Entry, Journey, Reason, What
from jetbridge.model.journey_transition import Transition
from jetbridge.model.metrics import Meter, Metric
from jetbridge.model.policy import Policy
from jetbridge.model.webhook import Receivers
from jetbridge.store import journeys, keys, policies
from jetbridge.store.mapper import UnreadableItemError
from jetbridge.store.table import Table, Write

logger = logging.getLogger(LOGGER)
"""A restore reads which journeys have moved since."""

_METRICS: Final = {
    What.STARTED: Metric.JOURNEY_STARTED,
    What.COMPLETED: Metric.JOURNEY_COMPLETED,
    What.FAILED: Metric.JOURNEY_FAILED,
    What.CANCELLED: Metric.JOURNEY_CANCELLED,
    What.HELD: Metric.JOURNEY_HELD,
    What.NOT_REMINDED: Metric.MESSAGE_LIMIT_MET,
    What.STILL_HELD: Metric.JOURNEY_STILL_HELD,
    What.CANDIDATE_DELETED: Metric.CANDIDATE_GONE,
}


class PolicyLostError(JetbridgeError, LookupError):
    """A version of a policy is gone, or cannot be read: it was changed by hand."""


def policy_of(context: Context, tenant: str, version: int) -> Policy:
    """Return one version of a tenant's policy, which is read once a process.

    Raises:
        PolicyLostError: it is gone.
    """
    place = tenant, version
    return context.policies.get(place, lambda: read_policy(context.table, *place))


def read_policy(table: Table, tenant: str, version: int) -> Policy:
    """Return one version of a tenant's policy, as it is stored.

    Raises:
        PolicyLostError: it is gone. Nothing that runs by it goes on, and the operator hears of it:
            what is made of a hire without its policy would be a guess.
    """
    from jetbridge.web import policy_document

    with suppress(ApiProblem, UnreadableItemError):
        document = policies.get(table, tenant, version)
        if document is not None:
            return policy_document.read(document, tenant, version)
    raise PolicyLostError(f"version {version} of the policy of {tenant} is gone, or cannot be read")


def policy_for(context: Context, journey: Journey) -> Policy:
    """Return the version of the policy that a journey runs by, for as long as it runs.

    Raises:
        PolicyLostError: it is gone.
        UnreadableItemError: the journey has other steps than it.
    """
    return of_steps(policy_of(context, journey.tenant, journey.policy_version), journey)


def of_steps(policy: Policy, journey: Journey) -> Policy:
    """Return the policy that a journey runs by: a step of the one is a step of the other.

    Raises:
        UnreadableItemError: they are not as many. One of both was changed by hand.
    """
    if len(policy.steps) == len(journey.steps):
        return policy
    why = f"its steps are not those of version {policy.version} of the policy"
    raise UnreadableItemError(why, keys.journey(journey.id), journey.tenant)


def create(context: Context, policy: Policy, transition: Transition, *beside: Write) -> Journey:
    """Store a new journey together with what stands `beside` it, and have it moved.

    Raises:
        ConditionFailedError: what stands beside it has changed; nothing was stored.
    """
    due_at = rules.due_at(policy, transition.journey)
    outbox.commit(context, *journeys.create(transition, due_at), *beside)
    tell(context.meter, transition)
    outbox.have_moved(context.queue, transition.journey.tenant, [transition.journey.id])
    return journeys.stored(transition, due_at)


def save(
    context: Context,
    policy: Policy,
    transition: Transition,
    *beside: Write,
    known: Mapping[str, Receivers] = outbox.NONE_KNOWN,
) -> Journey:
    """Store a move together with what stands `beside` it. `known` is as in `outbox.commit`.

    Raises:
        ConditionFailedError: the journey, or what stands beside it, has changed meanwhile.
    """
    due_at = rules.due_at(policy, transition.journey)
    outbox.commit(context, *journeys.save(transition, due_at), *beside, known=known)
    tell(context.meter, transition)
    return journeys.stored(transition, due_at)


def tell(meter: Meter, transition: Transition) -> None:
    """Log and count the lines of a move that is stored. One without lines is logged, too."""
    journey = transition.journey
    moved: dict[str, object] = {"journey": journey.id, "tenant": journey.tenant}
    moved |= {KEPT: str(Kind.MOVE), "version": journey.version + 1}
    if not transition.entries:
        logger.info("journey", extra=moved)
    for entry in transition.entries:
        facts = {"what": str(entry.what), "step": entry.step}
        logger.info("journey", extra=moved | facts)
        metric = _metric(entry)
        if metric:
            meter.count(metric)


def _metric(entry: Entry) -> Metric | None:
    """Return what a line counts as. A journey that waits for a repair needs an operator, too."""
    if entry.what is What.DELAYED and entry.facts.get("reason") in NEEDS_REPAIR:
        return Metric.JOURNEY_HELD
    if entry.what is What.DELAYED and entry.facts.get("reason") == Reason.MESSAGE_LIMIT:
        return Metric.MESSAGE_LIMIT_MET
    return _METRICS.get(entry.what)
