"""A workflow that runs is updated or cancelled. Either may be asked twice without harm."""

import logging
from typing import TYPE_CHECKING

from jetbridge.flows import lookup
from jetbridge.flows.context import Context
from jetbridge.flows.event import outbox
from jetbridge.model import outbound
from jetbridge.model.identity import Identity
from jetbridge.model.metrics import Metric
from jetbridge.model.onboarding import REQUEST_LEASE, Onboarding, Status
from jetbridge.model.onboarding_error import BUSY, Hindrance, OnboardingError
from jetbridge.model.outcome import Done, Outcome, Refused
from jetbridge.model.record import replace
from jetbridge.partners.enboarder import api as enboarder
from jetbridge.partners.enboarder import launch, refusals, rules, workflows
from jetbridge.partners.enboarder.answers import (
    NOT_FOUND,
    read_cancellation,
    read_change,
)
from jetbridge.partners.enboarder.workflows import Changes, LaunchKind
from jetbridge.store import onboardings
from jetbridge.store.table import ConditionFailedError, Table
from jetbridge.web.json_object import invalid

if TYPE_CHECKING:
    from jetbridge.partners.enboarder.bodies import Cancellation

logger = logging.getLogger(__name__)


@refusals.of_change()
def update(
    context: Context, identity: Identity, onboarding_id: str, changes: Changes
) -> Onboarding:
    """Change what a running workflow was launched with; what is not given stays.

    Raises:
        ApiProblem: 404, the tenant has no such onboarding; 409, it runs no workflow; 422, the
            change breaks a rule, or Enboarder refuses it; 502 or 503, it may be repeated.
    """
    found = _own(context.table, identity, onboarding_id)
    if found.status is not Status.LAUNCHED:
        raise OnboardingError(Hindrance.NOT_LAUNCHED, found)
    kind: LaunchKind = "basic" if found.settings["kind"] == "basic" else "advanced"
    faults = rules.broken_by_update(kind, changes)
    if faults:
        raise invalid(*faults)
    external_id = found.settings["externalId"]
    outcome = _sent(
        context,
        found,
        lambda api, token: workflows.update_request(api, kind, changes, external_id, token),
        read_change,
    )
    _raise(found, outcome)
    after = replace(found, updated_at=context.clock.now())
    try:
        outbox.commit(context, *onboardings.save(after))
    except ConditionFailedError:
        raise OnboardingError(BUSY, found) from None
    logger.info("workflow updated", extra={"onboarding": found.id})
    return after


@refusals.of_change()
def cancel(
    context: Context, identity: Identity, onboarding_id: str, cancellation: "Cancellation"
) -> Onboarding:
    """Cancel a workflow as `end` does, for the caller of the route.

    Raises:
        ApiProblem: as `update`.
    """
    return end(context, identity, onboarding_id, cancellation)


def end(
    context: Context, identity: Identity, onboarding_id: str, cancellation: "Cancellation"
) -> Onboarding:
    """Cancel a workflow, or what waits to be launched. A repeat is answered as the first time.

    A workflow that Enboarder does not find is cancelled: this is also how an unknown outcome is
    ended, after which the hire may be requested anew.

    Raises:
        OnboardingError: it runs no workflow, Enboarder refuses it, or it may be repeated.
        ApiProblem: 404, the tenant has no such onboarding; 409, it is another partner's.
    """
    found = _own(context.table, identity, onboarding_id)
    match found.status:
        case Status.CANCELLED:
            return found
        case Status.QUEUED:
            return _cancelled(context, found)
        case Status.REQUESTING if context.clock.now() < found.updated_at + REQUEST_LEASE:
            raise OnboardingError(BUSY, found)
        case Status.LAUNCHED | Status.UNKNOWN_OUTCOME | Status.REQUESTING:
            pass
        case _:
            raise OnboardingError(Hindrance.NOT_LAUNCHED, found)
    external_id = found.settings["externalId"]
    outcome = _sent(
        context,
        found,
        lambda api, token: workflows.cancel_request(
            api,
            external_id,
            token,
            mode=cancellation.mode,
            comments=cancellation.comments,
            custom_fields=cancellation.custom_fields,
        ),
        read_cancellation,
    )
    if not (isinstance(outcome, Refused) and outcome.error == NOT_FOUND):
        _raise(found, outcome)
    return _cancelled(context, found)


def _sent(
    context: Context, found: Onboarding, call: launch.Call, read: launch.Read[None]
) -> Outcome[None]:
    connection = launch.connected(context.table, found.tenant)
    with outbound.about(onboarding=found.id):
        return launch.send(context, connection, call, read)


def _own(table: Table, identity: Identity, onboarding_id: str) -> Onboarding:
    found = lookup.own(onboardings.get, table, onboarding_id, identity.tenant, "onboarding")
    if found.partner != enboarder.PARTNER:
        raise refusals.of_another_partner(found)
    if found.erased_at:
        # Which workflow it is at Enboarder is no longer known.
        raise OnboardingError(Hindrance.NOT_LAUNCHED, found)
    return found


def _raise(onboarding: Onboarding, outcome: Outcome[None]) -> None:
    if not isinstance(outcome, Done):
        raise OnboardingError(outcome, onboarding)


def _cancelled(context: Context, onboarding: Onboarding) -> Onboarding:
    after = replace(
        onboarding, status=Status.CANCELLED, sealed_order="", updated_at=context.clock.now()
    )
    try:
        outbox.commit(context, *onboardings.save(after))
    except ConditionFailedError:
        # The worker has begun to launch it, or another request has changed it.
        raise OnboardingError(BUSY, onboarding) from None
    logger.info("workflow cancelled", extra={"onboarding": onboarding.id})
    context.meter.count(Metric.ONBOARDING_CANCELLED)
    return after
