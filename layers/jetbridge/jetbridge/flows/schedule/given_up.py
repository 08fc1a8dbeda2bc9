"""What is due is given up once it was taken up often enough and nothing came of it.

Whatever is due is counted before it is taken up (`jetbridge.store.due.take_up`), and whatever
makes progress writes its item, which resets the count. So a retry that is due by time ends
even where each attempt raises, kills its process, or never returns.
"""

import logging
from collections.abc import Callable

from jetbridge.flows.context import Context
from jetbridge.model import trace
from jetbridge.model.metrics import Metric
from jetbridge.model.ports import QueueUnavailableError
from jetbridge.model.work import Message
from jetbridge.store import due
from jetbridge.store.due import Entry
from jetbridge.store.table import Key

logger = logging.getLogger(__name__)

type Closing = Callable[[Context, Key], None]
"""Says on an item that it was given up."""


def give_up(
    context: Context,
    entry: Entry,
    letter: Message,
    closing: Closing | None = None,
    *,
    most: int = due.MAX_TRIES,
) -> bool:
    """Put an entry's work among the dead letters, and take it out of the index.

    It is counted once more before: a run that dies here comes to it again a day later. The letter,
    and what is told of it, belong to a trace of their own, linked with the one that made it due:
    what one run gives up has nothing else in common.

    Args:
        context: the ports.
        entry: what is given up.
        letter: the message by which an operator has the work done after all.
        closing: what says so on the item.
        most: tries that came before.

    Returns:
        Whether it was given up now; not where something else has dealt with it, or where the dead
        letters take nothing.
    """
    taken = due.take_up(context.table, entry, now=context.clock.now(), first=due.MAX_HOLD)
    if taken is None:
        return False
    with trace.using(trace.begun(linked=entry.trace)):
        if taken.tries <= most + due.MAX_LETTERS:
            try:
                context.dead_letters.send([letter])
            except QueueUnavailableError:
                return False
            _closed(context, entry, closing)
        due.drop(context.table, taken)
        logger.error("work given up", extra={"item": entry.key.pk, "tries": entry.tries})
    context.meter.count(Metric.WORK_GIVEN_UP)
    return True


def _closed(context: Context, entry: Entry, closing: Closing | None) -> None:
    """Have it said on the item. Where that fails, the dead letter says it."""
    if closing is None:
        return
    try:
        closing(context, entry.key)
    except Exception:
        logger.exception("not closed", extra={"item": entry.key.pk})
