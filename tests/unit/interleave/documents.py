"""Flows that share a tenant's policy, or its endpoint for webhooks."""

from typing import Final

from jetbridge.flows.context import Context
from jetbridge.flows.event.webhooks import endpoint
from jetbridge.flows.journey import policies as policy_flows
from jetbridge.flows.schedule import work
from jetbridge.model.webhook import Endpoint
from jetbridge.store import endpoints, policies
from tests.fakes.context import World
from tests.support.journeys.policies import LAUNCH, policy
from tests.unit.flows.event.webhooks import tenant as telling
from tests.unit.interleave.gaps import Flow, Scene
from tests.unit.interleave.hires import TENANT


def _put(version: str) -> Flow:
    return lambda _, context: policy_flows.put(
        context, TENANT, policy(LAUNCH, defaultCountry=version), replaces=0
    )


POLICY: Final = Scene(
    World,
    {"put": _put("DE"), "put another": _put("FR")},
    lambda _: None,
    lambda world: policies.current(world.table, TENANT),
)


def _a_waiting_webhook() -> World:
    world, _ = telling.a_tenant()
    telling.happens(world)
    return world


def _deliver(world: World, context: Context) -> None:
    for message, _ in [*world.webhooks.sent]:
        work.do(context, dict(message))


def _endpoint(world: World) -> Endpoint:
    found = endpoints.get(world.table, TENANT)
    assert found
    return found


def _rotate_endpoint(world: World, context: Context) -> None:
    endpoint.rotate(context, _endpoint(world))


def _move_endpoint(world: World, context: Context) -> None:
    endpoint.set_(context, TENANT, f"{telling.URL}/new", (), known=_endpoint(world))


def _webhook(world: World) -> object:
    received = telling.a_receiver(world).ids
    assert len(received) == len({*received}) == 1
    found = _endpoint(world)
    return found.url, found.version


WEBHOOK: Final = Scene(
    _a_waiting_webhook,
    {"deliver": _deliver, "rotate": _rotate_endpoint, "move": _move_endpoint},
    telling.work_off,
    _webhook,
)
