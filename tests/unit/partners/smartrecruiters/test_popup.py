"""POPUP mode inside SmartRecruiters: the frame, its window, and strangers at both."""

import pytest

from jetbridge.model.ports import HttpRequest, HttpResponse
from jetbridge.model.transaction import (
    CONSENT_LIFETIME,
    FRAME_LIFETIME,
    SIGN_IN_LIFETIME,
    WINDOW_LIFETIME,
)
from tests.fakes import answer
from tests.support.browser import ORIGIN, Browser
from tests.support.consent import CONSENT, POPUP, REDIRECT, WITH_REDIRECT, FunctionEnv, decide
from tests.unit.partners.smartrecruiters.popups import STATUS, frame, opens, status_of, url_of

WINDOW = f"{CONSENT}/window"


@pytest.mark.parametrize("button", ["approve", "deny"])
def test_the_frame_learns_how_its_window_ended(
    env: FunctionEnv, browser: Browser, button: str
) -> None:
    """The whole way: frame, window, sign-in, decision, and the frame knows."""
    # GIVEN a frame that waits
    waiting = frame(env)
    assert status_of(env, waiting) == "waiting"
    # WHEN its window opens, the admin signs in there and decides
    page = env.signed_in(browser, url_of(opens(waiting, browser)))
    answered = decide(browser, page, button)
    # THEN the window says so and the frame learns it
    assert answered.status == 200
    assert "You can close this window." in answered.body
    assert status_of(env, waiting) == ("connected" if button == "approve" else "denied")
    assert env.exchanges() == (1 if button == "approve" else 0)


def test_the_frame_learns_of_a_failure(env: FunctionEnv, browser: Browser) -> None:
    """A failed exchange ends the waiting, too."""
    # GIVEN a SmartRecruiters that refuses
    env.smartrecruiters_answers(answer(status=403))
    waiting = frame(env)
    page = env.signed_in(browser, url_of(opens(waiting, browser)))
    # WHEN the admin approves
    decide(browser, page, "approve")
    # THEN the frame says that it failed
    assert status_of(env, waiting) == "failed"
    # AND its window, opened again, does not call that a decision
    again = browser.get(url_of(opens(waiting, browser)))
    assert "could not be connected" in again.body
    assert "decided" not in again.body


def test_a_broken_exchange_ends_the_waiting(env: FunctionEnv, browser: Browser) -> None:
    """Even what was not expected does not leave the frame waiting."""

    # GIVEN an exchange that breaks in the middle
    def break_down(_: HttpRequest) -> HttpResponse:
        raise ArithmeticError

    env.smartrecruiters_answers(break_down)
    waiting = frame(env)
    page = env.signed_in(browser, url_of(opens(waiting, browser)))
    # WHEN the admin approves
    answered = decide(browser, page, "approve")
    # THEN both learn that it is not known what became of it
    assert answered.status == 502
    assert "did not confirm" in answered.body
    assert status_of(env, waiting) == "failed"


def test_only_the_waiting_page_may_be_framed_and_only_by_smartrecruiters(env: FunctionEnv) -> None:
    """`frame-ancestors` is the configured list there and 'none' everywhere else."""
    # GIVEN a signed-in admin with a frame
    browser = env.browser()
    waiting = frame(env)
    window = opens(waiting, browser)
    page = env.signed_in(browser, url_of(window))
    # WHEN each kind of page is looked at
    decided = decide(browser, page, "deny")
    refused = browser.get(CONSENT)
    refused_in_frame = browser.get(CONSENT, sec_fetch_dest="iframe")
    status = browser.get(f"{STATUS}?transaction=x", sec_fetch_dest="iframe")
    # THEN only the frame's own two may be framed, by SmartRecruiters alone
    for framed in (waiting, status):
        assert framed.policy["frame-ancestors"] == "https://*.smartrecruiters.com"
        assert "x-frame-options" not in framed.headers
    for alone in (window, page, decided, refused, refused_in_frame):
        assert alone.policy["frame-ancestors"] == "'none'"
        assert alone.headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize("cookie", ["session", "browser"])
def test_the_frame_does_not_care_for_cookies(
    env: FunctionEnv, browser: Browser, cookie: str
) -> None:
    """Even a browser that sends them along gets the waiting page: nothing is decided in a frame."""
    # GIVEN a signed-in admin
    env.signed_in(browser)
    assert f"__Host-jetbridge_{cookie}" in browser.cookies
    # WHEN the consentUrl loads in a frame, cookies and all
    page = browser.get(POPUP, sec_fetch_dest="iframe")
    # THEN there is nothing to approve
    assert page.action == WINDOW
    assert "approve" not in page.fields
    assert not page.cookies


@pytest.mark.parametrize("url", [WITH_REDIRECT, f"{POPUP}&frame=x"])
def test_what_is_made_for_a_window_does_not_load_in_a_frame(env: FunctionEnv, url: str) -> None:
    """REDIRECT mode leaves SmartRecruiters' page; a window is a window."""
    # WHEN it is loaded in a frame all the same
    page = env.browser().get(url, sec_fetch_dest="iframe")
    # THEN it is refused
    assert page.status == 400


def test_a_ticket_opens_its_window_in_one_browser(env: FunctionEnv, browser: Browser) -> None:
    """A double click opens the same window twice; another browser is sent back to it."""
    # GIVEN a frame whose window is open
    waiting = frame(env)
    opened = opens(waiting, browser)
    # WHEN the form is sent again, here and elsewhere
    again, elsewhere = opens(waiting, browser), opens(waiting, env.browser())
    # THEN this browser gets the same window, and another gets none
    assert (again.status, url_of(again)) == (200, url_of(opened))
    assert elsewhere.status == 400
    assert "open in another window" in elsewhere.body
    assert not elsewhere.cookies


def test_a_window_has_time_to_sign_in_and_decide_whenever_it_was_opened(
    env: FunctionEnv, browser: Browser
) -> None:
    """What the frame promises and what the window promises end together."""
    # GIVEN a frame whose window is opened in the last second
    waiting = frame(env)
    env.world.clock.advance(FRAME_LIFETIME - 1)
    url = url_of(opens(waiting, browser))
    # AND an admin who takes all the time there is to sign in, and to decide
    back = env.identity.sign_in(browser.get(url).location)
    env.world.clock.advance(SIGN_IN_LIFETIME - 1)
    page = browser.get(browser.get(back).location)
    env.world.clock.advance(CONSENT_LIFETIME - 1)
    assert status_of(env, waiting) == "waiting"
    # WHEN they approve
    answered = decide(browser, page, "approve")
    # THEN it counts, and the frame knows
    assert answered.status == 200
    assert status_of(env, waiting) == "connected"
    # AND still knows when the frame's time is over
    env.world.clock.advance(WINDOW_LIFETIME)
    assert status_of(env, waiting) == "connected"


def test_a_page_of_a_window_does_not_outlast_its_frame(env: FunctionEnv, browser: Browser) -> None:
    """A frame that has given up is not followed by an approval that it never hears of."""
    # GIVEN a window whose page is shown late
    waiting = frame(env)
    url = url_of(opens(waiting, browser))
    env.signed_in(browser, url)
    env.world.clock.advance(WINDOW_LIFETIME - 60)
    page = browser.get(url)
    # WHEN the admin approves after the frame has given up
    env.world.clock.advance(60)
    answered = decide(browser, page, "approve")
    # THEN nothing is exchanged
    assert (answered.status, env.exchanges()) == (400, 0)
    assert status_of(env, waiting) == "expired"


@pytest.mark.parametrize("headers", [{}, {"origin": "null"}, {"origin": "https://evil.example"}])
def test_a_window_opens_from_our_own_page_only(env: FunctionEnv, headers: dict[str, str]) -> None:
    """An attacker's frame cannot be put into a person's browser from another site."""
    # GIVEN a frame that a stranger began, with its id and ticket
    waiting = frame(env)
    # WHEN the victim's browser is made to send the form from the stranger's page
    victim = env.browser()
    page = victim.post(WINDOW, waiting.fields, **headers)
    # THEN no window opens and the victim is bound to nothing
    assert page.status == 403
    assert not page.cookies
    assert status_of(env, waiting) == "waiting"


@pytest.mark.parametrize("field", ["transaction", "ticket"])
def test_a_window_needs_both_the_id_and_the_ticket(
    env: FunctionEnv, browser: Browser, field: str
) -> None:
    """Knowing the transaction's id is not enough."""
    # GIVEN a frame
    waiting = frame(env)
    # WHEN the form comes with one of the two missing or made up
    for value in ("", "A" * 43):
        form = {**waiting.fields, field: value}
        page = browser.post(WINDOW, form, origin=ORIGIN)
        # THEN no window opens
        assert page.status == 400


def test_knowing_a_transactions_id_is_never_enough(env: FunctionEnv, browser: Browser) -> None:
    """A user who signs in with an attacker's frame in the URL is refused with any account."""
    # GIVEN a frame whose window is open in one browser
    waiting = frame(env)
    url = url_of(opens(waiting, browser))
    # WHEN another browser goes to its URL: signed out, with a frame of its own, signed in
    stranger = env.browser()
    signed_out = stranger.get(url)
    opens(frame(env), stranger)
    with_a_frame = stranger.get(url)
    env.signed_in(stranger)
    signed_in = stranger.get(url)
    # THEN it is refused each time, before sign-in
    assert {signed_out.status, with_a_frame.status, signed_in.status} == {403}


def test_a_window_that_was_not_opened_yet_is_nobodys(env: FunctionEnv, browser: Browser) -> None:
    """A frame that only waits cannot be continued by its id."""
    # GIVEN a frame whose window was not opened
    waiting = frame(env)
    # WHEN a person goes to the window's URL
    page = browser.get(f"{POPUP}&frame={waiting.fields['transaction']}")
    # THEN it is refused
    assert page.status == 403


def test_a_window_is_for_the_frames_company(env: FunctionEnv, browser: Browser) -> None:
    """The company cannot be swapped between frame and window."""
    # GIVEN an open window
    url = url_of(opens(frame(env), browser))
    # WHEN its URL names another company
    page = browser.get(url.replace("companyId=acme", "companyId=other"))
    # THEN it is refused
    assert page.status == 403


def test_a_frame_that_has_ended_takes_no_further_window(env: FunctionEnv, browser: Browser) -> None:
    """The browser's history does not reopen what was decided."""
    # GIVEN a window in which the admin denied
    url = url_of(opens(frame(env), browser))
    decide(browser, env.signed_in(browser, url), "deny")
    # WHEN they go back to its URL
    page = browser.get(url)
    # THEN a page says how it ended, and how to try again
    assert (page.status, page.action) == (200, "")
    assert "Not connected: denied" in page.body
    assert "Start over" in page.body


def test_a_frame_waits_fifteen_minutes_for_its_window(env: FunctionEnv, browser: Browser) -> None:
    """Then it says that it was too late, and opens no window."""
    # GIVEN a frame
    waiting = frame(env)
    # WHEN a quarter of an hour has passed
    env.world.clock.advance(900)
    # THEN it is over
    assert status_of(env, waiting) == "expired"
    assert opens(waiting, browser).status == 400


def test_the_status_of_what_never_was_is_expired(env: FunctionEnv) -> None:
    """A guess learns nothing, not even that it was one."""
    # WHEN strange ids are asked for
    answers = [env.browser().get(url).body for url in (STATUS, f"{STATUS}?transaction=x")]
    # THEN the answer is the same as for an old one
    assert answers == ['{"status":"expired"}'] * 2


def test_without_scripts_the_frame_has_a_page_to_look_at(
    env: FunctionEnv, browser: Browser
) -> None:
    """It looks again by itself while there is something to wait for."""
    # GIVEN a frame in a browser without JavaScript
    waiting = frame(env)
    url = f"{STATUS}?transaction={waiting.fields['transaction']}"
    assert f'href="{url}"' in waiting.body
    # WHEN the admin denies meanwhile
    before = browser.get(url, sec_fetch_dest="iframe")
    decide(browser, env.signed_in(browser, url_of(opens(waiting, browser))), "deny")
    after = browser.get(url, sec_fetch_dest="iframe")
    # THEN the page says so
    assert '<meta http-equiv="refresh" content="4">' in before.body
    assert "Not connected: denied" in after.body
    assert "refresh" not in after.body
    # AND leads to a new start, which is a frame again
    assert f'href="{POPUP}"' in after.body
    assert browser.get(POPUP, sec_fetch_dest="iframe").action == WINDOW


def test_without_scripts_every_end_of_a_frame_names_the_next_step(env: FunctionEnv) -> None:
    """Also where we do not know the frame any more."""
    # GIVEN a frame that was left alone, and one of which nothing is known
    late = frame(env).fields["transaction"]
    env.world.clock.advance(FRAME_LIFETIME)
    for transaction, next_step in ((late, f'href="{POPUP}"'), ("x", "again in SmartRecruiters")):
        # WHEN its page is looked at
        page = env.browser().get(f"{STATUS}?transaction={transaction}", sec_fetch_dest="iframe")
        # THEN it says what to do
        assert "Not connected: too late" in page.body
        assert next_step in page.body


def test_the_frames_script_runs_by_a_nonce_of_its_own(env: FunctionEnv) -> None:
    """Each response has another nonce, and no page but the frame's runs any script."""
    # WHEN a frame loads twice
    first, second = frame(env), frame(env)
    # THEN each lets in its own script and nothing else
    nonces = {page.policy["script-src"] for page in (first, second)}
    assert len(nonces) == 2
    for page in (first, second):
        nonce = page.policy["script-src"].removeprefix("'nonce-").removesuffix("'")
        assert page.body.count("<script") == page.body.count(f'<script nonce="{nonce}"') == 1


def test_chromium_may_follow_the_forms_redirects(env: FunctionEnv, browser: Browser) -> None:
    """`form-action` covers where the answer redirects to, and no more."""
    # WHEN the consent page is shown in each mode, and the frame
    with_redirect = env.signed_in(browser).policy["form-action"]
    popup = browser.get(POPUP).policy["form-action"]
    # THEN only REDIRECT mode's form may leave us, for the allow-list
    assert with_redirect == "'self' https://smartrecruiters.com https://*.smartrecruiters.com"
    assert popup == frame(env).policy["form-action"] == "'self'"
    assert REDIRECT.startswith("https://www.smartrecruiters.com/")
