"""What AWS is asked for the figures of a deployment, against the SDK's own model of it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.stub import ANY, Stubber

from jetbridge_cli import figures

_EARLY, _LATE = (datetime(2026, 11, 30, hour, tzinfo=UTC) for hour in (1, 2))


@contextmanager
def _stubbed(service: Any, operation: str, answer: Mapping[str, Any]) -> Iterator[Any]:  # noqa: ANN401 - boto3 makes its clients as it runs
    client = boto3.Session("id", "secret", region_name="eu-central-1").client(service)
    with Stubber(client) as stub:
        stub.add_response(operation, dict(answer))
        yield client


@pytest.mark.parametrize(
    ("points", "age"),
    [
        ([], None),
        ([{"Timestamp": _LATE, "Maximum": 7.0}, {"Timestamp": _EARLY, "Maximum": 900.0}], 7),
    ],
)
def test_the_age_is_the_latest_figure(points: list[dict[str, Any]], age: int | None) -> None:
    """What was an hour ago is over."""
    with _stubbed("cloudwatch", "get_metric_statistics", {"Datapoints": points}) as client:
        assert figures.age_of_oldest(client, "queue") == age


def test_a_function_without_a_figure_was_not_invoked() -> None:
    """CloudWatch has no figure for what does not happen."""
    with _stubbed("cloudwatch", "get_metric_statistics", {"Datapoints": []}) as client:
        assert figures.invocations(client, "scheduled") == 0
    point = {"Timestamp": _LATE, "Sum": 5.0}
    with _stubbed("cloudwatch", "get_metric_statistics", {"Datapoints": [point]}) as client:
        assert figures.invocations(client, "scheduled") == 5


def test_messages_that_are_being_worked_off_count() -> None:
    """A dead letter that an operator looks at is still one."""
    counted = {"ApproximateNumberOfMessages": "2", "ApproximateNumberOfMessagesNotVisible": "1"}
    with _stubbed("sqs", "get_queue_attributes", {"Attributes": counted}) as client:
        assert figures.messages(client, "https://sqs.test/queue") == 3


def test_every_page_of_routes_is_read() -> None:
    """Each route with whether it has an authorizer."""
    client = boto3.Session("id", "secret", region_name="eu-central-1").client("apigatewayv2")
    with Stubber(client) as stub:
        closed = {"RouteKey": "GET /v1", "AuthorizationType": "CUSTOM"}
        stub.add_response("get_routes", {"Items": [closed], "NextToken": "next"})
        open_ = {"RouteKey": "GET /health", "AuthorizationType": "NONE"}
        asked = {"ApiId": "api", "NextToken": ANY}
        stub.add_response("get_routes", {"Items": [open_]}, asked)
        assert figures.routes(client, "api") == {"GET /v1": True, "GET /health": False}


def test_the_accounts_limit_is_read() -> None:
    """That of all functions of the region."""
    limit = {"AccountLimit": {"ConcurrentExecutions": 10}}
    with _stubbed("lambda", "get_account_settings", limit) as client:
        assert figures.concurrency(client) == 10


def test_alarms_are_asked_for_by_the_stacks_name() -> None:
    """A stack whose name begins alike has alarms of its own. A hundred are described at once."""
    client = boto3.Session("id", "secret", region_name="eu-central-1").client("cloudwatch")
    described = {
        "AlarmName": "prod-a0",
        "AlarmDescription": "Urgent. It is wrong. url",
        "StateValue": "ALARM",
        "ActionsEnabled": False,
    }
    names = [f"a{number}" for number in range(101)]
    with Stubber(client) as stub:
        for some in (names[:100], names[100:]):
            asked = {"AlarmNames": [f"prod-{name}" for name in some]}
            answer = {"MetricAlarms": [described] if "a0" in some else []}
            stub.add_response("describe_alarms", answer, asked)
        (found,) = figures.alarms(client, "prod", names)
    assert (found.name, found.is_set_off, found.may_act) == ("a0", True, False)


def test_every_page_of_subscriptions_is_read() -> None:
    """SNS lists a hundred at once."""
    client = boto3.Session("id", "secret", region_name="eu-central-1").client("sns")
    pages: tuple[dict[str, Any], ...] = (
        {"Subscriptions": [{"Endpoint": "a"}], "NextToken": "n"},
        {"Subscriptions": []},
    )
    with Stubber(client) as stub:
        for page in pages:
            stub.add_response("list_subscriptions_by_topic", page)
        assert [*figures.subscriptions(client, "topic")] == [{"Endpoint": "a"}]
