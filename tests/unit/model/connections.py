"""A connection as the rules of the model see it."""

from jetbridge.model.connection import Connection, Status

NOW = 1_790_000_000


def a_connection(status: Status = Status.ACTIVE, partner: str = "smartrecruiters") -> Connection:
    """Return a connection with a credential."""
    return Connection(
        id="con_1",
        tenant="demo",
        partner=partner,
        account="acme",
        status=status,
        reason="connected",
        created_at=NOW,
        updated_at=NOW,
        sealed={"clientSecret": "v1.k1.x"},
    )
