"""The AWS services of the local stack: moto, in a process of its own."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

import boto3
import requests
from botocore.config import Config

from jetbridge_cli.local_stack import account
from jetbridge_local.stack.children import Children
from jetbridge_local.stack.errors import StackError
from jetbridge_local.stack.ports import LOOPBACK, free_port

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sts import STSClient

_PATIENCE: Final = 60.0
"""Seconds that the services have to answer."""
_CONFIG: Final = Config(proxies={})
"""A proxy that the environment names is for the world, not for loopback."""


@dataclass(frozen=True, slots=True)
class AwsServices:
    """The services' process. `health` is a path at which it answers once it can."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path
    health: str = "/moto-api/"

    @classmethod
    def start(cls, children: Children, log: Path) -> Self:
        """Start the process, and do not wait for it."""
        port = free_port()
        with log.open("wb") as output:
            process = children.start(
                [
                    sys.executable,
                    "-m",
                    "jetbridge_local.stack.aws_server",
                    str(port),
                    str(log.parent),
                ],
                env={"PATH": os.defpath},
                output=output,
                directory=log.parent,
            )
        return cls(f"http://{LOOPBACK}:{port}", process, log)

    def await_answer(self) -> None:
        """Return as soon as the services answer.

        Raises:
            StackError: their process ended, or they are silent.
        """
        deadline = time.monotonic() + _PATIENCE
        with requests.Session() as session:
            session.trust_env = False
            while self.process.poll() is None and time.monotonic() < deadline:
                try:
                    session.get(f"{self.url}{self.health}", timeout=_PATIENCE)
                except requests.ConnectionError:
                    time.sleep(0.02)
                else:
                    return
        raise StackError(f"the AWS services did not start; see {self.log}")


class Aws:
    """Clients of the services. The table may be at another DynamoDB engine."""

    def __init__(self, url: str, dynamodb_url: str | None) -> None:
        """`url` is the services', `dynamodb_url` that of an engine of its own, if there is one."""
        self.url: Final = url
        self.dynamodb_url: Final = dynamodb_url or url
        self._session: Final = boto3.Session(
            aws_access_key_id=account.ACCESS_KEY_ID,
            aws_secret_access_key=account.SECRET_ACCESS_KEY,
            region_name=account.REGION,
        )

    @property
    def environment(self) -> Mapping[str, str]:
        """The environment variables that lead an AWS SDK here."""
        engine = {"AWS_ENDPOINT_URL_DYNAMODB": self.dynamodb_url}
        return {"AWS_ENDPOINT_URL": self.url, **(engine if self.dynamodb_url != self.url else {})}

    def cloudformation(self) -> "CloudFormationClient":
        """Return a CloudFormation client."""
        return self._session.client("cloudformation", endpoint_url=self.url, config=_CONFIG)

    def dynamodb(self) -> "DynamoDBClient":
        """Return a client of the engine that holds the table."""
        return self._session.client("dynamodb", endpoint_url=self.dynamodb_url, config=_CONFIG)

    def events(self) -> "EventBridgeClient":
        """Return an EventBridge client."""
        return self._session.client("events", endpoint_url=self.url, config=_CONFIG)

    def secretsmanager(self) -> "SecretsManagerClient":
        """Return a Secrets Manager client."""
        return self._session.client("secretsmanager", endpoint_url=self.url, config=_CONFIG)

    def sqs(self) -> "SQSClient":
        """Return an SQS client."""
        return self._session.client("sqs", endpoint_url=self.url, config=_CONFIG)

    def sts(self) -> "STSClient":
        """Return an STS client."""
        return self._session.client("sts", endpoint_url=self.url, config=_CONFIG)

    def client(self, service: str) -> Any:  # noqa: ANN401 - one of botocore's, made at run time
        """Return a client of any other service."""
        create: Any = self._session.client
        return create(service, endpoint_url=self.url, config=_CONFIG)
