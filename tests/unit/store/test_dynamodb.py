"""What the adapter makes of DynamoDB's rarer answers, which no local engine gives."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.stub import ANY, Stubber
from mypy_boto3_dynamodb import DynamoDBClient

from jetbridge.store import keys, tenants
from jetbridge.store.dynamodb import DynamoTable
from jetbridge.store.listing import left_out
from jetbridge.store.table import (
    ConditionFailedError,
    Delete,
    Foreign,
    ItemTooLargeError,
    Key,
    Put,
    StoreError,
    TableUnavailableError,
    WriteConflictError,
    WriteRejectedError,
    absent,
)
from jetbridge_cli.boto import BotoCalls

CANARY = "canary-of-a-value"
FIRST, SECOND = Key("P", "1"), Key("P", "2")
PUT = Put({"pk": "P", "sk": "1", "name": CANARY}, when=(absent("pk"),))


def wire(key: Key) -> dict[str, dict[str, str]]:
    """Return a key in DynamoDB's JSON."""
    return {"pk": {"S": key.pk}, "sk": {"S": key.sk}}


@pytest.fixture
def client() -> DynamoDBClient:
    """Return a client at a port where nothing listens."""
    return boto3.client(
        "dynamodb",
        endpoint_url="http://127.0.0.1:1",
        region_name="us-east-1",
        aws_access_key_id="local",
        aws_secret_access_key="local",
        config=Config(retries={"total_max_attempts": 1}),
    )


@pytest.fixture
def dynamodb(client: DynamoDBClient) -> Iterator[Stubber]:
    """Return the script of DynamoDB's answers; all of them must be asked for."""
    with Stubber(client) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


@pytest.fixture
def pauses() -> list[float]:
    """Return the pauses that the table made, in seconds."""
    return []


@pytest.fixture
def table(client: DynamoDBClient, pauses: list[float]) -> DynamoTable:
    """Return a table that notes its pauses and does not wait."""
    return DynamoTable(BotoCalls(client), "jetbridge", pause=pauses.append)


def leave_for_later(dynamodb: Stubber, asked: list[Key], given: list[Key], left: list[Key]) -> None:
    """Script a batch answer that leaves keys unprocessed."""
    unprocessed = {"jetbridge": {"Keys": [wire(key) for key in left], "ConsistentRead": True}}
    dynamodb.add_response(
        "batch_get_item",
        {
            "Responses": {"jetbridge": [wire(key) for key in given]},
            "UnprocessedKeys": unprocessed if left else {},
        },
        {"RequestItems": {"jetbridge": {"Keys": [wire(k) for k in asked], "ConsistentRead": True}}},
    )


def refuse(dynamodb: Stubber, operation: str, code: str, message: str = "", **meta: int) -> None:
    """Script a refusal."""
    dynamodb.add_client_error(operation, code, message, response_meta=dict(meta))


def cancel(dynamodb: Stubber, *codes: str, message: str = "") -> None:
    """Script a cancelled transaction with a reason for each write."""
    dynamodb.add_client_error(
        "transact_write_items",
        "TransactionCanceledException",
        modeled_fields={"CancellationReasons": [{"Code": c, "Message": message} for c in codes]},
        expected_params={"TransactItems": ANY, "ClientRequestToken": ANY},
    )


def test_unprocessed_keys_are_asked_for_again(
    table: DynamoTable, dynamodb: Stubber, pauses: list[float]
) -> None:
    """A batch that DynamoDB answers in parts comes back whole."""
    # GIVEN answers that leave one of two keys for later
    leave_for_later(dynamodb, [FIRST, SECOND], given=[SECOND], left=[FIRST])
    leave_for_later(dynamodb, [FIRST], given=[FIRST], left=[])
    # WHEN both are read
    found = table.get_many([FIRST, SECOND])
    # THEN both are there, in order, after one pause
    assert [item and item["sk"] for item in found] == ["1", "2"]
    assert len(pauses) == 1


def test_keys_that_stay_unprocessed_make_the_table_unavailable(
    table: DynamoTable, dynamodb: Stubber, pauses: list[float]
) -> None:
    """Missing an item is not said of one that was never looked up."""
    # GIVEN answers that leave the key for later every time
    for _ in range(5):
        leave_for_later(dynamodb, [FIRST], given=[], left=[FIRST])
    # WHEN it is read, THEN the table is unavailable in the end
    with pytest.raises(TableUnavailableError):
        table.get_many([FIRST])
    assert len(pauses) == 5


def test_a_conflict_is_tried_again(
    table: DynamoTable, dynamodb: Stubber, pauses: list[float]
) -> None:
    """Other transactions on the items pass."""
    # GIVEN an item that is busy twice
    refuse(dynamodb, "put_item", "TransactionConflictException")
    refuse(dynamodb, "put_item", "TransactionConflictException")
    dynamodb.add_response("put_item", {})
    # WHEN it is written, THEN the third try goes through, with growing limits to the pauses
    table.write(PUT)
    assert len(pauses) == 2
    assert all(0 <= pause <= 0.04 for pause in pauses)


def test_a_lasting_conflict_is_said(
    table: DynamoTable, dynamodb: Stubber, pauses: list[float]
) -> None:
    """After the last try, nothing is written and the caller knows it."""
    # GIVEN items that stay busy
    for _ in range(6):
        cancel(dynamodb, "None", "TransactionConflict")
    # WHEN they are written
    with pytest.raises(WriteConflictError):
        table.write(PUT, Delete(SECOND))
    # THEN there were six tries
    assert len(pauses) == 5


def test_a_failed_condition_outweighs_a_conflict(table: DynamoTable, dynamodb: Stubber) -> None:
    """Trying again does not help a condition that does not hold."""
    # GIVEN a cancelled transaction with both reasons
    cancel(dynamodb, "TransactionConflict", "ConditionalCheckFailed")
    # WHEN it is written, THEN the failed condition is named
    with pytest.raises(ConditionFailedError) as refused:
        table.write(Delete(SECOND), PUT)
    assert refused.value.indexes == (1,)


@pytest.mark.parametrize(
    "code", ["ConditionalCheckFailedException", "TransactionConflictException"]
)
def test_a_refusal_after_a_repetition_proves_nothing(
    table: DynamoTable, dynamodb: Stubber, code: str
) -> None:
    """The lone write's first attempt may be what the second one ran into."""
    # GIVEN a refusal that botocore got at its second attempt
    refuse(dynamodb, "put_item", code, RetryAttempts=1)
    # WHEN a lone write is made, THEN its outcome is open
    with pytest.raises(TableUnavailableError):
        table.write(PUT)


@pytest.mark.parametrize(
    ("code", "message", "expected"),
    [
        ("ProvisionedThroughputExceededException", "", TableUnavailableError),
        ("TransactionInProgressException", "", TableUnavailableError),
        ("InternalServerError", "", TableUnavailableError),
        ("ResourceNotFoundException", "", TableUnavailableError),
        ("AccessDeniedException", "", TableUnavailableError),
        ("ValidationException", "Invalid UpdateExpression", WriteRejectedError),
        (
            "ValidationException",
            "Item size has exceeded the maximum allowed size",
            ItemTooLargeError,
        ),
    ],
)
def test_every_refusal_has_a_meaning(
    table: DynamoTable, dynamodb: Stubber, code: str, message: str, expected: type[StoreError]
) -> None:
    """Codes become errors of the port, and the service's words are not passed on."""
    # GIVEN a refusal whose message quotes a value
    refuse(dynamodb, "put_item", code, f"{message}: {CANARY}")
    # WHEN an item is written
    with pytest.raises(expected) as refused:
        table.write(PUT)
    # THEN the error quotes nothing, and carries no cause that does
    assert type(refused.value) is expected
    assert CANARY not in str(refused.value)
    assert refused.value.__suppress_context__


def test_too_large_an_item_is_named_in_a_transaction(table: DynamoTable, dynamodb: Stubber) -> None:
    """A transaction gives the reason per write."""
    # GIVEN a transaction with an item that would grow too large
    message = "Item size to update has exceeded the maximum allowed size"
    cancel(dynamodb, "ValidationError", "None", message=message)
    # WHEN it is written, THEN the reason is told
    with pytest.raises(ItemTooLargeError):
        table.write(PUT, Delete(SECOND))


def test_an_endpoint_that_is_not_there_is_unavailable(table: DynamoTable) -> None:
    """A refused connection is an error of the port, too."""
    # GIVEN nothing at the endpoint, WHEN an item is read, THEN the table is unavailable
    with pytest.raises(TableUnavailableError):
        table.get(FIRST)


def test_a_write_shows_no_values() -> None:
    """Writes and conditions may appear in a traceback or a log."""
    # GIVEN writes, WHEN they are shown, THEN keys may be seen and values not
    assert CANARY not in repr(PUT)


@pytest.mark.parametrize(
    "value",
    [{"N": "1.5"}, {"SS": [CANARY]}, {"L": [{"M": {"part": {"NS": ["1"]}}}]}],
    ids=["a fraction", "a set", "a set at some depth"],
)
def test_a_type_that_we_do_not_store_hides_no_other_item(
    table: DynamoTable, dynamodb: Stubber, value: dict[str, Any]
) -> None:
    """Who reads the item refuses it; the others of the page are read."""

    # GIVEN a page with two tenants, one of which has such an attribute
    def tenant(name: str, added_at: dict[str, Any]) -> dict[str, Any]:
        return {**wire(keys.tenant(name)), "tenant": {"S": name}, "added_at": added_at}

    page = {"Items": [tenant("acme", value), tenant("globex", {"N": "1"})]}
    dynamodb.add_response("query", page, None)
    # WHEN they are listed
    with left_out() as broken:
        found, _ = tenants.listing(table, limit=2, after=None)
    # THEN the other one is read, and the broken one is named without its value
    assert [each.id for each in found] == ["globex"]
    (named,) = broken.values()
    assert (named.kind, named.id) == ("TENANT", "acme")
    assert "added_at" in named.why
    assert CANARY not in named.why


def test_what_is_of_no_known_type_is_not_written_back(table: DynamoTable) -> None:
    """An item that is copied as it stands would lose what someone else stored there."""
    with pytest.raises(WriteRejectedError):
        table.write(Put({"pk": "P", "sk": "1", "name": Foreign()}))
