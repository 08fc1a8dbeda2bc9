"""What the schedules start: each schedule of the template names one of these jobs."""

from collections.abc import Callable
from typing import Any, Final

from jetbridge.flows.connection import credential_watch
from jetbridge.flows.context import Context
from jetbridge.flows.event import outbox
from jetbridge.flows.journey import due
from jetbridge.flows.retention import due as retention
from jetbridge.flows.schedule import dispatch, queues, reconcile, tasks
from jetbridge.model.record import asdict
from jetbridge.runtime import compose
from jetbridge.runtime.deadline import bounded
from jetbridge.runtime.invocation import Invocation
from jetbridge.runtime.observability import observed

type Report = reconcile.Report | dispatch.Report | outbox.Report


def _tasks(context: Context) -> Report:
    """Hand over the tasks, and then look at the queues: a look may have to wait for SQS."""
    report = tasks.run(context)
    queues.note(context)
    return report


JOBS: Final[dict[str, Callable[[Context], Report]]] = {
    "reconcile": reconcile.run,
    "tasks": _tasks,
    "journeys": due.run,
    "sweep": outbox.sweep,
    "credentials": credential_watch.run,
    "retention": retention.run,
}


@observed()
@bounded
def handler(event: dict[str, Any], _: Invocation) -> dict[str, int]:
    """Run the job that the schedule names, and return what it did.

    Raises:
        ValueError: there is no such job.
    """
    job = JOBS.get(str(event.get("job")))
    if job is None:
        msg = "the schedule's input names no job of this function"
        raise ValueError(msg)
    return asdict(job(compose.context()))
