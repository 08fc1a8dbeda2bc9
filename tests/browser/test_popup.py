"""POPUP mode: a frame inside SmartRecruiters' page, which is another site than ours."""

import re

import pytest
from playwright.sync_api import expect
from werkzeug.wrappers import Response

from jetbridge_local.sandbox.server import LoopbackServer
from tests.browser.admin import Admin
from tests.browser.conftest import Opens


@pytest.fixture
def admin(private_admin: Admin) -> Admin:
    """Return an administrator whose browser blocks third-party cookies."""
    return private_admin


def test_the_frame_has_no_cookies(admin: Admin) -> None:
    """The ground of all that follows: in this browser our frame cannot keep a cookie."""
    # GIVEN our page in SmartRecruiters' frame
    frame = admin.open_popup()
    expect(frame.get_by_role("heading", level=1)).to_be_visible()
    # WHEN a cookie for third parties is set there
    kept = frame.locator("body").evaluate(
        "() => { document.cookie = 'probe=1; SameSite=None; Secure'; return document.cookie }"
    )
    # THEN the browser did not keep it
    assert kept == ""


def test_approval_in_the_window_connects_and_the_frame_says_so(admin: Admin) -> None:
    """Frame, window, sign-in, approval: the frame notices by itself."""
    # GIVEN the frame's window, in which the admin signed in
    frame = admin.open_popup()
    window = admin.open_window(frame)
    expect(frame.get_by_text("Waiting for you in the other window")).to_be_visible()
    admin.sign_in(window)
    # WHEN they approve there
    window.get_by_role("button", name="Approve").click()
    # THEN both say that it is connected
    expect(window.get_by_role("heading", name="Connected")).to_be_visible()
    expect(frame.get_by_role("heading", name="Connected")).to_be_visible()
    expect(frame.get_by_text("Waiting for you")).to_be_hidden()
    assert admin.integration_id()


def test_smartrecruiters_closes_its_popup_by_itself(admin: Admin) -> None:
    """What the partner's page promises: the pop-up closes and the page refreshes."""
    # GIVEN SmartRecruiters' pop-up as it is in life
    admin.page.goto(f"{admin.apps_url}/popup")
    window = admin.open_window(admin.page.frame_locator("iframe"))
    admin.sign_in(window)
    # WHEN the admin approves in the window
    window.get_by_role("button", name="Approve").click()
    # THEN SmartRecruiters is back at its page, connected
    admin.page.wait_for_url(admin.apps_url)
    expect(admin.page.locator("#status")).to_have_text("Connected")


def test_denial_in_the_window_reaches_the_frame(admin: Admin) -> None:
    """Denied there, said here."""
    # GIVEN the consent page in the frame's window
    frame = admin.open_popup()
    window = admin.open_window(frame)
    admin.sign_in(window)
    # WHEN the admin denies
    window.get_by_role("button", name="Deny").click()
    # THEN both say so, and nothing is connected
    expect(window.get_by_role("heading", name="Not connected")).to_be_visible()
    expect(frame.get_by_role("heading", name="Not connected: denied")).to_be_visible()
    assert not admin.integration_id()


def test_a_failed_exchange_reaches_the_frame(admin: Admin) -> None:
    """The window says why, the frame says where to look."""
    # GIVEN a company that did not grant the integration
    admin.sandbox("smartrecruiters", f"withhold/{admin.company}")
    frame = admin.open_popup()
    window = admin.open_window(frame)
    admin.sign_in(window)
    # WHEN the admin approves
    window.get_by_role("button", name="Approve").click()
    # THEN both say that it failed
    expect(window.get_by_text("This company cannot be connected here")).to_be_visible()
    expect(frame.get_by_text("The other window says what to do.")).to_be_visible()


def test_who_closed_the_window_can_start_over(admin: Admin) -> None:
    """A lost window is no dead end."""
    # GIVEN a window that the admin closed
    frame = admin.open_popup()
    admin.open_window(frame).close()
    # WHEN they start over in the frame
    frame.get_by_role("link", name="Start over").click()
    window = admin.open_window(frame)
    admin.sign_in(window)
    window.get_by_role("button", name="Approve").click()
    # THEN it works
    expect(frame.get_by_role("heading", name="Connected")).to_be_visible()


def test_the_frame_works_by_keyboard(admin: Admin) -> None:
    """Tab into the frame, Enter opens the window."""
    # GIVEN the frame with its button focused
    frame = admin.open_popup()
    button = frame.get_by_role("button", name="Continue in a new window")
    button.focus()
    # WHEN Enter is pressed
    with admin.page.context.expect_page() as opened:
        admin.page.keyboard.press("Enter")
    # THEN the window is there
    expect(opened.value.get_by_role("button", name="Sign in")).to_be_visible()


def test_a_frame_that_waits_for_its_window_offers_no_other_language(admin: Admin) -> None:
    """It would be loaded again, and would not notice what becomes of that window."""
    # GIVEN a frame in German
    frame = admin.open_popup()
    frame.get_by_role("link", name="Deutsch").click()
    button = frame.get_by_role("button", name="In einem neuen Fenster fortfahren")
    expect(button).to_be_visible()
    # WHEN its window is open
    with admin.page.context.expect_page() as opened:
        button.click()
    # THEN there are no languages to choose, and the end is told in German
    expect(frame.get_by_role("link", name="English")).to_be_hidden()
    admin.sign_in(opened.value)
    opened.value.get_by_role("button", name="Genehmigen").click()
    expect(frame.get_by_role("heading", name="Verbunden")).to_be_visible()


def test_without_scripts_the_frame_can_be_looked_at(admin_without_scripts: Admin) -> None:
    """A link leads to a page that refreshes itself."""
    # GIVEN a browser without JavaScript, and the frame's window opened
    admin = admin_without_scripts
    frame = admin.open_popup()
    window = admin.open_window(frame)
    frame.get_by_role("link", name="See whether it is connected").click()
    expect(frame.get_by_role("heading", name="Waiting for the other window")).to_be_visible()
    # WHEN the admin approves in the window
    admin.sign_in(window)
    window.get_by_role("button", name="Approve").click()
    # THEN the frame says so
    expect(frame.get_by_role("heading", name="Connected")).to_be_visible()


def test_nobody_else_may_frame_us(admin: Admin) -> None:
    """A page of another origin gets no frame of ours to lay a click on."""
    # GIVEN a page of another's that frames the consentUrl
    embrace = Response(f'<iframe src="{admin.consent_url}"></iframe>', mimetype="text/html")
    stranger = LoopbackServer("localhost")
    stranger.serve(embrace)
    # WHEN it loads
    try:
        with admin.page.expect_console_message(lambda said: "frame-ancestors" in said.text) as said:
            admin.page.goto(stranger.url)
    finally:
        stranger.stop()
    # THEN the browser refuses
    assert "violates" in said.value.text
    expect(admin.page.frame_locator("iframe").get_by_role("button")).to_have_count(0)


def test_a_stolen_window_is_refused_in_another_browser(admin: Admin, open_browser: Opens) -> None:
    """Who knows the window's URL, transaction id and all, cannot go on with it."""
    # GIVEN a window, and a person who saw its URL
    window = admin.open_window(admin.open_popup())
    expect(window.get_by_role("button", name="Sign in")).to_be_visible()
    frame_url = admin.page.frames[1].locator("#open input[name=transaction]").input_value()
    stolen = f"{admin.consent_url}&frame={frame_url}"
    # WHEN they open it in a browser of their own
    stranger = open_browser().new_page()
    answer = stranger.goto(stolen)
    # THEN they are refused
    assert answer
    assert answer.status == 403
    expect(stranger.get_by_role("heading", level=1)).to_have_text(
        re.compile("belongs to no connection in progress")
    )
