"""What acting on a notification comes to."""

from jetbridge.model.metrics import Metric
from jetbridge.model.notification import NotificationStatus
from jetbridge.model.record import record
from jetbridge.store.table import Write


@record
class Finding:
    """The end of a notification, and what is written together with it. `note` says why.

    `metric` counts the outcome once it is written. `reopened` are the notifications that the
    writes begin again, and `moved` the journeys that they move: they are enqueued after it.
    """

    status: NotificationStatus
    note: str = ""
    writes: tuple[Write, ...] = ()
    metric: Metric | None = None
    reopened: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
