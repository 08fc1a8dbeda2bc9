"""The schedule of what is kept: what has ended is put into the queue once a period may be over.

Whatever ends is written with the earliest moment at which any period may end, and is looked at then
(`jetbridge.flows.retention.look`). The message says how long each class is kept by now, so that a
changed period holds for what is stored already.
"""

from jetbridge.flows.context import Context
from jetbridge.flows.schedule import dispatch
from jetbridge.flows.schedule.dispatch import Report
from jetbridge.model import work
from jetbridge.model.record import asdict
from jetbridge.model.retention import Periods
from jetbridge.model.settings import Settings
from jetbridge.model.work import Message
from jetbridge.store.due import Partition
from jetbridge.store.table import Key


def run(context: Context) -> Report:
    """Dispatch what is due, for as long as the run may take."""
    days = asdict(periods(context.settings))

    def message(key: Key) -> Message:
        return work.of_upkeep(work.retention(key.pk, key.sk, days))

    return dispatch.run(context, {Partition.RETENTION: context.queue}, message)


def periods(settings: Settings) -> Periods:
    """Return how long each class is kept."""
    return Periods(
        onboarding=settings.onboarding_retention_days,
        person=settings.person_retention_days,
        connection=settings.connection_retention_days,
        notification=settings.notification_retention_days,
    )
