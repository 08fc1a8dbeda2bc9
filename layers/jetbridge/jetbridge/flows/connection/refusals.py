"""How a request about a connection is refused, in the words that the caller reads."""

from jetbridge.model.connection import Connection
from jetbridge.model.errors import ApiProblem


def changed_meanwhile() -> ApiProblem:
    """The connection was written between our reading and writing."""
    return ApiProblem(
        409,
        "changed-meanwhile",
        "The connection was changed at the same moment",
        "Read it, and repeat the request where it still makes sense.",
        retry_after=1,
    )


def not_connected(connection: Connection) -> ApiProblem:
    """There are no credentials to make a call with."""
    return ApiProblem(
        409,
        "not-connected",
        "The connection has no credentials",
        "Connect it first.",
        extensions={"connectionStatus": str(connection.status)},
    )
