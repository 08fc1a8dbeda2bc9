"""What a tenant's client or administrator decides about a journey, and what may be decided."""

from jetbridge.flows import lookup
from jetbridge.flows.context import Context
from jetbridge.flows.journey import decide as flow
from jetbridge.flows.journey import record, show
from jetbridge.flows.journey.record import PolicyLostError
from jetbridge.flows.journey.show import Told
from jetbridge.model.errors import ApiProblem
from jetbridge.model.identity import Acting
from jetbridge.model.journey import Journey
from jetbridge.model.journey_events import Decision, Taken
from jetbridge.model.journey_rules import NotPossibleError, OvertakenError
from jetbridge.model.policy import Policy
from jetbridge.model.possible_decisions import possible as decisions
from jetbridge.store import journeys

type Possible = tuple[Policy, Journey, tuple[Decision, ...]]
"""A journey with its policy, and the decisions that make sense for it as it stands."""


def decide(context: Context, identity: Acting, journey_id: str, taken: Taken) -> Told:
    """Take a decision about a journey of the caller's tenant, and return it with what happened.

    Raises:
        ApiProblem: 404, the tenant has no such journey; 409, it has changed since the caller saw
            it, the decision makes no sense for it, or its policy is lost. Nothing was decided.
        WriteConflictError: the journey was being written all the while; nothing was decided.
    """
    found = lookup.own(journeys.get, context.table, journey_id, identity.tenant, "journey")
    try:
        decided = flow.decide(
            context, found.id, taken.decision, by=identity.actor, answers=taken.answers
        )
    except OvertakenError:
        raise _overtaken(context, found) from None
    except NotPossibleError as why:
        raise _senseless(str(why)) from None
    except PolicyLostError:
        raise _lost() from None
    if decided is None:
        raise lookup.missing("journey")
    return show.told(context.table, decided)


def possible(context: Context, tenant: str, journey_id: str) -> Possible:
    """Return what may be decided about a journey of the tenant as it stands.

    Raises:
        ApiProblem: 404, the tenant has no such journey; 409, its policy is lost.
    """
    journey = lookup.own(journeys.get, context.table, journey_id, tenant, "journey")
    try:
        policy = record.policy_for(context, journey)
    except PolicyLostError:
        raise _lost() from None
    return policy, journey, decisions(policy, journey, context.clock.now())


def _overtaken(context: Context, seen: Journey) -> ApiProblem:
    now = journeys.get(context.table, seen.id) or seen
    return ApiProblem(
        409,
        "overtaken",
        "The journey has changed since you saw it",
        "Nothing was decided. Read it, then decide about what it is now.",
        extensions={"journeyVersion": now.version, "journeyStatus": str(now.status)},
    )


def _senseless(why: str) -> ApiProblem:
    title = "The decision makes no sense for the journey as it stands"
    return ApiProblem(409, "not-possible", title, f"Nothing was decided: {why}.")


def _lost() -> ApiProblem:
    title = "The version of the policy by which the journey runs cannot be read"
    return ApiProblem(409, "policy-lost", title, "Nothing was decided. Tell the operator.")
