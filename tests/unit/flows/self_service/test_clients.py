"""A tenant's clients, by one of them: none gets more than the caller has."""

from collections.abc import Sequence
from typing import Any, Final

import pytest

from jetbridge.model.scopes import ClientKind, Scope
from jetbridge.oauth import access_tokens, clients
from jetbridge.oauth.clients import Client as Stored
from jetbridge.store import tenants
from jetbridge.store.table import Put, Write
from jetbridge.web.resources import moment
from tests.fakes.context import World
from tests.fakes.meanwhile import Meanwhile
from tests.support.api import CLIENT, EVERY_SCOPE, Client

ALL: Final = "/v1/clients"
DAY: Final = 86_400
BODY: Final = {"name": "backend", "scopes": ["journeys:read"]}


def stored(world: World, *scopes: str, tenant: str = "demo", **more: Any) -> Stored:  # noqa: ANN401 - fields of several types
    """Store a client of a tenant."""
    fields = {"kind": ClientKind.API, "name": "other", **more}
    made, _ = clients.new_client(world.ids, world.clock, tenant=tenant, scopes=scopes, **fields)
    world.table.write(clients.put(made))
    return made


def is_active(world: World, client_id: str) -> bool:
    """Return whether a client is there and active."""
    found = clients.find(world.table, client_id)
    return found is not None and found.may_act


def test_a_client_is_made_and_its_secret_shown_once(world: World, client: Client) -> None:
    """What is made is stored by its digest, and is a client of the caller's tenant."""
    # WHEN a client makes another one
    made = client.call("POST", ALL, BODY)
    # THEN it is told the secret
    assert made.status == 201
    assert made.json["clientSecret"].startswith("jb_cs_")
    found = clients.find(world.table, made.json["id"])
    assert found
    assert (found.tenant, found.scopes) == ("demo", ("journeys:read",))
    # AND nothing tells it again
    shown = client.call("GET", f"{ALL}/{found.client_id}")
    assert "jb_cs_" not in shown.body
    assert client.call("GET", ALL).json["items"] == [shown.json]
    assert shown.json["lastUsedAt"] is None


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({"name": "x", "scopes": []}, ["/scopes"]),
        ({"name": "x", "scopes": ["nothing"]}, ["/scopes/0"]),
        ({"name": "x", "scopes": ["callbacks:write"]}, ["/scopes/0"]),
        ({"name": "x", "scopes": ["journeys:read", "journeys:write"]}, ["/scopes/1"]),
        ({"scopes": ["journeys:read"]}, ["/name"]),
        ({**BODY, "tenant": "other"}, ["/tenant"]),
    ],
)
def test_no_client_gets_more_than_the_caller_has(
    world: World, body: dict[str, Any], pointers: list[str]
) -> None:
    """Every broken rule is told, and nothing is stored."""
    # GIVEN a caller whose token has two scopes
    held = frozenset({"clients:write", "clients:read", "journeys:read"})
    client = Client(world.context(), scopes=held)
    # WHEN it asks for what it may not give
    refused = client.call("POST", ALL, body)
    # THEN that is refused
    assert (refused.status, refused.pointers) == (422, pointers)
    assert client.call("GET", ALL).json["items"] == []


def test_the_secret_of_a_wider_client_is_not_given_out(world: World) -> None:
    """Who holds it would have its scopes."""
    # GIVEN a client with a scope that the caller lacks
    wider = stored(world, "journeys:read", "policies:write")
    held = frozenset({"clients:write", "journeys:read"})
    # WHEN the caller rotates its secret
    refused = Client(world.context(), scopes=held).call(
        "POST", f"{ALL}/{wider.client_id}/rotate", {}
    )
    # THEN it is refused, and the client's secrets stay
    assert (refused.status, refused.problem) == (403, "wider-client")
    found = clients.find(world.table, wider.client_id)
    assert found
    assert found.secrets == wider.secrets


def test_two_secrets_are_valid_while_one_is_replaced(world: World, client: Client) -> None:
    """A third is refused; with 0 the earlier ones end."""
    # GIVEN a client whose secret was replaced
    path = f"{ALL}/{stored(world, 'journeys:read').client_id}"
    first = client.call("POST", f"{path}/rotate", {"overlapInSeconds": 3_600})
    assert first.json["olderUntil"] == moment(world.clock.now() + 3_600)
    assert len(client.call("GET", path).json["secrets"]) == 2
    # WHEN another one is asked for, THEN there are two already
    assert client.call("POST", f"{path}/rotate", {}).problem == "two-live-secrets"
    # AND without an overlap the new one is alone
    assert client.call("POST", f"{path}/rotate", {"overlapInSeconds": 0}).status == 200
    assert len(client.call("GET", path).json["secrets"]) == 1


def test_a_revoked_client_stays_revoked(world: World, client: Client) -> None:
    """To revoke it again changes nothing, and it gets no other secret."""
    # GIVEN a client, and one that may make clients
    stored(world, "clients:write")
    path = f"{ALL}/{stored(world, 'journeys:read').client_id}"
    # WHEN it is revoked
    assert client.call("DELETE", path).status == 204
    # THEN it is shown as such
    assert client.call("GET", path).json["status"] == "revoked"
    assert client.call("DELETE", path).status == 204
    assert client.call("POST", f"{path}/rotate", {}).problem == "changed-meanwhile"


def test_the_last_client_that_makes_clients_is_revoked_only_where_asked(
    world: World, client: Client
) -> None:
    """Others, and revoked ones, do not count."""
    # GIVEN one client that may make clients, beside others
    last = stored(world, "clients:write")
    stored(world, "clients:read")
    stored(world, "clients:write", tenant="other")
    gone = stored(world, "clients:write")
    world.table.write(clients.revoke(gone.client_id, world.clock.now()))
    # WHEN it is to be revoked
    path = f"{ALL}/{last.client_id}"
    # THEN that is refused
    assert client.call("DELETE", path).problem == "last-client"
    assert client.call("DELETE", path, query="allowLast=false").problem == "last-client"
    assert client.call("DELETE", path, query="allowLast=yes").status == 422
    assert is_active(world, last.client_id)
    # AND done where it is asked for
    assert client.call("DELETE", path, query="allowLast=true").status == 204
    assert not is_active(world, last.client_id)


def is_revocation(writes: Sequence[Write]) -> bool:
    """Return whether a client is revoked."""
    return any(not isinstance(each, Put) for each in writes)


def test_two_clients_that_revoke_each_other_are_not_both_gone(world: World) -> None:
    """Whichever comes second is refused."""
    # GIVEN two clients that may make clients, of which one is revoked by the other at this moment
    one, other = stored(world, "clients:write"), stored(world, "clients:write")
    gone = clients.revoke(other.client_id, 1)
    table = Meanwhile(world.table, lambda: world.table.write(gone), is_revocation)
    # WHEN the other one revokes the first
    answer = Client(world.context(table=table)).call("DELETE", f"{ALL}/{one.client_id}")
    # THEN it is refused, and the first is left
    assert (answer.status, answer.problem) == (409, "changed-meanwhile")
    assert is_active(world, one.client_id)
    assert not is_active(world, other.client_id)


@pytest.mark.parametrize("kind", ["another tenant's", "a partner's", "none"])
def test_other_clients_are_not_seen(world: World, client: Client, kind: str) -> None:
    """They are answered as one that is not there."""
    # GIVEN a client that is not the tenant's own
    client_id = {
        "another tenant's": stored(world, "journeys:read", tenant="other").client_id,
        "a partner's": stored(world, "callbacks:write", kind=ClientKind.PARTNER).client_id,
        "none": "jb_ci_0000000000000000",
    }[kind]
    # WHEN it is asked for
    for method, path in (
        ("GET", client_id),
        ("DELETE", client_id),
        ("POST", f"{client_id}/rotate"),
    ):
        body: object = {} if method == "POST" else None
        # THEN there is none
        assert client.call(method, f"{ALL}/{path}", body).status == 404
    assert client.call("GET", ALL).json["items"] == []


def test_the_last_use_is_shown(world: World, client: Client) -> None:
    """To the day on which a token was obtained."""
    # GIVEN a client that obtained a token
    used = stored(world, "journeys:read")
    world.table.write(access_tokens.use(used.client_id, world.clock.now()))
    # WHEN it is shown, THEN so is that
    shown = client.call("GET", f"{ALL}/{used.client_id}").json
    assert shown["lastUsedAt"] == moment(world.clock.now())


def test_nothing_is_made_for_a_tenant_that_is_being_offboarded(
    world: World, client: Client
) -> None:
    """Its clients end at that moment; one that is made then would stay."""
    # GIVEN a tenant that is closed
    world.table.write(tenants.opened("demo"))
    world.table.write(tenants.close("demo", by="x", now=world.clock.now()))
    # WHEN a client is made, THEN it is refused
    assert client.call("POST", ALL, BODY).problem == "changed-meanwhile"


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("GET", ALL, Scope.CLIENTS_READ),
        ("GET", f"{ALL}/{CLIENT}", Scope.CLIENTS_READ),
        ("POST", ALL, Scope.CLIENTS_WRITE),
        ("POST", f"{ALL}/{CLIENT}/rotate", Scope.CLIENTS_WRITE),
        ("DELETE", f"{ALL}/{CLIENT}", Scope.CLIENTS_WRITE),
    ],
)
def test_each_route_has_its_scope(world: World, method: str, path: str, scope: Scope) -> None:
    """Reading clients does not make any."""
    # GIVEN a client with every other scope, WHEN it calls, THEN it is refused
    client = Client(world.context(), scopes=EVERY_SCOPE - {scope})
    body = BODY if path == ALL else {}
    assert client.call(method, path, body if method == "POST" else None).status == 403
