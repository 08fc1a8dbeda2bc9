"""The template's resources, created at the local AWS services.

CloudFormation creates them, but for what runs in this process (functions, API, schedules), what
moto's CloudFormation cannot create (secrets, alarms, the dashboard) or not name afterwards (the
event bus), and the table at an engine of its own: these are left out of the template, and
references to them are filled in.
"""

import json
import secrets
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from jetbridge_local.stack.aws import Aws
from jetbridge_local.stack.aws_requests import arn
from jetbridge_local.stack.errors import StackError
from jetbridge_local.stack.left_out import Resource, StandIn, leave_out

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

STACK_NAME: Final = "jetbridge-local"
_RUN_HERE: Final = "AWS::ApiGatewayV2::"
_NAMED: Final = {
    "AWS::CloudWatch::": ("cloudwatch", "alarm"),
    "AWS::Lambda::": ("lambda", "function"),
}
"""What is left out and named by an ARN: the service and the kind of resource in it."""
_SECRET: Final = "AWS::SecretsManager::Secret"  # noqa: S105 - a resource type
_TABLE: Final = "AWS::DynamoDB::Table"
_RULE: Final = "AWS::Events::Rule"
_BUS: Final = "AWS::Events::EventBus"


def create(
    aws: Aws, template: Mapping[str, Any], parameters: Mapping[str, str]
) -> Mapping[str, str]:
    """Create the resources of a CloudFormation template; return physical ids by logical id.

    Raises:
        StackError: they could not be created.
    """
    left_out: dict[str, StandIn] = {}

    def stand_in(name: str, resource: Resource) -> StandIn | None:
        found = _stand_in(aws, name, resource)
        if found is not None:
            left_out[name] = found
        return found

    rest = leave_out(template, stand_in)
    client = aws.cloudformation()
    client.create_stack(
        StackName=STACK_NAME,
        TemplateBody=json.dumps(rest, default=str),
        Capabilities=["CAPABILITY_IAM"],
        Parameters=[
            {"ParameterKey": name, "ParameterValue": value} for name, value in parameters.items()
        ],
    )
    (stack,) = client.describe_stacks(StackName=STACK_NAME)["Stacks"]
    if stack["StackStatus"] != "CREATE_COMPLETE":
        raise StackError(f"{stack['StackStatus']}: {stack.get('StackStatusReason', '')}")
    named = {name: values["Ref"] for name, values in left_out.items()}
    return named | physical_ids(aws, STACK_NAME)


def physical_ids(aws: Aws, stack: str, kind: str | None = None) -> dict[str, str]:
    """Return physical ids by logical ids, of every resource of a stack or of those of one type.

    They come in pages: DescribeStackResources returns a hundred at the most.
    """
    pages = aws.cloudformation().get_paginator("list_stack_resources")
    return {
        each["LogicalResourceId"]: each["PhysicalResourceId"]
        for page in pages.paginate(StackName=stack)
        for each in page["StackResourceSummaries"]
        # Emulators list resources whose condition is false, without names.
        if each.get("PhysicalResourceId") and kind in {None, each["ResourceType"]}
    }


def _stand_in(aws: Aws, name: str, resource: Resource) -> StandIn | None:
    kind: str = resource["Type"]
    properties: Mapping[str, Any] = resource.get("Properties", {})
    if kind == _SECRET:
        return {"Ref": _create_secret(aws.secretsmanager(), name, properties)}
    if kind == _BUS:
        bus = f"{STACK_NAME}-{name}"
        return {"Ref": bus, "Arn": aws.events().create_event_bus(Name=bus)["EventBusArn"]}
    if kind == _TABLE and aws.dynamodb_url != aws.url:
        table = f"{STACK_NAME}-{name}-{secrets.token_hex(6).upper()}"
        _create_table(aws, table, properties)
        return {"Ref": table, "Arn": arn("dynamodb", f"table/{table}")}
    for prefix, (service, named) in _NAMED.items():
        if kind.startswith(prefix):
            return {"Ref": name, "Arn": arn(service, f"{named}:{name}")}
    if kind.startswith(_RUN_HERE) or (kind == _RULE and "ScheduleExpression" in properties):
        return {"Ref": name}
    return None


def _create_secret(client: "SecretsManagerClient", name: str, properties: Mapping[str, Any]) -> str:
    text = properties.get("SecretString")
    if text is None:
        wanted = properties["GenerateSecretString"]
        password = client.get_random_password(
            PasswordLength=wanted["PasswordLength"],
            ExcludePunctuation=wanted["ExcludePunctuation"],
        )["RandomPassword"]
        members = {
            **json.loads(wanted["SecretStringTemplate"]),
            wanted["GenerateStringKey"]: password,
        }
        text = json.dumps(members)
    return client.create_secret(
        Name=f"{STACK_NAME}-{name}", Description=properties["Description"], SecretString=text
    )["ARN"]


def _create_table(aws: Aws, table: str, properties: Mapping[str, Any]) -> None:
    """Create the table at an engine that knows keys, indexes and conditions, and perhaps no more.

    Encryption, recovery and expiry are the cloud's: dynalite, for one, refuses them.
    """
    client = aws.dynamodb()
    client.create_table(
        TableName=table,
        BillingMode=properties["BillingMode"],
        AttributeDefinitions=properties["AttributeDefinitions"],
        KeySchema=properties["KeySchema"],
        GlobalSecondaryIndexes=properties["GlobalSecondaryIndexes"],
    )
    client.get_waiter("table_exists").wait(
        TableName=table, WaiterConfig={"Delay": 1, "MaxAttempts": 30}
    )
