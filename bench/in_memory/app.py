"""The token endpoint over a dictionary: what a token costs apart from where it is stored."""

import os
from typing import Final, override

from jetbridge.model.scopes import ClientKind
from jetbridge.oauth import clients, token
from jetbridge.oauth.clients import Client, IssuedSecret
from jetbridge.oauth.quotas import Quotas
from jetbridge.oauth.server import Server
from jetbridge.runtime.clock import SystemClock
from jetbridge.runtime.edge import Edge
from jetbridge.runtime.ids import RandomIds
from jetbridge.runtime.observability import meter
from jetbridge.store import keys
from jetbridge.store.memory.table import MemoryTable
from jetbridge.store.table import Item, Key, Put, Write
from jetbridge.web.request import Request
from jetbridge.web.request_rules import ANY
from jetbridge.web.response import Response


class Dictionary(MemoryTable):
    """Items by their keys, without DynamoDB's rules, as oidc-provider's adapter in memory has."""

    def __init__(self) -> None:
        super().__init__()
        self._held: dict[tuple[str, str], Item] = {}

    @override
    def get(self, key: Key) -> Item | None:
        return self._held.get((key.pk, key.sk))

    @override
    def write(self, *writes: Write) -> None:
        for each in writes:
            if isinstance(each, Put):
                self._held[each.key.pk, each.key.sk] = dict(each.item)


CLIENT: Final = Client(
    os.environ["BENCH_CLIENT_ID"],
    kind=ClientKind.API,
    tenant="bench",
    name="bench",
    scopes=("onboardings:write",),
    created_at=0,
    secrets=(IssuedSecret(keys.digest(os.environ["BENCH_CLIENT_SECRET"]), 0),),
)
table = Dictionary()
table.write(clients.put(CLIENT))
server = Server(table, SystemClock(), RandomIds(), meter, 3_600, Quotas(SystemClock()))
edge = Edge()


@edge.for_oauth().post("/oauth/token", query=ANY)
def issue(request: Request) -> Response:
    """Issue an access token, as functions/token does."""
    return token.issue(server, request)


handler = edge.handler
