"""SQS and EventBridge, each called with boto3 and without."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import boto3
import pytest
from mypy_boto3_events import EventBridgeClient
from mypy_boto3_sqs import SQSClient

from jetbridge.model.aws_calls import AwsCalls
from jetbridge.runtime.awsjson import EVENTBRIDGE, SQS
from jetbridge_cli.boto import BotoCalls
from tests.contract.store import engines


@dataclass
class Services:
    """SQS and EventBridge, as the adapters call them and as a test looks into them."""

    sqs: AwsCalls
    event_bridge: AwsCalls
    queues: SQSClient
    events: EventBridgeClient

    def new_queue(self) -> str:
        """Return the URL of a queue of its own."""
        return self.queues.create_queue(QueueName=f"contract-{uuid4()}")["QueueUrl"]

    def new_bus(self, queue_url: str) -> str:
        """Return the name of a bus of its own, whose events go to a queue."""
        name = f"contract-{uuid4()}"
        self.events.create_event_bus(Name=name)
        pattern = json.dumps({"source": ["jetbridge"]})
        self.events.put_rule(Name=name, EventBusName=name, EventPattern=pattern)
        arn = self.queues.get_queue_attributes(QueueUrl=queue_url, AttributeNames=["QueueArn"])
        self.events.put_targets(
            Rule=name,
            EventBusName=name,
            Targets=[{"Id": "queue", "Arn": arn["Attributes"]["QueueArn"]}],
        )
        return name

    def received(self, queue_url: str) -> list[dict[str, Any]]:
        """Return the bodies that are in a queue, with what SQS knows of each in `attributes`."""
        found: list[dict[str, Any]] = []
        while messages := self.queues.receive_message(
            QueueUrl=queue_url, MaxNumberOfMessages=10, MessageSystemAttributeNames=["All"]
        ).get("Messages"):
            found += [
                {**json.loads(each["Body"]), "attributes": each["Attributes"]} for each in messages
            ]
        return found


@pytest.fixture(params=["boto3", "lean"])
def services(request: pytest.FixtureRequest, moto: str) -> Services:
    """Return the services, called with boto3 or without."""
    session = boto3.Session("local", "local", region_name="us-east-1")
    queues = session.client("sqs", endpoint_url=moto)
    events = session.client("events", endpoint_url=moto)
    if request.param == "boto3":
        return Services(BotoCalls(queues), BotoCalls(events), queues, events)
    sqs, event_bridge = (engines.lean_client(moto, service) for service in (SQS, EVENTBRIDGE))
    return Services(sqs, event_bridge, queues, events)
