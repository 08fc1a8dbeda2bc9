"""A CloudFormation stack, as its account describes it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from jetbridge_local.stack import resources
from jetbridge_local.stack.aws import Aws

ALARM: Final = "AWS::CloudWatch::Alarm"
FUNCTION: Final = "AWS::Lambda::Function"
MAPPING: Final = "AWS::Lambda::EventSourceMapping"
ROLE: Final = "AWS::IAM::Role"
RULE: Final = "AWS::Events::Rule"
QUEUE: Final = "AWS::SQS::Queue"
SECRET: Final = "AWS::SecretsManager::Secret"  # noqa: S105 - a resource type
LOG_GROUP: Final = "AWS::Logs::LogGroup"

type Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Stack:
    """A stack of an account, looked up at each question."""

    aws: Aws
    name: str

    @property
    def status(self) -> str:
        """Return the stack's status."""
        return str(self._described()["StackStatus"])

    @property
    def updated(self) -> str:
        """Return the time of the last update, or of the creation."""
        described = self._described()
        return str(described.get("LastUpdatedTime", described["CreationTime"]))

    @property
    def outputs(self) -> Mapping[str, str]:
        """Return the outputs by their names."""
        return {each["OutputKey"]: each["OutputValue"] for each in self._described()["Outputs"]}

    def ids(self, kind: str | None = None) -> Mapping[str, str]:
        """Return physical ids by logical ids, of every resource or of those of one type."""
        return resources.physical_ids(self.aws, self.name, kind)

    def processed(self) -> Json:
        """Return the template as SAM's transform has left it."""
        client: Any = self.aws.cloudformation()
        body = client.get_template(StackName=self.name, TemplateStage="Processed")["TemplateBody"]
        template: Json = json.loads(body) if isinstance(body, str) else dict(body)
        return template

    def logged(self, group: str) -> Iterator[str]:
        """Return the messages of a log group."""
        pages = self.aws.client("logs").get_paginator("filter_log_events")
        for page in pages.paginate(logGroupName=group):
            yield from (event["message"] for event in page["events"])

    def _described(self) -> Json:
        client: Any = self.aws.cloudformation()
        (described,) = client.describe_stacks(StackName=self.name)["Stacks"]
        found: Json = described
        return found
