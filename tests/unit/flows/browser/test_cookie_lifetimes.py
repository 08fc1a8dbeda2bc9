"""One promise, one lifetime: a cookie lives as long as the record that it belongs to."""

from collections.abc import Iterator, Mapping
from typing import Final

import pytest

from jetbridge.model.transaction import RECALL
from jetbridge.store import keys
from jetbridge.store.memory.table import MemoryTable
from jetbridge.store.table import Item
from tests.support.browser import ORIGIN, Browser, Page
from tests.support.connect import FunctionEnv, a_function_env
from tests.support.consent import POPUP, WITH_REDIRECT
from tests.support.onboardbase import press, shown

BROWSER: Final = "__Host-jetbridge_browser"
SESSION: Final = "__Host-jetbridge_session"


@pytest.fixture
def env() -> FunctionEnv:
    """Return the functions of both flows in a browser: consent and connect."""
    return a_function_env()


def max_ages(page: Page) -> Mapping[str, int]:
    """Return for how many seconds each cookie of a response is kept."""
    named = (cookie.partition("=") for cookie in page.cookies)
    return {name: int(rest.partition("Max-Age=")[2].partition(";")[0]) for name, _, rest in named}


def items(env: FunctionEnv, prefix: str) -> Iterator[Item]:
    """Return the stored items of a kind."""
    assert isinstance(env.world.table, MemoryTable)
    return (dict(item) for key, item in env.world.table._items.items() if key.pk.startswith(prefix))


def sign_in(_: FunctionEnv, browser: Browser) -> Page:
    """Leave for the sign-in service."""
    return browser.get(WITH_REDIRECT)


def consent(env: FunctionEnv, browser: Browser) -> Page:
    """Show the consent page."""
    return env.signed_in(browser, WITH_REDIRECT)


def window(env: FunctionEnv, browser: Browser) -> Page:
    """Open a frame's window."""
    frame = env.browser().get(POPUP, sec_fetch_dest="iframe")
    return browser.post(frame.action, frame.fields, origin=ORIGIN)


def onboardbase(env: FunctionEnv, browser: Browser) -> Page:
    """Leave for Onboardbase."""
    return press(browser, shown(env, browser))


@pytest.mark.parametrize("reach", [sign_in, consent, window, onboardbase])
def test_the_browsers_cookie_outlives_whatever_is_bound_to_it(
    env: FunctionEnv, browser: Browser, reach: object
) -> None:
    """Each response that binds something sets the cookie again, for long enough."""
    # GIVEN a browser that has had its cookie for a while
    browser.get(WITH_REDIRECT)
    env.world.clock.advance(500)
    # WHEN something is bound to it
    assert callable(reach)
    lives = max_ages(reach(env, browser))[BROWSER]
    # THEN the cookie outlives each record that is bound to it
    bound = [
        item
        for item in items(env, "TRANSACTION#")
        if item.get("browser") == keys.digest(browser.cookies[BROWSER])
    ]
    assert bound
    for item in bound:
        expires_at = item["expires_at"]
        assert isinstance(expires_at, int)
        assert expires_at <= env.world.clock.now() + lives


def test_the_sessions_cookie_ends_with_the_session(env: FunctionEnv, browser: Browser) -> None:
    """To the second."""
    # WHEN a user signs in
    back = browser.get(env.identity.sign_in(browser.get(WITH_REDIRECT).location))
    # THEN cookie and record have one end
    (session,) = items(env, "SESSION#")
    assert session["expires_at"] == env.world.clock.now() + max_ages(back)[SESSION]
    assert session["ttl"] == session["expires_at"]


@pytest.mark.parametrize("reach", [sign_in, consent, window, onboardbase])
def test_a_record_is_kept_for_a_day_after_its_end(
    env: FunctionEnv, browser: Browser, reach: object
) -> None:
    """So that a person who comes back late is told what it was."""
    # WHEN something is stored
    assert callable(reach)
    reach(env, browser)
    # THEN the table may remove it a day after its end
    stored = [*items(env, "TRANSACTION#")]
    assert stored
    for item in stored:
        expires_at = item["expires_at"]
        assert isinstance(expires_at, int)
        assert item["ttl"] == expires_at + RECALL
