"""A tenant's client in front of the function of self-service, and a receiver of its webhooks."""

import pytest

from tests.fakes.context import World
from tests.support.api import client
from tests.unit.flows.event.webhooks.tenant import Receiver

__all__ = ["client"]


@pytest.fixture
def world() -> World:
    """Return a world whose tenant has no endpoint yet."""
    return World(http=Receiver())
