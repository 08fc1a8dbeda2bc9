"""The hiring system of a journey: which partner it is follows from the company's connection."""

from jetbridge.flows.context import Context
from jetbridge.flows.partner import hiring_system
from jetbridge.model import registry
from jetbridge.model.connection import Connection, Status
from jetbridge.model.hiring import Answer, NotConnected
from jetbridge.model.journey import Journey, Reason
from jetbridge.model.journey_events import DidNothing, Effect, Intent, Outcome
from jetbridge.model.policy import Policy
from jetbridge.store import connections
from jetbridge.store.table import Table


def connected(table: Table, connection_id: str) -> Connection | None:
    """Return a company's connection, None where it cannot be used."""
    return usable(connections.get(table, connection_id))


def usable(connection: Connection | None) -> Connection | None:
    """Return a company's connection as it was read, None where it cannot be used."""
    if connection is None or connection.status not in (Status.ACTIVE, Status.DEGRADED):
        return None
    return connection if connection.has_credentials else None


def hire(context: Context, connection: Connection | None, candidate_id: str, job_id: str) -> Answer:
    """Read an application and its candidate over a usable connection, if it is (still) hired."""
    if connection is None:
        return NotConnected()
    return hiring_system(connection.partner).hire(context, connection, candidate_id, job_id)


def report(context: Context, policy: Policy, journey: Journey, wanted: Intent) -> Outcome:
    """Report the onboarding status that the step names, or the one for a failure; maybe twice."""
    connection = connected(context.table, journey.connection_id)
    if connection is None:
        return DidNothing(Reason.NOT_CONNECTED)
    status = policy.steps[wanted.index].status
    if wanted.effect is Effect.REPORT_FAILURE:
        status = registry.reports(connection.partner).failed
    return hiring_system(connection.partner).report(context, connection, journey, status)
