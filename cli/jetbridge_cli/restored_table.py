"""Whether a table that was restored is set up as the template would have it.

What DynamoDB does not restore: RestoreTableToPointInTime in its API reference.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from jetbridge.store.schema import DUE, KEY_ATTRIBUTES, TENANT
from jetbridge.web import sessions
from jetbridge_cli.findings import Finding, Result
from jetbridge_cli.output import moment

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_TTL: Final = "ttl"
_APART: Final = 1
"""Seconds by which two moments differ that are rounded."""
_UPDATE: Final = "aws dynamodb update-table --table-name {} --deletion-protection-enabled"
_ENCRYPT: Final = (
    "aws dynamodb update-table --table-name {}"
    " --sse-specification Enabled=true,SSEType=KMS,KMSMasterKeyId="
)
_EXPIRE: Final = (
    "aws dynamodb update-time-to-live --table-name {}"
    ' --time-to-live-specification "Enabled=true,AttributeName=ttl"'
)
_RECOVER: Final = (
    "aws dynamodb update-continuous-backups --table-name {}"
    " --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true"
)


def checks(
    dynamodb: "DynamoDBClient", table: str, point: int, *, protected: bool, key: str
) -> Iterator[Finding]:
    """Yield what a restored table has, and what it still lacks, with the command for it.

    Args:
        dynamodb: where the table is.
        table: its name.
        point: the moment that it was restored to, as the operator has it (Unix seconds).
        protected: whether the stack's tables refuse to be deleted.
        key: the ARN of the stack's own KMS key, empty if it has none.
    """
    described: Any = dynamodb.describe_table(TableName=table)["Table"]
    yield from _whole(described)
    yield from _restored_to(described, point)
    expiry = dynamodb.describe_time_to_live(TableName=table)["TimeToLiveDescription"]
    expires = expiry.get("TimeToLiveStatus") in ("ENABLED", "ENABLING")
    set_ = expires and expiry.get("AttributeName") == _TTL
    yield _setting("expiry", "what has expired is removed", _EXPIRE, table, is_set=set_)
    backups: Any = dynamodb.describe_continuous_backups(TableName=table)
    recovery = backups["ContinuousBackupsDescription"].get("PointInTimeRecoveryDescription", {})
    recovers = recovery.get("PointInTimeRecoveryStatus") == "ENABLED"
    yield _setting("recovery", "point-in-time recovery", _RECOVER, table, is_set=recovers)
    if protected:
        held = bool(described.get("DeletionProtectionEnabled"))
        yield _setting("protection", "deletion protection", _UPDATE, table, is_set=held)
    if key:
        same = described.get("SSEDescription", {}).get("KMSMasterKeyArn") == key
        encrypt = _ENCRYPT + key
        yield _setting("key", "encryption with the stack's key", encrypt, table, is_set=same)


def _whole(described: Any) -> Iterator[Finding]:  # noqa: ANN401 - boto3's description of a table
    """Yield whether the table is there with its keys and indexes, and all of them can be read."""
    keys = tuple(each["AttributeName"] for each in described["KeySchema"])
    indexes = {
        each["IndexName"]: each.get("IndexStatus")
        for each in described.get("GlobalSecondaryIndexes", ())
    }
    wanted = {TENANT.name, DUE.name}
    if keys != KEY_ATTRIBUTES or not wanted <= indexes.keys():
        do = "Restore it with all its indexes, from a backup of this deployment's table."
        yield Finding(Result.ACT, "table", "it is no table of Jetbridge's", do)
    elif described["TableStatus"] != "ACTIVE" or any(indexes[each] != "ACTIVE" for each in wanted):
        yield Finding(Result.ACT, "table", "it is still being restored", "Wait until it is ACTIVE.")
    else:
        yield Finding(Result.FINE, "table", "it is there, with its indexes")


def _restored_to(described: Any, point: int) -> Iterator[Finding]:  # noqa: ANN401 - boto3's description of a table
    """Yield whether the table says that it was restored to another moment.

    What has happened between the two is in the list, and taken for known: it would not be applied.
    """
    summary = described.get("RestoreSummary")
    if summary is None:
        return
    said = int(summary["RestoreDateTime"].timestamp())
    if abs(said - point) <= _APART:
        yield Finding(Result.FINE, "moment", f"the table was restored to {moment(said)}")
        return
    result = Result.ACT if said < point else Result.NOTE
    about = f"the table says that it was restored to {moment(said)}, not to {moment(point)}"
    yield Finding(result, "moment", about, f"Give --since {moment(said)}, unless you know better.")


def _setting(check: str, what: str, command: str, table: str, *, is_set: bool) -> Finding:
    if is_set:
        return Finding(Result.FINE, check, f"{what} is on")
    return Finding(Result.ACT, check, f"{what} is off", command.format(table))


def tokens(point: int, lifetime: int, console: int, now: int) -> Finding:
    """Return until when access tokens and sessions count that were ended since.

    `lifetime` is that of an access token, `console` that of a session of the console, in seconds.
    """
    ends = point + max(lifetime, console, sessions.LIFETIME)
    if now >= ends:
        return Finding(Result.FINE, "tokens", "every restored access token and session has expired")
    do = "Where one was revoked since, let the functions run again from then on only."
    return Finding(
        Result.NOTE, "tokens", f"restored access tokens and sessions count until {moment(ends)}", do
    )
