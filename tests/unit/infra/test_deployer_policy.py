"""The deployer's policies allow what CloudFormation does for the template, and little else.

What that is, is in the schemas of AWS's resource types (`handlers`), which cfn-lint has.
"""

import json
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from importlib import resources as packages
from typing import Any, Final

import pytest

from jetbridge_local.rehearsal import policies
from tests.unit.infra.templates import ROOT, as_list, deployed, properties, resources

FILES: Final = ("deployer-policy.json", "deployer-data-policy.json")
TYPES: Final = sorted({each["Type"] for each in deployed()["Resources"].values()})
HANDLERS: Final = ("create", "read", "update", "delete")
LONGEST: Final = 6_144
"""Characters of a managed policy, blanks left out (IAM User Guide, "IAM and AWS STS quotas")."""
FILLED: Final = {
    "REGION": "ap-southeast-2",
    "ACCOUNT": "123456789012",
    "BOUNDARY": "jetbridge-boundary",
    "STACK": "jetbridge-production",
}
NOT_USED: Final = {
    "cloudfront:": "the pool has no domain of the deployer's own",
    "dynamodb:AssociateTableReplica": "the table has no replica",
    "dynamodb:CreateTableReplica": "the table has no replica",
    "dynamodb:DeleteResourcePolicy": "the table has no policy of its own",
    "dynamodb:DescribeImport": "nothing is imported into the table",
    "dynamodb:DisableKinesisStreamingDestination": "the table has no stream",
    "dynamodb:EnableKinesisStreamingDestination": "the table has no stream",
    "dynamodb:ImportTable": "nothing is imported into the table",
    "dynamodb:PutResourcePolicy": "the table has no policy of its own",
    "dynamodb:UpdateContributorInsights": "nothing looks into the table's keys",
    "dynamodb:UpdateKinesisStreamingDestination": "the table has no stream",
    "ec2:": "the functions are in no network",
    "elasticfilesystem:": "the functions have no file system",
    "events:PutPermission": "the bus takes nothing of other accounts",
    "events:RemovePermission": "the bus takes nothing of other accounts",
    "firehose:": "the logs go nowhere else",
    "iam:CreateServiceLinkedRole": "for replicas, and for mails of the pool's by SES",
    "iam:DeleteGroupPolicy": "there is no group",
    "iam:DeleteRolePermissionsBoundary": "a role keeps its boundary",
    "iam:DeleteUserPolicy": "there is no user",
    "iam:GetGroupPolicy": "there is no group",
    "iam:GetUserPolicy": "there is no user",
    "iam:PutGroupPolicy": "there is no group",
    "iam:PutUserPolicy": "there is no user",
    "kinesis:": "the table has no stream",
    "kms:CreateGrant": "a key of the deployer's: deploy/key-policy.json",
    "kms:Decrypt": "a key of the deployer's: deploy/key-policy.json",
    "kms:Encrypt": "a key of the deployer's: deploy/key-policy.json",
    "kms:GenerateDataKey": "a key of the deployer's: deploy/key-policy.json",
    "kms:ListAliases": "a key of the deployer's: deploy/key-policy.json",
    "kms:ReEncrypt": "a key of the deployer's: deploy/key-policy.json",
    "kms:RevokeGrant": "a key of the deployer's: deploy/key-policy.json",
    "lambda:AssociateRuntimeAlias": "the functions follow AWS's updates of the runtime",
    "lambda:DeleteFunctionCodeSigningConfig": "the code is not signed",
    "lambda:GetCodeSigningConfig": "the code is not signed",
    "lambda:PassCapacityProvider": "the functions run on no instances of the deployer's",
    "lambda:PublishVersion": "the functions have no versions",
    "lambda:PutFunctionCodeSigningConfig": "the code is not signed",
    "lambda:PutFunctionScalingConfig": "the functions run on no instances of the deployer's",
    "lambda:PutRuntimeManagementConfig": "the functions follow AWS's updates of the runtime",
    "logs:CreateLogStream": "the table imports nothing",
    "logs:DeleteDataProtectionPolicy": "no group masks data",
    "logs:DeleteIndexPolicy": "no group has an index",
    "logs:DeleteResourcePolicy": "no group has a policy of its own",
    "logs:DescribeLogStreams": "the table imports nothing",
    "logs:PutBearerTokenAuthentication": "no group takes a bearer token",
    "logs:PutDataProtectionPolicy": "no group masks data",
    "logs:PutIndexPolicy": "no group has an index",
    "logs:PutLogEvents": "the table imports nothing",
    "logs:PutLogGroupDeletionProtection": "no group refuses to be deleted",
    "s3:": "archives of the SAM CLI's own bucket: the statement KeepArchives",
    "s3files:": "the functions have no file system",
    "secretsmanager:RemoveRegionsFromReplication": "no secret has a replica",
    "secretsmanager:ReplicateSecretToRegions": "no secret has a replica",
    "sns:PutDataProtectionPolicy": "the topic masks no data",
}
"""What handlers do for what the template does not have, by how the action begins; and why."""
BESIDE: Final = {
    "cloudformation:": "the stack itself",
    "s3:": "the SAM CLI's bucket",
    "dynamodb:ListBackups": "docs/restore.md",
    "dynamodb:RestoreTable": "docs/restore.md",
    "logs:": "the access log: API Gateway Developer Guide, permissions for HTTP API logging",
    "lambda:GetFunctionCodeSigningConfig": "read of a function",
    "lambda:ListTags": "read of a function",
}
"""What no handler of these types does, and why it is allowed."""
MOST: Final = 6_144
"""Characters of a managed policy, blanks not counted."""
EVERYWHERE: Final = {
    "FindBackups",
    "ReadTheTemplate",
    "Mappings",
    "AccessLog",
    "MakeTheKeyring",
    "MakeThePool",
    "FindThePoolsDomain",
    "MakeTheAlarmsKey",
}
"""Statements about what has no ARN before it is there, or none at all."""


@cache
def schemas() -> dict[str, dict[str, Any]]:
    """Return the schemas of the template's types, by their names. Not to be changed."""
    folder = packages.files("cfnlint") / "data" / "schemas" / "resources"
    found = (
        json.loads(each.read_text()) for each in folder.iterdir() if each.name.endswith(".json")
    )
    return {each["typeName"]: each for each in found if each.get("typeName") in TYPES}


@cache
def statements() -> tuple[dict[str, Any], ...]:
    """Return the statements of both policies. Not to be changed."""
    documents = (json.loads((ROOT / "deploy" / name).read_text()) for name in FILES)
    return tuple(each for document in documents for each in document["Statement"])


def allowed() -> set[str]:
    """Return what both policies allow."""
    return {action for each in statements() for action in as_list(each["Action"])}


def needed(kind: str) -> Iterator[str]:
    """Yield what CloudFormation does for a type, as far as the template has it do it."""
    for handler in HANDLERS:
        for action in schemas()[kind].get("handlers", {}).get(handler, {}).get("permissions", ()):
            if not any(action.startswith(each) for each in NOT_USED):
                yield action


@pytest.mark.parametrize("kind", TYPES)
def test_every_type_of_the_template_can_be_deployed(kind: str) -> None:
    """A type that is added fails here, and not in the first deployment."""
    # GIVEN what the type's handlers do
    wanted = set(needed(kind))
    # THEN the policies allow it
    assert wanted
    assert not wanted - allowed()


def test_nothing_else_is_allowed() -> None:
    """What no resource needs is of use to an attacker alone."""
    wanted = {action for kind in TYPES for action in needed(kind)}
    more = allowed() - wanted
    assert not {each for each in more if not any(each.startswith(known) for known in BESIDE)}


def test_every_exception_is_one() -> None:
    """A reason that is out of date hides the next fault."""
    every = {
        action
        for kind in TYPES
        for handler in HANDLERS
        for action in schemas()[kind].get("handlers", {}).get(handler, {}).get("permissions", ())
    }
    assert not [each for each in NOT_USED if not any(known.startswith(each) for known in every)]


def test_what_is_allowed_is_one_stacks() -> None:
    """But for what has no name of its own, and pools and keys, which are told by their tag."""
    wide = {each["Sid"] for each in statements() if "*" in as_list(each["Resource"])}
    assert wide == EVERYWHERE


def test_it_can_be_told_of_a_table_of_another_name() -> None:
    """By the command in docs/operations.md: else no backup is restored into such a table."""
    # GIVEN the documented command
    text = (ROOT / "docs" / "operations.md").read_text()
    blocks = (each for each in text.split("```")[1::2] if "> deployer-data-policy.json" in each)
    command = next(blocks).rpartition(">")[0]
    # WHEN it is run
    done = subprocess.run(["/bin/sh", "-c", command], cwd=ROOT, capture_output=True, check=True)
    filled = {each["Sid"]: each for each in json.loads(done.stdout)["Statement"]}
    # THEN both statements about tables reach the other one, and its backups
    tables = "arn:aws:dynamodb:eu-central-1:123456789012:table"
    for sid in ("Table", "RestoreTheTable"):
        assert filled[sid]["Resource"] == [
            f"{tables}/jetbridge-prod-Table-*",
            f"{tables}/hires-restored",
            f"{tables}/hires-restored/*",
        ]
    # AND the policy still fits into a managed one
    assert len(json.dumps({"Statement": [*filled.values()]}, separators=(",", ":"))) < MOST

    # AND the rehearsal's deployer is told by the same rule
    class Numbered:
        """An account with a number."""

        def sts(self) -> "Numbered":
            """Return STS."""
            return self

        def get_caller_identity(self) -> dict[str, str]:
            """Return the number."""
            return {"Account": "123456789012"}

    account: Any = Numbered()
    given = {"TABLE": "hires-restored", "STACK": "jetbridge-prod"}
    rehearsed = json.loads(policies.filled("deployer-data-policy.json", account, **given))
    told = {each["Sid"]: each for each in rehearsed["Statement"]}
    for sid in ("Table", "RestoreTheTable"):
        named = [each.split(":table/")[1] for each in filled[sid]["Resource"]]
        assert [each.split(":table/")[1] for each in told[sid]["Resource"]] == named


def test_no_role_is_made_without_the_boundary() -> None:
    """Otherwise who deploys could give a function every right, and run it."""
    # GIVEN the statements that make a role, or give one something
    giving = {
        "iam:AttachRolePolicy",
        "iam:CreateRole",
        "iam:PutRolePermissionsBoundary",
        "iam:PutRolePolicy",
    }
    for each in statements():
        if giving & {*as_list(each["Action"])}:
            # THEN they demand the boundary, and none of them takes one away
            bounds = each["Condition"]["StringEquals"]["iam:PermissionsBoundary"]
            assert bounds == "arn:aws:iam::ACCOUNT:policy/BOUNDARY"
    assert "iam:DeleteRolePermissionsBoundary" not in allowed()


def test_a_role_is_passed_to_functions_alone() -> None:
    """Nor to any other service, and no other role."""
    (passing,) = (each for each in statements() if "iam:PassRole" in as_list(each["Action"]))
    assert passing["Resource"] == "arn:aws:iam::ACCOUNT:role/STACK-*"
    assert passing["Condition"]["StringEquals"] == {"iam:PassedToService": "lambda.amazonaws.com"}


def test_the_boundary_holds_what_the_roles_allow() -> None:
    """A role may do what both allow: one action too few fails in the cloud alone."""
    # GIVEN the boundary
    document = json.loads((ROOT / "deploy" / "boundary-policy.json").read_text())
    bounds = {action for each in document["Statement"] for action in as_list(each["Action"])}
    # THEN it allows what the roles and their keys' policies do, and X-Ray
    policies = [
        *(each for role in resources("AWS::IAM::Role") for each in properties(role)["Policies"]),
        *(properties(name) for name in resources("AWS::IAM::Policy")),
    ]
    granted = {
        action
        for policy in policies
        for each in policy["PolicyDocument"]["Statement"]
        for action in as_list(each["Action"])
    }
    assert {each for each in bounds if not each.startswith("xray:")} == granted


def test_the_restore_is_allowed() -> None:
    """A permission that is missing is found at three in the morning otherwise."""
    # GIVEN the commands of AWS's in the procedure; a waiter only describes
    text = (ROOT / "docs" / "restore.md").read_text()
    called = {
        (service, operation) for service, operation in re.findall(r"aws ([a-z]+) ([a-z-]+)", text)
    } - {("dynamodb", "wait")}
    # THEN who deploys may give each
    wanted = {
        f"{service}:{''.join(word.capitalize() for word in operation.split('-'))}"
        for service, operation in called
    }
    assert wanted
    assert not wanted - allowed()


@pytest.mark.parametrize("name", FILES)
def test_a_policy_is_no_longer_than_iam_takes(name: str) -> None:
    """With names of usual length."""
    text = (ROOT / "deploy" / name).read_text()
    for placeholder, value in FILLED.items():
        text = text.replace(placeholder, value)
    assert len("".join(text.split())) <= LONGEST
