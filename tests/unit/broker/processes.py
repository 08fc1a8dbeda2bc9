"""Processes that share a table, a partner and a clock, each with a broker of its own."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final

from jetbridge.broker.broker import Broker, BrokerContext
from jetbridge.broker.dialect import ClientCredentials, Dialect
from jetbridge.model.ports import Http, HttpRequest, HttpResponse
from jetbridge.model.secret import Secret
from jetbridge.partners.smartrecruiters import api as smartrecruiters
from jetbridge.store.memory.table import MemoryTable
from jetbridge.store.table import Table
from jetbridge.vault.memory import MemorySecrets
from jetbridge.vault.sealing import Vault
from tests.fakes import CountingMeter, FakeHttp, FrozenClock, SequenceIds, answer
from tests.fakes.context import SECRETS
from tests.fakes.pause import FakePause

TOKEN: Final = "https://partner.test/token"
THING: Final = "https://partner.test/thing"
LIFETIME: Final = 1_799


@dataclass
class Source:
    """A credential whose secret can be changed behind the cache."""

    name: str = "partner"
    dialect: Dialect = field(default_factory=lambda: Dialect("partner", TOKEN, 300, ("openid",)))
    kept: str = "secret"
    stored: str = "secret"
    reading: Callable[[], object] = lambda: None
    """What happens while the credential is read."""
    connection_id: str = ""
    tenant: str = ""

    def load(self, *, fresh: bool = False) -> ClientCredentials:
        """Return the credential, renewed where `fresh`."""
        self.reading()
        if fresh:
            self.kept = self.stored
        return ClientCredentials("id", Secret(self.kept))


@dataclass
class Shared:
    """What outlives a process."""

    http: FakeHttp = field(default_factory=FakeHttp)
    table: Table = field(default_factory=MemoryTable)
    clock: FrozenClock = field(default_factory=FrozenClock)
    meter: CountingMeter = field(default_factory=CountingMeter)
    ids: SequenceIds = field(default_factory=SequenceIds)

    def __post_init__(self) -> None:
        """Let a waiting process move the clock."""
        self.pause = FakePause(self.clock)

    def broker(self, *, table: Table | None = None, http: Http | None = None) -> Broker:
        """Return the broker of a new process."""
        return Broker(self.means(table=table, http=http))

    def means(self, *, table: Table | None = None, http: Http | None = None) -> BrokerContext:
        """Return what a new process has."""
        return BrokerContext(
            http=http or self.http,
            table=table or self.table,
            vault=Vault(MemorySecrets(SECRETS), "keyring"),
            clock=self.clock,
            ids=self.ids,
            pause=self.pause,
            meter=self.meter,
            timeout=5,
        )

    def gives(self, *names: str, expires_in: int = LIFETIME) -> None:
        """Let the token endpoint give tokens of these names, in order."""
        self.http.on("POST", TOKEN, *(a_token(name, expires_in) for name in names))

    @property
    def asked(self) -> int:
        """How many requests the token endpoint has had."""
        return len(self.http.sent("POST", TOKEN))


def a_token(name: str, expires_in: int = LIFETIME, **fields: str) -> HttpResponse:
    """Return the answer of a token endpoint."""
    return answer({"access_token": name, "expires_in": expires_in, **fields})


def meanwhile(
    act: Callable[[], object], response: HttpResponse
) -> Callable[[HttpRequest], HttpResponse]:
    """Return an answer of a partner before which something else happens."""

    def answered(_: HttpRequest) -> HttpResponse:
        act()
        return response

    return answered


def thing(token: Secret) -> HttpRequest:
    """Build a request that presents the token."""
    return HttpRequest("GET", THING, {"authorization": f"Bearer {token.reveal()}"})


def limited(name: str = "company") -> Source:
    """Return a credential with SmartRecruiters' limits."""
    return Source(name, dialect=replace(smartrecruiters.dialect("x"), token_url=TOKEN))


def ready() -> Shared:
    """Return processes whose token endpoint works."""
    shared = Shared()
    shared.http.always("POST", TOKEN, a_token("one"))
    return shared
