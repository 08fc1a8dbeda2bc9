"""What DynamoDB does not restore of a table is found, with the command that sets it."""

from datetime import UTC, datetime
from typing import Any, Final

import pytest

from jetbridge_cli import restored_table
from jetbridge_cli.findings import Result

KEY: Final = "arn:aws:kms:eu-central-1:123456789012:key/00000000-0000-4000-8000-000000000000"

POINT: Final = 1_000_000


class Dynamo:
    """A DynamoDB with one table, as it describes it."""

    def __init__(self, **changed: dict[str, Any]) -> None:
        self.table: dict[str, Any] = {
            "TableStatus": "ACTIVE",
            "KeySchema": [{"AttributeName": "pk"}, {"AttributeName": "sk"}],
            "GlobalSecondaryIndexes": [
                {"IndexName": "tenant", "IndexStatus": "ACTIVE"},
                {"IndexName": "due", "IndexStatus": "ACTIVE"},
            ],
            "DeletionProtectionEnabled": True,
            **changed.get("table", {}),
        }
        self.expiry = changed.get("expiry", {"TimeToLiveStatus": "ENABLED", "AttributeName": "ttl"})
        self.recovery = changed.get("recovery", {"PointInTimeRecoveryStatus": "ENABLED"})

    def describe_table(self, **_: str) -> dict[str, Any]:
        """Describe the table."""
        return {"Table": self.table}

    def describe_time_to_live(self, **_: str) -> dict[str, Any]:
        """Describe the expiry."""
        return {"TimeToLiveDescription": self.expiry}

    def describe_continuous_backups(self, **_: str) -> dict[str, Any]:
        """Describe the recovery."""
        described = {"PointInTimeRecoveryDescription": self.recovery}
        return {"ContinuousBackupsDescription": described}


def _found(dynamo: Any, *, protected: bool = True, key: str = "") -> dict[str, tuple[Result, str]]:  # noqa: ANN401 - in the place of boto3's client
    checks = restored_table.checks(dynamo, "restored", POINT, protected=protected, key=key)
    return {each.check: (each.result, each.do) for each in checks}


def test_a_table_that_is_set_up_is_fine() -> None:
    """As the template would have it."""
    assert {result for result, _ in _found(Dynamo()).values()} == {Result.FINE}


@pytest.mark.parametrize(
    ("check", "changed", "command"),
    [
        ("expiry", {"expiry": {"TimeToLiveStatus": "DISABLED"}}, "update-time-to-live"),
        (
            "expiry",
            {"expiry": {"TimeToLiveStatus": "ENABLED", "AttributeName": "other"}},
            "update-time-to-live",
        ),
        (
            "recovery",
            {"recovery": {"PointInTimeRecoveryStatus": "DISABLED"}},
            "update-continuous-backups",
        ),
        ("protection", {"table": {"DeletionProtectionEnabled": False}}, "update-table"),
        ("table", {"table": {"TableStatus": "CREATING"}}, "Wait"),
        ("table", {"table": {"GlobalSecondaryIndexes": []}}, "Restore it"),
        ("table", {"table": {"KeySchema": [{"AttributeName": "id"}]}}, "Restore it"),
    ],
)
def test_what_is_missing_is_told_with_its_command(
    check: str, changed: dict[str, Any], command: str
) -> None:
    """The operator copies it."""
    result, do = _found(Dynamo(**changed))[check]
    assert result is Result.ACT
    assert command in do
    assert "{}" not in do


def test_protection_is_asked_for_where_the_stack_has_it() -> None:
    """A stack of a developer's goes without."""
    unprotected = Dynamo(table={"DeletionProtectionEnabled": False})
    assert "protection" not in _found(unprotected, protected=False)


@pytest.mark.parametrize(
    ("said", "result"),
    [
        (POINT, Result.FINE),
        (POINT + 0.9, Result.FINE),
        (POINT - 2, Result.ACT),
        (POINT + 2, Result.NOTE),
    ],
)
def test_the_moment_is_that_of_the_table(said: float, result: Result) -> None:
    """Or what has happened between the two is not applied."""
    # GIVEN a table that says to which moment it was restored
    summary = {"RestoreDateTime": datetime.fromtimestamp(said, UTC), "RestoreInProgress": False}
    found = _found(Dynamo(table={"RestoreSummary": summary}))["moment"]
    # THEN another one is told, with what to give
    assert found[0] is result
    assert ("--since 1970-01-12T" in found[1]) is (result is not Result.FINE)


@pytest.mark.parametrize(
    ("table", "result"),
    [
        ({"SSEDescription": {"Status": "ENABLED", "KMSMasterKeyArn": KEY}}, Result.FINE),
        ({"SSEDescription": {"Status": "ENABLED", "KMSMasterKeyArn": f"{KEY}-former"}}, Result.ACT),
        ({}, Result.ACT),
    ],
)
def test_the_key_is_the_stacks(table: dict[str, Any], result: Result) -> None:
    """Roles may open another one only until it is no longer FormerKmsKeyArn."""
    found = _found(Dynamo(table=table), key=KEY)["key"]
    assert found[0] is result
    assert (f"KMSMasterKeyId={KEY}" in found[1]) is (result is Result.ACT)


def test_without_a_key_of_the_stacks_none_is_asked_for() -> None:
    """AWS's own key is right then."""
    assert "key" not in _found(Dynamo())


def test_restored_tokens_count_until_they_expire() -> None:
    """One that was revoked since is valid again until then."""
    # THEN the operator is told until when, as long as that is
    assert restored_table.tokens(1_000, 3_600, 60, 4_599).result is Result.NOTE
    assert "1970-01-01T01:16:40Z" in restored_table.tokens(1_000, 3_600, 60, 4_599).about
    assert restored_table.tokens(1_000, 3_600, 60, 4_600).result is Result.FINE
    # AND an administrator's session where it lives for longer
    assert restored_table.tokens(1_000, 60, 60, 2_799).result is Result.NOTE
    assert restored_table.tokens(1_000, 60, 60, 2_800).result is Result.FINE
    # AND so does a session of the console, which lasts as long as the deployer says
    assert restored_table.tokens(1_000, 3_600, 28_800, 29_799).result is Result.NOTE
    assert restored_table.tokens(1_000, 3_600, 28_800, 29_800).result is Result.FINE
