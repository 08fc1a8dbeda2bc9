"""From one sealing key to the next, on a stack of its own, whose functions hold to their roles."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from jetbridge.flows.connection import credentials
from jetbridge.model.connection import Connection, Status
from jetbridge.model.secret import Secret
from jetbridge.runtime.clock import SystemClock
from jetbridge.store import connections, keys, tenants
from jetbridge.store.table import Update
from jetbridge.vault.sealing import Vault, key_id_of
from jetbridge.vault.secretsmanager import SecretsManager
from jetbridge_cli.boto import BotoCalls
from jetbridge_cli.local_stack import clock
from jetbridge_local.stack import LocalStack
from tests.e2e.flows.notifications import until
from tests.e2e.stack.operator import Operator
from tests.support.stacks import running

SETTLED = 25 * 60
"""Seconds: more than SecretsMaxAge and the longest invocation."""


@pytest.fixture
def operator(own_stack: LocalStack, monkeypatch: pytest.MonkeyPatch) -> Operator:
    """Return an operator who goes by the stack's clock."""
    monkeypatch.setenv(clock.VARIABLE, str(own_stack.clock.file))
    return Operator(own_stack)


@pytest.fixture
def own_stack() -> Iterator[LocalStack]:
    """Run a stack whose clock may be moved."""
    with running() as stack:
        yield stack


def connected(operator: Operator) -> Connection:
    """Store a connection with a sealed value."""
    vault = Vault(
        SecretsManager(BotoCalls(operator.secrets()), SystemClock(), max_age=0),
        "jetbridge-local-KeyringSecret",
    )
    now = operator.deployment().clock().now()
    sealed = {"apiKey": credentials.seal(vault, "con_keyring", "apiKey", Secret("the key"))}
    connection = Connection(
        "con_keyring", "demo", "enboarder", "demo", Status.DISABLED, "", now, now, sealed=sealed
    )
    writes = connections.save(None, connection, by="x")
    operator.table().write(*writes, tenants.opened("demo"))
    return connection


def sealed_under(operator: Operator) -> str:
    """Return the id of the key of that value."""
    item = operator.table().get(keys.connection("con_keyring"))
    assert item
    return key_id_of(json.loads(json.dumps(item["sealed"]))["apiKey"])


def state(operator: Operator) -> Any:  # noqa: ANN401 - a member of JSON
    """Return how the re-seal stands."""
    return operator.read("secrets", "keys")["reseal"]


def test_a_key_is_rotated_and_the_earlier_one_removed(
    operator: Operator, own_stack: LocalStack
) -> None:
    """Each step is refused before its time; the worker does the work under its own role."""
    # GIVEN a value under the first key, and another key that seals since
    connected(operator)
    first = sealed_under(operator)
    operator.run("secrets", "rotate-keyring")
    active = operator.secret("KeyringSecret")["active"]
    # THEN the first one cannot be removed
    assert "`jetbridge secrets reseal`" in operator.fail("secrets", "retire-key", first, "--yes")
    assert "it is the active key" in operator.fail("secrets", "retire-key", active, "--yes")
    assert "has no key k99" in operator.fail("secrets", "retire-key", "k99", "--yes")
    # WHEN the re-seal is asked for, THEN it waits for warm processes
    assert "Begins at" in operator.run("secrets", "reseal")
    assert "the re-seal goes on" in operator.fail("secrets", "retire-key", first, "--yes")
    # AND it begins again where it cannot be read by then, and says so
    operator.table().write(Update(keys.reseal(), set={"state": "unheard of"}))
    assert "Reseal.state holds what" in operator.fail("secrets", "keys")
    begun = operator.run("secrets", "reseal")
    assert "The re-seal before cannot be read (Reseal.state holds what" in begun
    assert "Begins at" in begun
    # AND it is done by the worker, in two passes
    own_stack.clock.advance(SETTLED)
    own_stack.fire("Tasks")
    until(lambda: state(operator)["passes"] == 2 or None)
    assert sealed_under(operator) == active
    assert "the next pass at" in operator.run("secrets", "keys")
    own_stack.clock.advance(SETTLED)
    own_stack.fire("Tasks")
    until(lambda: state(operator)["state"] == "complete" or None)
    rows = {row["key"]: row for row in operator.read("secrets", "keys")["keys"]}
    assert rows[first]["values"] == 0
    assert rows[active]["values"] >= 1
    assert "Complete at" in operator.run("secrets", "keys")
    # WHEN the first key is removed, after a no that removes nothing
    refused = operator.result("secrets", "retire-key", first, typed="n\n")
    assert str(refused.exception) == "nothing was removed"
    assert "removed" in operator.run("secrets", "retire-key", first, "--yes")
    # THEN it is gone, and who did it is recorded
    assert set(operator.secret("KeyringSecret")) == {"active", active}
    told = operator.read("audit", "list", "--tenant", "*", "--action", "keyring.retire")
    assert (told[-1]["on"], told[-1]["outcome"]) == (first, "done")
