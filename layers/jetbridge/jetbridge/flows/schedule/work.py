"""Who does what the queue holds: one table of kinds, one of tasks, and the partners' own jobs.

A job is done at least once and in no particular order, so each of them is idempotent. A job that
raises is tried again, and ends among the dead letters when it has failed too often.
"""

from collections.abc import Mapping
from contextlib import suppress
from typing import Final

from jetbridge.flows.connection import credential_watch
from jetbridge.flows.context import Context
from jetbridge.flows.event import outbox
from jetbridge.flows.event.webhooks import deliver
from jetbridge.flows.journey import engine, hires
from jetbridge.flows.notification import inbox
from jetbridge.flows.schedule import reconcile, tasks
from jetbridge.flows.schedule.capabilities import Job, job
from jetbridge.flows.sealing import reseal
from jetbridge.model.errors import JetbridgeError
from jetbridge.model.schedule import Task
from jetbridge.model.work import RESEAL, Kind, Message
from jetbridge.store import failures


class UnknownWorkError(JetbridgeError):
    """No job is registered for a message: it was sent by a newer deployment, or by a mistake."""


def _task(context: Context, message: Message) -> None:
    _chosen(TASKS, message.get("task"))(context, message)


def _remove(context: Context, message: Message) -> None:
    from jetbridge.flows.retention import look  # once in many messages

    look.work(context, message)


def _person(context: Context, message: Message) -> None:
    from jetbridge.flows.people import working  # rare, and much to load

    working.work(context, message)


TASKS: Final[Mapping[str, Job]] = {
    tasks.DUE: tasks.work,
    Task.POLL: tasks.look,
    Task.REFRESH: tasks.renew,
    credential_watch.TASK: credential_watch.work,
    RESEAL: reseal.work,
}
"""The job of each task of a connection, an onboarding or the deployment."""

JOBS: Final[Mapping[str, Job]] = {
    Kind.NOTIFICATION: inbox.work,
    Kind.JOURNEY: engine.advance,
    Kind.APPLICATION: hires.look,
    Kind.EVENT: outbox.publish,
    Kind.DELIVERY: deliver.post,
    Kind.ENDPOINT: deliver.look,
    Kind.SETTLE: reconcile.work,
    Kind.RETENTION: _remove,
    Kind.PERSON: _person,
    Kind.TASK: _task,
}
"""The job of each kind of message."""


def do(context: Context, message: object) -> None:
    """Do the work that a message asks for.

    Raises:
        UnknownWorkError: the message is not one, or its kind is unknown.
        Exception: whatever the job could not cope with; the message is to be tried again.
    """
    try:
        _do(context, message)
    except Exception as error:
        # A dead letter says what was to be done; this says why it was not. Whatever comes of the
        # note, the job's own error is the one that counts.
        with suppress(Exception):
            context.table.write(failures.put(message, failures.of(error, context.clock.now())))
        raise


def _do(context: Context, message: object) -> None:
    if not isinstance(message, dict):
        raise UnknownWorkError
    _chosen(JOBS, message.get("kind"))(context, message)


def _chosen(jobs: Mapping[str, Job], name: object) -> Job:
    found = jobs.get(name) or job(name) if isinstance(name, str) else None
    if found is None:
        raise UnknownWorkError
    return found
