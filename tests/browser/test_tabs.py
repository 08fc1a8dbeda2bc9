"""One admin with several tabs, and the way to Onboardbase and back."""

from playwright.sync_api import Page, expect

from tests.browser.admin import Admin


def onboardbase(admin: Admin, page: Page) -> None:
    """Open our page about Onboardbase, signing in where need be."""
    page.goto(f"{admin.stack.ready.api_url}/connect/onboardbase")
    continues = page.get_by_role("button", name="Continue to Onboardbase")
    signs_in = page.get_by_role("button", name="Sign in")
    expect(continues.or_(signs_in)).to_be_visible()
    if signs_in.is_visible():
        signs_in.click()
    expect(continues).to_be_visible()


def go_on(page: Page) -> None:
    """Continue to Onboardbase."""
    page.get_by_role("button", name="Continue to Onboardbase").click()
    expect(page.get_by_role("button", name="Authorize")).to_be_visible()


def test_two_tabs_that_both_signed_in_are_both_answered(admin: Admin) -> None:
    """The second sign-in does not spoil the first tab's approval."""
    # GIVEN two tabs that went to sign in before either had done so
    first, second = admin.page, admin.page.context.new_page()
    for tab in (first, second):
        tab.goto(admin.consent_url)
    for tab in (first, second):
        admin.sign_in(tab)
        expect(tab.get_by_role("button", name="Approve")).to_be_visible()
    # WHEN the first tab approves
    first.get_by_role("button", name="Approve").click()
    # THEN the company is connected
    expect(first.get_by_role("heading", name="Connected")).to_be_visible()
    assert admin.integration_id()
    # AND the second tab is told, whatever it answers
    second.get_by_role("button", name="Deny").click()
    expect(second.get_by_role("heading", name="but the company is connected")).to_be_visible()


def test_an_answer_after_the_sign_in_has_ended_leads_to_the_same_question(admin: Admin) -> None:
    """One link, one sign-in, and the question is there again."""
    # GIVEN a consent page whose session ends
    admin.page.goto(admin.consent_url)
    admin.sign_in()
    admin.page.context.clear_cookies(name="jetbridge_session")
    admin.page.get_by_role("button", name="Approve").click()
    # WHEN the admin follows the page's link and signs in
    admin.page.get_by_role("link", name="Sign in again").click()
    admin.sign_in()
    # THEN they are asked the same, and their answer counts
    assert admin.heading() == f"Connect {admin.company}?"
    admin.page.get_by_role("button", name="Approve").click()
    expect(admin.page.get_by_role("heading", name="Connected")).to_be_visible()


def test_another_account_is_one_press_away(admin: Admin) -> None:
    """The sign-in service asks again, and the same page comes back."""
    # GIVEN the page before Onboardbase
    onboardbase(admin, admin.page)
    # WHEN the admin chooses another account
    admin.page.get_by_role("button", name="Use another account").click()
    admin.page.get_by_label("E-mail address").fill("otto.other@example.com")
    admin.sign_in()
    # THEN the page names it
    expect(admin.page.get_by_text("Signed in as Otto Other")).to_be_visible()
    expect(admin.page.get_by_role("button", name="Continue to Onboardbase")).to_be_visible()


def test_onboardbase_is_connected_in_two_tabs_and_without_scripts(
    admin_without_scripts: Admin,
) -> None:
    """A page of ours first, then Onboardbase; each tab finishes its own visit."""
    # GIVEN two tabs that are both away, in a browser without JavaScript
    admin = admin_without_scripts
    first, second = admin.page, admin.page.context.new_page()
    for tab in (first, second):
        onboardbase(admin, tab)
        go_on(tab)
    # WHEN both come back
    for tab in (first, second):
        tab.get_by_role("button", name="Authorize").click()
        # THEN each says that the account is connected
        expect(tab.get_by_role("heading", name="Connected")).to_be_visible()
    # AND a reload, and Back and forth, say the same
    first.reload()
    expect(first.get_by_role("heading", name="Connected")).to_be_visible()
    second.go_back()
    second.go_forward()
    expect(second.get_by_role("heading", name="Connected")).to_be_visible()
