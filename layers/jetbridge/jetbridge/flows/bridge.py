"""What every flow needs of the world."""

from dataclasses import dataclass

from jetbridge.broker.broker import Broker
from jetbridge.model.metrics import Meter
from jetbridge.model.ports import Bus, Clock, Http, Ids, Pause, Queue
from jetbridge.model.settings import Settings
from jetbridge.store.table import Table
from jetbridge.vault.sealing import Vault
from jetbridge.vault.secrets import Secrets


@dataclass(frozen=True, slots=True)
class Bridge:
    """The ports and what is built on them, composed once a process in `jetbridge.runtime`.

    `webhooks` is the queue of deliveries to tenants' endpoints, `queue` that of all other work: a
    tenant's endpoint is not ours, and may be slow.
    """

    settings: Settings
    table: Table
    secrets: Secrets
    vault: Vault
    http: Http
    broker: Broker
    clock: Clock
    ids: Ids
    pause: Pause
    meter: Meter
    queue: Queue
    webhooks: Queue
    dead_letters: Queue
    bus: Bus
