"""Who is behind a request that carried a valid access token."""

from jetbridge.model.record import record
from jetbridge.model.scopes import ClientKind


@record
class Identity:
    """The client that an access token was issued to, and what the token lets it do.

    It comes from the authorizer and from nowhere else; `connection_id` is empty for API clients.
    """

    client_id: str
    kind: ClientKind
    tenant: str
    scopes: frozenset[str]
    connection_id: str = ""
