"""A bridge for an operator's command: the flows of the deployment, run at a terminal."""

from typing import Final

from jetbridge.flows.bridge import Bridge
from jetbridge.model.metrics import Metric
from jetbridge.model.settings import Settings
from jetbridge.runtime import compose
from jetbridge.runtime.queue import EventBridgeBus, SqsQueue
from jetbridge.vault.secretsmanager import SecretsManager
from jetbridge_local import clock
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
    return compose.over(
        Settings({name: deployment.parameter(_PARAMETERS[name]) for name in _PARAMETERS}),
        deployment.table(),
        SecretsManager(max_age=0, client=deployment.secretsmanager()),
        keyring_id=deployment.output("KeyringSecretArn"),
        meter=Uncounted(),
        queue=SqsQueue(""),
        bus=EventBridgeBus(""),
        clock=clock.operators(),
    )
