"""The pages as they are seen: in light and dark, wide and narrow, by eyes and by machines.

Every page is photographed (JETBRIDGE_SCREENSHOTS says where to) and held to WCAG 2.2 AA by axe.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Page, expect

from tests.browser.admin import Admin
from tests.browser.looks import look_at


def consent(admin: Admin) -> Page:
    """Stop at the consent page."""
    admin.reach_consent()
    expect(admin.page.get_by_role("button", name="Approve")).to_be_visible()
    return admin.page


def denied(admin: Admin) -> Page:
    """Deny in POPUP mode."""
    admin.page.goto(admin.consent_url)
    admin.sign_in()
    admin.page.get_by_role("button", name="Deny").click()
    expect(admin.page.get_by_role("heading", name="Not connected")).to_be_visible()
    return admin.page


def connected(admin: Admin) -> Page:
    """Approve in POPUP mode."""
    admin.page.goto(admin.consent_url)
    admin.sign_in()
    admin.page.get_by_role("button", name="Approve").click()
    expect(admin.page.get_by_role("heading", name="Connected")).to_be_visible()
    return admin.page


def failed(admin: Admin) -> Page:
    """Fail in REDIRECT mode."""
    admin.reach_consent()
    admin.smartrecruiters_fails(status=409)
    admin.page.get_by_role("button", name="Approve").click()
    expect(admin.page.get_by_role("link", name="Back to SmartRecruiters")).to_be_visible()
    return admin.page


def refused(admin: Admin) -> Page:
    """Come with a link that cannot be used."""
    admin.page.goto(f"{admin.consent_url}&companyId=two")
    return admin.page


def connected_already(admin: Admin) -> Page:
    """Deny what another tab has approved."""
    admin.page.goto(admin.consent_url)
    admin.sign_in()
    other = admin.page.context.new_page()
    other.goto(admin.consent_url)
    other.get_by_role("button", name="Approve").click()
    expect(other.get_by_role("heading", name="Connected")).to_be_visible()
    admin.page.get_by_role("button", name="Deny").click()
    expect(admin.page.get_by_role("heading", name="You denied, but")).to_be_visible()
    return admin.page


def onboardbase(admin: Admin) -> Page:
    """Stop before Onboardbase."""
    admin.page.goto(f"{admin.stack.ready.api_url}/connect/onboardbase")
    admin.sign_in()
    expect(admin.page.get_by_role("button", name="Continue to Onboardbase")).to_be_visible()
    return admin.page


def onboardbase_denied(admin: Admin) -> Page:
    """Deny at Onboardbase."""
    onboardbase(admin).get_by_role("button", name="Continue to Onboardbase").click()
    admin.page.get_by_role("button", name="Deny").click()
    expect(admin.page.get_by_role("link", name="Start again")).to_be_visible()
    return admin.page


def onboardbase_signed_out(admin: Admin) -> Page:
    """Press the button after the sign-in has ended."""
    page = onboardbase(admin)
    page.context.clear_cookies(name="jetbridge_session")
    page.get_by_role("button", name="Continue to Onboardbase").click()
    expect(page.get_by_role("link", name="Sign in again")).to_be_visible()
    return page


def window(admin: Admin) -> Page:
    """Stop the frame's window on the page that moves on by itself."""
    context = admin.page.context
    context.route("**/smartrecruiters/consent?*frame=*", lambda route: route.fulfill(status=204))
    opened = admin.open_window(admin.open_popup())
    expect(opened.get_by_role("link", name="Continue")).to_be_visible()
    return opened


def frame(admin: Admin) -> Page:
    """Show the frame inside SmartRecruiters."""
    inside = admin.open_popup()
    expect(inside.get_by_role("button", name="Continue in a new window")).to_be_visible()
    return admin.page


def frame_waiting(admin: Admin) -> Page:
    """Show the frame while its window is open."""
    inside = admin.open_popup()
    admin.open_window(inside)
    expect(inside.get_by_text("Waiting for you in the other window")).to_be_visible()
    return admin.page


def frame_connected(admin: Admin) -> Page:
    """Show the frame when its window has connected."""
    inside = admin.open_popup()
    opened = admin.open_window(inside)
    admin.sign_in(opened)
    opened.get_by_role("button", name="Approve").click()
    expect(inside.get_by_role("heading", name="Connected")).to_be_visible()
    return admin.page


PAGES: Final[tuple[Callable[[Admin], Page], ...]] = (
    consent,
    denied,
    connected,
    failed,
    refused,
    connected_already,
    onboardbase,
    onboardbase_denied,
    onboardbase_signed_out,
    window,
    frame,
    frame_waiting,
    frame_connected,
)


@pytest.mark.parametrize("reach", PAGES, ids=lambda reach: reach.__name__)
def test_a_page_is_good_to_look_at_and_to_hear(
    admin: Admin, album: Path, reach: Callable[[Admin], Page]
) -> None:
    """No accessibility rule is broken, nothing overflows, and the browser has no complaint."""
    # GIVEN a page, and everything that the browser says on the way
    said: list[str] = []
    admin.page.context.on("console", lambda message: said.append(message.text))
    admin.page.context.on("weberror", lambda error: said.append(str(error.error)))
    page = reach(admin)
    ours = next(each for each in page.frames if each.url.startswith(admin.stack.ready.api_url))
    # WHEN it is shown in each way, THEN every reader can read it
    look_at(page, ours, album, reach.__name__)
    assert [text for text in said if "status of 4" not in text] == []
