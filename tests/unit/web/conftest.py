"""The consent function, for the tests of the browser flow."""

from tests.support.consent import browser, desk

__all__ = ["browser", "desk"]
