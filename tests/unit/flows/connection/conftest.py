"""A tenant's client in front of the function of self-service."""

from tests.support.api import client, world

__all__ = ["client", "world"]
