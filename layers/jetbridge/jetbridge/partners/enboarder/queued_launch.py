"""What the worker does about launches: start those that wait, look up those that are unknown."""

import json

from jetbridge.flows.context import Context
from jetbridge.flows.event import outbox
from jetbridge.flows.onboarding import idempotency
from jetbridge.model import work
from jetbridge.model.errors import JetbridgeError
from jetbridge.model.onboarding import Onboarding, Status
from jetbridge.model.onboarding_error import OnboardingError
from jetbridge.model.outcome import NotPerformed
from jetbridge.model.ports import QueueUnavailableError
from jetbridge.model.record import replace
from jetbridge.model.work import Message
from jetbridge.partners.enboarder import launch
from jetbridge.store import hires, onboardings
from jetbridge.store.table import Table


class LaunchDelayedError(JetbridgeError):
    """Enboarder did nothing: the queue brings the message again, and in the end keeps it."""


def start(context: Context, message: Message) -> None:
    """Launch a queued onboarding. A message that comes again finds nothing left to do.

    Raises:
        LaunchDelayedError: nothing was done; it may be tried again.
        ConditionFailedError: another process has changed the onboarding at this moment.
        OnboardingError: the tenant is not connected, or no token is to be had; nothing was done.
    """
    onboarding = _named(context.table, message)
    waits = onboarding and onboarding.status in (Status.QUEUED, Status.NOT_PERFORMED)
    if not onboarding or not waits or not onboarding.sealed_order:
        return
    external_id = onboarding.settings["externalId"]
    standing = hires.holder(context.table, onboarding.tenant, external_id)
    if standing is None or standing.id != onboarding.id:
        # Another request stands for the hire since this one came to nothing.
        outbox.commit(context, *onboardings.save(replace(onboarding, sealed_order="")))
        return
    try:
        connection = launch.ready(context, onboarding.tenant)
    except OnboardingError:
        # Every reader of the onboarding sees it; the reconciler leaves the rest to the queue.
        failed = replace(onboarding, status=Status.NOT_PERFORMED, updated_at=context.clock.now())
        outbox.commit(context, *onboardings.save(failed))
        raise
    field, envelope = onboardings.ORDER_FIELD, onboarding.sealed_order
    body = json.loads(idempotency.open_(context.vault, onboarding, field, envelope).reveal())
    begun = replace(
        onboarding,
        status=Status.REQUESTING,
        attempts=onboarding.attempts + 1,
        updated_at=context.clock.now(),
    )
    # The claim is made again in the same transaction: another request for the hire loses.
    claim = hires.claim(onboarding, onboarding, external_id)
    outbox.commit(context, *onboardings.save(begun), *claim)
    _, outcome = launch.launch(context, connection, onboardings.stored(begun), body)
    if isinstance(outcome, NotPerformed):
        raise LaunchDelayedError


def settle(context: Context, message: Message) -> None:
    """Look up a launch whose outcome is unknown.

    Raises:
        OnboardingError: the reports cannot be read; it may be tried again.
    """
    onboarding = _named(context.table, message)
    if onboarding and onboarding.status is Status.UNKNOWN_OUTCOME:
        launch.settle(context, onboarding)


def enqueue_again(context: Context, onboarding: Onboarding) -> None:
    """Put a launch into the queue that has waited there for long, or never got there.

    Where the queue fails the next run tries again.
    """
    try:
        context.queue.send([work.of_tenant(onboarding.tenant, work.launch(onboarding.id))])
    except QueueUnavailableError:
        launch.logger.warning("a launch still waits", extra={"onboarding": onboarding.id})
        return
    outbox.commit(context, *onboardings.save(replace(onboarding, updated_at=context.clock.now())))


def _named(table: Table, message: Message) -> Onboarding | None:
    """Return the onboarding of a message, None where there is none or its person was erased."""
    found = onboardings.get(table, str(message.get("onboarding_id")))
    return None if found and found.erased_at else found
