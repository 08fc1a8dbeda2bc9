"""Figures that AWS has of a deployment: what its queues hold, and what CloudWatch counted."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_cloudwatch.literals import StatisticType
    from mypy_boto3_sqs import SQSClient

_LATELY: Final = timedelta(minutes=15)
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
