"""What the OAuth endpoints run on in these tests, and how a client speaks to them."""

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, override
from urllib.parse import quote_plus, urlencode

import pytest

from jetbridge.model.errors import OAuthError
from jetbridge.model.scopes import ClientKind
from jetbridge.model.secret import Secret
from jetbridge.oauth import access_tokens, clients, token
from jetbridge.oauth.clients import Client
from jetbridge.oauth.quotas import Quotas
from jetbridge.oauth.server import Server
from jetbridge.store.memory.table import MemoryTable
from jetbridge.store.table import Table
from jetbridge.web.request import Request
from jetbridge.web.response import Response
from tests.fakes import CountingMeter, FrozenClock, SequenceIds
from tests.fakes.passing import PassingTable

LIFETIME: Final = 3600
FORM: Final = "application/x-www-form-urlencoded"
SCOPES: Final = ("onboardings:read", "onboardings:write")


class RecordingTable(PassingTable):
    """A table that writes down, in order, which operations it was asked for."""

    def __init__(self, table: Table) -> None:
        """Pass everything on to `table`."""
        super().__init__(table)
        self.asked: list[str] = []

    @override
    def _call[Result](self, operation: str, call: Callable[[], Result]) -> Result:
        self.asked.append(operation)
        return call()


class World:
    """An authorization server on fakes."""

    def __init__(self, table: Table | None = None) -> None:
        """Know no client but those of `table`."""
        self.table = RecordingTable(table or MemoryTable())
        self.clock = FrozenClock()
        self.ids = SequenceIds()
        self.meter = CountingMeter()
        self.server = self.limited(client=0, tenant=0)

    def limited(self, *, client: int, tenant: int) -> Server:
        """Return the server with quotas, in requests a minute; 0 is none."""
        quotas = Quotas(self.clock, client=client, tenant=tenant)
        return Server(self.table, self.clock, self.ids, self.meter, LIFETIME, quotas)

    def client(
        self, *, scopes: Sequence[str] = SCOPES, kind: ClientKind = ClientKind.API
    ) -> tuple[Client, str]:
        """Return a stored client and its secret."""
        client, secret = clients.new_client(
            self.ids, self.clock, kind=kind, tenant="demo", name="backend", scopes=scopes
        )
        self.table.write(clients.put(client))
        return client, secret.reveal()

    def rotate(self, client: Client, *, overlap: int) -> tuple[Client, Secret]:
        """Return the client with a second secret, stored."""
        after, secret, write = clients.rotate(client, self.ids, self.clock, overlap=overlap)
        self.table.write(write)
        return after, secret

    def issue(self, client: Client, secret: str) -> str:
        """Return an access token, obtained at the endpoint."""
        form = {"grant_type": "client_credentials"}
        answer = token.issue(self.server, post(form, basic(client.client_id, secret)))
        issued: str = body(answer)["access_token"]
        return issued

    def is_alive(self, access_token: str) -> bool:
        """Return whether the token would let its bearer in now."""
        return access_tokens.verify(self.table, self.clock, access_token) is not None


def basic(client_id: str, secret: str) -> str:
    """Return the `Authorization` header of RFC 6749 §2.3.1."""
    return raw_basic(f"{quote_plus(client_id)}:{quote_plus(secret)}")


def raw_basic(user_pass: str) -> str:
    """Return a Basic header of `user_pass` as it is."""
    return f"Basic {base64.b64encode(user_pass.encode()).decode()}"


def post(
    form: Mapping[str, str] | Sequence[tuple[str, str]] | bytes,
    authorization: str | None = None,
    *,
    content_type: str | None = FORM,
    query: tuple[tuple[str, str], ...] = (),
) -> Request:
    """Return a POST of `form`."""
    headers = {"content-type": content_type, "authorization": authorization}
    return Request(
        method="POST",
        path="/oauth/token",
        headers={name: value for name, value in headers.items() if value is not None},
        query=query,
        body=form if isinstance(form, bytes) else urlencode(form).encode(),
    )


def body(response: Response) -> dict[str, Any]:
    """Return the response's JSON object."""
    document: dict[str, Any] = json.loads(response.body)
    return document


def refusal(attempt: Callable[[], object]) -> tuple[int, str]:
    """Return status and error code with which `attempt` is refused."""
    with pytest.raises(OAuthError) as caught:
        attempt()
    return caught.value.status, caught.value.code


def code_of(attempt: Callable[[], object]) -> str | None:
    """Return the error code with which `attempt` is refused; None: it is not."""
    try:
        attempt()
    except OAuthError as refused:
        return refused.code
    return None
