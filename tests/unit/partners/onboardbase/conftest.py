"""The connect function, for the tests of the browser flow."""

from tests.support.connect import browser, env

__all__ = ["browser", "env"]
