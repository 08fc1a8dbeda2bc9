"""The end of a connection, by the flow of the API."""

from jetbridge.flows.connection import connections, disconnect
from jetbridge.flows.console.places import Asked, Done, Form, Visit
from jetbridge.model.connection import Status
from jetbridge.model.errors import ApiProblem
from jetbridge.web import journey_words as words


def ask(visit: Visit) -> Asked:
    """Return what is asked before a connection ends.

    Raises:
        ApiProblem: 404, there is no such connection; 409, it has ended.
    """
    found, _ = connections.find(visit.context.table, visit.of, visit.variables["connection"])
    if found.status is Status.DISABLED:
        raise ApiProblem(409, "not-possible", "The connection has ended already")
    partner = words.partner(found.partner)
    return Asked(
        f"{partner} · {found.account}",
        (
            "The connection ends at once: its credentials are deleted, and its clients revoked.",
            f"Journeys that need {partner} wait, and need attention, until it is connected again.",
            "Its history stays.",
        ),
    )


def do(visit: Visit, form: Form) -> Done:
    """End a connection.

    Raises:
        ApiProblem: as `disconnect.disconnect`.
    """
    del form
    connection_id = visit.variables["connection"]
    disconnect.disconnect(visit.context, visit.person, connection_id)
    return Done(f"{visit.home}/connections/{connection_id}")
