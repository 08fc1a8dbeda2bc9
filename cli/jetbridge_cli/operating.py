"""A context for an operator's command: the flows of the deployment, run at a terminal."""

import getpass
from typing import Annotated

import typer

from jetbridge.flows.context import Context
from jetbridge.model.audit import OPERATOR
from jetbridge.model.metrics import Uncounted
from jetbridge.model.settings import Settings
from jetbridge.runtime import compose
from jetbridge.runtime.queue import EventBridgeBus, SqsBacklog, SqsQueue
from jetbridge.vault.secretsmanager import SecretsManager
from jetbridge_cli import published
from jetbridge_cli.boto import BotoCalls
from jetbridge_cli.deployment import Deployment

By = Annotated[
    str, typer.Option("--by", help="Who decides, for the record. Your user name if not given.")
]


def operator() -> str:
    """Return the name of the user at the terminal, as far as the machine knows one."""
    try:
        return getpass.getuser()
    except OSError:
        return "operator"


def marked(by: str) -> str:
    """Return who runs a command, for a history in which others stand: marked as an operator."""
    return f"{OPERATOR}{by or operator()}"


def context(deployment: Deployment, settings: Settings | None = None) -> Context:
    """Return a context over a deployment's table, secrets, queues and bus.

    What a queue or the bus does not take from an operator, the schedules give them. Without
    `settings` the flows have those that follow from the stack's parameters.

    Raises:
        CommandError: the deployment lacks one of them.
    """
    meter, sqs, clock = Uncounted(), BotoCalls(deployment.sqs()), deployment.clock()
    return compose.over(
        settings or Settings(published.variables(deployment.parameters())),
        deployment.table(),
        SecretsManager(BotoCalls(deployment.secretsmanager()), clock, max_age=0),
        keyring_id=deployment.output("KeyringSecretArn"),
        meter=meter,
        queue=SqsQueue(sqs, deployment.output("QueueUrl"), meter),
        webhooks=SqsQueue(sqs, deployment.output("WebhookQueueUrl"), meter),
        slow=SqsQueue(sqs, deployment.output("SlowQueueUrl"), meter),
        dead_letters=SqsQueue(sqs, deployment.output("DeadLettersUrl"), meter),
        backlog=SqsBacklog(sqs, {}, meter),
        bus=EventBridgeBus(BotoCalls(deployment.events()), deployment.output("BusName"), meter),
        clock=clock,
    )
