"""A deployment whose table has sealed values of every kind, and the scan that finds them."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from jetbridge.flows.connection import credentials
from jetbridge.flows.event.webhooks import endpoint
from jetbridge.flows.onboarding import idempotency
from jetbridge.flows.schedule import tasks, work
from jetbridge.flows.sealing import reseal
from jetbridge.model import work as messages
from jetbridge.model.connection import Connection, Status
from jetbridge.model.onboarding import Onboarding
from jetbridge.model.record import fields
from jetbridge.model.reseal import MAX_INVOCATION, Reseal, settled_at
from jetbridge.model.secret import Secret
from jetbridge.store import connections, onboardings, reseals, sealed
from jetbridge.store.memory.table import MemoryTable
from jetbridge.store.table import Item, Key
from tests.fakes.context import SECRETS, World
from tests.support.journeys.env import TENANT, Simulation, a_simulation
from tests.support.journeys.policies import LAUNCH, policy, verify

OLD, NEW = "k1", "k2"
KEYRING: Final = SECRETS["keyring"]
RING: Final = {**KEYRING, "active": NEW, NEW: "another-made-up-key-of-more-than-forty-three"}
MAX_AGE: Final = 300
OTHER: Final = "globex"
SEALED_FIELDS: Final = tuple(
    each.name.removeprefix("sealed_")
    for each in fields(Onboarding)
    if each.name.startswith("sealed_")
)
MESSAGE: Final = messages.deployment_task(messages.RESEAL)
DEPLOYMENTS: Final = {"BROKER#smartrecruiters-master", "BROKER#incode"}
"""Access tokens of the deployment's own credentials: they are obtained again."""
_ENVELOPE: Final = re.compile(r"v1\.(\w+)\.[\w-]{20,}")


def a_sealed_world() -> Simulation:
    """Return a world in which every kind of value is sealed under the first key."""
    simulation = a_simulation(policy(verify(), LAUNCH))
    simulation.hire()
    simulation.work_off()
    context = simulation.world.context()
    endpoint.set_(context, TENANT, "https://tenant.example/hook", ())
    endpoint.set_(context, TENANT, "https://tenant.example/other", (), further="whk_1")
    everything_sealed(simulation.world, simulation.onboarding)
    _connected(simulation.world, OTHER)
    return simulation


def everything_sealed(world: World, onboarding: Onboarding) -> None:
    """Give an onboarding a value in each field that can be sealed."""
    vault = world.context().vault
    sealed: dict[str, Any] = {
        f"sealed_{name}": idempotency.seal(vault, onboarding.id, name, Secret(f"the {name}"))
        for name in SEALED_FIELDS
    }
    world.table.write(*onboardings.save(replace(onboarding, **sealed)))


def _connected(world: World, tenant: str) -> None:
    """Connect a tenant to Onboardbase, whose connections have two sealed values."""
    vault, now = world.context().vault, world.clock.now()
    sealed = {
        name: credentials.seal(vault, f"con_{tenant}", name, Secret(f"{tenant}'s {name}"))
        for name in ("api_key", "passphrase")
    }
    connection = Connection(
        f"con_{tenant}", tenant, "onboardbase", tenant, Status.ACTIVE, "", now, now, sealed=sealed
    )
    world.table.write(*connections.save(None, connection, by="x"))


def rotated(world: World) -> int:
    """Make another key the active one, and return from when on every process seals under it."""
    world.secrets.put("keyring", RING)
    return settled_at(world.clock.now(), MAX_AGE)


def begun(world: World) -> Reseal:
    """Rotate the keyring, and ask for the re-seal."""
    return reseal.ask_for(world.context(), settled=rotated(world)).run


def worked_off(world: World) -> None:
    """Have the schedule look once, and the worker do what it and its own messages ask for."""
    tasks.run(world.context())
    while world.queue.sent:
        message, _ = world.queue.sent.pop(0)
        if message.get("task") == "reseal":
            work.do(world.context(), dict(message))


def state(world: World) -> Reseal:
    """Return the re-seal as it is stored."""
    found = reseals.get(world.table)
    assert found
    return found


def finished(world: World) -> Reseal:
    """Let time pass and the schedule run until the re-seal has ended."""
    for _ in range(10):
        world.clock.advance(MAX_INVOCATION + MAX_AGE)
        worked_off(world)
        if state(world).ended_at:
            break
    return state(world)


def items(world: World) -> dict[Key, Item]:
    """Return everything that the table holds."""
    assert isinstance(world.table, MemoryTable)
    return dict(world.table._items)


def envelopes(world: World) -> Iterator[tuple[Key, str]]:
    """Yield each sealed value of the table by a raw scan: its item, and the id of its key.

    An item that has expired is passed over: nothing reads it, and DynamoDB removes it.
    """
    for key, item in items(world).items():
        ends = item.get("ttl")
        if isinstance(ends, int) and ends <= world.clock.now():
            continue
        for key_id in _ENVELOPE.findall(repr(item)):
            yield key, key_id


def under(world: World, key_id: str) -> set[str]:
    """Return the items that have a value under a key."""
    return {key.pk for key, found in envelopes(world) if found == key_id}


def plain(world: World) -> dict[tuple[Key, str, str], str]:
    """Return what is sealed in the table, opened, by item, attribute and member."""
    vault = world.context().vault
    return {
        (key, each.attribute, each.member): vault.open(
            each.envelope, item=key, field=each.field
        ).secret.reveal()
        for key, item in items(world).items()
        for each in sealed.values(item)
    }
