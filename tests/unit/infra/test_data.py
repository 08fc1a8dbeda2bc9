"""The table and the secrets outlive mistakes."""

import json
from typing import Any, Final

import pytest

from jetbridge.store.schema import DUE, PRIMARY, TENANT, Index
from tests.unit.infra.templates import ROOT, TEMPLATE, as_list, properties, written

TYPES = {str: "S", int: "N"}


def _key_schema(index: Index) -> list[dict[str, str]]:
    return [
        {"AttributeName": index.partition, "KeyType": "HASH"},
        {"AttributeName": index.order, "KeyType": "RANGE"},
    ]


def test_the_table_has_the_keys_that_the_store_uses() -> None:
    """The code's idea of the table and the template's are one."""
    # GIVEN the table
    table = properties("Table")
    # THEN its keys, its indexes and their types are the store's
    assert table["KeySchema"] == _key_schema(PRIMARY)
    assert {
        index["IndexName"]: index["KeySchema"] for index in table["GlobalSecondaryIndexes"]
    } == {index.name: _key_schema(index) for index in (TENANT, DUE)}
    assert {
        attribute["AttributeName"]: attribute["AttributeType"]
        for attribute in table["AttributeDefinitions"]
    } == {name: TYPES[kind] for index in (TENANT, DUE) for name, kind in index.attributes.items()}


def test_the_table_is_kept_and_can_be_rolled_back() -> None:
    """Credentials that partners hand out once must survive the stack and its operator."""
    # GIVEN the table
    table = properties("Table")
    # THEN it is encrypted, paid by use, restorable to any second, and not deleted with the stack
    assert table["BillingMode"] == "PAY_PER_REQUEST"
    own, aws = {"KMSMasterKeyId": {"Ref": "KmsKeyArn"}, "SSEType": "KMS"}, {"SSEEnabled": True}
    assert table["SSESpecification"] == {"Fn::If": ["HasKmsKey", aws | own, aws]}
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert table["TimeToLiveSpecification"] == {"AttributeName": "ttl", "Enabled": True}
    assert table["DeletionProtectionEnabled"] == {"Fn::If": ["IsProtected", True, False]}


@pytest.mark.parametrize("logical_id", ["Table", "KeyringSecret", "UserPool"])
def test_what_cannot_be_made_again_is_retained(logical_id: str) -> None:
    """The table is worth nothing without the keys that open it."""
    # GIVEN a resource with what no other has
    resource = written()["Resources"][logical_id]
    # THEN neither deleting nor replacing it in the stack deletes it, but a failed creation does
    assert resource["DeletionPolicy"] == "RetainExceptOnCreate"
    assert resource["UpdateReplacePolicy"] == "Retain"


KEYRING: Final = """\
      GenerateSecretString:
        SecretStringTemplate: '{"active":"k1"}'
        GenerateStringKey: k1
        PasswordLength: 64
        ExcludePunctuation: true

"""


def test_the_keyring_is_made_once_and_never_again() -> None:
    """Whatever changes of this text, CloudFormation makes a new keyring, which opens nothing.

    It names the one key that it has, of 64 random letters and digits.
    """
    # THEN the text is the one of the first release
    assert TEMPLATE.read_text().count(KEYRING) == 1
    assert properties("KeyringSecret").keys() == {"Description", "GenerateSecretString"}


def test_the_policy_of_the_stack_refuses_what_loses_data() -> None:
    """Set by the deployer, it holds for every deployment, of a changed template too."""
    # GIVEN the policy
    statements = json.loads((ROOT / "stack-policy.json").read_text())["Statement"]
    denied = {
        resource.removeprefix("LogicalResourceId/"): actions
        for effect, resources, actions in map(_read, statements)
        for resource in resources
        if effect == "Deny"
    }
    # THEN it names resources of the template, and the keyring is not touched at all
    assert denied.keys() <= written()["Resources"].keys()
    assert denied["KeyringSecret"] == ["Update:*"]
    assert {"Update:Replace", "Update:Delete"} <= {*denied["Table"]}
    # AND allows the others: what a policy does not name is refused
    assert _read(statements[0]) == ("Allow", ["*"], ["Update:*"])


def _read(statement: dict[str, Any]) -> tuple[str, list[str], list[str]]:
    """Return effect, resources and actions of a statement of a stack policy."""
    return statement["Effect"], as_list(statement["Resource"]), as_list(statement["Action"])


@pytest.mark.parametrize("logical_id", ["UserPool", "UserPoolDomain", "UserPoolClient"])
def test_a_user_pool_can_be_kept_beside_another_issuer(logical_id: str) -> None:
    """Going back to it, a stack would make an empty one otherwise."""
    # THEN it is there without another issuer, and with one where the deployer says so
    assert written()["Resources"][logical_id]["Condition"] == "HasUserPool"
    assert written()["Conditions"]["HasUserPool"] == {
        "Fn::Or": [{"Condition": "UseCognito"}, {"Fn::Equals": [{"Ref": "KeepUserPool"}, "true"]}]
    }


def test_two_stacks_of_one_stage_can_have_domains() -> None:
    """The name made of stage and account is taken by the first."""
    # THEN the deployer may give another
    assert properties("UserPoolDomain")["Domain"] == {
        "Fn::If": [
            "HasCognitoDomain",
            {"Ref": "CognitoDomain"},
            {"Fn::Sub": "jetbridge-${Stage}-${AWS::AccountId}"},
        ]
    }


SECRETS = [
    "SmartRecruitersSecret",
    "IncodeSecret",
    "OnboarderSecret",
    "OnboardbaseSecret",
    "IdentitySecret",
]


@pytest.mark.parametrize("logical_id", SECRETS)
def test_the_operators_secrets_start_empty(logical_id: str) -> None:
    """No placeholder is ever taken for a credential."""
    # THEN the secret is an empty JSON object
    assert properties(logical_id)["SecretString"] == "{}"


def test_users_do_not_choose_their_tenant() -> None:
    """A signed-in user may write some of his own attributes; his tenant is not among them."""
    # GIVEN the Cognito client
    client = properties("UserPoolClient")
    # THEN it shows the tenant and does not let it be written
    assert "custom:tenant" in client["ReadAttributes"]
    assert "custom:tenant" not in client["WriteAttributes"]
