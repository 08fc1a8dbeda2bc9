"""A tenant's API client in front of a function, over ports in memory."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import pytest

from functions.manage import app as manage
from jetbridge.flows.context import Context
from jetbridge.model.scopes import HELD_BY, ClientKind
from jetbridge.runtime import compose
from jetbridge.runtime.edge import Edge
from tests.fakes.context import World
from tests.fakes.invocations import AContext
from tests.support.described import Described

CLIENT: Final = "jb_ci_caller"
_DESCRIBED: Final = Described()
EVERY_SCOPE: Final = frozenset(map(str, HELD_BY[ClientKind.API]))


@dataclass(frozen=True, slots=True)
class Answer:
    """What a client is answered; without a body `json` is empty."""

    status: int
    headers: Mapping[str, str]
    body: str

    @property
    def json(self) -> Any:  # noqa: ANN401 - any JSON
        """The body, read."""
        return json.loads(self.body) if self.body else {}

    @property
    def problem(self) -> str:
        """The last part of a problem's type, empty where it is none."""
        return str(self.json.get("type", "")).rpartition(":")[2].rpartition("/")[2]

    @property
    def pointers(self) -> list[str]:
        """Where the request breaks rules."""
        return [each["pointer"] for each in self.json.get("errors", [])]


@dataclass
class Client:
    """A client of a tenant. `context` is the process that serves it."""

    context: Context
    tenant: str = "demo"
    scopes: frozenset[str] = EVERY_SCOPE
    client_id: str = CLIENT
    edge: Edge = field(default_factory=lambda: manage.edge)

    def call(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        headers: Mapping[str, str] | None = None,
        query: str = "",
    ) -> Answer:
        """Make a request, with `body` as JSON. The API's description has its answer."""
        sent = {"content-type": "application/json"} if body is not None else {}
        event = {
            "version": "2.0",
            "rawPath": path,
            "rawQueryString": query,
            "headers": {**sent, **(headers or {})},
            "body": "" if body is None else json.dumps(body),
            "requestContext": {
                "http": {"method": method, "path": path},
                "requestId": f"request-{self.context.ids.handle()}",
                "domainName": "api.example.com",
                "authorizer": {
                    "lambda": {
                        "client_id": self.client_id,
                        "kind": "api",
                        "tenant": self.tenant,
                        "scopes": " ".join(sorted(self.scopes)),
                        "connection_id": "",
                    }
                },
            },
        }
        with compose.using(self.context):
            answered = self.edge.handler(event, AContext(30))
        answer = Answer(answered["statusCode"], answered["headers"], answered["body"])
        _DESCRIBED.check(method, path, answer.status, answer.headers, answer.body.encode())
        assert not _DESCRIBED.faults, _DESCRIBED.faults
        return answer


@pytest.fixture
def world() -> World:
    """Return the ports."""
    return World()


@pytest.fixture
def client(world: World) -> Client:
    """Return a client that may do everything."""
    return Client(world.context())
