"""The secrets, once per implementation."""

from collections.abc import Iterator

import pytest

from tests.contract.store import engines
from tests.contract.vault.backends import Backend, MemoryBackend, SecretsManagerBackend
from tests.fakes.lossy import lossy_way


@pytest.fixture(scope="session")
def moto() -> Iterator[str]:
    """Return the URL of a moto server that runs as long as the tests."""
    with engines.moto() as url:
        yield url


@pytest.fixture
def secrets_manager(moto: str) -> Iterator[SecretsManagerBackend]:
    """Return Secrets Manager with one secret."""
    with lossy_way(moto) as way:
        yield SecretsManagerBackend(way, {"client_secret": "first"})


@pytest.fixture(params=["memory", "secrets_manager"])
def backend(request: pytest.FixtureRequest) -> Backend:
    """Return each implementation with one secret."""
    if request.param == "memory":
        return MemoryBackend({"client_secret": "first"})
    manager: SecretsManagerBackend = request.getfixturevalue("secrets_manager")
    return manager
