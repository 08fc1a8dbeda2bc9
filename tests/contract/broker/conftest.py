"""A table in a dynalite that many processes reach."""

from collections.abc import Iterator

import pytest

from jetbridge.store.dynamodb import DynamoTable
from jetbridge_cli.boto import BotoCalls
from tests.contract.broker.orders import Address
from tests.contract.store import engines


@pytest.fixture(scope="package")
def dynalite() -> Iterator[str]:
    """URL of a dynalite that runs as long as these tests."""
    with engines.bare_dynalite() as url:
        yield url


@pytest.fixture
def address(dynalite: str) -> Address:
    """Where an empty table is."""
    return Address(dynalite, engines.new_table_name(engines.client(dynalite)))


@pytest.fixture
def table(address: Address) -> DynamoTable:
    """Return the same table for the test itself."""
    return DynamoTable(BotoCalls(engines.client(address.url)), address.table)
