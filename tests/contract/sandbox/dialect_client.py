"""Our own engine as a client of the sandboxes."""

from dataclasses import dataclass, replace
from typing import Final

from jetbridge.broker.broker import Broker, BrokerContext
from jetbridge.broker.dialect import ClientCredentials, Dialect
from jetbridge.model.secret import Secret
from jetbridge.runtime.http import RequestsHttp
from jetbridge.store.memory.table import MemoryTable
from jetbridge.vault.memory import MemorySecrets
from jetbridge.vault.sealing import Vault
from jetbridge_local.sandbox import credentials
from tests.fakes import CountingMeter, FrozenClock, SequenceIds
from tests.fakes.context import SECRETS
from tests.fakes.pause import FakePause

TIMEOUT: Final = 10
WRONG: Final = Secret("wrong")


@dataclass(frozen=True)
class Source:
    """A credential in memory."""

    dialect: Dialect
    pair: ClientCredentials
    name: str = "credential"
    connection_id: str = ""
    tenant: str = ""

    def load(self, *, fresh: bool = False) -> ClientCredentials:
        """Return the credential, the same if `fresh`."""
        return replace(self.pair) if fresh else self.pair


def a_broker(clock: FrozenClock) -> Broker:
    """Return a broker over real sockets; it waits by moving `clock`."""
    return Broker(
        BrokerContext(
            http=RequestsHttp(),
            table=MemoryTable(),
            vault=Vault(MemorySecrets(SECRETS), "keyring"),
            clock=clock,
            ids=SequenceIds(),
            pause=FakePause(clock),
            meter=CountingMeter(),
            timeout=TIMEOUT,
        )
    )


def pair(theirs: credentials.ClientCredentials) -> ClientCredentials:
    """Return what a sandbox hands out as what we hold."""
    return ClientCredentials(theirs.client_id, Secret(theirs.client_secret))
