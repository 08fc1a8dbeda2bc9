"""The sixth partner, registered."""

from collections.abc import Iterator

import pytest

from jetbridge.model import registry
from tests.sixth.registered import VOUCHWELL


@pytest.fixture(autouse=True)
def sixth() -> Iterator[None]:
    """Register the partner for the length of a test."""
    with registry.registered(VOUCHWELL):
        yield
