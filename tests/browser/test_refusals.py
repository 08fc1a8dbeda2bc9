"""Every page that says no: its status, what it says, and that the admin can go on from it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.browser.admin import Admin
from tests.browser.conftest import Opens

type Way = Callable[[Admin], None]


def to(path: str) -> Way:
    """Return the way to a path of ours."""
    return lambda admin: _go(admin, path)


def _go(admin: Admin, path: str) -> None:
    admin.page.goto(f"{admin.stack.ready.api_url}{path}")


def redirect(url: str) -> Way:
    """Return the way to the consentUrl with a hostile redirect."""
    return to(f"/smartrecruiters/consent?companyId=acme&redirect={quote(url, safe='')}")


REFUSED: Final = {
    "no company": (to("/smartrecruiters/consent"), 400, "This link is not complete"),
    "broken company": (to("/smartrecruiters/consent?companyId=a%2Fb"), 400, "is not complete"),
    "two companies": (
        to("/smartrecruiters/consent?companyId=a&companyId=b"),
        400,
        "more than once",
    ),
    "another host": (redirect("https://evil.example/"), 400, "does not belong to SmartRecruiters"),
    "userinfo": (redirect("https://smartrecruiters.com@evil.example/"), 400, "cannot be used"),
    "backslash": (redirect("https://evil.example\\.smartrecruiters.com"), 400, "cannot be used"),
    "look-alike": (redirect("https://smartrecruiters.com.evil.example"), 400, "cannot be used"),
    "plain http": (redirect("http://www.smartrecruiters.com/"), 400, "cannot be used"),
    "header": (redirect("https://smartrecruiters.com/\r\nX: y"), 400, "cannot be used"),
    "unknown return": (to("/auth/callback?state=x&code=y"), 400, "cannot be finished"),
    "strange window": (
        to("/smartrecruiters/consent?companyId=acme&frame=x"),
        403,
        "belongs to no connection in progress",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_request_that_is_refused_ends_on_a_page(
    admin: Admin, snap: Callable[[Page], None], case: str
) -> None:
    """Before sign-in, on our own page, without a way out to where it pointed."""
    # GIVEN a link that cannot be used
    way, status, says = REFUSED[case]
    # WHEN the browser goes there
    with admin.page.expect_response(
        lambda response: response.request.is_navigation_request()
    ) as got:
        way(admin)
    # THEN it stays with us, and the page says what is wrong
    assert got.value.status == status
    expect(admin.page.locator("main")).to_contain_text(says)
    assert admin.page.url.startswith(admin.stack.ready.api_url)
    snap(admin.page)


def cancel(admin: Admin) -> None:
    """Cancel the sign-in."""
    admin.page.get_by_role("button", name="Cancel").click()


def belong_nowhere(admin: Admin) -> None:
    """Sign in as a user of no organisation."""
    admin.sandbox("identity", "claims", tenant="not a tenant")
    admin.sign_in()


def forged(admin: Admin) -> None:
    """Sign in with an ID token that was made for another sign-in."""
    admin.sandbox("identity", "claims", nonce="another")
    admin.sign_in()


def provider_fails(**how: object) -> Way:
    """Return a sign-in during which the provider's token endpoint fails."""

    def way(admin: Admin) -> None:
        admin.sandbox("identity", "failures", path="/token", **how)
        admin.sign_in()

    return way


SIGN_IN: Final = {
    "cancelled": (cancel, 403, "You did not sign in"),
    "no tenant": (belong_nowhere, 403, "belongs to no organisation"),
    "forged": (forged, 502, "cannot be trusted"),
    "broken": (provider_fails(status=500), 503, "does not answer"),
    "silent": (provider_fails(drop="before"), 503, "does not answer"),
    "forgotten": (
        provider_fails(status=400, body={"error": "invalid_grant"}),
        400,
        "does not know this sign-in any more",
    ),
}


@pytest.mark.parametrize("case", SIGN_IN)
def test_a_sign_in_that_fails_can_be_tried_again(
    admin: Admin, snap: Callable[[Page], None], case: str
) -> None:
    """The page says why, and its link leads through sign-in to the consent page."""
    # GIVEN an admin at the sign-in form
    way, status, says = SIGN_IN[case]
    admin.connect()
    # WHEN the sign-in fails
    with admin.page.expect_response(lambda response: "/auth/callback" in response.url) as got:
        way(admin)
    # THEN the page says so
    assert got.value.status == status
    expect(admin.page.locator("main")).to_contain_text(says)
    snap(admin.page)
    # AND signing in again works
    admin.sandbox("identity", "reset")
    admin.page.get_by_role("link", name="Sign in again").click()
    admin.sign_in()
    expect(admin.page.get_by_role("button", name="Approve")).to_be_visible()


EXCHANGE: Final[dict[str, tuple[dict[str, Any], int, str]]] = {
    "bad request": ({"status": 400}, 403, "cannot be connected here"),
    "unauthorized": ({"status": 401, "times": 2}, 502, "refuses our credentials"),
    "forbidden": ({"status": 403}, 403, "cannot be connected here"),
    "not found": ({"status": 404}, 403, "cannot be connected here"),
    "conflict": ({"status": 409}, 403, "shown as enabled there, disable it first"),
    "rate limited": ({"status": 429}, 503, "slow down"),
    "broken": ({"status": 500}, 502, "did not confirm"),
    "silent before": ({"drop": "before"}, 502, "did not confirm"),
    "silent after": ({"drop": "after"}, 502, "did not confirm"),
}


@pytest.mark.parametrize("case", EXCHANGE)
def test_an_exchange_that_fails_says_what_to_do(
    admin: Admin, snap: Callable[[Page], None], case: str
) -> None:
    """The admin stays on our page, is told what to do, and finds the way back."""
    # GIVEN an admin at the consent page, and a SmartRecruiters that fails
    how, status, says = EXCHANGE[case]
    admin.reach_consent()
    admin.smartrecruiters_fails(**how)
    # WHEN they approve
    with admin.page.expect_response(lambda response: response.request.method == "POST") as got:
        admin.page.get_by_role("button", name="Approve").click()
    # THEN the page says so, and leads back when they have read it
    assert got.value.status == status
    expect(admin.page.locator("main")).to_contain_text(says, ignore_case=True)
    snap(admin.page)
    admin.page.get_by_role("link", name="Back to SmartRecruiters").click()
    admin.page.wait_for_url(f"{admin.apps_url}/connected")


def test_a_company_of_another_tenant_is_refused_without_a_reason(
    admin: Admin, open_browser: Opens, snap: Callable[[Page], None]
) -> None:
    """A stranger learns nothing about the company but that it cannot be connected here."""
    # GIVEN a connected company, and an admin of another tenant at its consent page
    admin.reach_consent()
    admin.page.get_by_role("button", name="Approve").click()
    admin.page.wait_for_url(f"{admin.apps_url}/connected")
    stranger = replace(admin, page=open_browser().new_page())
    stranger.page.goto(f"{stranger.consent_url}&redirect={quote(f'{stranger.apps_url}/connected')}")
    stranger.page.get_by_label("E-mail address").fill("otto.other@example.com")
    stranger.sign_in()
    # WHEN they approve
    with stranger.page.expect_response(lambda response: response.request.method == "POST") as got:
        stranger.page.get_by_role("button", name="Approve").click()
    # THEN they stay on our page, which says what to check
    assert got.value.status == 403
    assert stranger.heading() == "This company cannot be connected here"
    expect(stranger.page.locator("main")).not_to_contain_text("organisation")
    snap(stranger.page)


def test_a_page_that_lost_its_session_decides_nothing(
    admin: Admin, snap: Callable[[Page], None]
) -> None:
    """Cookies deleted between the page and its answer."""
    # GIVEN a consent page whose browser forgets its cookies
    admin.reach_consent()
    expect(admin.page.get_by_role("button", name="Approve")).to_be_visible()
    admin.page.context.clear_cookies()
    # WHEN the admin approves
    admin.page.get_by_role("button", name="Approve").click()
    # THEN nothing happens
    expect(admin.page.get_by_role("heading", level=1)).to_have_text(
        "This decision cannot be accepted"
    )
    assert not admin.integration_id()
    snap(admin.page)


def test_a_form_of_another_site_decides_nothing(admin: Admin, snap: Callable[[Page], None]) -> None:
    """A signed-in admin's browser, made to post by a stranger's page."""
    # GIVEN a signed-in admin, on a page that holds a form for us
    admin.reach_consent()
    expect(admin.page.get_by_role("button", name="Approve")).to_be_visible()
    form = (
        f'<form method="post" action="{admin.stack.ready.api_url}/smartrecruiters/consent">'
        '<input name="decision" value="approve"><button>Win a prize</button></form>'
    )
    admin.page.route(
        f"{admin.smartrecruiters}/prize",
        lambda route: route.fulfill(body=form, content_type="text/html"),
    )
    admin.page.goto(f"{admin.smartrecruiters}/prize")
    # WHEN they press its button
    admin.page.get_by_role("button", name="Win a prize").click()
    # THEN it is refused
    expect(admin.page.get_by_role("heading", level=1)).to_have_text(
        "This did not come from our page"
    )
    snap(admin.page)
