"""Signing in, and everything that must not count as it."""

from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest

from jetbridge.model.ports import NoAnswer, NotSent
from jetbridge.store.memory import MemoryTable
from tests.fakes import answer
from tests.fakes.http import Answer
from tests.unit.consent.browser import Browser, Page
from tests.unit.consent.conftest import CONSENT, POPUP, REDIRECT, WITH_REDIRECT, Desk
from tests.unit.consent.identity import CLIENT_ID, ISSUER, KEYS, METADATA, TOKEN, rsa_key

CALLBACK = "/auth/callback"


def returns(desk: Desk, browser: Browser) -> Page:
    """Sign in at the provider and follow it back to the callback."""
    return browser.get(desk.identity.sign_in(browser.get(WITH_REDIRECT).location))


def test_goes_to_the_provider_with_pkce_state_and_nonce(browser: Browser) -> None:
    """The authorization request is the code flow's, with S256 and without any secret."""
    # WHEN nobody is signed in
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


def test_comes_back_to_the_very_request_and_is_signed_in(desk: Desk, browser: Browser) -> None:
    """After sign-in the browser is where it wanted to go, company and redirect unchanged."""
    # WHEN the admin signs in
    back = returns(desk, browser)
    # THEN the consent page follows, for the same request
    asked = parse_qs(urlsplit(back.location).query)
    assert (back.status, urlsplit(back.location).path) == (303, CONSENT)
    assert asked == {"companyId": ["acme"], "redirect": [REDIRECT]}
    assert browser.get(back.location).status == 200


def test_cookies_are_bound_to_this_host_and_kept_from_scripts(desk: Desk, browser: Browser) -> None:
    """Every cookie is `__Host-`, Secure, HttpOnly and SameSite=Lax."""
    # WHEN an admin signs in
    leaving = browser.get(WITH_REDIRECT)
    back = browser.get(desk.identity.sign_in(leaving.location))
    # THEN each cookie has every protection
    for cookie in (*leaving.cookies, *back.cookies):
        assert cookie.startswith("__Host-jetbridge_")
        for attribute in ("Path=/", "HttpOnly", "SameSite=Lax", "Secure"):
            assert f"; {attribute}" in cookie
        assert "Domain" not in cookie


def test_on_plain_http_loopback_cookies_still_come_back(desk: Desk) -> None:
    """The local stack has no TLS: there a Secure cookie would be lost."""
    # GIVEN the local stack's origin
    desk.settings["PUBLIC_URL"] = "http://127.0.0.1:3000"
    # WHEN a sign-in begins
    page = desk.browser().get(POPUP)
    # THEN the cookie has a plain name and is not Secure
    assert page.cookies[0].startswith("jetbridge_browser=")
    assert "Secure" not in page.cookies[0]


def test_every_sign_in_begins_a_new_session(desk: Desk, browser: Browser) -> None:
    """A session id planted in the browser beforehand is worth nothing afterwards."""
    # GIVEN a browser in which somebody planted a session id
    planted = "P" * 43
    browser.cookies["__Host-jetbridge_session"] = planted
    # WHEN the admin signs in
    returns(desk, browser)
    # THEN the session has another id, and the planted one names none
    assert browser.cookies["__Host-jetbridge_session"] != planted
    stranger = desk.browser()
    stranger.cookies["__Host-jetbridge_session"] = planted
    assert stranger.get(POPUP).status == 303


def test_a_session_ends_after_half_an_hour(desk: Desk, browser: Browser) -> None:
    """However busy, a session ends."""
    # GIVEN a signed-in admin
    desk.signed_in(browser)
    # WHEN half an hour has passed
    desk.world.clock.advance(1_800)
    # THEN the next page asks to sign in
    assert browser.get(WITH_REDIRECT).status == 303


def test_the_table_holds_no_secret_of_the_flow(desk: Desk, browser: Browser) -> None:
    """State, cookies and verifier are hashed or sealed: the table continues nobody's flow."""
    # GIVEN a sign-in under way, and one finished
    location = browser.get(WITH_REDIRECT).location
    state = parse_qs(urlsplit(location).query)["state"][0]
    page = desk.signed_in(browser)
    # WHEN the whole table is read
    assert isinstance(desk.world.table, MemoryTable)
    held = repr(desk.world.table._items)
    # THEN none of the values that the browser holds is in it
    for value in (state, *browser.cookies.values(), *page.fields.values()):
        assert value not in held
    verifier = parse_qs((desk.http.sent("POST", TOKEN)[0].body or b"").decode())["code_verifier"]
    assert verifier[0] not in held


@pytest.mark.parametrize("query", ["", "state=", "code=x", "state=unknown&code=x"])
def test_a_return_without_a_known_state_is_refused(browser: Browser, query: str) -> None:
    """Nobody comes back who never left."""
    # GIVEN a browser that has begun a sign-in of its own
    browser.get(WITH_REDIRECT)
    # WHEN it comes back with something else
    page = browser.get(f"{CALLBACK}?{query}")
    # THEN a page refuses
    assert page.status == 400
    assert "cannot be finished" in page.body


def test_a_state_counts_once(desk: Desk, browser: Browser) -> None:
    """A replayed return is a 400 page, not a second session."""
    # GIVEN a finished sign-in
    url = desk.identity.sign_in(browser.get(WITH_REDIRECT).location)
    browser.get(url)
    # WHEN the same return comes again
    page = browser.get(url)
    # THEN it is refused, and the code was traded once
    assert page.status == 400
    assert len(desk.http.sent("POST", TOKEN)) == 1


def test_a_return_in_another_browser_is_refused_and_spoils_nothing(
    desk: Desk, browser: Browser
) -> None:
    """Neither can a victim be signed in as the attacker, nor the attacker as a victim."""
    # GIVEN a return made for one browser
    url = desk.identity.sign_in(browser.get(WITH_REDIRECT).location)
    other = desk.browser()
    other.get(WITH_REDIRECT)
    # WHEN another browser is led to it
    page = other.get(url)
    # THEN it is refused there, and still good where it belongs
    assert page.status == 400
    assert browser.get(url).status == 303


def test_a_sign_in_that_took_too_long_is_refused(desk: Desk, browser: Browser) -> None:
    """Ten minutes, whatever the table still holds."""
    # GIVEN a sign-in that takes ten minutes
    url = desk.identity.sign_in(browser.get(WITH_REDIRECT).location)
    desk.world.clock.advance(600)
    # WHEN the browser comes back
    page = browser.get(url)
    # THEN it is too late
    assert page.status == 400


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
    desk: Desk, browser: Browser, error: str, status: int, says: str
) -> None:
    """The person learns what happened and can sign in again for the same request."""
    # WHEN the provider sends the browser back with an error
    page = browser.get(desk.identity.refuse(browser.get(WITH_REDIRECT).location, error))
    # THEN a page says so and links to the consentUrl
    assert page.status == status
    assert says in page.body
    assert f'href="{CONSENT}?companyId=acme' in page.body


def test_another_issuer_in_the_return_is_refused(desk: Desk, browser: Browser) -> None:
    """RFC 9207: a code of another provider is not taken to ours."""
    # GIVEN a return that names another issuer
    url = desk.identity.sign_in(browser.get(WITH_REDIRECT).location)
    # WHEN the browser comes back
    page = browser.get(f"{url}&iss=https%3A%2F%2Fother.test")
    # THEN it is refused, and the code stays where it is
    assert page.status == 502
    assert not desk.http.sent("POST", TOKEN)


def test_a_provider_that_promises_its_issuer_must_send_it(desk: Desk, browser: Browser) -> None:
    """RFC 9207 §2.4: then its absence is an attack."""
    # GIVEN a provider that says it always sends `iss`
    desk.identity.metadata["authorization_response_iss_parameter_supported"] = True
    # WHEN a return comes without it, and one with it
    without = returns(desk, desk.browser())
    url = desk.identity.sign_in(browser.get(WITH_REDIRECT).location)
    with_it = browser.get(f"{url}&iss={ISSUER}")
    # THEN only the second counts
    assert (without.status, with_it.status) == (502, 303)


@pytest.mark.parametrize(
    "claims",
    [{"tenant": None}, {"tenant": 7}, {"tenant": ""}, {"tenant": "a b"}, {"tenant": "x" * 65}],
)
def test_somebody_of_no_organisation_is_not_signed_in(
    desk: Desk, browser: Browser, claims: dict[str, object]
) -> None:
    """Without a usable tenant claim there is nothing to act for."""
    # GIVEN a provider that does not say whose the person is
    desk.identity.claims = claims
    # WHEN they sign in
    page = returns(desk, browser)
    # THEN a page says so and no session begins
    assert page.status == 403
    assert "belongs to no organisation" in page.body
    assert not page.cookies


def test_the_default_tenant_stands_in_for_an_absent_claim_only(desk: Desk) -> None:
    """DEFAULT_TENANT fills a gap; it does not repair a broken claim."""
    # GIVEN a deployment with a default tenant
    desk.settings["DEFAULT_TENANT"] = "everybody"
    # WHEN somebody signs in without the claim, and somebody with a broken one
    desk.identity.claims = {"tenant": None}
    absent = desk.signed_in(desk.browser())
    desk.identity.claims = {"tenant": "a b"}
    broken = returns(desk, desk.browser())
    # THEN only the first is let in
    assert "everybody" in absent.body
    assert broken.status == 403


def test_the_claim_that_names_the_tenant_is_configurable(desk: Desk, browser: Browser) -> None:
    """Cognito's custom attributes, say."""
    # GIVEN another claim
    desk.settings["TENANT_CLAIM"] = "custom:tenant"
    desk.identity.claims = {"custom:tenant": "acme-corp"}
    # WHEN somebody signs in
    page = desk.signed_in(browser)
    # THEN that claim counts
    assert "acme-corp" in page.body


def test_a_name_cannot_write_on_the_page(desk: Desk, browser: Browser) -> None:
    """What the provider says of a person is escaped and holds no invisible characters."""
    # GIVEN a hostile name
    desk.identity.claims = {"name": "<b>Ana\u202e\n</b>" + "x" * 200}
    # WHEN they sign in
    page = desk.signed_in(browser)
    # THEN it is text, and short
    assert "<b>Ana" not in page.body
    assert "\u202e" not in page.body
    assert "x" * 100 not in page.body


def test_a_person_without_a_name_is_called_by_their_subject(desk: Desk, browser: Browser) -> None:
    """Somebody must be named on the page."""
    # GIVEN a provider that sends no name
    desk.identity.claims = {"name": None, "email": None}
    # WHEN they sign in
    page = desk.signed_in(browser)
    # THEN the subject stands in
    assert "admin-1" in page.body


def test_a_public_client_signs_in_without_a_secret(desk: Desk, browser: Browser) -> None:
    """With an empty secret PKCE alone protects the code."""
    # GIVEN a provider that knows us as a public client
    desk.world.secrets.put("identity", {})
    desk.identity.client_secret = ""
    # WHEN somebody signs in
    page = desk.signed_in(browser)
    # THEN it works
    assert page.status == 200


def test_the_secret_goes_in_the_form_where_the_provider_wants_it(
    desk: Desk, browser: Browser
) -> None:
    """client_secret_post, for providers without Basic."""
    # GIVEN such a provider
    desk.identity.metadata["token_endpoint_auth_methods_supported"] = ["client_secret_post"]
    # WHEN somebody signs in
    page = desk.signed_in(browser)
    # THEN it works, without an Authorization header
    assert page.status == 200
    assert "authorization" not in desk.http.sent("POST", TOKEN)[0].headers


def test_a_rotated_client_secret_is_read_afresh(desk: Desk, browser: Browser) -> None:
    """The secret may be changed under traffic."""
    # GIVEN a secret that was read, then rotated
    desk.signed_in(desk.browser())
    desk.world.secrets.put("identity", {"client_secret": "rotated"})
    desk.identity.client_secret = "rotated"
    # WHEN somebody signs in
    page = desk.signed_in(browser)
    # THEN the new secret is used
    assert page.status == 200


def test_a_wrong_client_secret_is_the_deployers_fault(desk: Desk, browser: Browser) -> None:
    """The person is told that it is not theirs, and the secret is not tried twice."""
    # GIVEN a secret that the provider does not take
    desk.identity.client_secret = "another"
    # WHEN somebody signs in
    page = returns(desk, browser)
    # THEN a page says so
    assert page.status == 502
    assert "a fault of the set-up" in page.body
    assert len(desk.http.sent("POST", TOKEN)) == 1


def test_a_code_that_the_provider_forgot_is_a_page(desk: Desk, browser: Browser) -> None:
    """`invalid_grant`: the person signs in again."""
    # GIVEN a provider that no longer knows the code
    desk.http.on("POST", TOKEN, answer({"error": "invalid_grant"}, status=400))
    # WHEN the browser comes back
    page = returns(desk, browser)
    # THEN a page says so
    assert page.status == 400
    assert "Sign in again" in page.body


@pytest.mark.parametrize("url", [METADATA, KEYS, TOKEN])
@pytest.mark.parametrize(
    ("failures", "status"),
    [
        ((NotSent(),), 303),
        ((NotSent(), NotSent()), 503),
        ((NoAnswer(),), 503),
        ((answer(status=500),), 502),
        ((answer(["not", "an", "object"]),), 502),
    ],
)
def test_a_provider_that_fails_is_a_page(
    desk: Desk, url: str, failures: tuple[Answer, ...], status: int
) -> None:
    """Connecting is tried twice; everything else becomes a page, and the next visitor succeeds."""
    # GIVEN a provider with a fault
    desk.http.on("POST" if url == TOKEN else "GET", url, *failures)
    browser = desk.browser()
    # WHEN somebody signs in
    leaving = browser.get(WITH_REDIRECT)
    page = (
        browser.get(desk.identity.sign_in(leaving.location)) if leaving.status == 303 else leaving
    )
    # THEN they learn of it, and it passes
    assert page.status == status
    browser.cookies.clear()
    assert desk.signed_in(browser).status == 200


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://other.test"},
        {"issuer": f"{ISSUER}/"},
        {"issuer": None},
        {"authorization_endpoint": "http://identity.test/authorize"},
        {"token_endpoint": "ftp://identity.test/token"},
        {"token_endpoint": None},
        {"jwks_uri": "javascript:alert(1)"},
    ],
)
def test_metadata_that_cannot_be_trusted_stops_the_sign_in(
    desk: Desk, browser: Browser, metadata: dict[str, object]
) -> None:
    """The issuer must be ours, and every endpoint https."""
    # GIVEN such metadata
    desk.identity.metadata = metadata
    # WHEN somebody wants to sign in
    page = browser.get(WITH_REDIRECT)
    # THEN nobody is sent anywhere
    assert page.status == 502


def test_a_slash_at_the_issuers_end_is_part_of_its_name(desk: Desk, browser: Browser) -> None:
    """Some providers have one, and their ID tokens say so."""
    # GIVEN such a provider
    desk.settings["OIDC_ISSUER"] = f"{ISSUER}/"
    desk.identity.metadata["issuer"] = f"{ISSUER}/"
    desk.identity.claims = {"iss": f"{ISSUER}/"}
    # WHEN somebody signs in
    page = desk.signed_in(browser)
    # THEN it works
    assert page.status == 200


def test_metadata_and_keys_are_kept_for_an_hour(desk: Desk, browser: Browser) -> None:
    """Sign-ins do not wait for documents that rarely change."""
    # GIVEN two sign-ins in the same process
    desk.signed_in(browser)
    browser.cookies.clear()
    desk.signed_in(browser)
    assert (len(desk.http.sent("GET", METADATA)), len(desk.http.sent("GET", KEYS))) == (1, 1)
    # WHEN an hour has passed
    desk.world.clock.advance(3_600)
    desk.signed_in(browser)
    # THEN both are fetched anew
    assert (len(desk.http.sent("GET", METADATA)), len(desk.http.sent("GET", KEYS))) == (2, 2)


def test_keys_that_appear_meanwhile_are_found(desk: Desk, browser: Browser) -> None:
    """An unknown key id makes us look once more, and only once."""
    # GIVEN a process that knows the keys, and a provider that rotated them
    desk.signed_in(browser)
    browser.cookies.clear()
    desk.identity.published = (rsa_key("k2"),)
    desk.identity.signs_with = rsa_key("k2")
    desk.identity.header = {"alg": "RS256", "kid": "k2"}
    # WHEN somebody signs in
    page = desk.signed_in(browser)
    # THEN the new key was fetched
    assert page.status == 200
    assert len(desk.http.sent("GET", KEYS)) == 2


def test_a_key_set_without_a_usable_key_signs_nobody_in(desk: Desk, browser: Browser) -> None:
    """Keys of kinds that we do not know are skipped, and then there must be one left."""
    # GIVEN a provider that publishes nothing we can use
    desk.identity.published = ()
    # WHEN somebody signs in
    page = returns(desk, browser)
    # THEN they are not
    assert page.status == 502
