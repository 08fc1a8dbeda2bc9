"""The end of a tenant's journeys when the tenant is offboarded.

Each is ended as an operator cancels it: what it began is undone. A journey that began at the very
moment, and is not listed yet, is ended by the worker that moves it first.
"""

from typing import Final

from jetbridge.flows.context import Context
from jetbridge.flows.event import outbox
from jetbridge.flows.journey import record
from jetbridge.model import journey_rules as rules
from jetbridge.model.journey import Journey
from jetbridge.model.journey_events import TenantOffboarded
from jetbridge.model.journey_transition import Transition
from jetbridge.model.policy import Policy
from jetbridge.model.system import Clock
from jetbridge.model.tenant import Tenant
from jetbridge.store import journeys, tenants
from jetbridge.store.table import ConditionFailedError, WriteConflictError

_TRIES: Final = 5
"""Times that a journey is ended again because it has changed meanwhile."""


def ended(
    clock: Clock, policy: Policy, journey: Journey, tenant: Tenant | None
) -> Transition | None:
    """Return a running journey of an offboarded tenant as it ends; None where it goes on."""
    if journey.is_over or journey.ending:
        return None
    if tenant is None or tenant.closed_at is None:
        return None
    event = TenantOffboarded(clock.now(), tenant.closed_by)
    transition = rules.after(policy, journey, event)
    return None if transition.journey == journey else transition


def end(context: Context, journey_id: str) -> None:
    """End a journey of a tenant whose offboarding has begun, and have it moved.

    Raises:
        WriteConflictError: the journey was being written all the while.
        PolicyLostError: the policy that it runs by is gone.
    """
    for _ in range(_TRIES):
        journey = journeys.get(context.table, journey_id)
        if journey is None or journey.is_over:
            return
        policy = record.policy_for(context, journey)
        tenant = tenants.get(context.table, journey.tenant)
        transition = ended(context.clock, policy, journey, tenant)
        try:
            if transition:
                record.save(context, policy, transition)
        except ConditionFailedError:
            continue
        outbox.have_moved(context.queue, journey.tenant, [journey_id])
        return
    raise WriteConflictError
