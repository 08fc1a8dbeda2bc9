"""How the queues stand, for the operator: what the schedule has noted, and how old that is."""

from collections.abc import Iterator
from typing import Final

from jetbridge.flows.console.places import Visit
from jetbridge.model import backlog
from jetbridge.model.backlog import NotedBacklog
from jetbridge.model.console import ROOT
from jetbridge.model.ports import DEAD_LETTERS, QUEUE, SLOW_QUEUE, WEBHOOK_QUEUE
from jetbridge.model.record import record, replace
from jetbridge.model.sentence import Sentence, say
from jetbridge.store import backlogs
from jetbridge.store.listing import or_else
from jetbridge.web import times

_QUEUES: Final = {
    QUEUE: (say("Work"), "queue-old"),
    WEBHOOK_QUEUE: (say("Webhooks"), "webhook-queue-old"),
    SLOW_QUEUE: (say("Slow work"), "slow-queue-old"),
}
"""What a queue is called, and the runbook for one in which messages wait too long."""
_STOPPED: Final = "clock-stopped"
_LETTERS: Final = "dead-letters"


@record
class Queue:
    """A queue: how much it holds, what is wrong with it, and where that is dealt with."""

    name: Sentence
    held: int
    waits: str = ""
    """How long its oldest message has waited at the most; empty where there is none."""
    tone: str = "good"
    state: Sentence = say("fine")
    runbook: str = ""
    url: str = ""


@record
class Standing:
    """What was noted last. `runbook` is set where it is so old that no schedule can be running."""

    at: times.Moment
    runbook: str
    queues: tuple[Queue, ...]


def standing(visit: Visit) -> Standing | None:
    """Return how the queues stand; None where nothing can be told."""
    noted = or_else(lambda: backlogs.get(visit.context.table), None)
    if noted is None:
        return None
    is_late = visit.context.clock.now() > noted.noted_at + backlog.STOPPED
    at = times.moment(noted.noted_at)
    return Standing(at, _STOPPED if is_late else "", tuple(_queues(noted)))


def _queues(noted: NotedBacklog) -> Iterator[Queue]:
    for name, (title, runbook) in _QUEUES.items():
        held, waits = noted.messages.get(name, 0), backlog.oldest(noted, name)
        queue = Queue(title, held, times.lasted(waits) if held else "")
        if waits > backlog.TOO_OLD[name]:
            queue = replace(queue, tone="warn", state=say("perhaps late"), runbook=runbook)
        yield queue
    letters = noted.messages.get(DEAD_LETTERS, 0)
    dead = Queue(say("Dead letters"), letters, url=f"{ROOT}/notifications")
    if letters:
        dead = replace(dead, tone="bad", state=say("needs you"), runbook=_LETTERS)
    yield dead
