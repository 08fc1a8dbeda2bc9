"""Flows that share a company's connection, or a client."""

from dataclasses import replace
from typing import Final

from jetbridge.flows.connection import disconnect
from jetbridge.flows.context import Context
from jetbridge.flows.schedule import tasks, work
from jetbridge.model import work as messages
from jetbridge.model.connection import Status as ConnectionStatus
from jetbridge.model.scopes import ClientKind
from jetbridge.oauth import access_tokens, clients, token
from jetbridge.oauth.clients import Client, ClientStatus
from jetbridge.oauth.quotas import Quotas
from jetbridge.oauth.server import Server
from jetbridge.partners.smartrecruiters import disable
from jetbridge.store import companies
from tests.fakes.context import World
from tests.fakes.partners.smartrecruiters import INTEGRATIONS, SmartRecruiters
from tests.support import enboarder, smartrecruiters
from tests.unit.interleave.gaps import Flow, Scene
from tests.unit.interleave.hires import LONG, TENANT
from tests.unit.oauth.env import basic, body, post


class Partner(SmartRecruiters):
    """SmartRecruiters, and the access tokens that we have issued to it."""

    def __init__(self) -> None:
        """Confirm every integration."""
        super().__init__()
        self.issued: list[str] = []
        self.always("POST", INTEGRATIONS, smartrecruiters.CONFIRMS)


def _a_company() -> World:
    return replace(smartrecruiters.a_confirming_world(), http=Partner())


def _a_connected_company() -> World:
    world = _a_company()
    assert smartrecruiters.approve(world.context()).connected
    _due_tasks(world, world.context())
    world.clock.advance(86_400)
    return world


def _approve(tenant: str) -> Flow:
    return lambda _, context: smartrecruiters.approve(context, tenant)


def _due_tasks(world: World, context: Context) -> None:
    work.do(context, messages.connection_task(smartrecruiters.the_connection(world).id, tasks.DUE))


def _issue(world: World, context: Context) -> None:
    """Let the partner obtain an access token with the pair that it was given last."""
    server = Server(
        context.table, context.clock, context.ids, context.meter, LONG, Quotas(context.clock)
    )
    pair = smartrecruiters.sent(world)[-1]
    asked = post(
        {"grant_type": "client_credentials"}, basic(pair["clientId"], pair["clientSecret"])
    )
    assert isinstance(world.http, Partner)
    world.http.issued.append(body(token.issue(server, asked))["access_token"])


def _revoke_client(world: World, context: Context) -> None:
    context.table.write(
        clients.revoke(smartrecruiters.sent(world)[-1]["clientId"], context.clock.now())
    )


def _disable(world: World, context: Context) -> None:
    disable.disable(context, smartrecruiters.the_connection(world).id, by="their-client")


def _disconnect(world: World, context: Context) -> None:
    held = smartrecruiters.the_connection(world)
    disconnect.disconnect(context, enboarder.CALLER, held.id)


def _connections(world: World) -> object:
    return tuple(_standing(world, tenant) for tenant in ("demo", "other"))


def _standing(world: World, tenant: str) -> object:
    """Say where a tenant's connection stands; what is alive there belongs to it."""
    assert isinstance(world.http, Partner)
    found = companies.connection(world.table, "acme", tenant)
    live = {*smartrecruiters.live(world, tenant)}
    over = found is None or found.status is ConnectionStatus.DISABLED
    assert not (over and live)
    assert not (over and found and found.has_credentials)
    held = [access_tokens.verify(world.table, world.clock, each) for each in world.http.issued]
    alive = [each for each in held if each and each.tenant == tenant]
    assert {each.client_id for each in alive} <= live
    return found.status if found and found.has_credentials else "", bool(live), len(alive)


COMPANY: Final = Scene(
    _a_connected_company,
    {
        "approve": _approve("demo"),
        "disable": _disable,
        "disconnect": _disconnect,
        "look after": _due_tasks,
        "issue a token": _issue,
        "revoke the client": _revoke_client,
    },
    lambda _: None,
    _connections,
)
NEW_COMPANY: Final = Scene(
    _a_company,
    {"approve": _approve("demo"), "approve as another tenant": _approve("other")},
    lambda _: None,
    _connections,
)


def _a_client() -> World:
    world = World()
    made, _ = clients.new_client(
        world.ids, world.clock, kind=ClientKind.API, tenant=TENANT, name="x", scopes=("a",)
    )
    world.table.write(clients.put(made))
    return world


def _client(world: World) -> Client:
    (found,), _ = clients.listing(world.table, TENANT, limit=10)
    return found


def _rotate(world: World, context: Context) -> None:
    _, _, write = clients.rotate(_read(world, context), context.ids, context.clock, overlap=LONG)
    context.table.write(write)


def _read(world: World, context: Context) -> Client:
    found = clients.find(context.table, _client(world).client_id)
    assert found
    return found


def _secrets(world: World) -> object:
    found = _client(world)
    assert found.status is ClientStatus.ACTIVE or not found.secrets
    return found.status, len(found.secrets), found.version


CLIENT: Final = Scene(
    _a_client,
    {
        "rotate": _rotate,
        "revoke": lambda world, context: context.table.write(
            clients.revoke(_client(world).client_id, world.clock.now())
        ),
    },
    lambda _: None,
    _secrets,
)
