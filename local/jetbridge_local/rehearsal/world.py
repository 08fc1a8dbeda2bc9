"""A company that is connected to every partner, in the memory of this process."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final, override

from jetbridge.flows import connect_enboarder
from jetbridge.flows.bridge import Bridge, assembled
from jetbridge.flows.credentials import CLIENT_SECRET, seal
from jetbridge.model.connection import Connection, Status
from jetbridge.model.identity import Identity
from jetbridge.model.journey import Entry, What
from jetbridge.model.ports import DomainEvent
from jetbridge.model.scopes import ClientKind
from jetbridge.model.secret import Secret
from jetbridge.model.settings import Settings
from jetbridge.partners import smartrecruiters
from jetbridge.partners.enboarder import Account, Region
from jetbridge.store import connections, keys
from jetbridge.store.memory import MemoryTable
from jetbridge.store.table import Put, Write
from jetbridge.vault.secrets import MemorySecrets
from jetbridge_local.cli.operating import Uncounted
from jetbridge_local.rehearsal.partners import Call, Partners, Sample

TENANT: Final = "rehearsal"
COMPANY: Final = "acme"
CONNECTION: Final = "con_smartrecruiters"

_PAIR: Final = {"client_id": "made-up", "client_secret": "made-up", "api_key": "made-up"}
_SECRETS: Final = {
    "keyring": {"active": "k1", "k1": "made-up-key-of-a-rehearsal-that-nobody-keeps-0"},
    "incode": _PAIR,
    "onboarder": _PAIR,
}
_IDS: Final = {
    "KEYRING_SECRET_ID": "keyring",
    "INCODE_SECRET_ID": "incode",
    "ONBOARDER_SECRET_ID": "onboarder",
}
_ORIGIN: Final = "https://jetbridge.example"
_OPERATOR: Final = Identity("rehearsal", ClientKind.API, TENANT, frozenset())

type Line = Call | Entry
"""What was sent, or what the journey has to tell, in the order in which it happened."""


class Clock:
    """A `Clock` that stands until it is moved. `at` is in Unix seconds."""

    def __init__(self, at: int) -> None:
        """Stand at `at`."""
        self.at = at

    def now(self) -> int:
        """Return the present as Unix seconds."""
        return self.at


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


class Waiting:
    """A `Queue` and a `Bus`: `messages` wait to be worked off, events are not looked at."""

    def __init__(self) -> None:
        """Hold nothing."""
        self.messages: list[Mapping[str, object]] = []

    def send(self, messages: Sequence[Mapping[str, object]], *, delay: int = 0) -> None:
        """Take messages; how long they are to wait is nothing to a clock that is moved."""
        del delay
        self.messages.extend(messages)

    def publish(self, events: Sequence[DomainEvent]) -> None:
        """Take events: each has its line in the timeline."""

    def pause(self, seconds: float) -> None:
        """Wait for nobody."""


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
    """A bridge over fakes, what it has sent and told so far, and what waits to be done."""

    bridge: Bridge
    clock: Clock
    queue: Waiting
    lines: list[Line] = field(repr=False)


def connected(sample: Sample, variables: Mapping[str, str], at: int, region: Region) -> World:
    """Return a world at the moment `at` (Unix seconds), connected, in which nobody is hired yet."""
    clock, lines, queue = Clock(at), list[Line](), Waiting()
    environ = {**variables, **_IDS, "PUBLIC_URL": _ORIGIN}
    bridge = _bridge(
        Settings(environ), Partners(sample, clock, lines), Watched(lines), clock, queue
    )
    connection = Connection(
        id=CONNECTION,
        tenant=TENANT,
        partner=smartrecruiters.PARTNER,
        account=COMPANY,
        status=Status.ACTIVE,
        reason="",
        created_at=at,
        updated_at=at,
        settings={"clientId": "made-up"},
        sealed={CLIENT_SECRET: seal(bridge, CONNECTION, CLIENT_SECRET, Secret("made-up"))},
    )
    bridge.table.write(*connections.save(None, connection, by="rehearsal"))
    connect_enboarder.connect(bridge, _OPERATOR, Account(region, Secret("made-up")))
    lines.clear()
    return World(bridge, clock, queue, lines)


def _bridge(
    settings: Settings, http: Partners, table: MemoryTable, clock: Clock, waiting: Waiting
) -> Bridge:
    return assembled(
        settings,
        table=table,
        secrets=MemorySecrets(_SECRETS),
        keyring_id=_IDS["KEYRING_SECRET_ID"],
        http=http,
        clock=clock,
        ids=Counted(),
        pause=waiting,
        meter=Uncounted(),
        queue=waiting,
        webhooks=waiting,
        dead_letters=Waiting(),
        bus=waiting,
    )
