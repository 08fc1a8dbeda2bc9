"""The running stack, and clients to speak to it with."""

import json
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import boto3
import pytest

from jetbridge.model.scopes import ClientKind
from jetbridge.oauth import clients
from jetbridge.oauth.clients import Client
from jetbridge.runtime.clock import SystemClock
from jetbridge.runtime.ids import RandomIds
from jetbridge.store.dynamodb import DynamoTable
from jetbridge.store.table import Table
from jetbridge_cli.boto import BotoCalls
from jetbridge_local.stack import LocalStack

SCOPES: Final = ("connections:read", "onboardings:read")
_HERE: Final = Path(__file__).parent

type Report = dict[str, Any]
type RunNode = Callable[[str], Report]


@dataclass(frozen=True, slots=True)
class Deployed:
    """A deployment as its operator and its clients see it."""

    url: str
    table: Table

    @property
    def protected(self) -> str:
        """A route that needs the scope `connections:read`."""
        return f"{self.url}/v1/connections"

    def new_client(self) -> tuple[Client, str]:
        """Return a client that an operator just created, and its secret."""
        client, secret = _new_client()
        self.table.write(clients.put(client))
        return client, secret

    def expired_client(self) -> tuple[Client, str]:
        """Return a client whose only secret has expired, and that secret."""
        client, secret = _new_client()
        ended = replace(client.secrets[0], expires_at=client.created_at)
        self.table.write(clients.put(replace(client, secrets=(ended,))))
        return client, secret

    def revoke(self, client: Client) -> None:
        """End a client, as its operator does."""
        self.table.write(clients.revoke(client.client_id, SystemClock().now()))


def _new_client() -> tuple[Client, str]:
    client, secret = clients.new_client(
        RandomIds(),
        SystemClock(),
        kind=ClientKind.API,
        tenant="demo",
        name="Interoperability",
        scopes=SCOPES,
    )
    return client, secret.reveal()


@pytest.fixture
def deployed(stack: LocalStack) -> Deployed:
    """Return the local stack, running."""
    engine = boto3.client(
        "dynamodb",
        endpoint_url=stack.ready.aws_endpoint_url,
        region_name="us-east-1",
        aws_access_key_id="local",
        aws_secret_access_key="local",
    )
    return Deployed(stack.ready.api_url, DynamoTable(BotoCalls(engine), stack.ready.table_name))


@pytest.fixture
def run_node(deployed: Deployed) -> RunNode:
    """Return a function that runs a script of this folder and gives its report.

    The script is handed, on its standard input, two clients and one whose secret has expired.
    """

    def run(script: str) -> Report:
        client, secret = deployed.new_client()
        other, others_secret = deployed.new_client()
        expired, expired_secret = deployed.expired_client()
        given = {
            "issuer": deployed.url,
            "protected": deployed.protected,
            "client": {"id": client.client_id, "secret": secret},
            "other": {"id": other.client_id, "secret": others_secret},
            "expired": {"id": expired.client_id, "secret": expired_secret},
        }
        command = ["node", str(_HERE / script)]
        done = subprocess.run(
            command,
            input=json.dumps(given),
            capture_output=True,
            check=False,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
        report: Report = json.loads(done.stdout)
        return report

    return run
