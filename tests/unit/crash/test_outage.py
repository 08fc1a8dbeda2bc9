"""An outage that begins while a partner answers: what it hands out once is stored all the same."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, override

import pytest

from jetbridge.flows.browser.outcome import Outcome
from jetbridge.flows.context import Context
from jetbridge.model.connection import Connection, Status
from jetbridge.model.ports import Http
from jetbridge.partners.onboardbase import outcomes as onboardbase_outcomes
from jetbridge.partners.smartrecruiters import outcomes
from jetbridge.store import companies, connections
from jetbridge.store.memory.table import MemoryTable
from jetbridge.store.table import TableUnavailableError, Write
from jetbridge.vault.memory import MemorySecrets
from jetbridge.vault.secrets import Members, SecretUnavailableError
from tests.fakes.context import SECRETS, World
from tests.fakes.hooks import HookedHttp, HookedTable
from tests.fakes.partners.smartrecruiters import SmartRecruiters
from tests.support.smartrecruiters import approve
from tests.unit.crash.exchanges import exchange, onboardbase

MAX_LENGTH: Final = 9
"""Calls to the table that fail in a row."""


@dataclass
class Outage:
    """Fails so many of the calls that follow on an answer of the partner's.

    `answers_until` counts its answers until then.
    """

    calls: int
    answers_until: int
    error: Exception = field(default_factory=lambda: TableUnavailableError("ReadTimeoutError"))

    def answered(self) -> None:
        """Count an answer of the partner."""
        self.answers_until -= 1

    def met(self) -> None:
        """Fail while it lasts."""
        if self.answers_until <= 0 and self.calls > 0:
            self.calls -= 1
            raise self.error


class HookedSecrets(MemorySecrets):
    """Secrets that are kept for no time, and each of whose reads runs `step` before it."""

    def __init__(self, step: Callable[[], None]) -> None:
        """Hold those of every test."""
        super().__init__(SECRETS)
        self._step = step

    @override
    def get(self, secret_id: str, *, fresh: bool = False) -> Members:
        self._step()
        return super().get(secret_id, fresh=fresh)


def nothing() -> None:
    """Let a call pass."""


def company(world: World) -> Connection | None:
    """Return the connection to the company."""
    return companies.connection(world.table, "acme", "demo")


def key(world: World) -> Connection | None:
    """Return the connection with the key."""
    return connections.holder(world.table, "onboardbase", "demo")


def is_stored(connection: Connection | None) -> bool:
    """Return whether a connection has its credential, and no open exchange."""
    if connection is None or connection.exchange:
        return False
    return connection.status is Status.ACTIVE and connection.has_credentials


@dataclass(frozen=True)
class Case:
    """An exchange: its partner, which hands something out with its last of so many answers."""

    partner: Callable[[], Http]
    answers: int
    exchange: Callable[[Context], object]
    connection: Callable[[World], Connection | None]
    connected: Outcome


EXCHANGES: Final = pytest.mark.parametrize(
    "case",
    [
        Case(SmartRecruiters, 2, approve, company, outcomes.CONNECTED),
        Case(
            onboardbase,
            1,
            exchange,
            key,
            onboardbase_outcomes.CONNECTED,
        ),
    ],
    ids=["smartrecruiters", "onboardbase"],
)


class ForgetfulTable(MemoryTable):
    """A table whose answer to the first large transaction is lost."""

    lost = False

    @override
    def write(self, *writes: Write) -> None:
        super().write(*writes)
        if len(writes) > 1 and not self.lost:
            self.lost = True
            raise TableUnavailableError("ReadTimeoutError")


@EXCHANGES
def test_an_intent_whose_commit_was_not_heard_of_is_carried_out(case: Case) -> None:
    """It is stored: left open, it would end as an exchange of unknown outcome."""
    # GIVEN a table that stores the intent, and whose answer is lost
    world = World(http=case.partner(), table=ForgetfulTable())
    # WHEN the credential is exchanged, THEN it is stored, and the exchange is over
    assert case.exchange(world.context()) == case.connected
    assert is_stored(case.connection(world))


@pytest.mark.parametrize("lost", ["requests", "answers"])
@EXCHANGES
def test_an_outage_of_the_table_at_the_answer_loses_nothing(case: Case, lost: str) -> None:
    """However many calls it lasts, and whether or not what was written has been written."""
    for calls in range(MAX_LENGTH + 1):
        # GIVEN a table that fails from the moment at which the partner has answered
        world, outage = World(http=case.partner()), Outage(calls, case.answers)
        before, after = (outage.met, nothing) if lost == "requests" else (nothing, outage.met)
        context = world.context(
            table=HookedTable(world.table, before, after),
            http=HookedHttp(world.http, nothing, outage.answered),
        )
        # WHEN the credential is exchanged, THEN it is stored, and the exchange is over
        assert case.exchange(context) == case.connected, calls
        assert is_stored(case.connection(world)), calls
        assert outage.calls == 0


@EXCHANGES
def test_an_outage_of_the_keyring_at_the_answer_loses_nothing(case: Case) -> None:
    """What was read before the call may have to be read again after a long one."""
    # GIVEN a keyring that cannot be read for a while once the partner has answered
    outage = Outage(MAX_LENGTH, case.answers, SecretUnavailableError("keyring", "cannot be read"))
    world = World(http=case.partner(), secrets=HookedSecrets(outage.met))
    context = world.context(http=HookedHttp(world.http, nothing, outage.answered))
    # WHEN the credential is exchanged, THEN it is stored, and the exchange is over
    assert case.exchange(context) == case.connected
    assert is_stored(case.connection(world))
    assert outage.calls == 0
