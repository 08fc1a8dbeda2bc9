"""The table, once per implementation: with boto3 and without, on each engine."""

from collections.abc import Iterator

import pytest
from mypy_boto3_dynamodb import DynamoDBClient

from jetbridge.store.memory.table import MemoryTable
from jetbridge.store.table import Table
from tests.contract.store import engines


@pytest.fixture(scope="session")
def moto() -> Iterator[DynamoDBClient]:
    """Client of a moto server that runs as long as the tests."""
    with engines.moto() as url:
        yield engines.client(url)


@pytest.fixture(scope="session")
def dynalite() -> Iterator[DynamoDBClient]:
    """Client of a dynalite that runs as long as the tests."""
    with engines.dynalite() as url:
        yield engines.client(url)


@pytest.fixture(params=["memory", "moto", "dynalite", "lean moto", "lean dynalite"])
def table(request: pytest.FixtureRequest) -> Table:
    """Return an empty table."""
    return _table(request)


@pytest.fixture(params=["memory", "dynalite", "lean dynalite"])
def exact_table(request: pytest.FixtureRequest) -> Table:
    """Return an empty table that keeps the rules which moto takes lightly."""
    return _table(request)


def _table(request: pytest.FixtureRequest) -> Table:
    if request.param == "memory":
        return MemoryTable()
    client, _, name = str(request.param).rpartition(" ")
    engine: DynamoDBClient = request.getfixturevalue(name)
    lean = engines.lean_client(engine.meta.endpoint_url) if client else None
    return engines.new_table(engine, lean)
