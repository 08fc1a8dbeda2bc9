"""Signing in, and everything that must not count as it."""

from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest

from jetbridge.store.memory.table import MemoryTable
from tests.fakes.identity_provider import CLIENT_ID, ISSUER, TOKEN
from tests.support.browser import Browser
from tests.support.consent import CONSENT, POPUP, REDIRECT, WITH_REDIRECT, FunctionEnv

CALLBACK = "/auth/callback"


def test_goes_to_the_provider_with_pkce_state_and_nonce(browser: Browser) -> None:
    """The authorization request is the code flow's, with S256 and without any secret."""
    # WHEN no user is signed in
    page = browser.get(WITH_REDIRECT)
    # THEN the browser goes to the provider with all that the flow wants
    asked = dict(parse_qsl(urlsplit(page.location).query))
    assert page.status == 303
    assert page.location.startswith(f"{ISSUER}/authorize?")
    assert asked["response_type"] == "code"
    assert asked["client_id"] == CLIENT_ID
    assert asked["redirect_uri"] == "https://jetbridge.test/auth/callback"
    assert asked["scope"] == "openid email"
    assert asked["code_challenge_method"] == "S256"
    assert len({asked["state"], asked["nonce"], asked["code_challenge"]}) == 3


def test_comes_back_to_the_very_request_and_is_signed_in(
    env: FunctionEnv, browser: Browser
) -> None:
    """After sign-in the browser is where it wanted to go, company and redirect unchanged."""
    # WHEN the admin signs in
    back = env.returns(browser)
    # THEN the consent page follows, for the same request
    asked = parse_qs(urlsplit(back.location).query)
    assert (back.status, urlsplit(back.location).path) == (303, CONSENT)
    assert asked == {"companyId": ["acme"], "redirect": [REDIRECT]}
    assert browser.get(back.location).status == 200


def test_cookies_are_bound_to_this_host_and_kept_from_scripts(
    env: FunctionEnv, browser: Browser
) -> None:
    """Every cookie is `__Host-`, Secure, HttpOnly and SameSite=Lax."""
    # WHEN an admin signs in
    leaving = browser.get(WITH_REDIRECT)
    back = browser.get(env.identity.sign_in(leaving.location))
    # THEN each cookie has every protection
    for cookie in (*leaving.cookies, *back.cookies):
        assert cookie.startswith("__Host-jetbridge_")
        for attribute in ("Path=/", "HttpOnly", "SameSite=Lax", "Secure"):
            assert f"; {attribute}" in cookie
        assert "Domain" not in cookie


def test_on_plain_http_loopback_cookies_still_come_back(env: FunctionEnv) -> None:
    """The local stack has no TLS: there a Secure cookie would be lost."""
    # GIVEN the local stack's origin
    env.settings["PUBLIC_URL"] = "http://127.0.0.1:3000"
    # WHEN a sign-in begins
    page = env.browser().get(POPUP)
    # THEN the cookie has a plain name and is not Secure
    assert page.cookies[0].startswith("jetbridge_browser=")
    assert "Secure" not in page.cookies[0]


def test_every_sign_in_begins_a_new_session(env: FunctionEnv, browser: Browser) -> None:
    """A session id planted in the browser beforehand is worth nothing afterwards."""
    # GIVEN a browser in which an attacker planted a session id
    planted = "P" * 43
    browser.cookies["__Host-jetbridge_session"] = planted
    # WHEN the admin signs in
    env.returns(browser)
    # THEN the session has another id, and the planted one names none
    assert browser.cookies["__Host-jetbridge_session"] != planted
    stranger = env.browser()
    stranger.cookies["__Host-jetbridge_session"] = planted
    assert stranger.get(POPUP).status == 303


def test_a_session_ends_after_half_an_hour(env: FunctionEnv, browser: Browser) -> None:
    """However busy, a session ends."""
    # GIVEN a signed-in admin
    env.signed_in(browser)
    # WHEN half an hour has passed
    env.world.clock.advance(1_800)
    # THEN the next page asks to sign in
    assert browser.get(WITH_REDIRECT).status == 303


def test_the_table_holds_no_secret_of_the_flow(env: FunctionEnv, browser: Browser) -> None:
    """State, cookies and verifier are hashed or sealed: the table continues no flow."""
    # GIVEN a sign-in under way, and one finished
    location = browser.get(WITH_REDIRECT).location
    state = parse_qs(urlsplit(location).query)["state"][0]
    page = env.signed_in(browser)
    # WHEN the whole table is read
    assert isinstance(env.world.table, MemoryTable)
    held = repr(env.world.table._items)
    # THEN none of the values that the browser holds is in it
    for value in (state, *browser.cookies.values(), *page.fields.values()):
        assert value not in held
    verifier = parse_qs((env.http.sent("POST", TOKEN)[0].body or b"").decode())["code_verifier"]
    assert verifier[0] not in held


@pytest.mark.parametrize("query", ["", "state=", "code=x", "state=unknown&code=x"])
def test_a_return_without_a_known_state_is_refused(browser: Browser, query: str) -> None:
    """A person who never left does not come back."""
    # GIVEN a browser that has begun a sign-in of its own
    browser.get(WITH_REDIRECT)
    # WHEN it comes back with something else
    page = browser.get(f"{CALLBACK}?{query}")
    # THEN a page refuses
    assert page.status == 400
    assert "cannot be finished" in page.body


def test_a_state_counts_once(env: FunctionEnv, browser: Browser) -> None:
    """A return that comes again goes on to the same page, and begins no second session."""
    # GIVEN a finished sign-in
    url = env.identity.sign_in(browser.get(WITH_REDIRECT).location)
    asked = browser.get(url).location
    # WHEN the same return comes again: Back, a reload, a double click
    page = browser.get(url)
    # THEN the person is where they wanted to be, and the code was traded once
    assert (page.status, page.location, page.cookies) == (303, asked, ())
    assert len(env.http.sent("POST", TOKEN)) == 1
    # AND without the session that it began, it begins none
    browser.cookies.pop("__Host-jetbridge_session")
    page = browser.get(url)
    assert (page.status, page.cookies) == (400, ())
    assert asked.replace("&", "&amp;") in page.body
    assert len(env.http.sent("POST", TOKEN)) == 1


def test_a_return_in_another_browser_is_refused_and_spoils_nothing(
    env: FunctionEnv, browser: Browser
) -> None:
    """Neither can a victim be signed in as the attacker, nor the attacker as a victim."""
    # GIVEN a return made for one browser
    url = env.identity.sign_in(browser.get(WITH_REDIRECT).location)
    other = env.browser()
    other.get(WITH_REDIRECT)
    # WHEN another browser is led to it
    page = other.get(url)
    # THEN it is refused there, and still good where it belongs
    assert page.status == 400
    assert browser.get(url).status == 303


def test_a_sign_in_that_took_too_long_is_refused(env: FunctionEnv, browser: Browser) -> None:
    """Ten minutes, whatever the table still holds."""
    # GIVEN a sign-in that takes ten minutes
    url = env.identity.sign_in(browser.get(WITH_REDIRECT).location)
    env.world.clock.advance(600)
    # WHEN the browser comes back
    page = browser.get(url)
    # THEN it is too late, and the page leads back to the question
    assert page.status == 400
    assert f'href="{CONSENT}?companyId=acme' in page.body


def test_a_return_after_its_sealing_key_was_removed_is_refused(
    env: FunctionEnv, browser: Browser
) -> None:
    """A key may be removed a quarter of an hour after a sign-in, which is kept for a day."""
    # GIVEN a browser that is away, and a keyring without the key of that time
    url = env.identity.sign_in(browser.get(WITH_REDIRECT).location)
    env.world.secrets.put("keyring", {"active": "k2", "k2": "x" * 43})
    env.world.secrets.get("keyring", fresh=True)
    # WHEN it comes back
    page = browser.get(url)
    # THEN it is told that the sign-in is over
    assert page.status == 400
    assert "it is long over" in page.body


@pytest.mark.parametrize(
    ("error", "status", "says"),
    [
        ("access_denied", 403, "You did not sign in"),
        ("login_required", 403, "You did not sign in"),
        ("temporarily_unavailable", 503, "does not answer"),
        ("server_error", 503, "does not answer"),
        ("invalid_scope", 502, "cannot be trusted"),
    ],
)
def test_the_providers_refusal_is_a_page_with_a_way_to_try_again(
    env: FunctionEnv, browser: Browser, error: str, status: int, says: str
) -> None:
    """The person learns what happened and can sign in again for the same request."""
    # WHEN the provider sends the browser back with an error
    page = browser.get(env.identity.refuse(browser.get(WITH_REDIRECT).location, error))
    # THEN a page says so and links to the consentUrl
    assert page.status == status
    assert says in page.body
    assert f'href="{CONSENT}?companyId=acme' in page.body
