"""A test of a connection, by the flow of the API."""

from jetbridge.flows.connection import connections, refusals
from jetbridge.flows.console.places import Asked, Done, Form, Visit
from jetbridge.model.connection import Status
from jetbridge.web import journey_words as words


def ask(visit: Visit) -> Asked:
    """Return what is asked before a connection is tested.

    Raises:
        ApiProblem: 404, there is no such connection; 409, it has no credential.
    """
    found, _ = connections.find(visit.context.table, visit.of, visit.variables["connection"])
    if found.status is Status.DISABLED or not found.has_credentials:
        raise refusals.not_connected(found)
    partner = words.partner(found.partner)
    return Asked(
        f"{partner} · {found.account}",
        (
            f"One call that changes nothing is made at {partner} with the connection's credential.",
            "What comes of it counts: the status of the connection may change.",
        ),
    )


def do(visit: Visit, form: Form) -> Done:
    """Test a connection.

    Raises:
        ApiProblem: as `connections.check`.
        WriteConflictError: as there.
    """
    del form
    connection_id = visit.variables["connection"]
    connections.check(visit.context, visit.person, connection_id)
    return Done(f"{visit.home}/connections/{connection_id}")
