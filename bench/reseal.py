"""How long a re-seal takes: `python -m bench.reseal [CONNECTIONS [ONBOARDINGS]]`.

A small deployment is sealed again in memory, over ports that count. Each of its tenants has one
connection with an access token, and some onboardings with a link. What is counted grows with the
number of tenants, so that of the small one is multiplied. A call of DynamoDB and the CPU time of
its making are the assumptions of docs/cost.md; opening and sealing a value is measured here.
"""

import sys
from dataclasses import dataclass, replace
from time import process_time
from typing import Final

from rich.console import Console
from rich.table import Table

from bench import metered, quota
from bench.bills import Bill
from bench.charges import ASSUMED, memory_of
from bench.metered import Account, MeteredQueue, MeteredTable
from bench.workloads import silently
from jetbridge.broker.dialect import AccessToken
from jetbridge.broker.token_store import StoredToken, TokenStore
from jetbridge.flows.connection import credentials
from jetbridge.flows.onboarding import idempotency
from jetbridge.flows.sealing import reseal
from jetbridge.model import work
from jetbridge.model.connection import Connection, Status
from jetbridge.model.onboarding import Onboarding
from jetbridge.model.onboarding import Status as OnboardingStatus
from jetbridge.model.reseal import MAX_INVOCATION
from jetbridge.model.secret import Secret
from jetbridge.store import connections, keys, onboardings, reseals
from jetbridge.vault.sealing import Vault
from tests.fakes.context import SECRETS, World

CONNECTIONS: Final = 100_000
ONBOARDINGS: Final = 10
SAMPLE: Final = 50
"""Tenants that are played."""
_ROTATED: Final = {**SECRETS["keyring"], "active": "k2", "k2": "x" * 64}
_SECRET: Final = Secret("a-client-secret-of-a-common-length")
_TIMES: Final = 2_000


@dataclass(frozen=True, slots=True)
class Pass:
    """What a pass took, of so many connections."""

    values: int
    calls: int
    read_units: float
    write_units: int

    def seconds(self, sealing: float) -> float:
        """Return how long it takes, where opening and sealing a value takes so much CPU time."""
        cpu = self.calls * ASSUMED["call_cpu"] + self.values * sealing
        return cpu / quota.share(memory_of("worker")) + self.calls * ASSUMED["table_call"]

    @property
    def usd(self) -> float:
        """What the table charges for it."""
        amounts = {"read_unit": self.read_units, "write_unit": self.write_units}
        return Bill("a pass", amounts).usd


@silently
def passes(count: int, each: int) -> tuple[Pass, Pass]:
    """Return what the first pass of so many connections takes, and the one that finds nothing."""
    world = World()
    for n in range(SAMPLE):
        _tenant(world, f"tenant-{n}", each)
    world.secrets.put("keyring", _ROTATED)
    reseal.ask_for(world.context(), settled=0)
    return _played(world, count), _played(world, count)


def _played(world: World, count: int) -> Pass:
    """Play a pass, and return what one of so many connections would take."""
    account = Account()
    context = world.context(table=MeteredTable(world.table, account))
    context = replace(context, queue=MeteredQueue(world.queue, account))
    before = reseals.get(world.table)
    with account.part_of("worker"):
        reseal.work(context, work.deployment_task(work.RESEAL))
    after = reseals.get(world.table)
    if before is None or after is None or after.passes + bool(after.ended_at) == before.passes:
        raise RuntimeError("the pass did not come to its end")
    world.clock.advance(MAX_INVOCATION)
    usage, times = account.functions["worker"], count / SAMPLE
    return Pass(
        values=round((after.renewed - before.renewed) * times),
        calls=round(usage[metered.TABLE_CALLS] * times),
        read_units=usage[metered.HALF_READ_UNITS] / 2 * times,
        write_units=round(usage[metered.WRITE_UNITS] * times),
    )


def _tenant(world: World, tenant: str, each: int) -> None:
    """Store a tenant with a connection, its access token, and some onboardings with a link."""
    vault, now = world.context().vault, world.clock.now()
    name = f"con_{tenant}"
    connection = Connection(
        id=name,
        tenant=tenant,
        partner="smartrecruiters",
        account=f"company-of-{tenant}",
        status=Status.ACTIVE,
        reason="connected",
        created_at=now,
        updated_at=now,
        settings={"clientId": "their-id", "integrationId": "their-integration"},
        sealed={"clientSecret": credentials.seal(vault, name, "clientSecret", _SECRET)},
    )
    world.table.write(*connections.save(None, connection, by="x"))
    (token,) = credentials.token_keys(name, connection.settings)
    store, held = TokenStore(world.table, vault), StoredToken(token.pk.partition("#")[2])
    store.commit(held, AccessToken(_SECRET, now + 3_600), now=now, refresh_at=now + 3_000)
    for n in range(each):
        world.table.write(onboardings.create(_onboarding(vault, tenant, n, now))[0])


def _onboarding(vault: Vault, tenant: str, number: int, now: int) -> Onboarding:
    name = f"onb_{tenant}_{number}"
    return Onboarding(
        id=name,
        tenant=tenant,
        client_id="jb_ci_caller",
        partner="incode",
        status=OnboardingStatus.REQUESTED,
        notification_type="URL",
        external_customer_id=f"hire-{number}",
        link_minutes=60,
        digest="d" * 64,
        created_at=now,
        updated_at=now,
        expires_at=now + 3_600,
        sealed_link=idempotency.seal(vault, name, onboardings.LINK_FIELD, _SECRET),
    )


def sealing_seconds() -> float:
    """Return the CPU seconds that opening a value and sealing it again takes here."""
    vault, item = World().context().vault, keys.connection("con_1")
    envelope = vault.seal(_SECRET, item=item, field="x")
    began = process_time()
    for _ in range(_TIMES):
        vault.seal(vault.open(envelope, item=item, field="x").secret, item=item, field="x")
    return (process_time() - began) / _TIMES


def main(count: int = CONNECTIONS, each: int = ONBOARDINGS) -> None:
    """Print both passes."""
    sealing = sealing_seconds()
    table = Table(
        "pass", "sealed again", "calls", "read units", "write units", "minutes", "a second", "USD"
    )
    for name, found in zip(
        ("the first", "one that finds nothing"), passes(count, each), strict=True
    ):
        seconds = found.seconds(sealing)
        table.add_row(
            name,
            f"{found.values:,}",
            f"{found.calls:,}",
            f"{found.read_units:,.0f}",
            f"{found.write_units:,}",
            f"{seconds / 60:,.0f}",
            f"{found.values / seconds:,.0f}",
            f"{found.usd:,.2f}",
        )
    Console(width=110).print(
        f"{count:,} connections of as many tenants, {each} onboardings each;"
        f" opening and sealing: {sealing * 1_000:.2f} ms of CPU time"
    )
    Console(width=110).print(table)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
