"""The reconciler's own rules; what a crash leaves for it is enumerated in tests/unit/crash."""

from dataclasses import replace
from typing import override

from jetbridge.flows.connection.credentials import CLIENT_SECRET, seal
from jetbridge.flows.schedule import reconcile
from jetbridge.flows.schedule.reconcile import BUDGET, Report
from jetbridge.model.connection import EXCHANGE_LEASE, Exchange, Status
from jetbridge.model.secret import Secret
from jetbridge.partners.smartrecruiters.credentials import company_pair
from jetbridge.store import connections
from jetbridge.store.table import Item, Key, Table, TableUnavailableError
from tests.fakes import answer
from tests.fakes.hooks import HookedTable
from tests.fakes.partners.smartrecruiters import ISSUED
from tests.fakes.passing import PassingTable
from tests.support.smartrecruiters import a_world, approve, the_connection


class StumblingTable(PassingTable):
    """A table whose first read of an item fails."""

    def __init__(self, table: Table) -> None:
        """Pass on to `table` whatever comes after the first read."""
        super().__init__(table)
        self._stumbled = False

    @override
    def get(self, key: Key) -> Item | None:
        if not self._stumbled:
            self._stumbled = True
            raise TableUnavailableError
        return super().get(key)


def test_a_run_ends_itself_and_the_next_one_goes_on() -> None:
    """Lambda would end it in the middle of an item."""
    # GIVEN an exchange that was not finished, and a run that has used up its budget
    world = a_world(answer(ISSUED))
    approve(world.context())
    connection = the_connection(world)
    opened = replace(connection, exchange=Exchange("e", "jb_ci_x", world.clock.now()))
    world.table.write(*connections.save(connection, opened, by="test"))
    world.clock.advance(EXCHANGE_LEASE)
    slow = HookedTable(world.table, step=lambda: world.clock.advance(BUDGET))
    # WHEN it runs, and the next one does
    first = reconcile.run(world.context(table=slow))
    second = reconcile.run(world.context())
    # THEN the second one settles what was left
    assert (first.interrupted_exchanges, second.interrupted_exchanges) == (0, 1)


def test_nothing_due_is_nothing_done() -> None:
    """An idle system is left alone."""
    # GIVEN a connected company
    world = a_world(answer(ISSUED))
    approve(world.context())
    before = the_connection(world)
    # WHEN the reconciler runs a day later
    world.clock.advance(86_400)
    report = reconcile.run(world.context())
    # THEN nothing was touched
    assert report == Report()
    assert the_connection(world) == before


def test_an_interrupted_second_exchange_needs_a_reconnect_and_keeps_the_old_credentials() -> None:
    """Whether the old pair still works is unknown: it is kept, and an operator must look."""
    # GIVEN an active connection with an exchange that was not finished
    world = a_world(answer(ISSUED))
    approve(world.context())
    connection = the_connection(world)
    opened = replace(connection, exchange=Exchange("e", "jb_ci_x", world.clock.now()))
    world.table.write(*connections.save(connection, opened, by="test"))
    # WHEN the reconciler runs within the lease, and after it
    assert reconcile.run(world.context()) == Report()
    world.clock.advance(EXCHANGE_LEASE)
    report = reconcile.run(world.context())
    # THEN it is settled once
    after = the_connection(world)
    assert report.interrupted_exchanges == 1
    assert (after.status, after.reason) == (Status.NEEDS_RECONNECT, "exchange_interrupted")
    assert after.has_credentials
    assert reconcile.run(world.context()) == Report()


def test_one_item_that_fails_does_not_hold_up_the_others() -> None:
    """A table that stumbles over one item is asked for it again at the next run."""
    # GIVEN two interrupted exchanges, and a table that fails at the first read
    world = a_world(answer(ISSUED), answer(ISSUED))
    for company in ("acme", "beta"):
        approve(world.context(), company_id=company)
        connection = the_connection(world, company_id=company)
        opened = replace(connection, exchange=Exchange("e", "jb_ci_x", world.clock.now()))
        world.table.write(*connections.save(connection, opened, by="test"))
    world.clock.advance(EXCHANGE_LEASE)
    stumbling = StumblingTable(world.table)
    # WHEN the reconciler runs, and runs again
    first = reconcile.run(world.context(table=stumbling))
    world.clock.advance(reconcile.HOLD)
    second = reconcile.run(world.context(table=stumbling))
    # THEN the first run settled the other, and the second the rest
    assert (first.interrupted_exchanges, first.failures) == (1, 1)
    assert (second.interrupted_exchanges, second.failures) == (1, 0)


def test_a_secret_under_a_retired_key_is_sealed_again_on_its_next_use() -> None:
    """Rotation needs no sweep: what is used moves to the new key by itself."""
    # GIVEN a connection sealed under k1, and a keyring whose active key is now k2
    world = a_world(answer(ISSUED))
    approve(world.context())
    connected = the_connection(world)
    keys = seal(world.context().vault, connected.id, "webhookKeys", Secret("their-webhook-keys"))
    sealed = {**connected.sealed, "webhookKeys": keys, "broken": "not an envelope"}
    world.table.write(*connections.save(connected, replace(connected, sealed=sealed), by="test"))
    before = the_connection(world)
    ring = {**world.secrets.get("keyring"), "active": "k2", "k2": "another-made-up-key" * 3}
    world.secrets.put("keyring", ring)
    world.secrets.get("keyring", fresh=True)
    # WHEN the credential is used
    pair = company_pair(world.context(), before).load()
    # THEN it is the same secret, now under k2
    after = the_connection(world)
    assert pair.client_secret.reveal() == "their-secret"
    assert before.sealed[CLIENT_SECRET].startswith("v1.k1.")
    assert after.sealed[CLIENT_SECRET].startswith("v1.k2.")
    # AND so is every other secret of the connection that opens
    assert after.sealed["webhookKeys"].startswith("v1.k2.")
    assert after.sealed["broken"] == "not an envelope"
    assert company_pair(world.context(), after).load() == pair
