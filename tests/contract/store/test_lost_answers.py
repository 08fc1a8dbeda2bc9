"""A request is sent again whose answer was lost: what the table then holds and says."""

from collections.abc import Iterator

import pytest
from mypy_boto3_dynamodb import DynamoDBClient

from jetbridge.store.dynamodb import DynamoTable
from jetbridge.store.table import (
    ConditionFailedError,
    Item,
    Key,
    Put,
    TableUnavailableError,
    Update,
    absent,
)
from tests.contract.store.engines import client, lean_client, new_table
from tests.fakes.lossy import Loss, LossyWay, lossy_way

KEY = Key("CONNECTION#1", "CONNECTION")
ITEM: Item = {"pk": KEY.pk, "sk": KEY.sk, "status": "active"}
OTHER: Item = {"pk": "COMPANY#1", "sk": "COMPANY"}


@pytest.fixture
def way(dynalite: DynamoDBClient) -> Iterator[LossyWay]:
    """Return a way to dynalite that loses what a test tells it to lose."""
    with lossy_way(dynalite.meta.endpoint_url) as opened:
        yield opened


@pytest.fixture(params=["boto3", "lean"])
def table(way: LossyWay, request: pytest.FixtureRequest) -> DynamoTable:
    """Return an empty table at the end of the lossy way."""
    engine = client(way.url, attempts=3)
    lean = lean_client(way.url, attempts=3) if request.param == "lean" else None
    return new_table(engine, lean)


def test_a_transaction_whose_answer_was_lost_happens_once(
    way: LossyWay, table: DynamoTable
) -> None:
    """The request token makes the repetition an answer, not a second transaction."""
    # GIVEN a way that loses the first answer
    way.losses = [Loss.ANSWER]
    # WHEN a transaction counts, and creates what must not be there yet
    table.write(Update(KEY, add={"uses": 1}), Put(OTHER, when=(absent("pk"),)))
    # THEN it was sent twice and made once
    assert way.seen[-2:] == ["TransactWriteItems"] * 2
    assert table.get(KEY) == {"pk": KEY.pk, "sk": KEY.sk, "uses": 1}


def test_a_lone_write_whose_request_was_lost_is_made(way: LossyWay, table: DynamoTable) -> None:
    """A repetition of what never arrived is the first attempt."""
    # GIVEN a way that loses the first request
    way.losses = [Loss.REQUEST]
    # WHEN a conditional put is made
    table.write(Put(ITEM, when=(absent("pk"),)))
    # THEN the item is there
    assert way.seen[-2:] == ["PutItem"] * 2
    assert table.get(KEY) == ITEM


def test_a_lone_conditional_write_whose_answer_was_lost_is_not_called_refused(
    way: LossyWay, table: DynamoTable
) -> None:
    """The item that refuses the repetition is the writer's own: the outcome is left open."""
    # GIVEN a way that loses the first answer
    way.losses = [Loss.ANSWER]
    # WHEN a conditional put is made
    with pytest.raises(TableUnavailableError):
        table.write(Put(ITEM, when=(absent("pk"),)))
    # THEN reading tells that it happened, and a later refusal is a refusal
    assert table.get(KEY) == ITEM
    with pytest.raises(ConditionFailedError):
        table.write(Put(ITEM, when=(absent("pk"),)))


def test_a_lone_unconditional_write_is_simply_repeated(way: LossyWay, table: DynamoTable) -> None:
    """Writing the same twice is writing it once."""
    # GIVEN a way that loses the first answer
    way.losses = [Loss.ANSWER]
    # WHEN an item is put without condition
    table.write(Put(ITEM))
    # THEN it is there
    assert way.seen[-2:] == ["PutItem"] * 2
    assert table.get(KEY) == ITEM


def test_a_table_that_never_answers_is_unavailable(way: LossyWay, table: DynamoTable) -> None:
    """After the last attempt the outcome is unknown, and said to be so."""
    # GIVEN a way that loses everything
    way.losses = [Loss.REQUEST] * 3
    # WHEN something is read, THEN the table is unavailable
    with pytest.raises(TableUnavailableError):
        table.get(KEY)
