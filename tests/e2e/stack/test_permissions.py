"""The local stack gives each function what its role allows, by IAM's rules."""

from typing import Any, Final

import boto3
import pytest
from botocore.exceptions import ClientError

from jetbridge_cli.local_stack import account
from jetbridge_local.stack import LocalStack, roles
from jetbridge_local.stack.aws import Aws
from jetbridge_local.stack.aws_requests import Call, arn, calls
from jetbridge_local.stack.policies import UnknownRuleError, allows

TABLE: Final = arn("dynamodb", "table/T")
OF_CLIENTS: Final = {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["CLIENT#*", "ONE"]}}
STATEMENT: Final = {
    "Sid": "Read",
    "Effect": "Allow",
    "Action": ["dynamodb:GetItem", "dynamodb:BatchGetItem"],
    "Resource": TABLE,
    "Condition": OF_CLIENTS,
}
KEYED: Final = {"pk": {"S": "CLIENT#1"}, "sk": {"S": "CLIENT"}}


@pytest.mark.parametrize(
    "call",
    [
        Call("dynamodb:GetItem", TABLE, ("CLIENT#1",)),
        Call("dynamodb:GetItem", TABLE, ("ONE",)),
        Call("dynamodb:BatchGetItem", TABLE, ("CLIENT#1", "CLIENT#2")),
    ],
)
def test_a_statement_allows_its_actions_on_its_resource_in_its_partitions(call: Call) -> None:
    """Each of the keys is like one of the patterns."""
    # THEN the call is allowed
    assert allows([STATEMENT], call)


@pytest.mark.parametrize(
    "call",
    [
        Call("dynamodb:BatchGetItem", TABLE, ("CLIENT#1", "TENANT#2")),
        Call("dynamodb:GetItem", TABLE, ("NOT#CLIENT#1",)),
        Call("dynamodb:GetItem", TABLE, ("ONE#1",)),
        Call("dynamodb:PutItem", TABLE, ("CLIENT#1",)),
        Call("dynamodb:GetItem", f"{TABLE}/index/tenant", ("CLIENT#1",)),
    ],
)
def test_a_statement_allows_nothing_else(call: Call) -> None:
    """One key that is like no pattern is enough."""
    # THEN the call is refused
    assert not allows([STATEMENT], call)


def test_an_item_is_put_with_the_attributes_that_are_allowed() -> None:
    """None of its own need be there."""
    # GIVEN a statement that names attributes
    named = {"ForAllValues:StringEquals": {"dynamodb:Attributes": ["pk", "sk", "a"]}}
    statement = STATEMENT | {"Action": "dynamodb:PutItem", "Condition": OF_CLIENTS | named}
    # THEN an item may have those, and no others
    keys = ("CLIENT#1",)
    assert allows([statement], Call("dynamodb:PutItem", TABLE, keys, ("pk", "sk")))
    assert not allows([statement], Call("dynamodb:PutItem", TABLE, keys, ("pk", "sk", "b")))
    assert not allows([statement], Call("dynamodb:PutItem", TABLE, ("TENANT#1",), ("pk", "sk")))


@pytest.mark.parametrize(
    "changed",
    [
        {"Effect": "Deny"},
        {"NotAction": "dynamodb:Scan"},
        {"Condition": {"StringEquals": {"aws:SourceAccount": "1"}}},
        {"Condition": OF_CLIENTS | {"Bool": {"aws:SecureTransport": "true"}}},
    ],
)
def test_a_rule_that_is_not_evaluated_here_is_told(changed: dict[str, Any]) -> None:
    """Passing over it would show another permission than AWS's."""
    # GIVEN a statement with such a rule
    statement = STATEMENT | changed
    # THEN it is refused
    with pytest.raises(UnknownRuleError):
        allows([statement], Call("dynamodb:GetItem", TABLE, ("CLIENT#1",)))


@pytest.mark.parametrize(
    ("target", "request_", "expected"),
    [
        (
            "DynamoDB_20120810.PutItem",
            {"TableName": "T", "Item": KEYED},
            [Call("dynamodb:PutItem", TABLE, ("CLIENT#1",), ("pk", "sk"))],
        ),
        (
            "DynamoDB_20120810.BatchGetItem",
            {"RequestItems": {"T": {"Keys": [KEYED, {"pk": {"S": "B"}}]}}},
            [Call("dynamodb:BatchGetItem", TABLE, ("CLIENT#1", "B"))],
        ),
        (
            "DynamoDB_20120810.TransactWriteItems",
            {
                "TransactItems": [
                    {"ConditionCheck": {"TableName": "T", "Key": KEYED}},
                    {"Delete": {"TableName": "T", "Key": KEYED}},
                    {"Delete": {"TableName": "T", "Key": {"pk": {"S": "B"}}}},
                ]
            },
            [
                Call("dynamodb:ConditionCheckItem", TABLE, ("CLIENT#1",)),
                Call("dynamodb:DeleteItem", TABLE, ("CLIENT#1", "B")),
            ],
        ),
        (
            "DynamoDB_20120810.Query",
            {
                "TableName": "T",
                "IndexName": "tenant",
                "KeyConditionExpression": "#n0 = :v0 AND begins_with(#n1, :v1)",
                "ExpressionAttributeNames": {"#n0": "tenant_pk", "#n1": "tenant_sk"},
                "ExpressionAttributeValues": {":v0": {"S": "TENANT#a"}, ":v1": {"S": "b"}},
            },
            [Call("dynamodb:Query", f"{TABLE}/index/tenant", ("TENANT#a",))],
        ),
        (
            "AmazonSQS.SendMessageBatch",
            {"QueueUrl": "http://127.0.0.1/1/Q", "Entries": []},
            [Call("sqs:SendMessage", arn("sqs", "Q"))],
        ),
        (
            "AWSEvents.PutEvents",
            {"Entries": [{"EventBusName": "B"}, {"EventBusName": "B"}]},
            [Call("events:PutEvents", arn("events", "event-bus/B"))],
        ),
        (
            "secretsmanager.GetSecretValue",
            {"SecretId": "arn:S"},
            [Call("secretsmanager:GetSecretValue", "arn:S")],
        ),
        (
            "AmazonSSM.GetParameter",
            {"Name": "/a/b"},
            [Call("ssm:GetParameter", arn("ssm", "parameter/a/b"))],
        ),
    ],
)
def test_a_request_needs_the_permissions_that_aws_documents(
    target: str, request_: dict[str, Any], expected: list[Call]
) -> None:
    """A transaction needs one for each kind of its writes, a batch that of the single form."""
    # THEN these calls must be allowed
    assert [*calls(target, request_)] == expected


def test_the_services_refuse_what_a_role_does_not_allow(stack: LocalStack) -> None:
    """As AWS does, so that a permission that is missing shows before the deployment."""
    # GIVEN a session of the token endpoint's role, under another name than the function's
    aws = Aws(stack.ready.aws_endpoint_url, None)
    iam = boto3.client("iam", **_reached(stack))
    (role,) = (
        each["RoleName"] for each in iam.list_roles()["Roles"] if "TokenRole" in each["RoleName"]
    )
    session = roles.assume(aws, {"Probe": role})["Probe"]
    table = boto3.client("dynamodb", **_reached(stack, session))
    # WHEN it reads a client and a connection
    client = _get(table, stack.ready.table_name, "CLIENT#1")
    connection = _get(table, stack.ready.table_name, "CONNECTION#1")
    # THEN it gets what the role allows
    assert client == ""
    assert connection == "AccessDeniedException"


def _reached(stack: LocalStack, session: roles.Credentials | None = None) -> dict[str, Any]:
    """Return what a client of the stack's AWS services is made with; the operator's by default."""
    given = session or roles.Credentials(account.ACCESS_KEY_ID, account.SECRET_ACCESS_KEY, "")
    return {
        "endpoint_url": stack.ready.aws_endpoint_url,
        "region_name": account.REGION,
        "aws_access_key_id": given.key_id,
        "aws_secret_access_key": given.secret,
        "aws_session_token": given.token or None,
    }


def _get(client: Any, table: str, pk: str) -> str:  # noqa: ANN401 - each service's client is a type of its own
    """Return the code of a refusal to read an item."""
    try:
        client.get_item(TableName=table, Key={"pk": {"S": pk}, "sk": {"S": "-"}})
    except ClientError as refusal:
        return str(refusal.response["Error"]["Code"])
    return ""
