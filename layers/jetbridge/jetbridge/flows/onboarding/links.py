"""The link to an onboarding: sealed while it is valid, opened for those that are to get it."""

from jetbridge.flows.context import Context
from jetbridge.model.onboarding import Onboarding
from jetbridge.model.ports import DomainEvent
from jetbridge.model.record import replace
from jetbridge.model.secret import Secret
from jetbridge.store import keys, onboardings


def stored(context: Context, onboarding: Onboarding) -> Secret | None:
    """Return the link again while it is valid; afterwards it is wiped.

    Raises:
        UnsealableError: it does not open.
        SecretUnavailableError: the keyring cannot be read.
    """
    expired = onboarding.expires_at is None or context.clock.now() >= onboarding.expires_at
    if expired or not onboarding.sealed_link:
        return None
    item, field = keys.onboarding(onboarding.id), onboardings.LINK_FIELD
    return context.vault.open(onboarding.sealed_link, item=item, field=field).secret


def added(context: Context, event: DomainEvent) -> DomainEvent:
    """Return an event as it goes out: with its link, where it has one that is still valid.

    Raises:
        UnsealableError: the link does not open.
        SecretUnavailableError: the keyring cannot be read.
    """
    if not event.link_of:
        return event
    found = onboardings.get(context.table, event.link_of)
    return replace(event, link=stored(context, found) if found else None)
