"""Dispatch due work to queues: shared by every schedule whose work the worker does.

    1. the due index is read             a page of what is due, and whose each of it is
    2. a message for each is enqueued    it names what is due, and carries nothing of it; each
                                         begins a trace, linked with the one that made it due
    3. it is counted and put off         and not before: a run that dies here repeats itself

Work that was dispatched and never done is due again after `HOLD`, and each time after twice as
long; work that is done twice finds nothing due the second time. What was dispatched too often
without a result is given up (`jetbridge.flows.schedule.given_up`).
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from jetbridge.flows.context import Context
from jetbridge.flows.schedule.given_up import Closing, give_up
from jetbridge.model import registry
from jetbridge.model.partner import Capability
from jetbridge.model.ports import Queue, QueueUnavailableError
from jetbridge.model.record import asdict, record, replace
from jetbridge.model.work import Message, check, from_the_start, linked, of_tenant
from jetbridge.store import due, keys
from jetbridge.store.due import Entry, Partition
from jetbridge.store.table import Item, Key, StoreError, Table

logger = logging.getLogger(__name__)

BUDGET: Final = 45
"""Seconds after which a run dispatches nothing more: the next run begins within the minute."""
HOLD: Final = 900
"""Seconds after which work that was dispatched is due again: twice as long as the queue hides a
message that is being worked on."""
PAGE: Final = 100


@record
class Report:
    """What one run dispatched and gave up, and whether that was all."""

    handed_over: int = 0
    complete: bool = True
    given_up: int = 0


def run(
    context: Context,
    partitions: Mapping[Partition, Queue],
    message: Callable[[Key], Message],
    closings: Mapping[str, Closing] = MappingProxyType({}),
) -> Report:
    """Dispatch what is due in the partitions to their queues, for as long as the run may take.

    Args:
        context: the ports.
        partitions: whose entries go into which queue, one partition after the other.
        message: makes the message of an entry out of its key, but for questions about onboardings.
        closings: says on what is given up that it is, by the first word of its sort key.
    """
    began = context.clock.now()
    report = Report()
    every = (
        (queue, page)
        for partition, queue in partitions.items()
        for page in due.pages(context.table, partition, began, size=PAGE)
    )
    for queue, page in every:
        in_time = context.clock.now() < began + BUDGET
        done = _dispatched(context, queue, page, message, closings) if in_time else None
        if done is None:
            report = replace(report, complete=False)
            break
        handed_over, given_up = done
        report = Report(report.handed_over + handed_over, given_up=report.given_up + given_up)
    logger.info("work dispatched", extra={"lanes": [*partitions], **asdict(report)})
    return report


def name_in(key: Key) -> str:
    """Return what an entry's partition key names: all that follows its first word."""
    return key.pk.partition("#")[2]


def _messages(
    table: Table, entries: Sequence[Entry], message: Callable[[Key], Message]
) -> dict[Key, Message]:
    """Return the message of each entry, which says whose work it is: queues take turns by it."""
    questions = [each.key for each in entries if each.key.sk == keys.CHECK]
    told = {
        each.key: of_tenant(each.tenant, message(each.key))
        for each in entries
        if each.key not in questions
    }
    return told | (_questions(table, questions) if questions else {})


def _questions(table: Table, questions: Sequence[Key]) -> dict[Key, Message]:
    """Return the messages of questions. Whose each is, and whom to ask, its onboarding says.

    A question about what was erased meanwhile is ended by whichever partner is asked.
    """
    anyone = registry.every(Capability.GIVES_VERDICTS)[0].name
    names = [name_in(key) for key in questions]
    found = table.get_many([keys.onboarding(name) for name in names])
    asked = zip(questions, names, (item or {} for item in found), strict=True)
    return {
        key: of_tenant(str(item.get("tenant", "")), check(name, str(item.get("partner", anyone))))
        for key, name, item in asked
    }


def _dispatched(
    context: Context,
    queue: Queue,
    page: tuple[Item, ...],
    message: Callable[[Key], Message],
    closings: Mapping[str, Closing],
) -> tuple[int, int] | None:
    """Enqueue, and only then look away; return how many, and how many were given up.

    None: the queue or the table fails, and the rest waits for the next run.
    """
    try:
        entries = due.standing(context.table, page)
        letters = _messages(context.table, entries, message)
        live = [each for each in entries if each.tries < due.MAX_TRIES]
        if live:
            # Each begins a trace of its own: what is due together has nothing else in common.
            queue.send([linked(letters[each.key], each.trace) for each in live])
        for each in live:
            due.take_up(context.table, each, now=context.clock.now(), first=HOLD)
        over = [each for each in entries if each.tries >= due.MAX_TRIES]
        ended = [
            give_up(
                context,
                each,
                from_the_start(letters[each.key]),
                closings.get(each.key.sk.partition("#")[0]),
            )
            for each in over
        ]
    except (QueueUnavailableError, StoreError) as error:
        logger.warning("work waits for the next run", extra={"error": type(error).__name__})
        return None
    return len(live), sum(ended)
