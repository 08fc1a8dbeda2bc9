"""What was ended after a backup does not come back to life in the restored table."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from jetbridge.flows.event.webhooks import endpoint as endpoints_flow
from jetbridge.flows.journey import policies as policies_flow
from jetbridge.flows.restore.apply import apply
from jetbridge.flows.restore.ends import Restored
from jetbridge.flows.restore.steps import Result, Step
from jetbridge.flows.self_service import webhooks
from jetbridge.model.audit import Action, Outcome
from jetbridge.model.changes import KEPT, Kind
from jetbridge.model.changes_since import read
from jetbridge.model.connection import Status as ConnectionStatus
from jetbridge.model.scopes import ClientKind
from jetbridge.model.webhook import EndpointStatus
from jetbridge.oauth import clients
from jetbridge.oauth.clients import Client, ClientStatus
from jetbridge.store import connections, endpoints, policies, tenants
from jetbridge.store.policies import State
from tests.fakes.context import World
from tests.support.journeys.env import TENANT, Simulation, a_simulation
from tests.support.journeys.policies import policy
from tests.support.restoring import backup, restored

LATER = 4_000_000_000
"""When what the lines tell of began: after every backup."""


def line(action: Action, *on: str, outcome: Outcome = Outcome.DONE) -> dict[str, object]:
    """Return a line of a change, as the audit trail keeps it."""
    return {
        KEPT: str(Kind.CHANGE),
        "at": LATER,
        "action": str(action),
        "outcome": str(outcome),
        "tenant": TENANT,
        "on": [*on],
        "request_id": f"r-{action}",
        "chain": f"{TENANT}#0",
        "number": 1,
        "digest": "lost",
    }


def applied(world: World, point: int, *lines: dict[str, object]) -> list[Step]:
    """Apply lines to a table that was restored to a moment."""
    return [*apply(Restored(world.context(), point), read(lines))]


@pytest.fixture
def simulation() -> Simulation:
    """Return a tenant that has one of everything: its table is the restored one."""
    there = a_simulation(policy())
    world, context = there.world, there.world.context()
    world.table.write(tenants.opened(TENANT))
    endpoints_flow.set_(context, TENANT, "https://tenant.example/hook", ())
    world.clock.advance(60)
    return there


@pytest.fixture
def client(simulation: Simulation) -> Client:
    """Return an API client of the tenant."""
    world = simulation.world
    made, _ = clients.new_client(
        world.ids, world.clock, kind=ClientKind.API, tenant=TENANT, name="", scopes=()
    )
    world.table.write(clients.put(made))
    world.clock.advance(60)
    return made


def test_a_revoked_client_is_revoked(simulation: Simulation, client: Client) -> None:
    """Its holder was locked out before the restore."""
    # WHEN its revocation is applied
    (step,) = applied(
        simulation.world, simulation.world.clock.now(), line(Action.CLIENT_REVOKE, client.client_id)
    )
    # THEN the client has ended
    found = clients.find(simulation.world.table, client.client_id)
    assert found
    assert (found.status, found.secrets) == (ClientStatus.REVOKED, ())
    assert step.result is Result.APPLIED


def test_a_replaced_secret_ends(simulation: Simulation, client: Client) -> None:
    """It may have been replaced because a stranger knew it; the new one is lost."""
    # WHEN a rotation is applied
    world, rotation = simulation.world, line(Action.CLIENT_ROTATE, client.client_id)
    point = world.clock.now()
    (step,) = applied(world, point, rotation)
    # THEN the client has no secret, and the operator is told to give it one
    found = clients.find(world.table, client.client_id)
    assert found
    assert (found.status, found.secrets) == (ClientStatus.ACTIVE, ())
    assert (step.result, client.client_id in step.do) == (Result.HELD, True)
    # AND the one that it is given then is not ended by a second run
    world.clock.advance(60)
    after, _, write = clients.rotate(found, world.ids, world.clock, overlap=0)
    world.table.write(write)
    applied(world, point, rotation)
    assert clients.find(world.table, client.client_id) == after


@pytest.mark.parametrize("action", [Action.CONNECTION_DISCONNECT, Action.CONNECTION_DISABLE])
def test_an_ended_connection_ends(simulation: Simulation, action: Action) -> None:
    """Its credential is wiped, and the partner's client is revoked."""
    # WHEN its end is applied
    world, before = simulation.world, simulation.company
    point = world.clock.now()
    (step,) = applied(world, point, line(action, before.id))
    # THEN it is disabled, without what was sealed
    found = connections.get(world.table, before.id)
    assert found
    assert (found.status, found.sealed) == (ConnectionStatus.DISABLED, {})
    assert step.result is Result.APPLIED
    # AND one that was connected again afterwards stays
    world.clock.advance(60)
    simulation.connect_company()
    applied(world, point, line(action, before.id))
    assert simulation.company.status is ConnectionStatus.ACTIVE


@pytest.mark.parametrize(
    ("action", "state"),
    [
        (Action.POLICY_PUT, State.PAUSED),
        (Action.POLICY_PAUSE, State.PAUSED),
        (Action.POLICY_REMOVE, State.REMOVED),
    ],
)
def test_no_journey_begins_by_a_policy_that_was_replaced(
    simulation: Simulation, action: Action, state: State
) -> None:
    """An earlier version would do what the tenant has stopped."""
    # WHEN the change is applied
    world = simulation.world
    point = world.clock.now()
    applied(world, point, line(action))
    # THEN the policy is paused, or removed
    assert policies.latest(world.table, TENANT).state is state
    # AND what is put afterwards is left alone
    world.clock.advance(60)
    known = policies.latest(world.table, TENANT)
    policies_flow.put(world.context(), TENANT, policy(), replaces=known.in_force)
    if state is State.PAUSED:
        policies_flow.change(
            world.context(),
            TENANT,
            State.ACTIVE,
            by="o",
            seen=policies.current(world.table, TENANT),
        )
    applied(world, point, line(action))
    assert policies.latest(world.table, TENANT).state is State.ACTIVE


@pytest.mark.parametrize("action", [Action.WEBHOOK_SET, Action.WEBHOOK_ROTATE])
def test_a_replaced_endpoint_is_told_nothing(simulation: Simulation, action: Action) -> None:
    """Its address, or its secret, is the former one."""
    # WHEN the change is applied
    world = simulation.world
    (step,) = applied(world, world.clock.now(), line(action))
    # THEN the endpoint is disabled, and what is meant for it can be replayed
    found = endpoints.get(world.table, TENANT)
    assert found
    assert (found.status, step.result) == (EndpointStatus.DISABLED, Result.HELD)


@pytest.mark.parametrize("action", [Action.WEBHOOK_SET, Action.WEBHOOK_ROTATE])
def test_an_endpoint_has_no_entity_tag_a_second_time(
    simulation: Simulation, action: Action
) -> None:
    """Who read one that is lost would change what they have not seen."""
    # GIVEN an endpoint that was changed several times since the backup
    world = simulation.world
    saved, point = backup(world), world.clock.now()
    seen = {_changed_tag(world) for _ in range(5)}
    # WHEN the change is applied to the restored table, and the endpoint set again
    then = restored(world, saved)
    applied(then, point, line(action))
    found = endpoints.get(then.table, TENANT)
    assert found
    again = [webhooks.tag(found), *(_changed_tag(then) for _ in range(5))]
    # THEN none of its tags is one that was read before
    assert not seen & {*again}
    assert len({*again}) == len(again)


def _changed_tag(world: World) -> str:
    """Set the tenant's endpoint, and return its entity tag."""
    world.clock.advance(60)
    known = endpoints.get(world.table, TENANT)
    endpoints_flow.set_(world.context(), TENANT, "https://tenant.example/x", (), known=known)
    after = endpoints.get(world.table, TENANT)
    assert after
    return webhooks.tag(after)


def test_of_several_endpoints_the_one_that_is_named_is_ended(simulation: Simulation) -> None:
    """A line that names none is about the first, as all of earlier releases are."""
    # GIVEN a tenant with three endpoints
    world = simulation.world
    for further in ("whk_1", "whk_2"):
        endpoints_flow.set_(
            world.context(), TENANT, f"https://tenant.example/{further}", (), further=further
        )
    # WHEN one was replaced and another one removed
    point = world.clock.now()
    applied(world, point, line(Action.WEBHOOK_SET, "whk_1"), line(Action.WEBHOOK_REMOVE, "whk_2"))
    # THEN the first is as it was
    found = {each.id: each.status for each in endpoints.every(world.table, TENANT)}
    assert found == {"default": EndpointStatus.ACTIVE, "whk_1": EndpointStatus.DISABLED}
    # WHEN one is changed that no line names, THEN that is the first
    applied(world, point, line(Action.WEBHOOK_ROTATE))
    first = endpoints.get(world.table, TENANT)
    assert first
    assert first.status is EndpointStatus.DISABLED


def test_a_removed_endpoint_is_removed(simulation: Simulation) -> None:
    """And one that is set afterwards is not."""
    # WHEN the removal is applied
    world = simulation.world
    point = world.clock.now()
    applied(world, point, line(Action.WEBHOOK_REMOVE))
    assert endpoints.get(world.table, TENANT) is None
    # THEN a new one stays
    world.clock.advance(60)
    endpoints_flow.set_(world.context(), TENANT, "https://tenant.example/new", ())
    applied(world, point, line(Action.WEBHOOK_REMOVE))
    assert endpoints.get(world.table, TENANT)


def test_an_offboarded_tenant_is_closed(simulation: Simulation, client: Client) -> None:
    """Nothing begins for it, and its backend is locked out, until the operator has finished it."""
    # WHEN the offboarding is applied
    world = simulation.world
    (step,) = applied(world, world.clock.now(), line(Action.TENANT_OFFBOARD))
    # THEN the tenant is closed, and its client is revoked
    assert tenants.is_closed(world.table, TENANT)
    found = clients.find(world.table, client.client_id)
    assert found
    assert found.status is ClientStatus.REVOKED
    assert "tenants offboard" in step.do


@pytest.mark.parametrize(
    "action", [Action.CLIENT_REVOKE, Action.CLIENT_ROTATE, Action.CONNECTION_DISCONNECT]
)
def test_what_the_table_does_not_know_is_nothing_to_do(
    simulation: Simulation, action: Action
) -> None:
    """It began after the backup, and ended."""
    world = simulation.world
    (step,) = applied(world, world.clock.now(), line(action, "jb_ci_AAAAAAAAAAAAAAAA"))
    assert step.result in (Result.NOTHING, Result.HELD)


def test_what_was_refused_is_not_applied(simulation: Simulation, client: Client) -> None:
    """The operator declined, or another operator was faster: nothing was changed."""
    world = simulation.world
    refused = line(Action.CLIENT_REVOKE, client.client_id, outcome=Outcome.REFUSED)
    assert applied(world, world.clock.now(), refused) == []


def test_what_has_begun_and_has_no_end_is_applied(simulation: Simulation, client: Client) -> None:
    """The process ended between the change and its record."""
    world = simulation.world
    begun = line(Action.CLIENT_REVOKE, client.client_id, outcome=Outcome.BEGUN)
    assert [each.result for each in applied(world, world.clock.now(), begun)] == [Result.APPLIED]


def test_one_that_fails_keeps_no_other_from_being_applied(
    simulation: Simulation, client: Client
) -> None:
    """It is named, and the next run makes it."""
    # GIVEN a list with an endpoint that something writes at this very moment
    world = simulation.world
    known = endpoints.get(world.table, TENANT)
    assert known
    racing = _Racing(lambda: world.table.write(endpoints.save(replace(known, url="https://x.y"))))
    context = world.hooked(racing)
    lines = (line(Action.WEBHOOK_REMOVE), line(Action.CLIENT_REVOKE, client.client_id))
    # WHEN it is applied
    steps = [*apply(Restored(context, world.clock.now()), read(lines))]
    # THEN the other part is done
    assert [each.result for each in steps] == [Result.FAILED, Result.APPLIED]


class _Racing:
    """Runs something once, after the endpoint was read: the first read is of the trail."""

    def __init__(self, once: Callable[[], object]) -> None:
        self._once = once
        self._steps = 0

    def __call__(self) -> None:
        """Count a step."""
        self._steps += 1
        if self._steps == 4:
            self._once()


def test_the_backup_of_these_tests_is_a_whole_table(simulation: Simulation) -> None:
    """What is restored is what was saved."""
    world = simulation.world
    assert backup(restored(world, backup(world))) == backup(world)
