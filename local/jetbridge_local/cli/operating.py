"""A bridge for an operator's command: the flows of the deployment, run at a terminal."""

from typing import Final

from jetbridge.broker.broker import Broker, Means
from jetbridge.flows.bridge import Bridge
from jetbridge.model.metrics import Metric
from jetbridge.model.settings import Settings
from jetbridge.runtime.clock import SystemClock, SystemPause
from jetbridge.runtime.http import RequestsHttp
from jetbridge.runtime.ids import RandomIds
from jetbridge.runtime.queue import EventBridgeBus, SqsQueue
from jetbridge.vault.sealing import Vault
from jetbridge.vault.secretsmanager import SecretsManager
from jetbridge_local.cli.deployment import Deployment

_PARAMETERS: Final = {
    "ONBOARDBASE_API_URL": "OnboardbaseApiUrl",
    "ONBOARDBASE_AUTH_URL": "OnboardbaseAuthUrl",
    "HTTP_TIMEOUT": "HttpTimeout",
}
"""What the commands' flows read of the functions' environment, by the stack's parameter."""


class Uncounted:
    """A `Meter` at a terminal: the operator sees what happens."""

    def count(self, metric: Metric) -> None:
        """Count nothing."""


def bridge(deployment: Deployment) -> Bridge:
    """Return a bridge over a deployment's table and secrets. Its flows enqueue and publish nothing.

    Raises:
        Failed: the deployment lacks one of them.
    """
    settings = Settings({name: deployment.parameter(_PARAMETERS[name]) for name in _PARAMETERS})
    clock, pause, ids, meter = SystemClock(), SystemPause(), RandomIds(), Uncounted()
    table, http = deployment.table(), RequestsHttp()
    secrets = SecretsManager(max_age=0, client=deployment.secretsmanager())
    vault = Vault(secrets, deployment.output("KeyringSecretArn"))
    means = Means(
        http=http,
        table=table,
        vault=vault,
        clock=clock,
        ids=ids,
        pause=pause,
        meter=meter,
        timeout=settings.http_timeout,
    )
    return Bridge(
        settings=settings,
        table=table,
        secrets=secrets,
        vault=vault,
        http=http,
        broker=Broker(means),
        clock=clock,
        ids=ids,
        pause=pause,
        meter=meter,
        queue=SqsQueue(""),
        bus=EventBridgeBus(""),
    )
