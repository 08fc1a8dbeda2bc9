"""The end of a pause: what it held is woken, page by page, and sent like anything else.

A delivery that is held costs nothing until then. It is found in the index `tenant`, which lags; and
a worker that saw the pause may write after its end. So what was held is looked for twice: at once,
and once nothing can be missing any more (`jetbridge.model.webhook.LATE`).
"""

from contextlib import suppress
from typing import Final, cast

from jetbridge.flows.context import Context
from jetbridge.flows.event import outbox
from jetbridge.flows.passing_over import passing_over
from jetbridge.model import pause, work
from jetbridge.model.record import replace
from jetbridge.model.webhook import LATE, Delivery, DeliveryStatus, Endpoint
from jetbridge.model.work import Message
from jetbridge.store import deliveries, endpoints
from jetbridge.store.table import ConditionFailedError, Cursor, WriteConflictError

BUDGET: Final = 25
"""Seconds after which a message begins no further page: Lambda ends it after 60."""
_PAGE: Final = 100


def have_ended(context: Context, tenant: str, further: str) -> None:
    """Have the worker wake what waits for an endpoint; else the schedule does."""
    outbox.have_done(context.webhooks, [work.endpoint(tenant, further)])


def end(context: Context, message: Message, found: Endpoint | None) -> None:
    """Wake what was held for an endpoint that is told again, or that was removed.

    Raises:
        StoreError: the table fails. The message is done again, with what is still held.
    """
    if found and found.resumed_at is None:
        return
    tenant, further, now = str(message["tenant"]), work.endpoint_in(message), context.clock.now()
    began = cast("int", message.get("began", now))
    after = cast("Cursor | None", message.get("after"))
    while True:
        with passing_over(context.meter):
            page, after = deliveries.listing(
                context.table, tenant, further, DeliveryStatus.WAITING, limit=_PAGE, after=after
            )
        woken = [each for each in page if _is_woken(context, each)]
        outbox.have_sent_all(context.webhooks, woken)
        if after is None:
            break
        if context.clock.now() >= now + BUDGET:
            outbox.have_done(context.webhooks, [work.going_on(message, began, after)])
            return
    if found and began >= (found.resumed_at or 0) + LATE:
        with suppress(ConditionFailedError):  # it was changed, and is looked at once more
            context.table.write(endpoints.save(replace(found, resumed_at=None)))


def _is_woken(context: Context, delivery: Delivery) -> bool:
    now = context.clock.now()
    if not delivery.is_held or delivery.next_at <= now:
        return False
    try:
        context.table.write(deliveries.save(pause.woken(delivery, now)))
    except (ConditionFailedError, WriteConflictError):  # the index showed what it was before
        return False
    return True
