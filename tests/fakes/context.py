"""A context whose every port is a fake."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from jetbridge.flows.context import Context, assembled
from jetbridge.model.ports import Http
from jetbridge.model.settings import Settings
from jetbridge.store.memory.table import MemoryTable
from jetbridge.store.table import Table
from jetbridge.vault.memory import MemorySecrets
from tests.fakes.clock import FrozenClock
from tests.fakes.hooks import HookedBus, HookedHttp, HookedQueue, HookedTable, Step
from tests.fakes.http import FakeHttp
from tests.fakes.ids import SequenceIds
from tests.fakes.meter import CountingMeter
from tests.fakes.pause import FakePause
from tests.fakes.queue import MemoryBacklog, MemoryBus, MemoryQueue

SMARTRECRUITERS: Final = "https://smartrecruiters.test"
INCODE_AUTH: Final = "https://incode-auth.test"
INCODE_API: Final = "https://incode-api.test"
ONBOARDER: Final = "https://onboarder.test"
ONBOARDBASE_APP: Final = "https://onboardbase-app.test"
ONBOARDBASE_AUTH: Final = "https://onboardbase-auth.test"
ONBOARDBASE_API: Final = "https://onboardbase-api.test"

ENVIRONMENT: Final = {
    "TABLE_NAME": "jetbridge-test",
    "KEYRING_SECRET_ID": "keyring",
    "SMARTRECRUITERS_SECRET_ID": "smartrecruiters",
    "SMARTRECRUITERS_API_URL": SMARTRECRUITERS,
    "SMARTRECRUITERS_APP_ID": "app-1",
    "INCODE_SECRET_ID": "incode",
    "INCODE_AUTH_URL": INCODE_AUTH,
    "INCODE_API_URL": INCODE_API,
    "ONBOARDER_SECRET_ID": "onboarder",
    "ONBOARDER_API_URL": ONBOARDER,
    "ONBOARDBASE_SECRET_ID": "onboardbase",
    "ONBOARDBASE_APP_URL": ONBOARDBASE_APP,
    "ONBOARDBASE_AUTH_URL": ONBOARDBASE_AUTH,
    "ONBOARDBASE_API_URL": ONBOARDBASE_API,
}

SECRETS: Final = {
    "keyring": {"active": "k1", "k1": "a-made-up-key-of-more-than-forty-three-characters"},
    "smartrecruiters": {"client_id": "master", "client_secret": "master-secret"},
    "incode": {"client_id": "incode", "client_secret": "incode-secret", "api_key": "api-key"},
    "onboarder": {"client_id": "plt_sandbox_1", "client_secret": "onboarder-secret"},
    "onboardbase": {"client_id": "onboardbase-app", "client_secret": "onboardbase-secret"},
}


@dataclass
class World:
    """The fakes behind one or more bridges: what outlives a process is kept here."""

    http: Http = field(default_factory=FakeHttp)
    table: Table = field(default_factory=MemoryTable)
    clock: FrozenClock = field(default_factory=FrozenClock)
    secrets: MemorySecrets = field(default_factory=lambda: MemorySecrets(SECRETS))
    ids: SequenceIds = field(default_factory=SequenceIds)
    meter: CountingMeter = field(default_factory=CountingMeter)
    queue: MemoryQueue = field(default_factory=MemoryQueue)
    webhooks: MemoryQueue = field(default_factory=MemoryQueue)
    slow: MemoryQueue = field(default_factory=MemoryQueue)
    dead_letters: MemoryQueue = field(default_factory=MemoryQueue)
    backlog: MemoryBacklog = field(default_factory=MemoryBacklog)
    bus: MemoryBus = field(default_factory=MemoryBus)
    environment: Mapping[str, str] = field(default_factory=lambda: ENVIRONMENT)

    def context(self, *, table: Table | None = None, http: Http | None = None) -> Context:
        """Return a context as a new process composes it, with nothing in its caches."""
        return assembled(
            Settings(self.environment),
            table=table or self.table,
            secrets=self.secrets,
            keyring_id="keyring",
            http=http or self.http,
            clock=self.clock,
            ids=self.ids,
            pause=FakePause(self.clock),
            meter=self.meter,
            queue=self.queue,
            webhooks=self.webhooks,
            slow=self.slow,
            dead_letters=self.dead_letters,
            backlog=self.backlog,
            bus=self.bus,
        )

    def hooked(
        self, step: Step, after: Step | None = None, *, table: Table | None = None
    ) -> Context:
        """Return a context whose every call to the outside runs `step` before it, `after` after it.

        Without an `after`, `step` runs after it, too. `table` takes the place of the hooked one.
        """
        hooked = self.context(
            table=table or HookedTable(self.table, step, after),
            http=HookedHttp(self.http, step, after),
        )
        return replace(
            hooked,
            queue=HookedQueue(self.queue, step, after),
            webhooks=HookedQueue(self.webhooks, step, after),
            slow=HookedQueue(self.slow, step, after),
            dead_letters=HookedQueue(self.dead_letters, step, after),
            bus=HookedBus(self.bus, step, after),
        )
