"""What names a tenant, and for whom a client of ours may speak."""

import pytest

from jetbridge.model import tenant
from jetbridge.model.scopes import EVERY_TENANT, ClientKind
from jetbridge.oauth import access_tokens, clients, credentials
from jetbridge.oauth import token as endpoint
from tests.unit.oauth.env import SCOPES, World, basic, code_of, post


@pytest.mark.parametrize("text", ["demo", "A.b_c-1", "x" * 64])
def test_letters_digits_and_three_signs_name_a_tenant(text: str) -> None:
    """Up to 64 of them."""
    assert tenant.is_tenant(text)
    assert tenant.is_served(text)


@pytest.mark.parametrize(
    "text", ["", "x" * 65, "bad tenant!", "demo\n", " demo", "*", "x#JOURNEY", "ünit", "a/b"]
)
def test_nothing_else_does(text: str) -> None:
    """The refusal quotes it, so that a line break or a blank shows."""
    assert not tenant.is_tenant(text)
    assert repr(text) in tenant.fault(text)


def a_client(world: World, kind: ClientKind, name: str) -> tuple[clients.Client, str]:
    """Store a client as an earlier release made it, for whatever text."""
    client, secret = clients.new_client(
        world.ids, world.clock, kind=kind, tenant=name, name="", scopes=SCOPES
    )
    world.table.write(clients.put(client))
    return client, secret.reveal()


@pytest.mark.parametrize("name", [EVERY_TENANT, "x#JOURNEY", ""])
def test_an_api_client_of_every_tenant_or_of_half_a_key_is_refused(name: str) -> None:
    """An earlier release made such credentials: neither secret nor token lets a caller in."""
    # GIVEN one that has a token
    world = World()
    client, secret = a_client(world, ClientKind.API, name)
    token = credentials.mint_access_token(world.ids, client.client_id)
    world.table.write(
        access_tokens.put(client.client_id, token, [*SCOPES], now=world.clock.now(), lifetime=60)
    )
    # THEN it neither counts, nor is there another one
    assert not world.is_alive(token.reveal())
    form = post({"grant_type": "client_credentials"}, basic(client.client_id, secret))
    assert code_of(lambda: endpoint.issue(world.server, form)) == "invalid_client"


@pytest.mark.parametrize(
    ("kind", "name"), [(ClientKind.PARTNER, EVERY_TENANT), (ClientKind.API, "Acme Corp")]
)
def test_others_of_earlier_releases_go_on(kind: ClientKind, name: str) -> None:
    """A partner speaks about every tenant; and a name with a blank does no harm."""
    world = World()
    assert world.is_alive(world.issue(*a_client(world, kind, name)))
