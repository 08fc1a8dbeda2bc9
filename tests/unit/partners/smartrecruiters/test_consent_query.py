"""What the consentUrl refuses before a person signs in."""

from urllib.parse import quote

import pytest

from tests.support.browser import Browser
from tests.support.consent import CONSENT, POPUP, REDIRECT, WITH_REDIRECT, FunctionEnv

LINK = quote(REDIRECT, safe="")


@pytest.mark.parametrize(
    "query",
    [
        "",
        "companyId=",
        "companyId=a%20b",
        "companyId=a/b",
        "companyId=..",
        "companyId=%3Cscript%3E",
        "companyId=acme%0d%0aX:1",
        "companyId=" + "a" * 101,
        "companyId=acme&companyId=acme",
        "companyId=acme&companyId=other",
        "companyid=acme",
        f"companyId=acme&redirect={LINK}&redirect={LINK}",
        "companyId=acme&redirect=",
        "companyId=acme&redirect=https%3A%2F%2Fevil.example%2F",
        "companyId=acme&frame=a&frame=b",
        f"companyId=acme&redirect={LINK}&frame=a",
    ],
)
def test_a_malformed_request_is_refused_before_sign_in(
    env: FunctionEnv, browser: Browser, query: str
) -> None:
    """A missing, malformed or repeated parameter and a foreign redirect are a 400 page."""
    # WHEN the browser arrives with it
    page = browser.get(f"{CONSENT}?{query}")
    # THEN a page refuses it, and neither the provider was asked nor a cookie set
    assert page.status == 400
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "location" not in page.headers
    assert not page.cookies
    assert not env.http.requests


def test_a_refusal_does_not_repeat_what_it_refuses(browser: Browser) -> None:
    """The page holds nothing that came with the link."""
    # WHEN a hostile link arrives
    page = browser.get(f"{CONSENT}?companyId=acme&redirect=https%3A%2F%2Fevil.example%2Fmarker")
    # THEN none of it is on the page
    assert "evil.example" not in page.body
    assert "marker" not in page.body


@pytest.mark.parametrize(
    ("mode", "url", "status"),
    [
        ("REDIRECT", WITH_REDIRECT, 303),
        ("REDIRECT", POPUP, 400),
        ("POPUP", POPUP, 303),
        ("POPUP", WITH_REDIRECT, 400),
        ("EITHER", WITH_REDIRECT, 303),
        ("EITHER", POPUP, 303),
    ],
)
def test_the_display_mode_decides_whether_a_redirect_belongs(
    env: FunctionEnv, mode: str, url: str, status: int
) -> None:
    """REDIRECT needs one, POPUP has none, EITHER goes by its presence."""
    # GIVEN a deployment in one mode
    env.settings["CONSENT_DISPLAY_MODE"] = mode
    # WHEN a request in one form arrives
    page = env.browser().get(url)
    # THEN the mode decides
    assert page.status == status


def test_parameters_that_are_not_ours_are_left_alone(browser: Browser) -> None:
    """SmartRecruiters may add what it likes."""
    # WHEN a request carries more than we know
    page = browser.get(f"{POPUP}&utm_source=x&utm_source=y")
    # THEN it goes on to sign-in
    assert page.status == 303


def test_a_page_that_does_not_exist_is_a_page(browser: Browser) -> None:
    """Browsers get pages, whatever they ask for."""
    # WHEN an unknown address is asked for
    page = browser.get("/smartrecruiters/nothing")
    # THEN the answer is a page
    assert page.status == 404
    assert "<h1>" in page.body


def test_a_broken_allow_list_is_the_deployers_fault(env: FunctionEnv, browser: Browser) -> None:
    """A page for the visitor; the log names the variable."""
    # GIVEN an allow-list of another form
    env.settings["REDIRECT_ALLOW_LIST"] = "https://smartrecruiters.com"
    # WHEN a request with a redirect arrives
    page = browser.get(WITH_REDIRECT)
    # THEN no person is sent anywhere
    assert page.status == 500
    assert "smartrecruiters.com" not in page.body
