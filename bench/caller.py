"""An API client as which the benches call functions."""

from base64 import b64encode
from dataclasses import dataclass

from bench.runtime_api import Document
from jetbridge.model.scopes import ClientKind
from jetbridge.model.secret import Secret
from jetbridge.oauth import access_tokens, clients, credentials
from jetbridge.oauth.clients import Client
from jetbridge.runtime.clock import SystemClock
from jetbridge.runtime.ids import RandomIds
from jetbridge.store.table import Table
from tests.unit.runtime.events import sample


@dataclass(frozen=True, slots=True)
class Caller:
    """A client with its secret and an access token."""

    client: Client
    secret: Secret
    token: Secret

    @property
    def asks(self) -> Document:
        """The event of a token request."""
        event = sample("token") | {"body": "grant_type=client_credentials"}
        pair = f"{self.client.client_id}:{self.secret.reveal()}".encode()
        event["headers"]["authorization"] = f"Basic {b64encode(pair).decode()}"
        return event

    @property
    def bears(self) -> Document:
        """The event of the authorizer for a request with the token."""
        headers = {"authorization": f"Bearer {self.token.reveal()}"}
        return sample("authorizer") | {"headers": headers}

    def store(self, table: Table) -> None:
        """Have a table know the client and its token."""
        scopes, now = list(self.client.scopes), SystemClock().now()
        issued = access_tokens.put(
            self.client.client_id, self.token, scopes, now=now, lifetime=3_600
        )
        for write in (clients.put(self.client), issued):  # dynalite has no transactions
            table.write(write)


def a_caller() -> Caller:
    """Return a client that is not stored yet."""
    ids = RandomIds()
    client, secret = clients.new_client(
        ids,
        SystemClock(),
        kind=ClientKind.API,
        tenant="bench",
        name="bench",
        scopes=["onboardings:write"],
    )
    return Caller(client, secret, credentials.mint_access_token(ids, client.client_id))
