"""What every flow needs of the world."""

from typing import Final

from jetbridge.broker.broker import Broker, BrokerContext
from jetbridge.broker.logged import LoggedHttp
from jetbridge.broker.traced import TracedHttp
from jetbridge.flows.kept import Kept
from jetbridge.model.metrics import Meter
from jetbridge.model.policy import Policy
from jetbridge.model.ports import Backlog, Bus, Http, Queue
from jetbridge.model.record import field, record
from jetbridge.model.settings import Settings
from jetbridge.model.system import Clock, Ids, Pause
from jetbridge.store.table import Table
from jetbridge.store.unexpired import UnexpiredTable
from jetbridge.vault.pseudonyms import Pseudonyms
from jetbridge.vault.sealing import Vault
from jetbridge.vault.secrets import Secrets

POLICIES: Final = 100
"""Versions of policies that a process keeps."""


@record
class Context:
    """The ports and what is built on them, put together by `assembled`, once a process.

    `webhooks` is the queue of deliveries to tenants' endpoints, `slow` that of the work for which
    SmartRecruiters may take minutes, `queue` that of all other work.
    """

    settings: Settings
    table: Table
    secrets: Secrets
    vault: Vault
    pseudonyms: Pseudonyms
    http: Http
    broker: Broker
    clock: Clock
    ids: Ids
    pause: Pause
    meter: Meter
    queue: Queue
    webhooks: Queue
    slow: Queue
    dead_letters: Queue
    backlog: Backlog
    bus: Bus
    policies: Kept[tuple[str, int], Policy] = field(
        default_factory=lambda: Kept(POLICIES), repr=False
    )
    """By tenant and version. A version never changes (`jetbridge.store.policies`)."""


def assembled(  # noqa: PLR0913 - the ports, each by its name
    settings: Settings,
    *,
    table: Table,
    secrets: Secrets,
    keyring_id: str,
    http: Http,
    clock: Clock,
    ids: Ids,
    pause: Pause,
    meter: Meter,
    queue: Queue,
    webhooks: Queue,
    slow: Queue,
    dead_letters: Queue,
    backlog: Backlog,
    bus: Bus,
) -> Context:
    """Return a context over these ports, with nothing in its caches.

    `keyring_id` is the name or ARN of the keyring secret.
    """
    vault, table = Vault(secrets, keyring_id), UnexpiredTable(table, clock)
    http = TracedHttp(LoggedHttp(http, meter), settings.untraced_receivers)
    context = BrokerContext(
        http=http,
        table=table,
        vault=vault,
        clock=clock,
        ids=ids,
        pause=pause,
        meter=meter,
        timeout=settings.http_timeout,
    )
    return Context(
        settings=settings,
        table=table,
        secrets=secrets,
        vault=vault,
        pseudonyms=Pseudonyms(table, vault),
        http=http,
        broker=Broker(context),
        clock=clock,
        ids=ids,
        pause=pause,
        meter=meter,
        queue=queue,
        webhooks=webhooks,
        slow=slow,
        dead_letters=dead_letters,
        backlog=backlog,
        bus=bus,
    )
