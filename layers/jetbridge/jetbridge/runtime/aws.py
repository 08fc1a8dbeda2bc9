"""Clients of the AWS services that the functions call, each within its limits."""

from jetbridge.runtime.awsjson import (
    DYNAMODB,
    EVENTBRIDGE,
    SECRETS_MANAGER,
    SQS,
    SSM,
    AwsJson,
)
from jetbridge.runtime.limits import BUS, PARAMETERS, QUEUE, SECRETS, TABLE, Limits


def dynamodb(limits: Limits = TABLE) -> AwsJson:
    """Return a client of DynamoDB."""
    return AwsJson(DYNAMODB, limits)


def secrets_manager() -> AwsJson:
    """Return a client of Secrets Manager."""
    return AwsJson(SECRETS_MANAGER, SECRETS)


def sqs() -> AwsJson:
    """Return a client of SQS."""
    return AwsJson(SQS, QUEUE)


def event_bridge() -> AwsJson:
    """Return a client of EventBridge."""
    return AwsJson(EVENTBRIDGE, BUS)


def parameter(name: str) -> str:
    """Return the value of an SSM parameter.

    Raises:
        AwsRefusedError: the service refuses.
        AwsNotAnsweredError: it cannot be asked.
    """
    answer = AwsJson(SSM, PARAMETERS).call("GetParameter", {"Name": name})
    return str(answer["Parameter"]["Value"])
