"""Handling a notification again, by the flow of the operator's command."""

from typing import Final

from jetbridge.flows import lookup
from jetbridge.flows.console.places import Asked, Done, Form, Visit
from jetbridge.flows.notification import replay
from jetbridge.model.errors import ApiProblem
from jetbridge.model.notification import Notification, NotificationStatus
from jetbridge.model.text import is_id
from jetbridge.store import notifications

_OPEN: Final = frozenset({NotificationStatus.RECEIVED, NotificationStatus.UNRESOLVED})


def ask(visit: Visit) -> Asked:
    """Return what is asked before.

    Raises:
        ApiProblem: 404, there is no such notification; 409, it was handled.
    """
    found = _found(visit)
    return Asked(
        f"{found.partner} {found.event_type}",
        (
            "It is handled as if it had just arrived. Where the cause is left, it fails again.",
            "What was done because of it before is not done twice.",
        ),
    )


def do(visit: Visit, form: Form) -> Done:
    """Have it handled again.

    Raises:
        ApiProblem: as `ask` does, or 409, it is being handled at this moment.
    """
    del form
    if not replay.again(visit.context, _found(visit)):
        title = "It is being handled at this moment"
        raise ApiProblem(409, "changed-meanwhile", title, "Look at what came of it first.")
    return Done("/console/notifications")


def _found(visit: Visit) -> Notification:
    partner, event_id = visit.variables["partner"], visit.variables["notification"]
    found = (
        notifications.get(visit.context.table, partner, event_id)
        if is_id(partner) and is_id(event_id)
        else None
    )
    if found is None:
        raise lookup.missing("notification")
    if found.status not in _OPEN:
        raise ApiProblem(409, "not-possible", "The notification was handled already")
    return found
