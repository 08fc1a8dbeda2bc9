"""The deployment that an operator's command is about."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Final
from urllib.parse import urlsplit

import boto3
import typer
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NotConnectedError

from jetbridge.flows.journey.record import PolicyLostError
from jetbridge.model.aws_calls import AwsCalls
from jetbridge.model.changes import Changes, ChangesUnavailableError
from jetbridge.model.registry import UnknownPartnerError
from jetbridge.model.settings import LOOPBACK
from jetbridge.model.system import Clock
from jetbridge.store.dynamodb import DynamoTable
from jetbridge.store.mapper import UnreadableItemError
from jetbridge.store.table import StoreError, Table, TableUnavailableError
from jetbridge.store.unexpired import UnexpiredTable
from jetbridge_cli import change_list
from jetbridge_cli.boto import BotoCalls
from jetbridge_cli.failure import CommandError
from jetbridge_cli.local_stack import account, clock

if TYPE_CHECKING:
    from mypy_boto3_apigatewayv2 import ApiGatewayV2Client
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_cloudformation.type_defs import OutputTypeDef, StackTypeDef
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sts import STSClient


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

_LOOK: Final = "If this was to change something, look whether it did before you repeat it."


@contextmanager
def _usable() -> Iterator[None]:
    """Explain that no client can be made with a setting of AWS's, such as `max_attempts = many`.

    Raises:
        CommandError: the SDK refused it.
    """
    try:
        yield
    except ValueError as error:
        raise CommandError(f"AWS cannot be used from here: {error}") from None


class Deployment:
    """A stack at AWS, or a local one."""

    def __init__(self, stack_name: str, endpoint: str | None, table: str | None = None) -> None:
        self._stack_name = stack_name
        self._endpoint = endpoint or None
        self._table = table

    def table(self) -> Table:
        """Return the deployment's table, without what has expired.

        Raises:
            CommandError: the stack has none.
        """
        name = self._table or self.output("TableName")
        return UnexpiredTable(DynamoTable(BotoCalls(self.dynamodb()), name), self.clock())

    @_usable()
    def secretsmanager(self) -> "SecretsManagerClient":
        """Return a client of Secrets Manager."""
        return self._session.client("secretsmanager", endpoint_url=self._endpoint)

    @_usable()
    def sqs(self) -> "SQSClient":
        """Return an SQS client."""
        return self._session.client("sqs", endpoint_url=self._endpoint)

    @_usable()
    def events(self) -> "EventBridgeClient":
        """Return an EventBridge client."""
        return self._session.client("events", endpoint_url=self._endpoint)

    @_usable()
    def apigateway(self) -> "ApiGatewayV2Client":
        """Return a client of API Gateway."""
        return self._session.client("apigatewayv2", endpoint_url=self._endpoint)

    @_usable()
    def lambda_(self) -> "LambdaClient":
        """Return a Lambda client."""
        return self._session.client("lambda", endpoint_url=self._endpoint)

    @_usable()
    def cloudwatch(self) -> "CloudWatchClient":
        """Return a CloudWatch client."""
        return self._session.client("cloudwatch", endpoint_url=self._endpoint)

    @_usable()
    def sns(self) -> Any:  # noqa: ANN401 - its stubs are not installed
        """Return an SNS client."""
        return self._session.client("sns", endpoint_url=self._endpoint)

    @_usable()
    def logs(self) -> AwsCalls:
        """Return a client of CloudWatch Logs."""
        return BotoCalls(self._session.client("logs", endpoint_url=self._endpoint))

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
        return self._cloudformation().describe_stack_resource(
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
        return self._sts().get_caller_identity()["Arn"]

    @cached_property
    def _outputs(self) -> dict[str, str]:
        return {name: each["OutputValue"] for name, each in self.outputs().items()}

    @cached_property
    def _stack(self) -> "StackTypeDef":
        try:
            stacks = self._cloudformation().describe_stacks(StackName=self._stack_name)["Stacks"]
        except ClientError as error:
            if error.response["Error"]["Code"] != "ValidationError":
                raise
            raise CommandError(
                f"there is no stack {self._stack_name} here. Name yours with --stack-name; the "
                "local stack's commands are on the screen of `jetbridge up`."
            ) from None
        return stacks[0]

    @property
    def is_local(self) -> bool:
        """Whether this is a local stack."""
        return self._endpoint is not None and urlsplit(self._endpoint).hostname in LOOPBACK

    @cached_property
    def _session(self) -> boto3.Session:
        if self.is_local:
            return boto3.Session(
                aws_access_key_id=account.ACCESS_KEY_ID,
                aws_secret_access_key=account.SECRET_ACCESS_KEY,
                region_name=account.REGION,
            )
        # Which the AWS CLI reads first, and boto3 does not.
        return boto3.Session(region_name=os.environ.get("AWS_REGION") or None)

    @_usable()
    def _cloudformation(self) -> "CloudFormationClient":
        return self._session.client("cloudformation", endpoint_url=self._endpoint)

    @_usable()
    def dynamodb(self) -> "DynamoDBClient":
        """Return a client of DynamoDB."""
        # The SDK's own variable for an engine apart; an explicit endpoint would overrule it.
        engine = os.environ.get("AWS_ENDPOINT_URL_DYNAMODB") or self._endpoint
        return self._session.client("dynamodb", endpoint_url=engine)

    @_usable()
    def _sts(self) -> "STSClient":
        return self._session.client("sts", endpoint_url=self._endpoint)


@contextmanager
def told() -> Iterator[None]:
    """Turn what AWS and the store refuse, or have lost, into a message.

    Raises:
        CommandError: something was refused.
    """
    try:
        yield
    except ClientError as error:
        refusal = error.response["Error"]
        raise CommandError(
            f"AWS refused {error.operation_name}: {refusal['Code']}: {refusal['Message']}"
        ) from None
    except NotConnectedError as error:
        raise CommandError(f"AWS cannot be reached: {error}") from None
    except HTTPClientError as error:
        raise CommandError(f"AWS gave no answer: {error}", _LOOK) from None
    except BotoCoreError as error:
        raise CommandError(f"AWS cannot be used from here: {error}") from None
    except TableUnavailableError as error:
        raise CommandError(f"the table gave no usable answer: {error}", _LOOK) from None
    except StoreError as error:
        raise CommandError(f"the table refused: {error}") from None
    except (UnreadableItemError, UnknownPartnerError) as error:
        raise CommandError(
            f"the table holds what this release cannot read: {error}",
            "It may be of a later release: use the tool of the one that is deployed.",
        ) from None
    except (PolicyLostError, ChangesUnavailableError) as lost:
        raise CommandError(str(lost)) from None
