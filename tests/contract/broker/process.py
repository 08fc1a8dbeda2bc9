"""A process under test: a broker whose every step outside is reported and waits for leave."""

from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Protocol

from jetbridge.broker.broker import Broker, BrokerContext
from jetbridge.broker.dialect import ClientCredentials, Dialect
from jetbridge.model.metrics import Metric
from jetbridge.model.outcome import Done
from jetbridge.model.ports import HttpRequest, HttpResponse
from jetbridge.model.secret import Secret
from jetbridge.runtime.ids import RandomIds
from jetbridge.store.dynamodb import DynamoTable
from jetbridge.vault.memory import MemorySecrets
from jetbridge.vault.sealing import Vault
from jetbridge_cli.boto import BotoCalls
from tests.contract.broker.orders import Address, At, Report
from tests.contract.broker.unsafe import UnsafeBroker
from tests.contract.store import engines
from tests.fakes import answer
from tests.fakes.context import SECRETS
from tests.fakes.hooks import HookedTable

TIMEOUT = 5
"""Seconds: a lease on a token lasts for two of these and a margin."""


class Shared(Protocol):
    """A number that the test and its processes share."""

    value: int


class Reporting:
    """The ports of a process, each a line to the test."""

    def __init__(self, line: Connection, clock: Shared) -> None:
        """Report through `line`; the test moves `clock`."""
        self._line = line
        self._clock = clock

    def say(self, at: At, detail: str = "") -> str:
        """Report, and return the answer once it comes."""
        self._line.send(Report(at, detail))
        answered: str = self._line.recv()
        return answered

    def at_the_table(self) -> None:
        """Report a call to the table, before it and after it."""
        self.say(At.TABLE)

    def now(self) -> int:
        """Return the time (the clock)."""
        return self._clock.value

    def pause(self, _: float) -> None:
        """Wait until the test lets time pass (the pause)."""
        self.say(At.PAUSE)

    def send(self, request: HttpRequest) -> HttpResponse:
        """Ask the test, which plays the partner (the HTTP port)."""
        return answer({"access_token": self.say(At.PARTNER, request.url), "expires_in": 1_000})

    def count(self, metric: Metric) -> None:
        """Count nothing (the meter)."""

    def requested(self, partner: str, milliseconds: int, *, failed: bool) -> None:
        """Report nothing of requests."""


class Source:
    """The one credential, whose reading is reported."""

    name = "partner"
    connection_id = ""
    tenant = ""

    def __init__(self, dialect: Dialect, report: Callable[[], object]) -> None:
        """Speak `dialect`."""
        self.dialect = dialect
        self._report = report

    def load(self, *, fresh: bool = False) -> ClientCredentials:
        """Return the credential."""
        if not fresh:
            self._report()
        return ClientCredentials("id", Secret("secret"))


def means(address: Address, ports: Reporting) -> BrokerContext:
    """Return what a broker needs, every part of it over `ports`."""
    table = DynamoTable(BotoCalls(engines.client(address.url)), address.table)
    return BrokerContext(
        http=ports,
        table=HookedTable(table, ports.at_the_table),
        vault=Vault(MemorySecrets(SECRETS), "keyring"),
        clock=ports,
        ids=RandomIds(),
        pause=ports,
        meter=ports,
        timeout=TIMEOUT,
    )


def get_tokens(
    line: Connection, clock: Shared, address: Address, dialect: Dialect, *, safe: bool
) -> None:
    """Obtain the token each time the test asks for it, and report it."""
    ports = Reporting(line, clock)
    source = Source(dialect, lambda: ports.say(At.CREDENTIAL))
    broker = Broker(means(address, ports)) if safe else UnsafeBroker(means(address, ports))
    while line.recv():
        token = broker.access_token(source)
        line.send(Report(At.END, token.value.reveal() if isinstance(token, Done) else ""))


def make_calls(line: Connection, clock: Shared, address: Address, dialect: Dialect) -> None:
    """Make the call to each URL that the test names, and report whether it was made."""
    ports = Reporting(line, clock)
    source = Source(dialect, lambda: None)
    broker = Broker(means(address, ports))
    while url := line.recv():

        def request(_: Secret, url: str = url) -> HttpRequest:
            return HttpRequest("GET", url, timeout=TIMEOUT)

        made = isinstance(broker.send(source, request), Done)
        line.send(Report(At.END, url if made else ""))
