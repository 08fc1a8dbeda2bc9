"""A context for an operator's command: the flows of the deployment, run at a terminal."""

import getpass
from typing import Annotated, Final

import typer

from jetbridge.flows.context import Context
from jetbridge.model.metrics import Metric
from jetbridge.model.settings import Settings
from jetbridge.runtime import compose
from jetbridge.runtime.queue import EventBridgeBus, SqsQueue
from jetbridge.vault.secretsmanager import SecretsManager
from jetbridge_cli.deployment import Deployment

_PARAMETERS: Final = {
    "ONBOARDBASE_API_URL": "OnboardbaseApiUrl",
    "ONBOARDBASE_AUTH_URL": "OnboardbaseAuthUrl",
    "HTTP_TIMEOUT": "HttpTimeout",
    "SMARTRECRUITERS_API_URL": "SmartRecruitersApiUrl",
    "SMARTRECRUITERS_COMPANIES": "SmartRecruitersCompanies",
    "PUBLIC_URL": "PublicUrl",
}
"""What the commands' flows read of the functions' environment, by the stack's parameter."""


By = Annotated[
    str, typer.Option("--by", help="Who decides, for the record. Your user name if not given.")
]


def operator() -> str:
    """Return the name of the user at the terminal, as far as the machine knows one."""
    try:
        return getpass.getuser()
    except OSError:
        return "operator"


class Uncounted:
    """A `Meter` at a terminal: the operator sees what happens."""

    def count(self, metric: Metric) -> None:
        """Count nothing."""


def context(deployment: Deployment, settings: Settings | None = None) -> Context:
    """Return a context over a deployment's table, secrets, queues and bus.

    What a queue or the bus does not take from an operator, the schedules give them. Without
    `settings` the flows have those that most commands need.

    Raises:
        CommandError: the deployment lacks one of them.
    """
    meter, sqs = Uncounted(), deployment.sqs()
    return compose.over(
        settings
        or Settings({name: deployment.parameter(_PARAMETERS[name]) for name in _PARAMETERS}),
        deployment.table(),
        SecretsManager(max_age=0, client=deployment.secretsmanager()),
        keyring_id=deployment.output("KeyringSecretArn"),
        meter=meter,
        queue=SqsQueue(deployment.output("QueueUrl"), meter, client=sqs),
        webhooks=SqsQueue(deployment.output("WebhookQueueUrl"), meter, client=sqs),
        slow=SqsQueue(deployment.output("SlowQueueUrl"), meter, client=sqs),
        dead_letters=SqsQueue(deployment.output("DeadLettersUrl"), meter, client=sqs),
        bus=EventBridgeBus(deployment.output("BusName"), meter, client=deployment.events()),
        clock=deployment.clock(),
    )
