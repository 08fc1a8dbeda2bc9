"""The table and the secrets outlive mistakes."""

import pytest

from jetbridge.store.schema import DUE, PRIMARY, TENANT, Index
from tests.unit.infra.templates import properties, written

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
    assert table["SSESpecification"] == {"SSEEnabled": True}
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert table["TimeToLiveSpecification"] == {"AttributeName": "ttl", "Enabled": True}
    assert table["DeletionProtectionEnabled"] == {"Fn::If": ["IsProtected", True, False]}


@pytest.mark.parametrize("logical_id", ["Table", "KeyringSecret", "UserPool"])
def test_what_cannot_be_made_again_is_retained(logical_id: str) -> None:
    """The table is worth nothing without the keys that open it."""
    # GIVEN a resource with what nobody else has
    resource = written()["Resources"][logical_id]
    # THEN neither deleting nor replacing it in the stack deletes it, but a failed creation does
    assert resource["DeletionPolicy"] == "RetainExceptOnCreate"
    assert resource["UpdateReplacePolicy"] == "Retain"


def test_the_keyring_starts_with_one_key_of_enough_randomness() -> None:
    """A deployment can seal from its first minute, with a key that nobody has seen."""
    # GIVEN how the keyring is made
    generated = properties("KeyringSecret")["GenerateSecretString"]
    # THEN it names the key that it has, and the key has 64 random letters and digits
    assert generated["SecretStringTemplate"] == '{"active":"k1"}'
    assert generated["GenerateStringKey"] == "k1"
    assert generated["PasswordLength"] == 64
    assert generated["ExcludePunctuation"] is True


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
