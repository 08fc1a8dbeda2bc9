"""The operator's policy allows what the commands call, on what the stack has, and nothing else."""

import ast
import json
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import botocore.session
from botocore import xform_name

from tests.unit.infra.templates import ROOT, as_list, resources

COMMANDS: Final = ROOT / "cli" / "jetbridge_cli"
FLOWS: Final = ROOT / "layers" / "jetbridge" / "jetbridge"
ADAPTERS: Final = (
    *(FLOWS / "store" / "dynamodb").glob("*.py"),
    FLOWS / "runtime" / "queue.py",
    FLOWS / "vault" / "secretsmanager.py",
    COMMANDS / "change_list.py",
)
"""Where the flows that commands run call AWS: by the operation's name, as text."""
WRITES: Final = (
    "dynamodb:ConditionCheckItem",
    "dynamodb:DeleteItem",
    "dynamodb:PutItem",
    "dynamodb:UpdateItem",
)
PERMISSIONS: Final = {
    "apigatewayv2:GetRoutes": ("apigateway:GET",),
    "dynamodb:TransactWriteItems": WRITES,
    "sqs:ChangeMessageVisibilityBatch": ("sqs:ChangeMessageVisibility",),
    "sqs:SendMessageBatch": ("sqs:SendMessage",),
    "sts:GetCallerIdentity": (),
}
"""What is needed for operations that have no permission of their own name."""
KINDS: Final = {
    "sqs": "AWS::SQS::Queue",
    "secretsmanager": "AWS::SecretsManager::Secret",
    "dynamodb": "AWS::DynamoDB::Table",
}
"""The services whose resources are named after their logical ids."""


@cache
def statements() -> list[dict[str, Any]]:
    """Return the statements of the policy. Not to be changed."""
    document = json.loads((ROOT / "deploy" / "operator-policy.json").read_text())
    found: list[dict[str, Any]] = document["Statement"]
    return found


def operations() -> dict[str, str]:
    """Return the operations of the services that commands have clients of, with the service."""
    session = botocore.session.get_session()
    services = re.findall(r'\.client\("(\w+)"', (COMMANDS / "aws_clients.py").read_text())
    return {
        operation: service
        for service in services
        for operation in session.get_service_model(service).operation_names
    }


def mentioned(module: Path) -> Iterator[str]:
    """Yield the methods that a module of the commands calls, itself or by a paginator."""
    for part in ast.walk(ast.parse(module.read_text())):
        match part:
            case ast.Call(
                func=ast.Attribute(attr="get_paginator"), args=[ast.Constant(value=str(paged))]
            ):
                yield paged
            case ast.Call(func=ast.Attribute(attr=method)):
                yield method


def texts(module: Path) -> Iterator[str]:
    """Yield the texts in a module."""
    for part in ast.walk(ast.parse(module.read_text())):
        match part:
            case ast.Constant(value=str(text)):
                yield text


def needed() -> set[str]:
    """Return the permissions that commands need."""
    known = operations()
    by_method = {xform_name(operation): operation for operation in known}
    methods = {name for module in COMMANDS.glob("*.py") for name in mentioned(module)}
    called = {by_method[name] for name in methods & by_method.keys()}
    called |= {text for module in ADAPTERS for text in texts(module)} & known.keys()
    named = {f"{known[operation]}:{operation}" for operation in called}
    return {permission for name in named for permission in PERMISSIONS.get(name, (name,))}


def test_it_allows_what_the_commands_call() -> None:
    """One too few is a command that fails in the cloud alone; one too many is a danger."""
    # WHEN the policy's actions are compared with the calls in the source
    allowed = {action for each in statements() for action in as_list(each["Action"])}
    # THEN they are the same
    assert allowed == needed()


def test_it_reaches_what_the_stack_has() -> None:
    """A queue or a secret that is added to the template is added here."""
    # GIVEN the resources of each service in the template
    for service, kind in KINDS.items():
        named = {
            match[1]
            for each in statements()
            for resource in as_list(each["Resource"])
            if (match := re.fullmatch(rf"arn:aws:{service}:REGION:ACCOUNT:.*?(\w+)-\*", resource))
        }
        # THEN the policy names each, and no other
        assert named == resources(kind).keys()


def test_it_can_be_told_of_a_table_and_a_keyring_of_another_name() -> None:
    """By the command in docs/operations.md: else no command works after such a restore."""
    # GIVEN the documented command
    text = (ROOT / "docs" / "operations.md").read_text()
    blocks = (each for each in text.split("```")[1::2] if "FORMER" in each)
    command = next(blocks).rpartition(">")[0]
    # WHEN it is run
    done = subprocess.run(["/bin/sh", "-c", command], cwd=ROOT, capture_output=True, check=True)
    filled = {each["Sid"]: each for each in json.loads(done.stdout)["Statement"]}
    # THEN the other table is reached, with its indexes, and the other stack's secrets
    tables = "arn:aws:dynamodb:eu-central-1:123456789012:table"
    assert filled["UseTheTable"]["Resource"] == [
        f"{tables}/jetbridge-prod-Table-*",
        f"{tables}/hires-restored",
        f"{tables}/hires-restored/*",
    ]
    (named,) = filled["KeepTheSecrets"]["Condition"]["StringEquals"].values()
    assert named == ["jetbridge-prod", "jetbridge-old"]


def test_what_is_not_of_the_stack_is_only_read() -> None:
    """Routes have an id; metrics, limits and topics are the account's. All else is one stack's."""
    # GIVEN the statements that name no stack, THEN they are these
    wide = [each["Sid"] for each in statements() if "STACK" not in str(each)]
    assert wide == [
        "FindTheLogsOfFunctions",
        "ReadRoutes",
        "ReadWhoIsTold",
        "ReadFiguresOfTheAccount",
    ]
