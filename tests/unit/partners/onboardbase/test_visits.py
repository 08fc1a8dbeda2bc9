"""Visits to Onboardbase that people make difficult: none is lost, none counts twice."""

import re
from collections.abc import Callable
from typing import Final

import pytest

from jetbridge.model.connection import Status
from jetbridge.model.ports import HttpRequest, HttpResponse
from jetbridge.model.transaction import AUTHORIZATION_LIFETIME
from jetbridge.store.memory.table import MemoryTable
from jetbridge.web import sessions
from tests.fakes.partners.onboardbase import API_KEY, KEY_URL, key_answer
from tests.support.browser import ORIGIN, Browser, Page
from tests.support.connect import FunctionEnv
from tests.support.onboardbase import START, come_back, leave, press, shown, stored, the_connection

SESSION: Final = "__Host-jetbridge_session"
AGAIN: Final = f'href="{START}"'


def sign_in_as(env: FunctionEnv, browser: Browser, **claims: object) -> None:
    """Sign in with another account in another tab."""
    env.identity.claims = claims
    leaving = browser.use_another_account(browser.get(START))
    browser.get(env.identity.sign_in(leaving.next_url))


def held(env: FunctionEnv) -> str:
    """Return everything that is stored of visits and sign-ins."""
    assert isinstance(env.world.table, MemoryTable)
    return repr(env.world.table._items)


def test_a_page_of_ours_comes_before_the_visit(env: FunctionEnv, browser: Browser) -> None:
    """It names tenant, purpose, account, scopes and what happens next."""
    # WHEN a signed-in administrator opens the link
    page = shown(env, browser)
    # THEN a page says what it means
    for said in ("demo", "Ana Ruiz", "Use another account", "read.secrets", "Read projects"):
        assert said in page.body
    for said in ("to read the configuration", "onboardbase-app.test", "within 10 minutes"):
        assert said.removeprefix("to ") in page.body
    # AND Chromium may follow its form there
    assert page.policy["form-action"] == "'self' https: https://onboardbase-app.test"


def test_looking_at_the_page_stores_nothing(env: FunctionEnv, browser: Browser) -> None:
    """A preview, a prefetch or a reload changes nothing."""
    # GIVEN a signed-in administrator
    shown(env, browser)
    before = held(env)
    # WHEN the page is loaded again, by whatever asks
    for headers in ({}, {"sec_purpose": "prefetch"}, {"user_agent": "scanner"}):
        assert browser.get(START, **headers).status == 200
    # THEN nothing was stored
    assert held(env) == before


@pytest.mark.parametrize(
    "spoilt",
    [
        {"csrf_token": ""},
        {"csrf_token": "0" * 64},
        {"csrf_token": "é"},
    ],
)
def test_a_form_that_was_not_shown_here_sends_nobody_away(
    env: FunctionEnv, browser: Browser, spoilt: dict[str, str]
) -> None:
    """The token counts, and the page says where to look."""
    # GIVEN the page
    page = shown(env, browser)
    # WHEN its form comes back changed
    answered = browser.post(START, {**page.fields, **spoilt}, origin=ORIGIN)
    # THEN no person is sent away
    assert answered.status == 403
    assert AGAIN in answered.body


def test_a_form_of_another_site_browser_or_account_sends_nobody_away(
    env: FunctionEnv, browser: Browser
) -> None:
    """It is bound to the browser and the person that saw the page."""
    # GIVEN a page, and the same person in another browser
    page = shown(env, browser)
    other = env.browser()
    shown(env, other)
    # THEN neither another site nor the other browser can send it
    assert press(browser, page, origin="https://evil.example").status == 403
    assert press(other, page).status == 403
    # AND neither can another account in the same browser, which is named
    sign_in_as(env, browser, sub="admin-2", name="Bob Stone", tenant="other")
    answered = press(browser, page)
    assert answered.status == 403
    assert "Bob Stone of other" in answered.body


def test_a_form_after_the_session_has_ended_leads_through_sign_in(
    env: FunctionEnv, browser: Browser
) -> None:
    """To the same page, from which the visit begins."""
    # GIVEN a page that lay until the session ended
    page = shown(env, browser)
    env.world.clock.advance(sessions.LIFETIME)
    # WHEN its button is pressed
    answered = press(browser, page)
    # THEN the page leads on, and the account is connected in the end
    assert answered.status == 403
    assert AGAIN in answered.body
    assert come_back(env, browser).status == 200


def test_two_tabs_each_finish_their_own_visit(env: FunctionEnv, browser: Browser) -> None:
    """Both signed in, both left; the second session does not spoil the first visit."""
    # GIVEN two tabs that each signed in and left
    first = leave(env, browser)
    browser.cookies.pop(SESSION)
    second = leave(env, browser)
    # WHEN both come back, the first one first
    pages = [browser.get(env.onboardbase.authorize(tab)) for tab in (first, second)]
    # THEN both are told that the account is connected
    assert [page.status for page in pages] == [200, 200]
    assert stored(env).status is Status.ACTIVE


def test_another_browser_cannot_finish_a_visit(env: FunctionEnv, browser: Browser) -> None:
    """A callback URL that is opened elsewhere is refused, and spoils nothing."""
    # GIVEN a visit under way
    back = env.onboardbase.authorize(leave(env, browser))
    # WHEN other browsers are led to its return: signed out, signed in, away as well
    for other in (env.browser(), env.browser()):
        assert other.get(back).status == 400
        leave(env, other)
        page = other.get(back)
        assert (page.status, AGAIN in page.body) == (400, True)
    assert env.http.sent("POST", KEY_URL) == []
    # THEN it is finished where it began
    assert browser.get(back).status == 200


@pytest.mark.parametrize("query", ["", "&code=", "&code=a&code=b", "&error=a&error=b"])
def test_a_return_that_cannot_be_read_does_not_use_the_visit_up(
    env: FunctionEnv, browser: Browser, query: str
) -> None:
    """The state counts when the rest is known to be right."""
    # GIVEN a visit under way
    back = env.onboardbase.authorize(leave(env, browser))
    state = back.partition("state=")[2]
    # WHEN a return comes without what it should carry
    assert browser.get(f"{START}/callback?state={state}{query}").status == 400
    # THEN the whole one still counts
    assert browser.get(back).status == 200


def test_a_session_that_ended_on_the_way_is_renewed_and_the_visit_finished(
    env: FunctionEnv, browser: Browser
) -> None:
    """Through the sign-in service and back; the code waits sealed, and only in this browser."""
    # GIVEN a person whose session ends while they are away
    shown(env, browser)
    env.world.clock.advance(sessions.LIFETIME - 5)
    back = env.onboardbase.authorize(leave(env, browser))
    env.world.clock.advance(10)
    # WHEN they come back
    leaving = browser.get(back)
    # THEN they are asked to sign in, nothing was exchanged, and no table holds the code
    assert leaving.location.startswith("https://identity.test/authorize?")
    assert env.http.sent("POST", KEY_URL) == []
    assert "code-canary" not in held(env)
    # AND the sign-in leads back to the end of the visit
    signed_in = browser.get(env.identity.sign_in(leaving.location))
    page = browser.get(signed_in.location)
    assert (page.status, "Connected" in page.body) == (200, True)
    assert len(env.http.sent("POST", KEY_URL)) == 1


def test_a_waiting_code_is_not_shown_to_another_browser(env: FunctionEnv, browser: Browser) -> None:
    """The page that refuses the sign-in there leads to the beginning, without the code."""
    # GIVEN a return that waits for a sign-in
    back = env.onboardbase.authorize(leave(env, browser))
    browser.cookies.pop(SESSION)
    url = env.identity.sign_in(browser.get(back).location)
    # WHEN another browser is led to that sign-in's return
    page = env.browser().get(url)
    # THEN it learns nothing of the code
    assert page.status == 400
    assert "code-canary" not in page.body


def test_a_return_as_somebody_else_exchanges_nothing_and_can_be_repaired(
    env: FunctionEnv, browser: Browser
) -> None:
    """The key would go to another tenant. The state is not used up by it."""
    # GIVEN a visit, and another account in another tab
    back = env.onboardbase.authorize(leave(env, browser))
    sign_in_as(env, browser, sub="admin-2", name="Bob Stone", tenant="other")
    # WHEN the visit comes back
    page = browser.get(back)
    # THEN a page says whose it is not
    assert (page.status, AGAIN in page.body) == (403, True)
    assert "Bob Stone of other" in page.body
    assert env.http.sent("POST", KEY_URL) == []
    assert the_connection(env) is None
    # AND the account that left can still finish it
    sign_in_as(env, browser)
    assert browser.get(back).status == 200


def test_back_reload_and_late_returns_are_told_how_the_visit_ended(
    env: FunctionEnv, browser: Browser
) -> None:
    """The code counted once; the page is the same, with and without a session."""
    # GIVEN a finished visit
    back = env.onboardbase.authorize(leave(env, browser))
    first = browser.get(back)
    # WHEN it comes back again: at once, after the visit's time, after the session's
    for seconds in (0, AUTHORIZATION_LIFETIME, sessions.LIFETIME):
        env.world.clock.advance(seconds)
        page = browser.get(back)
        # THEN it says the same
        assert (page.status, page.body) == (200, first.body)
    assert len(env.http.sent("POST", KEY_URL)) == 1


def test_a_double_return_waits_for_the_first(env: FunctionEnv, browser: Browser) -> None:
    """The second of two clicks is told to look again, and then sees the end."""
    # GIVEN a return that comes twice at the same moment
    back = env.onboardbase.authorize(leave(env, browser))
    pages: list[Page] = []

    def meanwhile(_: HttpRequest) -> HttpResponse:
        pages.append(browser.get(back))
        return key_answer(["read.secrets"])

    env.http.on("POST", KEY_URL, meanwhile)
    # WHEN the first one is exchanged
    assert browser.get(back).status == 200
    # THEN the second was told, and its link shows the end
    assert pages[0].status == 409
    link = re.search(r'class="button" href="([^"]+)"', pages[0].body)
    assert link
    assert "Connected" in browser.get(link[1].replace("&amp;", "&")).body
    assert len(env.http.sent("POST", KEY_URL)) == 1


def test_a_visit_whose_process_died_says_that_the_end_is_not_known(
    env: FunctionEnv, browser: Browser
) -> None:
    """And how to go on; it does not wait for ever."""

    # GIVEN a process that dies while the code is exchanged
    def die(_: HttpRequest) -> HttpResponse:
        raise KeyboardInterrupt

    back = env.onboardbase.authorize(leave(env, browser))
    env.http.on("POST", KEY_URL, die)
    with pytest.raises(KeyboardInterrupt):
        browser.get(back)
    # WHEN the page is reloaded later
    env.world.clock.advance(AUTHORIZATION_LIFETIME)
    page = browser.get(back)
    # THEN it says so
    assert page.status == 502
    assert AGAIN in page.body


def too_late(env: FunctionEnv, browser: Browser) -> Page:
    """Come back after ten minutes."""
    back = env.onboardbase.authorize(leave(env, browser))
    env.world.clock.advance(AUTHORIZATION_LIFETIME)
    return browser.get(back)


def unknown(env: FunctionEnv, browser: Browser) -> Page:
    """Come back with a state that never left."""
    leave(env, browser)
    return browser.get(f"{START}/callback?state=unknown&code=c")


def denied(env: FunctionEnv, browser: Browser) -> Page:
    """Deny at Onboardbase, and reload."""
    back = env.onboardbase.refuse(leave(env, browser))
    browser.get(back)
    return browser.get(back)


@pytest.mark.parametrize("end", [too_late, unknown, denied])
def test_every_end_that_is_no_connection_leads_to_a_new_start(
    env: FunctionEnv, browser: Browser, end: Callable[[FunctionEnv, Browser], Page]
) -> None:
    """One link, and the account is connected."""
    # GIVEN an end
    page = end(env, browser)
    # THEN it names the way on
    assert AGAIN in page.body
    # AND that way ends well
    assert come_back(env, browser).status == 200
    assert API_KEY not in page.body


def test_a_second_connection_is_announced_as_a_replacement(
    env: FunctionEnv, browser: Browser
) -> None:
    """An admin who opens the link again learns that there is a key already."""
    # GIVEN a connected account
    assert "connected already" not in shown(env, browser).body
    come_back(env, browser)
    # THEN the page says so
    assert "connected already" in shown(env, browser).body
