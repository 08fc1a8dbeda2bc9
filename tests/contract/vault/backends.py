"""A hand on what stands behind a `Secrets`."""

import json
from typing import Protocol
from uuid import uuid4

import boto3
from botocore.config import Config
from mypy_boto3_secretsmanager import SecretsManagerClient

from jetbridge.model.aws_calls import AwsCalls
from jetbridge.runtime.awsjson import SECRETS_MANAGER
from jetbridge.vault.memory import MemorySecrets
from jetbridge.vault.secrets import Members, Secrets
from jetbridge.vault.secretsmanager import SecretsManager
from jetbridge_cli.boto import BotoCalls
from tests.contract.store import engines
from tests.fakes.clock import FrozenClock
from tests.fakes.lossy import LossyWay


class Backend(Protocol):
    """What stands behind a `Secrets`, in the hands of a test."""

    secrets: Secrets
    secret_id: str

    def put(self, members: Members) -> None:
        """Store another value."""
        ...

    def withdraw(self) -> None:
        """Take the secret away."""
        ...

    def reads(self) -> int:
        """Count how often the secret was read from here."""
        ...


class MemoryBackend:
    """A hand on the fake."""

    secret_id = "demo"

    def __init__(self, members: Members) -> None:
        """Hold `members`."""
        self._memory = MemorySecrets({self.secret_id: members})
        self.secrets: Secrets = self._memory

    def put(self, members: Members) -> None:
        """Store another value."""
        self._memory.put(self.secret_id, members)

    def withdraw(self) -> None:
        """Take the secret away."""
        self._memory.remove(self.secret_id)

    def reads(self) -> int:
        """Count the reads."""
        return len(self._memory.reads)


class SecretsManagerBackend:
    """Secrets Manager in moto, over a way that loses calls, called with boto3 or without."""

    def __init__(self, way: LossyWay, members: Members, *, lean: bool) -> None:
        """Create a secret with `members`."""
        self.way = way
        self.client = client(way.url)
        self.calls: AwsCalls = (
            engines.lean_client(way.url, SECRETS_MANAGER) if lean else BotoCalls(self.client)
        )
        self.secret_id = f"contract-{uuid4()}"
        self.client.create_secret(Name=self.secret_id, SecretString=json.dumps(members))
        self.secrets: Secrets = SecretsManager(self.calls, FrozenClock(), max_age=300)

    def put(self, members: Members) -> None:
        """Store another value."""
        self.put_text(json.dumps(members))

    def put_text(self, text: str) -> None:
        """Store what need not be JSON."""
        self.client.put_secret_value(SecretId=self.secret_id, SecretString=text)

    def withdraw(self) -> None:
        """Take the secret away."""
        self.client.delete_secret(SecretId=self.secret_id, ForceDeleteWithoutRecovery=True)

    def reads(self) -> int:
        """Count the calls of GetSecretValue."""
        return self.way.seen.count("GetSecretValue")


def client(url: str) -> SecretsManagerClient:
    """Return a client that sends every request once."""
    return boto3.client(
        "secretsmanager",
        endpoint_url=url,
        region_name="us-east-1",
        aws_access_key_id="local",
        aws_secret_access_key="local",
        config=Config(retries={"total_max_attempts": 1}),
    )
