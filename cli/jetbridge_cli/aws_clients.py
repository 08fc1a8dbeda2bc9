"""Clients of the AWS services of an account, or of a local stack in its place."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import boto3

from jetbridge.model.aws_calls import AwsCalls
from jetbridge.model.settings import LOOPBACK
from jetbridge_cli.boto import BotoCalls
from jetbridge_cli.failure import CommandError
from jetbridge_cli.local_stack import account

if TYPE_CHECKING:
    from mypy_boto3_apigatewayv2 import ApiGatewayV2Client
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sts import STSClient


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


class Clients:
    """Makes clients, with the region and credentials of the AWS CLI."""

    def __init__(self, endpoint: str | None) -> None:
        """`endpoint` is where AWS is, None for AWS itself."""
        self._endpoint = endpoint or None

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

    @_usable()
    def cloudformation(self) -> "CloudFormationClient":
        """Return a client of CloudFormation."""
        return self._session.client("cloudformation", endpoint_url=self._endpoint)

    @_usable()
    def dynamodb(self) -> "DynamoDBClient":
        """Return a client of DynamoDB."""
        # The SDK's own variable for an engine apart; an explicit endpoint would overrule it.
        engine = os.environ.get("AWS_ENDPOINT_URL_DYNAMODB") or self._endpoint
        return self._session.client("dynamodb", endpoint_url=engine)

    @_usable()
    def sts(self) -> "STSClient":
        """Return a client of the Security Token Service."""
        return self._session.client("sts", endpoint_url=self._endpoint)
