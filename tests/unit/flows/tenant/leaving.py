"""A tenant that is to be offboarded, and the workers that go on meanwhile."""

from dataclasses import dataclass, field, replace
from typing import Final

from jetbridge.flows.context import Context
from jetbridge.flows.event.webhooks import endpoint
from jetbridge.flows.schedule import work
from jetbridge.flows.tenant import offboarding
from jetbridge.flows.tenant.offboarding import Act, OffboardingUnfinishedError
from jetbridge.flows.tenant.tenants import Holdings
from jetbridge.model.connection import Status as ConnectionStatus
from jetbridge.model.ports import HttpRequest, HttpResponse
from jetbridge.model.scopes import ClientKind
from jetbridge.model.tenant import Status
from jetbridge.oauth import clients
from jetbridge.oauth.clients import ClientStatus
from jetbridge.store import endpoints, policies, tenants
from tests.fakes.context import World
from tests.fakes.partners.everyone import Partners
from tests.support.journeys.env import TENANT, Simulation, a_world, connected, in_world
from tests.support.journeys.policies import LAUNCH, policy, verify

OPERATOR: Final = "operator-1"
_URL: Final = "https://hooks.tenant.example/jetbridge"
_RUNS: Final = 3
"""Times that an operator runs the command before they give up."""


@dataclass
class Told:
    """An `Http` that is the tenant's endpoint, too. `takes` says whether it takes events."""

    partners: Partners
    received: list[HttpRequest] = field(default_factory=list)
    takes: bool = True

    def send(self, request: HttpRequest) -> HttpResponse:
        """Keep what is for the endpoint, and pass the rest on."""
        if request.url != _URL:
            return self.partners.send(request)
        self.received.append(request)
        return HttpResponse(204 if self.takes else 500)


@dataclass
class Leaving:
    """A tenant, its endpoint, and its operator."""

    simulation: Simulation
    told: Told
    workers: bool = True
    """Whether they work while the operator's command waits."""

    def pause(self, seconds: float) -> None:
        """Let time pass, as a `Pause`; the workers do what the queues hold."""
        self.simulation.world.clock.advance(int(seconds))
        if self.workers:
            self.work_off()

    def work_off(self) -> None:
        """Have the worker do what both queues hold; what is for later stays there."""
        world = self.simulation.world
        held = [world.queue.sent, world.webhooks.sent]
        while ready := [(each, n) for each in held for n, (_, wait) in enumerate(each) if not wait]:
            queue, index = ready[0]
            message, _ = queue.pop(index)
            work.do(self.simulation.process(), dict(message))

    def offboard(self, context: Context | None = None, *, force: bool = False) -> list[Act]:
        """Offboard the tenant; return which steps did something."""
        at_terminal = replace(context or self.simulation.process(), pause=self)
        done = offboarding.offboard(at_terminal, TENANT, by=OPERATOR, force=force)
        return [each.act for each in done if each.ids]

    def until_over(self) -> None:
        """Offboard the tenant as often as its operator is told to."""
        for _ in range(_RUNS - 1):
            try:
                self.offboard()
            except OffboardingUnfinishedError:
                continue
            return
        self.offboard()

    @property
    def status(self) -> Status:
        """Where the tenant stands."""
        found = tenants.get(self.simulation.world.table, TENANT)
        assert found
        return found.status

    @property
    def live(self) -> list[object]:
        """What the tenant still has."""
        table = self.simulation.world.table
        held = Holdings(table, TENANT)
        return [
            *(each for each in held.connections if each.status is not ConnectionStatus.DISABLED),
            *(each.client_id for each in held.clients if each.status is ClientStatus.ACTIVE),
            *(each for each in held.journeys if not each.is_over),
            *held.companies,
            *endpoints.every(table, TENANT),
            *filter(None, [policies.current(table, TENANT)]),
        ]


def a_world_with_a_tenant() -> World:
    """Return a world in which a tenant has everything that one may have, but a hire."""
    world = a_world()
    connected(world, policy(verify(), LAUNCH))
    context = world.context()
    endpoint.set_(context, TENANT, _URL, ())
    endpoint.set_(context, TENANT, _URL, ["journey.rejected"], further="whk_1")
    client, _ = clients.new_client(
        context.ids, context.clock, kind=ClientKind.API, tenant=TENANT, name="", scopes=["x"]
    )
    world.table.write(clients.put(client), tenants.opened(TENANT))
    return world


def leaving(world: World) -> Leaving:
    """Return the tenant of a world."""
    simulation = in_world(world)
    told = Told(simulation.partners)
    return Leaving(replace(simulation, process=lambda: world.context(http=told)), told)


def a_tenant(*, hires: bool = True) -> Leaving:
    """Return a tenant, with one hire who is being verified."""
    tenant = leaving(a_world_with_a_tenant())
    if hires:
        tenant.simulation.hire()
        tenant.work_off()
    return tenant
