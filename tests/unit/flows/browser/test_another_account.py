"""The form "Use another account": it ends the session here, and nothing else does."""

import pytest

from jetbridge.web import accounts
from tests.fakes import answer
from tests.fakes.identity_provider import METADATA
from tests.support.browser import ORIGIN, Browser
from tests.support.consent import POPUP, WITH_REDIRECT, FunctionEnv

SESSION = "__Host-jetbridge_session"


def test_the_session_is_over_for_who_kept_its_cookie(env: FunctionEnv, browser: Browser) -> None:
    """It is deleted, not only forgotten by this browser."""
    # GIVEN a person who is signed in
    page = env.signed_in(browser)
    kept = browser.cookies[SESSION]
    # WHEN they want another account
    answered = browser.use_another_account(page)
    # THEN the page moves on to the sign-in by itself, as no policy for forms can hinder it
    assert answered.status == 200
    assert "prompt=login" in answered.next_url
    # AND the session does not count any more, wherever its cookie is
    browser.cookies[SESSION] = kept
    assert browser.get(WITH_REDIRECT).status == 303


@pytest.mark.parametrize("url", [f"{POPUP}&account=another", accounts.PATH])
def test_a_link_signs_nobody_out(env: FunctionEnv, browser: Browser, url: str) -> None:
    """Scanners and prefetches follow links; the link of the release before is none any more."""
    # GIVEN a person who is signed in
    env.signed_in(browser)
    # WHEN an address is loaded
    answered = browser.get(url)
    # THEN they are still signed in
    assert not [each for each in answered.cookies if SESSION in each]
    assert browser.get(WITH_REDIRECT).status == 200


@pytest.mark.parametrize("changed", ["return_to", "account_token"])
def test_a_form_that_was_not_shown_here_is_refused(
    env: FunctionEnv, browser: Browser, changed: str
) -> None:
    """Neither a made-up token counts, nor one for another address."""
    # GIVEN a page, and a form that differs from its own
    page = env.signed_in(browser)
    form = {**page.account, changed: "https://attacker.test/"}
    # WHEN it is sent
    answered = browser.post(accounts.PATH, form, origin=ORIGIN)
    # THEN it is refused, and the person is still signed in
    assert (answered.status, answered.cookies) == (403, ())
    assert "attacker" not in answered.body
    assert browser.get(WITH_REDIRECT).status == 200


def test_a_form_of_another_browser_or_site_is_refused(env: FunctionEnv, browser: Browser) -> None:
    """Its token is that of a cookie which no other site can read."""
    # GIVEN the page of one browser, and a person in another
    page = env.signed_in(env.browser())
    own = env.signed_in(browser)
    # WHEN the form comes from elsewhere
    foreign = browser.post(accounts.PATH, page.account, origin=ORIGIN)
    other_site = browser.post(accounts.PATH, own.account, origin="https://attacker.test")
    # THEN it is refused, and the person is still signed in
    assert (foreign.status, other_site.status) == (403, 403)
    assert browser.get(WITH_REDIRECT).status == 200


def test_where_the_sign_in_service_is_down_the_session_goes_on(
    env: FunctionEnv, browser: Browser
) -> None:
    """The page says that nothing was changed, and that is true."""
    # GIVEN a person, and a process that does not know the provider's metadata
    page = env.signed_in(browser)
    env.http.on("GET", METADATA, answer(status=503))
    fresh = Browser(env.handler(env.world.context()), browser.cookies)
    # WHEN they want another account
    answered = fresh.use_another_account(page)
    # THEN they are told, and are still signed in
    assert (answered.status, answered.cookies) == (503, ())
    assert browser.get(WITH_REDIRECT).status == 200
