"""A stack is looked up whole, however many resources it has."""

from typing import TYPE_CHECKING, cast

import boto3
from botocore.stub import Stubber

from jetbridge_local.rehearsal.stacks import FUNCTION, QUEUE, Stack
from jetbridge_local.stack.aws import Aws

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient

NAME = "rehearsal"


class AnAccount:
    """An account with a stack whose resources come in two pages."""

    def cloudformation(self) -> "CloudFormationClient":
        """Return a client that is asked for both pages, and for nothing else."""
        client = boto3.client(
            "cloudformation",
            region_name="us-east-1",
            aws_access_key_id="made-up",
            aws_secret_access_key="made-up",
        )
        stubber, operation = Stubber(client), "list_stack_resources"
        first = {
            "StackResourceSummaries": [
                summary("Queue", QUEUE, "queue-1"),
                summary("LeftOut", QUEUE, ""),
            ],
            "NextToken": "next",
        }
        second = {"StackResourceSummaries": [summary("WorkerFunction", FUNCTION, "worker-1")]}
        stubber.add_response(operation, first, {"StackName": NAME})
        stubber.add_response(operation, second, {"StackName": NAME, "NextToken": "next"})
        stubber.activate()
        return client


def summary(name: str, kind: str, physical: str) -> dict[str, object]:
    """Return a resource as CloudFormation lists it."""
    return {
        "LogicalResourceId": name,
        "PhysicalResourceId": physical,
        "ResourceType": kind,
        "LastUpdatedTimestamp": 0,
        "ResourceStatus": "CREATE_COMPLETE",
    }


def test_resources_of_every_page_are_found() -> None:
    """Those without a name were not created: their condition is false."""
    # GIVEN a stack, WHEN its resources are looked up
    stack = Stack(cast("Aws", AnAccount()), NAME)
    # THEN those of both pages are there, or those of one type
    assert stack.ids() == {"Queue": "queue-1", "WorkerFunction": "worker-1"}
    assert stack.ids(FUNCTION) == {"WorkerFunction": "worker-1"}
