"""A dry run acts on ports in memory: no module of it leads to a port of AWS or to the network."""

from typing import Final

from tests.unit.infra import reads

OUTSIDE: Final = (
    "jetbridge.runtime",
    "jetbridge.store.dynamodb",
    "jetbridge.vault.secretsmanager",
)


def test_no_module_leads_outside() -> None:
    """The roles of functions that play policies are derived without what they play."""
    # GIVEN everything to which the modules of a dry run lead
    modules = reads.package()
    roots = [name for name in modules if name.startswith("jetbridge.dry_run")]
    found = {module for module, _ in reads.reached(modules, roots)}
    # THEN the real ports are not among it, and those in memory are
    assert not [each for each in found if each.startswith(OUTSIDE)]
    assert {"jetbridge.store.memory.table", "jetbridge.vault.memory"} <= found
