"""A SmartRecruiters that takes its time over the exchange: the admin's page waits, and ends."""

from pathlib import Path
from typing import Final

from playwright.sync_api import Page, Route, expect

from tests.browser.admin import Admin
from tests.browser.looks import look_at

HOUR: Final = 3_600
PATIENCE: Final = 20_000
"""Milliseconds."""


def throttled_once(page: Page, path: str) -> None:
    """Let API Gateway refuse what a page's script looks at first, and who loads it instead."""
    looks = 0

    def answer(route: Route) -> None:
        nonlocal looks
        looks += not route.request.is_navigation_request()
        if looks == 1:
            route.fulfill(status=429, json={"message": "Too Many Requests"})
        else:
            route.continue_()

    page.route(f"**/smartrecruiters/consent/{path}?*", answer)


def approve(admin: Admin, page: Page) -> None:
    """Approve, and find the page that waits."""
    admin.smartrecruiters_fails(delay_seconds=HOUR)
    page.get_by_role("button", name="Approve").click()
    heading = page.get_by_role("heading", name="Connecting to SmartRecruiters")
    expect(heading).to_be_visible(timeout=PATIENCE)


def test_redirect_mode_leads_back_once_the_exchange_is_done(admin: Admin, album: Path) -> None:
    """It shows how far it is, is good to look at, and leaves by itself."""
    # GIVEN an admin who approved, at a SmartRecruiters that does not answer
    admin.reach_consent()
    throttled_once(admin.page, "progress")
    approve(admin, admin.page)
    # WHEN they wait
    asking = admin.page.get_by_text("SmartRecruiters is asked to confirm")
    expect(asking).to_have_class("now", timeout=PATIENCE)
    look_at(admin.page, admin.page.main_frame, album, "waiting")
    admin.page.set_viewport_size({"width": 390, "height": 844})
    admin.page.screenshot(path=album / "waiting-390.png", full_page=True)
    # THEN they are back as soon as it answers
    admin.sandbox("smartrecruiters", "release")
    welcome = admin.page.get_by_text("Welcome back. Jetbridge is connected.")
    expect(welcome).to_be_visible(timeout=PATIENCE)


def test_redirect_mode_leads_back_without_javascript(admin_without_scripts: Admin) -> None:
    """The page loads itself again, and its button does the same at once."""
    # GIVEN an admin whose browser runs no scripts, and who waits
    admin = admin_without_scripts
    admin.reach_consent()
    approve(admin, admin.page)
    expect(admin.page.get_by_role("link", name="Look now")).to_be_visible()
    # WHEN SmartRecruiters answers, THEN they are back
    admin.sandbox("smartrecruiters", "release")
    welcome = admin.page.get_by_text("Welcome back. Jetbridge is connected.")
    expect(welcome).to_be_visible(timeout=PATIENCE)


def test_popup_mode_ends_in_window_and_frame(private_admin: Admin, album: Path) -> None:
    """Both say that they wait for SmartRecruiters, and then that it is connected."""
    # GIVEN an admin who approved in the frame's window
    admin = private_admin
    throttled_once(admin.page, "frame")
    frame = admin.open_popup()
    window = admin.open_window(frame)
    admin.sign_in(window)
    approve(admin, window)
    # WHEN both wait
    expect(frame.get_by_role("heading", name="Connecting to SmartRecruiters")).to_be_visible()
    window.set_viewport_size({"width": 390, "height": 844})
    window.screenshot(path=album / "waiting-window-390.png", full_page=True)
    # THEN both end as SmartRecruiters answers
    admin.sandbox("smartrecruiters", "release")
    connected = window.get_by_role("heading", name="Connected")
    expect(connected).to_be_visible(timeout=PATIENCE)
    expect(frame.get_by_role("heading", name="Connected")).to_be_visible()
