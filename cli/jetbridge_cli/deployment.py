"""The deployment that an operator's command is about."""

from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Final
from urllib.parse import urlsplit

import typer
from botocore.exceptions import ClientError

from jetbridge.model.changes import Changes
from jetbridge.model.system import Clock
from jetbridge.store.dynamodb import DynamoTable
from jetbridge.store.table import Table
from jetbridge.store.unexpired import UnexpiredTable
from jetbridge_cli import change_list
from jetbridge_cli.aws_clients import Clients
from jetbridge_cli.boto import BotoCalls
from jetbridge_cli.failure import CommandError
from jetbridge_cli.local_stack import clock

if TYPE_CHECKING:
    from mypy_boto3_cloudformation.type_defs import OutputTypeDef, StackTypeDef


def _url(value: str | None) -> str | None:
    """Return an endpoint as it was given.

    Raises:
        BadParameter: nothing can be there.
    """
    try:
        parts = urlsplit(value or "http://localhost")
        is_url = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_url = False
    if not is_url:
        raise typer.BadParameter("must be a URL that begins with http:// or https://")
    return value


StackName = Annotated[
    str,
    typer.Option(
        "--stack-name",
        envvar="JETBRIDGE_STACK_NAME",
        help="The CloudFormation stack. Region and credentials are those of the AWS CLI.",
    ),
]
Endpoint = Annotated[
    str | None,
    typer.Option(
        "--endpoint-url",
        envvar="AWS_ENDPOINT_URL",
        callback=_url,
        help="Where AWS is, if not at AWS: the local stack prints its own.",
    ),
]
TableName = Annotated[
    str | None,
    typer.Option("--table", help="The table, if not the stack's. Then no stack is looked up."),
]
DEFAULT_STACK: Final = "jetbridge-dev"
"""The stack of samconfig.toml's default environment."""


class Deployment(Clients):
    """A stack at AWS, or a local one."""

    def __init__(self, stack_name: str, endpoint: str | None, table: str | None = None) -> None:
        super().__init__(endpoint)
        self._stack_name = stack_name
        self._table = table

    def table(self) -> Table:
        """Return the deployment's table, without what has expired.

        Raises:
            CommandError: the stack has none.
        """
        name = self._table or self.output("TableName")
        return UnexpiredTable(DynamoTable(BotoCalls(self.dynamodb()), name), self.clock())

    def changes(self) -> Changes:
        """Return the list of changes. With a table in place of the stack's there is none.

        Raises:
            CommandError: the stack has none.
        """
        if self._table:
            return change_list.Nowhere()
        return change_list.InGroup(self.logs(), self.output("ChangesLogGroup"))

    def clock(self) -> Clock:
        """Return the clock that a command goes by.

        Raises:
            CommandError: the clock of the local stack is not there.
        """
        try:
            return clock.operators(is_local=self.is_local)
        except ValueError:
            raise CommandError(
                f"{clock.VARIABLE} names a file that is no local stack's clock"
            ) from None
        except OSError as error:
            raise CommandError(
                f"{clock.VARIABLE} names {error.filename}: {error.strerror}. Does the local stack"
                " still run?"
            ) from None

    @property
    def stack_name(self) -> str:
        """The stack's name."""
        return self._stack_name

    def output(self, name: str) -> str:
        """Return an output of the stack.

        Raises:
            CommandError: there is no such stack, or it has no such output.
        """
        if name not in self._outputs:
            raise CommandError(
                f"the stack {self._stack_name} has no output {name}: is it Jetbridge's?"
            )
        return self._outputs[name]

    def outputs(self) -> dict[str, "OutputTypeDef"]:
        """Return the outputs of the stack, with their descriptions, by name.

        Raises:
            CommandError: there is no such stack.
        """
        return {each["OutputKey"]: each for each in self._stack.get("Outputs", [])}

    def state(self) -> tuple[str, int]:
        """Return the stack's status, and when it was last changed (Unix seconds).

        Raises:
            CommandError: there is no such stack.
        """
        stack = self._stack
        changed = stack.get("LastUpdatedTime") or stack["CreationTime"]
        return stack["StackStatus"], int(changed.timestamp())

    def resource(self, name: str) -> str:
        """Return AWS's name for a resource of the stack, by its name in the template."""
        return self.cloudformation().describe_stack_resource(
            StackName=self._stack_name, LogicalResourceId=name
        )["StackResourceDetail"]["PhysicalResourceId"]

    def parameter(self, name: str) -> str:
        """Return a parameter of the stack, empty where it was left to its default.

        Raises:
            CommandError: there is no such stack.
        """
        return self.parameters().get(name, "")

    def parameters(self) -> dict[str, str]:
        """Return the parameters that the stack was given, by name.

        Raises:
            CommandError: there is no such stack.
        """
        return {
            each["ParameterKey"]: each["ParameterValue"]
            for each in self._stack.get("Parameters", [])
        }

    def known_parameters(self) -> dict[str, str]:
        """Return the parameters of the stack, none where a table was named in its place."""
        return {} if self._table else self.parameters()

    def identity(self) -> str:
        """Return the ARN by which AWS knows who runs the command."""
        return self.sts().get_caller_identity()["Arn"]

    @cached_property
    def _outputs(self) -> dict[str, str]:
        return {name: each["OutputValue"] for name, each in self.outputs().items()}

    @cached_property
    def _stack(self) -> "StackTypeDef":
        try:
            stacks = self.cloudformation().describe_stacks(StackName=self._stack_name)["Stacks"]
        except ClientError as error:
            if error.response["Error"]["Code"] != "ValidationError":
                raise
            raise CommandError(
                f"there is no stack {self._stack_name} here. Name yours with --stack-name; the "
                "local stack's commands are on the screen of `jetbridge up`."
            ) from None
        return stacks[0]
