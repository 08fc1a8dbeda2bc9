"""It knows one hire, and takes every report."""

from jetbridge.flows.context import Context
from jetbridge.model.connection import Connection
from jetbridge.model.hiring import Answer, Hire, Hired, NotAHire, Readiness, Standing, Unread
from jetbridge.model.journey import Journey
from jetbridge.model.journey_events import Outcome, Took
from jetbridge.model.work import connection_task, of_tenant


def standing(
    _context: Context, _connection: Connection, candidate_id: str, job_id: str
) -> Standing:
    """Know the application by both ids."""
    return Hired(f"{candidate_id}/{job_id}")


def readiness(
    _context: Context, _connection: Connection, _candidate_id: str, _job_id: str
) -> Readiness | NotAHire | Unread:
    """Show each hire as ready."""
    return Readiness(ready=True)


def hire(_context: Context, connection: Connection, candidate_id: str, job_id: str) -> Answer:
    """Return documents with nothing but the ids."""
    return Hire({"company": connection.account, "job": job_id}, {"id": candidate_id})


def report(_context: Context, connection: Connection, journey: Journey, status: str) -> Outcome:
    """Return the status that was reported, as what was left out."""
    return Took(left_out=f"{connection.account} {journey.candidate_id} {status}")


def policy_changed(context: Context, connection: Connection) -> None:
    """Have the hires looked for by a message of its own."""
    message = connection_task(connection.id, "look")
    context.queue.send([of_tenant(connection.tenant, message)])
