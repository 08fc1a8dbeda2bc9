"""A key of the deployer's encrypts what the stack stores, and each role may use it no further."""

import json
import re
from fnmatch import fnmatch
from typing import Any, Final

import pytest

from tests.unit.infra.templates import ROOT, as_list, properties, resources, written

KEY: Final = {"Fn::If": ["HasKmsKey", {"Ref": "KmsKeyArn"}, {"Ref": "AWS::NoValue"}]}
FORMER: Final = {"Fn::If": ["HasFormerKmsKey", {"Ref": "FormerKmsKeyArn"}, {"Ref": "AWS::NoValue"}]}
ENCRYPTED: Final = {
    "AWS::Logs::LogGroup": "KmsKeyId",
    "AWS::SQS::Queue": "KmsMasterKeyId",
    "AWS::SecretsManager::Secret": "KmsKeyId",
}
"""What names its key by a property; the table's is in `SSESpecification`."""
POLICIES: Final = {
    "TableKeyPolicy": ("dynamodb:", "dynamodb", {"kms:Decrypt"}),
    "SecretsKeyPolicy": ("secretsmanager:", "secretsmanager", {"kms:Decrypt"}),
    "QueueKeyPolicy": ("sqs:", "sqs", {"kms:Decrypt", "kms:GenerateDataKey"}),
}
"""For which actions a role needs the key, through which service, and what it may do with it."""
ARN: Final = "arn:aws:kms:eu-central-1:123456789012:key/"
UUID: Final = "1234abcd-12ab-34cd-56ef-1234567890ab"


def _actions(role: str) -> set[str]:
    (policy,) = properties(role)["Policies"]
    return {
        action
        for statement in policy["PolicyDocument"]["Statement"]
        for action in as_list(statement["Action"])
    }


@pytest.mark.parametrize(
    ("name", "member"),
    [
        (name, member)
        for kind, member in ENCRYPTED.items()
        for name in resources(kind)
        if name != "KeyringSecret"
    ],
)
def test_everything_that_stores_takes_the_key(name: str, member: str) -> None:
    """A queue, a secret or a log group that is added is encrypted like the others."""
    # THEN the resource has the key that is given, and AWS's own otherwise
    assert properties(name)[member] == KEY


def test_the_keyring_is_not_touched() -> None:
    """Each update of it risks a new keyring: its key is set by a command, once."""
    # THEN its properties are those of the first release
    assert "KmsKeyId" not in properties("KeyringSecret")


@pytest.mark.parametrize("name", POLICIES)
def test_a_role_may_use_the_key_through_the_services_that_it_uses(name: str) -> None:
    """Its own requests to KMS are refused, and so are other services' in its name."""
    # GIVEN the policy for a service, and the roles that use the service
    prefix, service, allowed = POLICIES[name]
    using = {
        role
        for role in resources("AWS::IAM::Role")
        if any(action.startswith(prefix) for action in _actions(role))
    }
    policy: dict[str, Any] = properties(name)
    # THEN it is theirs
    assert {role["Ref"] for role in policy["Roles"]} == using
    # AND allows no more than the service asks in their name, of the present key and the former one
    (statement,) = policy["PolicyDocument"]["Statement"]
    assert {*as_list(statement["Action"])} == allowed
    assert statement["Resource"] == [KEY, FORMER]
    via = {"Fn::Sub": f"{service}.${{AWS::Region}}.${{AWS::URLSuffix}}"}
    assert statement["Condition"] == {"StringEquals": {"kms:ViaService": via}}


@pytest.mark.parametrize("name", POLICIES)
def test_without_a_key_there_is_no_permission_for_one(name: str) -> None:
    """A policy with an empty list of resources is refused by IAM."""
    # THEN the policy is there with a key, the present one or the former one
    assert written()["Resources"][name]["Condition"] == "UsesKmsKeys"
    assert written()["Conditions"]["UsesKmsKeys"] == {
        "Fn::Or": [{"Condition": "HasKmsKey"}, {"Condition": "HasFormerKmsKey"}]
    }


@pytest.mark.parametrize("name", ["KmsKeyArn", "FormerKmsKeyArn"])
@pytest.mark.parametrize(
    ("value", "good"),
    [
        ("", True),
        (f"{ARN}{UUID}", True),
        (f"{ARN}mrk-{'0' * 32}", True),
        (f"arn:aws-us-gov:kms:us-gov-west-1:123456789012:key/{UUID}", True),
        ("arn:aws:kms:eu-central-1:123456789012:alias/jetbridge", False),
        (UUID, False),
        ("alias/aws/dynamodb", False),
        (f"{ARN}{UUID}/", False),
    ],
)
def test_a_key_is_named_by_its_arn(name: str, value: str, *, good: bool) -> None:
    """IAM's policies know a key by nothing else."""
    # THEN the pattern takes an ARN of a key, or nothing
    pattern = written()["Parameters"][name]["AllowedPattern"]
    assert bool(re.fullmatch(pattern, value)) is good


@pytest.mark.parametrize("name", resources("AWS::Logs::LogGroup"))
def test_the_key_policy_reaches_every_log_group(name: str) -> None:
    """CloudWatch refuses a group whose key it may not use, and the deployment with it."""
    # GIVEN the groups that the policy for the key names
    policy = json.loads((ROOT / "deploy" / "key-policy.json").read_text())
    (logs,) = (each for each in policy["Statement"] if each["Sid"] == "LogGroupsOfTheStack")
    patterns = logs["Condition"]["ArnLike"]["kms:EncryptionContext:aws:logs:arn"]
    # THEN the group is one of them; CloudFormation names one that has no name
    given = properties(name).get("LogGroupName", {"Fn::Sub": f"STACK-{name}-1A2B3C"})
    group = given["Fn::Sub"].replace("${AWS::StackName}", "STACK")
    arn = f"arn:aws:logs:REGION:ACCOUNT:log-group:{group}"
    assert any(fnmatch(arn, pattern) for pattern in patterns)
