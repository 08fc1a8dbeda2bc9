"""An operator's commands on the running stack."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import boto3
import requests
from typer.testing import CliRunner, Result

from jetbridge.store.dynamodb import DynamoTable
from jetbridge_cli.app import app
from jetbridge_cli.boto import BotoCalls
from jetbridge_cli.deployment import Deployment
from jetbridge_cli.failure import CommandError
from jetbridge_cli.local_stack import account
from jetbridge_local.stack import LocalStack

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

PATIENCE: Final = 60.0


class Operator:
    """Runs commands on the running stack."""

    def __init__(self, stack: LocalStack) -> None:
        """Work on `stack`."""
        self._stack = stack
        self._where = ["--stack-name", "jetbridge-local"]
        self._where += ["--endpoint-url", stack.ready.aws_endpoint_url]
        self.session: Final = boto3.Session(
            account.ACCESS_KEY_ID, account.SECRET_ACCESS_KEY, region_name=account.REGION
        )

    def run(self, *command: str, typed: str = "") -> str:
        """Run a command that succeeds, and return what it prints."""
        result = CliRunner().invoke(app, [*command, *self._where], input=typed)
        assert result.exit_code == 0, result.output
        return result.output

    def read(self, *command: str) -> Any:  # noqa: ANN401 - any JSON value
        """Run a command that succeeds, and return the JSON that it prints."""
        return json.loads(self.run(*command, "--json"))

    def result(self, *command: str, typed: str = "") -> Result:
        """Run a command, and return what came of it."""
        return CliRunner().invoke(app, [*command, *self._where], input=typed)

    def deployment(self) -> Deployment:
        """Return the stack as the commands find it."""
        return Deployment("jetbridge-local", self._stack.ready.aws_endpoint_url)

    def fail(self, *command: str, where: tuple[str, ...] = ()) -> str:
        """Run a command that fails, and return why."""
        result = CliRunner().invoke(app, [*command, *(where or self._where)])
        assert isinstance(result.exception, CommandError), result.output
        return str(result.exception)

    def misuse(self, *command: str, typed: str = "") -> str:
        """Run a command that is called wrongly, and return what it says."""
        result = CliRunner().invoke(app, [*command, *self._where], input=typed)
        assert result.exit_code == 2
        return " ".join(result.output.replace("│", " ").split())

    def secrets(self) -> "SecretsManagerClient":
        """Return a Secrets Manager client of the stack."""
        return self.session.client(
            "secretsmanager", endpoint_url=self._stack.ready.aws_endpoint_url
        )

    def secret(self, name: str) -> Mapping[str, str]:
        """Return what a secret holds."""
        text = self.secrets().get_secret_value(SecretId=f"jetbridge-local-{name}")["SecretString"]
        members: Mapping[str, str] = json.loads(text)
        return members

    def table(self) -> DynamoTable:
        """Return the stack's table."""
        engine = self.session.client("dynamodb", endpoint_url=self._stack.ready.aws_endpoint_url)
        return DynamoTable(BotoCalls(engine), self._stack.ready.table_name)

    @property
    def endpoint(self) -> str:
        """Where the stack's AWS services are."""
        return self._stack.ready.aws_endpoint_url

    def labels(self, name: str) -> list[str]:
        """Return the labels of all versions of a secret."""
        described = self.secrets().describe_secret(SecretId=f"jetbridge-local-{name}")
        return [label for labels in described["VersionIdsToStages"].values() for label in labels]

    def token(self, client_id: str, client_secret: str) -> int:
        """Return the status with which the token endpoint answers a client."""
        return token_request(self._stack, client_id, client_secret).status_code


def token_request(stack: LocalStack, client_id: str, client_secret: str) -> requests.Response:
    """Ask the stack's token endpoint for an access token."""
    return requests.post(
        f"{stack.ready.api_url}/oauth/token",
        data={"grant_type": "client_credentials"},
        auth=(client_id, client_secret),
        timeout=PATIENCE,
    )


def bearer(stack: LocalStack, client_id: str, client_secret: str) -> dict[str, str]:
    """Return the header of a client's requests, with an access token obtained at the endpoint."""
    token = token_request(stack, client_id, client_secret).json()["access_token"]
    return {"Authorization": f"Bearer {token}"}
