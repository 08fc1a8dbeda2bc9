"""Figures that AWS has of a deployment: what its queues hold, and what CloudWatch counted."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import batched
from typing import TYPE_CHECKING, Any, Final

from jetbridge_cli.alarms_standing import Alarm

if TYPE_CHECKING:
    from mypy_boto3_apigatewayv2 import ApiGatewayV2Client
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_cloudwatch.literals import StatisticType
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_sqs import SQSClient

_LATELY: Final = timedelta(minutes=15)
_NAMES: Final = 100
"""Alarms that CloudWatch describes at once."""
_PERIOD: Final = 300
"""Seconds: how far apart CloudWatch's figures are."""


def messages(sqs: "SQSClient", url: str) -> int:
    """Return how many messages a queue holds, with those that are being worked off."""
    counted = sqs.get_queue_attributes(
        QueueUrl=url,
        AttributeNames=["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
    )["Attributes"]
    return sum(map(int, counted.values()))


def age_of_oldest(cloudwatch: "CloudWatchClient", queue: str) -> int | None:
    """Return the age in seconds of a queue's oldest message; None where there is no figure."""
    found = _latest(cloudwatch, "SQS", "ApproximateAgeOfOldestMessage", "QueueName", queue)
    return None if found is None else int(found)


def invocations(cloudwatch: "CloudWatchClient", function: str) -> int:
    """Return how often a function was invoked in one of the last minutes' periods."""
    name, by = "Invocations", "FunctionName"
    return int(_latest(cloudwatch, "Lambda", name, by, function, "Sum") or 0)


def routes(apigateway: "ApiGatewayV2Client", api: str) -> dict[str, bool]:
    """Return an API's routes, each with whether it has an authorizer."""
    pages = apigateway.get_paginator("get_routes").paginate(ApiId=api)
    return {
        each["RouteKey"]: each.get("AuthorizationType", "NONE") != "NONE"
        for page in pages
        for each in page["Items"]
    }


def concurrency(lambda_: "LambdaClient") -> int:
    """Return how many executions the account has at once, for all functions of the region."""
    return lambda_.get_account_settings()["AccountLimit"]["ConcurrentExecutions"]


def alarms(cloudwatch: "CloudWatchClient", stack: str, names: Iterable[str]) -> list[Alarm]:
    """Return those of a stack's alarms that there are. `names` are theirs, without the stack's."""
    return [
        Alarm(
            each["AlarmName"].removeprefix(f"{stack}-"),
            each.get("AlarmDescription", ""),
            each["StateValue"] == "ALARM",
            each["ActionsEnabled"],
        )
        for some in batched(names, _NAMES, strict=False)
        for each in cloudwatch.describe_alarms(AlarmNames=[f"{stack}-{name}" for name in some])[
            "MetricAlarms"
        ]
    ]


def subscriptions(sns: Any, topic: str) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - its stubs are not installed
    """Yield the subscriptions of a topic, as SNS lists them."""
    for page in sns.get_paginator("list_subscriptions_by_topic").paginate(TopicArn=topic):
        yield from page["Subscriptions"]


def _latest(  # noqa: PLR0913, PLR0917 - what CloudWatch asks for
    cloudwatch: "CloudWatchClient",
    service: str,
    metric: str,
    dimension: str,
    value: str,
    statistic: "StatisticType" = "Maximum",
) -> float | None:
    now = datetime.now(UTC)
    points = cloudwatch.get_metric_statistics(
        Namespace=f"AWS/{service}",
        MetricName=metric,
        Dimensions=[{"Name": dimension, "Value": value}],
        StartTime=now - _LATELY,
        EndTime=now,
        Period=_PERIOD,
        Statistics=[statistic],
    )["Datapoints"]
    latest = max(points, key=lambda each: each["Timestamp"], default=None)
    return None if latest is None else latest[statistic]
