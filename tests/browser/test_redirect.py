"""REDIRECT mode: from SmartRecruiters to us and back."""

from playwright.sync_api import expect

from tests.browser.admin import Admin


def test_approval_leads_back_to_smartrecruiters_connected(admin: Admin) -> None:
    """Connect, sign in, approve: the admin is back, and the company is connected."""
    # GIVEN an admin who began in SmartRecruiters and signed in
    admin.reach_consent()
    assert admin.heading() == f"Connect {admin.company}?"
    # WHEN they approve
    admin.page.get_by_role("button", name="Approve").click()
    # THEN SmartRecruiters welcomes them back
    expect(admin.page.get_by_text("Welcome back. Jetbridge is connected.")).to_be_visible()
    assert admin.page.url == f"{admin.apps_url}/connected"
    assert admin.integration_id()


def test_denial_leads_back_unconnected(admin: Admin) -> None:
    """Deny: the admin is back, and nothing was exchanged."""
    # GIVEN the consent page
    admin.reach_consent()
    # WHEN they deny
    admin.page.get_by_role("button", name="Deny").click()
    # THEN SmartRecruiters has them back, unconnected
    expect(admin.page.get_by_text("Welcome back. Jetbridge was not connected.")).to_be_visible()
    assert not admin.integration_id()


def test_works_without_javascript(admin_without_scripts: Admin) -> None:
    """The whole way with scripts off."""
    # GIVEN an admin whose browser runs no scripts
    admin = admin_without_scripts
    admin.reach_consent()
    # WHEN they approve
    admin.page.get_by_role("button", name="Approve").click()
    # THEN they are back, connected
    expect(admin.page.get_by_text("Welcome back. Jetbridge is connected.")).to_be_visible()


def test_works_by_keyboard_alone(admin: Admin) -> None:
    """Tab reaches each button in the order in which it is read, visibly, and Enter presses it."""
    # GIVEN an admin at the consent page, without a mouse
    admin.reach_consent()
    expect(admin.page.get_by_role("button", name="Approve")).to_be_visible()
    focused = admin.page.locator(":focus-visible")
    # WHEN they move by keyboard
    for _ in range(6):  # three languages, what is allowed in two directions, the decision
        admin.page.keyboard.press("Tab")
    expect(focused).to_have_text("Approve")
    outline = focused.evaluate("element => getComputedStyle(element).outlineStyle")
    admin.page.keyboard.press("Tab")
    expect(focused).to_have_text("Deny")
    admin.page.keyboard.press("Shift+Tab")
    admin.page.keyboard.press("Enter")
    # THEN they see where they are, and approve
    assert outline == "solid"
    expect(admin.page.get_by_text("Welcome back. Jetbridge is connected.")).to_be_visible()


def test_a_page_that_just_appeared_takes_no_click(admin: Admin) -> None:
    """The second half of a double click, begun on another site's page, presses nothing."""
    # GIVEN the consent page
    admin.reach_consent()
    approve = admin.page.get_by_role("button", name="Approve")
    # WHEN its first and its last moment of settling are looked at
    first, last = (
        approve.evaluate(
            """(button, last) => {
                button.style.animation = "none";
                button.getBoundingClientRect();
                button.style.animation = "";
                const [settling] = button.getAnimations();
                settling.pause();
                settling.currentTime = last ? settling.effect.getTiming().duration : 0;
                return getComputedStyle(button).pointerEvents;
            }""",
            at_last,
        )
        for at_last in (False, True)
    )
    # THEN the button takes clicks only afterwards
    assert (first, last) == ("none", "auto")


def test_who_is_signed_in_is_not_asked_again(admin: Admin) -> None:
    """Within half an hour one sign-in serves several consents."""
    # GIVEN an admin who denied, and thinks again
    admin.reach_consent()
    admin.page.get_by_role("button", name="Deny").click()
    # WHEN they connect once more
    admin.connect()
    # THEN the consent page is there at once
    expect(admin.page.get_by_role("button", name="Approve")).to_be_visible()


def test_the_back_button_does_not_approve_twice(admin: Admin) -> None:
    """Going back and approving again ends at SmartRecruiters with the same integration."""
    # GIVEN an approved consent
    admin.reach_consent()
    admin.page.get_by_role("button", name="Approve").click()
    expect(admin.page.get_by_text("Welcome back. Jetbridge is connected.")).to_be_visible()
    first = admin.integration_id()
    # WHEN the admin goes back and approves again
    admin.page.go_back()
    admin.page.get_by_role("button", name="Approve").click()
    # THEN it is the same connection
    expect(admin.page.get_by_text("Welcome back. Jetbridge is connected.")).to_be_visible()
    assert admin.integration_id() == first


def test_a_chain_of_redirects_behind_the_redirect_is_not_cut(admin: Admin) -> None:
    """Chromium holds each hop after our form against its policy: SmartRecruiters' own must pass."""
    # GIVEN a SmartRecruiters that sends the returning browser once more around itself
    admin.reach_consent()
    admin.smartrecruiters_fails(
        f"/company/{admin.company}/apps/connected", status=302, headers={"Location": admin.apps_url}
    )
    # WHEN the admin denies
    admin.page.get_by_role("button", name="Deny").click()
    # THEN they arrive
    admin.page.wait_for_url(admin.apps_url)
