"""A connection whose credential no longer opens: its key was removed from the keyring, say."""

from dataclasses import replace

from jetbridge.store import connections
from tests.fakes.context import World


def spoil(world: World, partner: str, tenant: str = "demo") -> None:
    """Replace what is sealed in the tenant's connection by what does not open."""
    held = connections.holder(world.table, partner, tenant)
    assert held
    spoiled = replace(held, sealed=dict.fromkeys(held.sealed, "not an envelope"))
    world.table.write(*connections.save(held, spoiled, by="test"))
