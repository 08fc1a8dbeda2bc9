"""Two DynamoDB engines on this machine, and the table of template.yaml in each."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from uuid import uuid4

import boto3
from botocore.config import Config
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from mypy_boto3_dynamodb import DynamoDBClient

from jetbridge.model.aws_calls import AwsCalls
from jetbridge.runtime.awsjson import DYNAMODB, AwsJson, Service
from jetbridge.runtime.limits import Limits
from jetbridge.store.dynamodb import DynamoTable
from jetbridge_cli.boto import BotoCalls
from jetbridge_local.sandbox.server import LoopbackServer
from jetbridge_local.stack.atomic import atomic
from jetbridge_local.stack.transactions import with_transactions
from tests.unit.infra.templates import ROOT, properties

_PEERS: Final = ROOT / "tests" / "npm"
_DYNALITE: Final = """
import dynalite from "dynalite"
const server = dynalite({ createTableMs: 0, deleteTableMs: 0 })
server.listen(0, "127.0.0.1", () => console.log(server.address().port))
"""


@contextmanager
def moto() -> Iterator[str]:
    """Yield the URL of a moto server, made atomic as in the local stack."""
    server = LoopbackServer()
    server.serve(atomic(DomainDispatcherApplication(create_backend_app)))
    try:
        yield server.url
    finally:
        server.stop()


@contextmanager
def bare_dynalite() -> Iterator[str]:
    """Yield the URL of a dynalite (`npm ci` in tests/npm installs it), which has no transactions.

    Every single write is atomic there, by any sender.
    """
    command = ["node", "--input-type=module", "--eval", _DYNALITE]
    with subprocess.Popen(command, cwd=_PEERS, stdout=subprocess.PIPE, text=True) as process:
        try:
            port = process.stdout.readline().strip() if process.stdout else ""
            assert port, "dynalite did not start: is it installed in tests/npm?"
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


@contextmanager
def dynalite() -> Iterator[str]:
    """Yield the URL of a dynalite with transactions."""
    with bare_dynalite() as bare, with_transactions(bare) as url:
        yield url


def client(url: str, *, attempts: int = 1) -> DynamoDBClient:
    """Return a client of an engine; the engines take any credentials."""
    return boto3.client(
        "dynamodb",
        endpoint_url=url,
        region_name="us-east-1",
        aws_access_key_id="local",
        aws_secret_access_key="local",
        config=Config(
            max_pool_connections=32, retries={"mode": "standard", "total_max_attempts": attempts}
        ),
    )


def lean_client(url: str, service: Service = DYNAMODB, *, attempts: int = 1) -> AwsJson:
    """Return a client of a service that does without the AWS SDK."""
    environ = {
        "AWS_ENDPOINT_URL": url,
        "AWS_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
    }
    limits = Limits(connect=5, read=60, attempts=attempts)
    return AwsJson(service, limits, environ=environ, pause=lambda _: None)


def new_table(engine: DynamoDBClient, calls: AwsCalls | None = None) -> DynamoTable:
    """Create a table as in template.yaml, under a name of its own.

    It is called through `calls`, or the same client.
    """
    return DynamoTable(calls or BotoCalls(engine), new_table_name(engine))


def new_table_name(engine: DynamoDBClient) -> str:
    """Create a table as in template.yaml, and return its name."""
    shape = properties("Table")
    name = f"contract-{uuid4()}"
    engine.create_table(
        TableName=name,
        BillingMode=shape["BillingMode"],
        AttributeDefinitions=shape["AttributeDefinitions"],
        KeySchema=shape["KeySchema"],
        GlobalSecondaryIndexes=shape["GlobalSecondaryIndexes"],
    )
    return name
