"""The schedule looks at the queues, and notes what they hold, for the console.

SQS does not tell how old a queue's messages are: repeated looks tell since when it has not been
empty. The age of the note tells the console whether the schedules run.
"""

from jetbridge.flows.context import Context
from jetbridge.model import backlog
from jetbridge.model.backlog import NotedBacklog
from jetbridge.model.ports import QueueUnavailableError
from jetbridge.store import backlogs
from jetbridge.store.mapper import UnreadableItemError


def note(context: Context) -> None:
    """Note how much waits in each queue. What cannot be told now, the next run notes."""
    try:
        held = context.backlog.held()
    except QueueUnavailableError:
        return
    after = backlog.noted(_before(context), held, context.clock.now())
    context.table.write(backlogs.put(after))


def _before(context: Context) -> NotedBacklog | None:
    try:
        return backlogs.get(context.table)
    except UnreadableItemError:
        return None  # it is replaced: nothing of it is needed
