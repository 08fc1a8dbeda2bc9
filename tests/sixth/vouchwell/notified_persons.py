"""Which person Vouchwell's notifications are about: by the session alone."""

from collections.abc import Collection
from typing import Final

from jetbridge.flows.context import Context
from jetbridge.flows.people import names
from jetbridge.model.erasure import Known, Name, NameKind
from jetbridge.model.notification import Notification
from jetbridge.store.table import Key, Table

TELLS_MORE: Final = False


def named(notification: Notification, company: str) -> frozenset[Name]:
    """Return the session."""
    del company
    session = notification.facts["session"]
    return frozenset({Name(NameKind.INTERVIEW, session, partner=notification.partner)})


def is_refused(context: Context, notification: Notification) -> bool:
    """Return whether the session is an erased person's."""
    return bool(names.marked(context, notification.tenant, named(notification, "")))


def is_erased(context: Context, notification: Notification) -> bool:
    """Tell the same."""
    return is_refused(context, notification)


def forget(context: Context, notification: Notification) -> None:
    """Do nothing: a notification leads to nothing that the onboarding does not have."""
    del context, notification


def waiting(notification: Notification) -> tuple[Key, ...]:
    """Return nothing: what comes too early is looked at again by its own item."""
    del notification
    return ()


def is_about(
    context: Context, known: Known, notification: Notification, named: frozenset[Name]
) -> bool:
    """Tell by the session."""
    del context, notification
    return known.are_theirs(named)


def is_known_to_all(table: Table, name: Name, onboarding_ids: Collection[str]) -> bool:
    """Return whether the name is a session: the partner has told it the deployment's own client."""
    del table, onboarding_ids
    return name.kind is NameKind.INTERVIEW
