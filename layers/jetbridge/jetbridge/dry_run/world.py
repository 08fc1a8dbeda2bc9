"""A company that is connected to every partner, in the memory of this process."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final, override

from jetbridge.dry_run.assumed import MADE_UP, ORIGIN, Assumed
from jetbridge.dry_run.clock import Clock, Waiting
from jetbridge.dry_run.partners import Partners, Sample
from jetbridge.flows.connection import own_credentials
from jetbridge.flows.connection.credentials import CLIENT_SECRET, seal
from jetbridge.flows.context import Context, assembled
from jetbridge.model.connection import Connection, Status
from jetbridge.model.dry_run import Call
from jetbridge.model.identity import Identity
from jetbridge.model.journey import Entry, What
from jetbridge.model.metrics import Uncounted
from jetbridge.model.scopes import ClientKind
from jetbridge.model.secret import Secret
from jetbridge.model.settings import Settings
from jetbridge.partners.enboarder import connect as enboarder_connect
from jetbridge.partners.smartrecruiters import api as smartrecruiters
from jetbridge.store import connections, keys
from jetbridge.store.memory.table import MemoryTable
from jetbridge.store.table import Put, Write
from jetbridge.vault.memory import MemorySecrets

CONNECTION: Final = "con_smartrecruiters"

_PAIR: Final = {"client_id": MADE_UP, "client_secret": MADE_UP, "api_key": MADE_UP}
_KEYS: Final = {"active": "k1", "k1": "made-up-key-of-a-rehearsal-that-is-not-kept-00"}
_SECRETS: Final = {
    own_credentials.KEYRING: _KEYS,
    **dict.fromkeys(own_credentials.names(), _PAIR),
}
_IDS: Final = {own_credentials.variable(name): name for name in _SECRETS}

type Line = Call | Entry
"""What was sent, or what the journey has to tell, in the order in which it happened."""


class Counted:
    """`Ids` that are counted: a rehearsal says the same each time."""

    def __init__(self) -> None:
        """Begin at one."""
        self._next = count(1)

    def token(self) -> str:
        """Return 43 digits."""
        return f"{next(self._next):043d}"

    def handle(self) -> str:
        """Return 16 characters."""
        return f"rehearsal-{next(self._next):06d}"


class Environment(Mapping[str, str]):
    """Environment variables that remember which of them were `read`."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables
        self.read: set[str] = set()

    @override
    def __getitem__(self, name: str) -> str:
        self.read.add(name)
        return self._variables[name]

    @override
    def __iter__(self) -> Iterator[str]:
        return iter(self._variables)

    @override
    def __len__(self) -> int:
        return len(self._variables)

    def shown(self) -> dict[str, str]:
        """Return what was read, by name, but for the names of a rehearsal's secrets."""
        told = (self.read & self._variables.keys()) - _IDS.keys()
        return {name: self._variables[name] for name in sorted(told)}


class Watched(MemoryTable):
    """A table in memory that lists the lines of a timeline as they are written."""

    def __init__(self, lines: list[Line]) -> None:
        """Put each line to the end of `lines`."""
        super().__init__()
        self._lines = lines

    @override
    def write(self, *writes: Write) -> None:
        """Make every write or none."""
        super().write(*writes)
        for each in writes:
            if isinstance(each, Put) and each.key.pk.startswith("JOURNEY#"):
                self._lines.extend(_told(each.item))


def _told(item: Mapping[str, Any]) -> list[Entry]:
    if not str(item["sk"]).startswith(keys.HISTORY_PREFIX):
        return []
    what = What(item["what"])
    return [Entry(what, item["at"], item["step"], item["partner"], item["by"], item["facts"])]


@dataclass(frozen=True, slots=True)
class World:
    """A context over fakes, what it has sent and told so far, and what waits to be done."""

    context: Context
    clock: Clock
    queue: Waiting
    environment: Environment = field(repr=False)
    lines: list[Line] = field(repr=False)


def connected(sample: Sample, assumed: Assumed, at: int) -> World:
    """Return a world at the moment `at` (Unix seconds), connected, without a hire yet."""
    clock, lines = Clock(at), list[Line]()
    queue = Waiting(clock)
    environment = Environment({"PUBLIC_URL": ORIGIN, **_given(assumed.variables), **_IDS})
    partners = Partners(sample, assumed.onboarding_status, clock, lines)
    context = _context(Settings(environment), partners, Watched(lines), clock, queue)
    connection = Connection(
        id=CONNECTION,
        tenant=assumed.tenant,
        partner=smartrecruiters.PARTNER,
        account=assumed.company,
        status=Status.ACTIVE,
        reason="",
        created_at=at,
        updated_at=at,
        settings={"clientId": MADE_UP},
        sealed={CLIENT_SECRET: seal(context.vault, CONNECTION, CLIENT_SECRET, Secret(MADE_UP))},
    )
    context.table.write(*connections.save(None, connection, by="rehearsal"))
    if assumed.account:
        operator = Identity("rehearsal", ClientKind.API, assumed.tenant, frozenset())
        enboarder_connect.connect(context, operator, assumed.account)
    lines.clear()
    environment.read.clear()
    return World(context, clock, queue, environment, lines)


def _given(variables: Mapping[str, str]) -> dict[str, str]:
    """Return the variables without an empty address of our own: the worker always has one."""
    return {name: value for name, value in variables.items() if value or name != "PUBLIC_URL"}


def _context(
    settings: Settings, http: Partners, table: MemoryTable, clock: Clock, waiting: Waiting
) -> Context:
    return assembled(
        settings,
        table=table,
        secrets=MemorySecrets(_SECRETS),
        keyring_id=own_credentials.KEYRING,
        http=http,
        clock=clock,
        ids=Counted(),
        pause=clock,
        meter=Uncounted(),
        queue=waiting,
        webhooks=waiting,
        slow=waiting,
        dead_letters=Waiting(clock),
        backlog=waiting,
        bus=waiting,
    )
