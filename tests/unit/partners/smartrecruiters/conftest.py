"""The consent function, for the tests of the browser flow."""

from tests.support.consent import browser, env

__all__ = ["browser", "env"]
