"""A server that plays AWS."""

from collections.abc import Iterator

import pytest

from tests.contract.store import engines


@pytest.fixture(scope="session")
def moto() -> Iterator[str]:
    """Return the URL of a moto server that runs as long as the tests."""
    with engines.moto() as url:
        yield url
