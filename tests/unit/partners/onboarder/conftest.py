"""The connect function, for the tests of the browser flow."""

from tests.support.connect import browser, desk

__all__ = ["browser", "desk"]
