"""Clients of AWS services, each call bounded by its limits and by the invocation's deadline.

botocore can be told how long to wait for a connection and for bytes, but not how long a call may
take with all its attempts. So an attempt is begun only where it can end in time, whatever happens
to it.
"""

from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError

from jetbridge.model.errors import JetbridgeError
from jetbridge.runtime import deadline
from jetbridge.runtime.limits import BUS, PARAMETERS, QUEUE, SECRETS, TABLE, Limits

if TYPE_CHECKING:
    from botocore.awsrequest import AWSRequest
    from botocore.client import BaseClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sqs import SQSClient


class AwsOutOfTimeError(JetbridgeError, BotoCoreError):
    """The invocation has too little time left for the call."""

    fmt = "too little of the invocation is left"


def dynamodb(limits: Limits = TABLE) -> "DynamoDBClient":
    """Return a client of DynamoDB."""
    return _bounded(boto3.client("dynamodb", config=_config(limits)), limits)


def secrets_manager() -> "SecretsManagerClient":
    """Return a client of Secrets Manager."""
    return _bounded(boto3.client("secretsmanager", config=_config(SECRETS)), SECRETS)


def sqs() -> "SQSClient":
    """Return a client of SQS."""
    return _bounded(boto3.client("sqs", config=_config(QUEUE)), QUEUE)


def event_bridge() -> "EventBridgeClient":
    """Return a client of EventBridge."""
    return _bounded(boto3.client("events", config=_config(BUS)), BUS)


def parameter(name: str) -> str:
    """Return the value of an SSM parameter.

    Raises:
        BotoCoreError: it cannot be read, or `ClientError`, where the service refuses.
    """
    ssm: Any = _bounded(boto3.client("ssm", config=_config(PARAMETERS)), PARAMETERS)
    return str(ssm.get_parameter(Name=name)["Parameter"]["Value"])


def _config(limits: Limits) -> Config:
    return Config(
        connect_timeout=limits.connect,
        read_timeout=limits.read,
        retries={"mode": "standard", "total_max_attempts": limits.attempts},
        tcp_keepalive=True,
    )


def _bounded[Client: "BaseClient"](client: Client, limits: Limits) -> Client:
    """Have each attempt of `client` begin only where the invocation leaves it the time."""

    def check(request: "AWSRequest", **_: Any) -> None:  # noqa: ANN401 - botocore passes more
        attempt = request.context["retries"]["attempt"]
        if deadline.left() < limits.needed(attempt):
            raise AwsOutOfTimeError

    client.meta.events.register("request-created", check)
    return client
