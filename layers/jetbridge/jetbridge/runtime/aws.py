"""Clients of AWS services, each call bounded by its limits and by the invocation's deadline.

botocore can be told how long to wait for a connection and for bytes, but not how long a call may
take with all its attempts. So an attempt is begun only where it can end in time, whatever happens
to it.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError

from jetbridge.runtime import deadline

if TYPE_CHECKING:
    from botocore.awsrequest import AWSRequest
    from botocore.client import BaseClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sqs import SQSClient


@dataclass(frozen=True, slots=True)
class Limits:
    """What bounds the calls to a service: `connect` and `read` in seconds, and `attempts`."""

    connect: float
    read: float
    attempts: int

    @property
    def attempt(self) -> float:
        """The most seconds that one attempt takes: connecting, the TLS handshake, the answer."""
        return 2 * self.connect + self.read

    def pause(self, attempt: int) -> float:
        """Return the most seconds that botocore waits after `attempt` (its mode `standard`)."""
        return float(2 ** (attempt - 1)) if attempt < self.attempts else 0.0

    def needed(self, attempt: int) -> float:
        """Return the seconds that must be left for `attempt` (from 1) to begin."""
        return self.attempt + self.pause(attempt) + deadline.ANSWER


# DynamoDB answers within milliseconds: one that is silent for two seconds is lost.
TABLE: Final = Limits(connect=0.5, read=2, attempts=3)
LEAN_TABLE: Final = Limits(connect=0.5, read=1, attempts=2)
"""For what every request waits for: a second attempt after a silent one, then an answer."""
SECRETS: Final = Limits(connect=0.5, read=3, attempts=2)
PARAMETERS: Final = SECRETS
QUEUE: Final = Limits(connect=0.5, read=3, attempts=3)
BUS: Final = QUEUE


class OutOfTime(BotoCoreError):  # noqa: N818 - reads as the outcome it names
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
        BotoCoreError, ClientError: it cannot be read.
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
            raise OutOfTime

    client.meta.events.register("request-created", check)
    return client
