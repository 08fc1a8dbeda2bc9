"""The composition root: the ports, each with the adapter that the cloud wants.

The lean functions (token, authorizer) compose less; see `jetbridge.runtime.lean`.
"""

from functools import cache

from jetbridge.broker.broker import Broker, Means
from jetbridge.flows.bridge import Bridge
from jetbridge.runtime.clock import SystemClock, SystemPause
from jetbridge.runtime.http import RequestsHttp
from jetbridge.runtime.ids import RandomIds
from jetbridge.runtime.observability import meter
from jetbridge.runtime.queue import EventBridgeBus, SqsQueue
from jetbridge.runtime.settings import settings
from jetbridge.store.dynamodb import connect
from jetbridge.vault.sealing import Vault
from jetbridge.vault.secretsmanager import SecretsManager


@cache
def bridge() -> Bridge:
    """Return the bridge of this process, built at the first call: nothing connects at import."""
    configured = settings()
    clock, pause, http = SystemClock(), SystemPause(), RequestsHttp()
    table, ids = connect(configured.table_name), RandomIds()
    secrets = SecretsManager(max_age=configured.secrets_max_age)
    vault = Vault(secrets, configured.keyring_secret_id)
    means = Means(
        http=http,
        table=table,
        vault=vault,
        clock=clock,
        ids=ids,
        pause=pause,
        meter=meter,
        timeout=configured.http_timeout,
    )
    return Bridge(
        settings=configured,
        table=table,
        secrets=secrets,
        vault=vault,
        http=http,
        broker=Broker(means),
        clock=clock,
        ids=ids,
        pause=pause,
        meter=meter,
        queue=SqsQueue(configured.queue_url),
        bus=EventBridgeBus(configured.bus_name),
    )
