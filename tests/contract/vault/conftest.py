"""The secrets, once per implementation."""

from collections.abc import Iterator

import pytest

from tests.contract.vault.backends import Backend, MemoryBackend, SecretsManagerBackend
from tests.fakes.lossy import lossy_way


def _secrets_manager(moto: str, *, lean: bool) -> Iterator[SecretsManagerBackend]:
    with lossy_way(moto) as way:
        yield SecretsManagerBackend(way, {"client_secret": "first"}, lean=lean)


@pytest.fixture(params=["boto3", "lean"])
def secrets_manager(request: pytest.FixtureRequest, moto: str) -> Iterator[SecretsManagerBackend]:
    """Return Secrets Manager with one secret, called with boto3 or without."""
    yield from _secrets_manager(moto, lean=request.param == "lean")


@pytest.fixture(params=["memory", "boto3", "lean"])
def backend(request: pytest.FixtureRequest, moto: str) -> Iterator[Backend]:
    """Return each implementation with one secret."""
    if request.param == "memory":
        yield MemoryBackend({"client_secret": "first"})
    else:
        yield from _secrets_manager(moto, lean=request.param == "lean")
