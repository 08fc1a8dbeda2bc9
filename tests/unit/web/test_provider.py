"""The sign-in service: how we authenticate to it, and what we do not take from it."""

import pytest

from jetbridge.model.ports import HttpResponse, NoAnswerError, NotSentError
from tests.fakes import answer
from tests.fakes.http import Answer
from tests.fakes.identity_provider import ISSUER, KEYS, METADATA, TOKEN, rsa_key
from tests.support.browser import Browser
from tests.support.consent import WITH_REDIRECT, FunctionEnv


def test_another_issuer_in_the_return_is_refused(env: FunctionEnv, browser: Browser) -> None:
    """RFC 9207: a code of another provider is not taken to ours."""
    # GIVEN a return that names another issuer
    url = env.identity.sign_in(browser.get(WITH_REDIRECT).location)
    # WHEN the browser comes back
    page = browser.get(f"{url}&iss=https%3A%2F%2Fother.test")
    # THEN it is refused, and the code stays where it is
    assert page.status == 502
    assert not env.http.sent("POST", TOKEN)


def test_a_provider_that_promises_its_issuer_must_send_it(
    env: FunctionEnv, browser: Browser
) -> None:
    """RFC 9207 §2.4: then its absence is an attack."""
    # GIVEN a provider that says it always sends `iss`
    env.identity.metadata["authorization_response_iss_parameter_supported"] = True
    # WHEN a return comes without it, and one with it
    without = env.returns(env.browser())
    url = env.identity.sign_in(browser.get(WITH_REDIRECT).location)
    with_it = browser.get(f"{url}&iss={ISSUER}")
    # THEN only the second counts
    assert (without.status, with_it.status) == (502, 303)


def test_a_public_client_signs_in_without_a_secret(env: FunctionEnv, browser: Browser) -> None:
    """With an empty secret PKCE alone protects the code."""
    # GIVEN a provider that knows us as a public client
    env.world.secrets.put("identity", {})
    env.identity.client_secret = ""
    # WHEN a user signs in
    page = env.signed_in(browser)
    # THEN it works
    assert page.status == 200


def test_the_secret_goes_in_the_form_where_the_provider_wants_it(
    env: FunctionEnv, browser: Browser
) -> None:
    """client_secret_post, for providers without Basic."""
    # GIVEN such a provider
    env.identity.metadata["token_endpoint_auth_methods_supported"] = ["client_secret_post"]
    # WHEN a user signs in
    page = env.signed_in(browser)
    # THEN it works, without an Authorization header
    assert page.status == 200
    assert "authorization" not in env.http.sent("POST", TOKEN)[0].headers


def test_a_rotated_client_secret_is_read_afresh(env: FunctionEnv, browser: Browser) -> None:
    """The secret may be changed under traffic."""
    # GIVEN a secret that was read, then rotated
    env.signed_in(env.browser())
    env.world.secrets.put("identity", {"client_secret": "rotated"})
    env.identity.client_secret = "rotated"
    # WHEN a user signs in
    page = env.signed_in(browser)
    # THEN the new secret is used
    assert page.status == 200


def test_a_wrong_client_secret_is_the_deployers_fault(env: FunctionEnv, browser: Browser) -> None:
    """The person is told that it is not theirs, and the secret is not tried twice."""
    # GIVEN a secret that the provider does not take
    env.identity.client_secret = "another"
    # WHEN a user signs in
    page = env.returns(browser)
    # THEN a page says so
    assert page.status == 502
    assert "a fault of the set-up" in page.body
    assert len(env.http.sent("POST", TOKEN)) == 1


def test_a_code_that_the_provider_forgot_is_a_page(env: FunctionEnv, browser: Browser) -> None:
    """`invalid_grant`: the person signs in again."""
    # GIVEN a provider that no longer knows the code
    env.http.on("POST", TOKEN, answer({"error": "invalid_grant"}, status=400))
    # WHEN the browser comes back
    page = env.returns(browser)
    # THEN a page says so
    assert page.status == 400
    assert "Sign in again" in page.body


@pytest.mark.parametrize("url", [METADATA, KEYS, TOKEN])
@pytest.mark.parametrize(
    ("failures", "status"),
    [
        ((NotSentError(),), 303),
        ((NotSentError(), NotSentError()), 503),
        ((NoAnswerError(),), 503),
        ((answer(status=500),), 503),
        ((answer(status=503),), 503),
        ((answer(status=429),), 503),
        ((HttpResponse(403, body=b"<html>Request blocked</html>"),), 503),
        ((answer({"error": "Forbidden"}, status=403),), 503),
        ((HttpResponse(302, {"location": "https://login.test/"}),), 503),
        ((HttpResponse(200, body=b"<html>Sign in to the network</html>"),), 503),
        ((answer(["not", "an", "object"]),), 502),
    ],
)
def test_a_provider_that_fails_is_a_page(
    env: FunctionEnv, url: str, failures: tuple[Answer, ...], status: int
) -> None:
    """Connecting is tried twice; everything else becomes a page, and the next visitor succeeds."""
    # GIVEN a provider with a fault
    env.http.on("POST" if url == TOKEN else "GET", url, *failures)
    browser = env.browser()
    # WHEN a user signs in
    leaving = browser.get(WITH_REDIRECT)
    page = browser.get(env.identity.sign_in(leaving.location)) if leaving.status == 303 else leaving
    # THEN they learn of it, and it passes
    assert page.status == status
    browser.cookies.clear()
    assert env.signed_in(browser).status == 200


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
        {"jwks_uri": "https://["},
        {"authorization_endpoint": "https://["},
        {"token_endpoint": "https://[::1"},
    ],
)
def test_metadata_that_cannot_be_trusted_stops_the_sign_in(
    env: FunctionEnv, browser: Browser, metadata: dict[str, object]
) -> None:
    """The issuer must be ours, and every endpoint https."""
    # GIVEN such metadata
    env.identity.metadata = metadata
    # WHEN a person wants to sign in
    page = browser.get(WITH_REDIRECT)
    # THEN no person is sent anywhere
    assert page.status == 502


def test_a_slash_at_the_issuers_end_is_part_of_its_name(env: FunctionEnv, browser: Browser) -> None:
    """Some providers have one, and their ID tokens say so."""
    # GIVEN such a provider
    env.settings["OIDC_ISSUER"] = f"{ISSUER}/"
    env.identity.metadata["issuer"] = f"{ISSUER}/"
    env.identity.claims = {"iss": f"{ISSUER}/"}
    # WHEN a user signs in
    page = env.signed_in(browser)
    # THEN it works
    assert page.status == 200


def test_metadata_and_keys_are_kept_for_an_hour(env: FunctionEnv, browser: Browser) -> None:
    """Sign-ins do not wait for documents that rarely change."""
    # GIVEN two sign-ins in the same process
    env.signed_in(browser)
    browser.cookies.clear()
    env.signed_in(browser)
    assert (len(env.http.sent("GET", METADATA)), len(env.http.sent("GET", KEYS))) == (1, 1)
    # WHEN an hour has passed
    env.world.clock.advance(3_600)
    env.signed_in(browser)
    # THEN both are fetched anew
    assert (len(env.http.sent("GET", METADATA)), len(env.http.sent("GET", KEYS))) == (2, 2)


@pytest.mark.parametrize("url", [METADATA, KEYS, TOKEN])
def test_a_busy_provider_names_the_time_to_come_back(
    env: FunctionEnv, browser: Browser, url: str
) -> None:
    """Its `Retry-After` reaches the browser: it is no fault of the set-up."""
    # GIVEN a provider that throttles
    busy = answer(status=429, headers={"retry-after": "90"})
    env.http.on("POST" if url == TOKEN else "GET", url, busy)
    # WHEN an administrator signs in
    page = browser.get(WITH_REDIRECT)
    if page.status == 303:
        page = browser.get(env.identity.sign_in(page.location))
    # THEN the page says when to try again
    assert (page.status, page.headers["retry-after"]) == (503, "90")


@pytest.mark.parametrize(
    "failure",
    [
        answer(status=503),
        NoAnswerError("x"),
        answer(status=404),
        answer({"issuer": "https://other.test"}),
        HttpResponse(200, body=b"<html>"),
    ],
)
def test_kept_documents_serve_while_discovery_fails(
    env: FunctionEnv, browser: Browser, failure: Answer
) -> None:
    """For a day at the most; a provider that recovers is asked again within a minute."""
    # GIVEN a process that knows the provider, whose documents cannot be fetched an hour later
    env.signed_in(browser)
    env.world.clock.advance(3_600)
    for url in (METADATA, KEYS):
        env.http.on("GET", url, failure)
    # WHEN administrators sign in
    for _ in range(2):
        browser.cookies.clear()
        # THEN what is kept serves, and the provider is not asked for each of them
        assert env.signed_in(browser).status == 200
    assert len(env.http.sent("GET", METADATA)) == 2
    # AND after a minute the documents are fetched again
    env.world.clock.advance(60)
    browser.cookies.clear()
    assert env.signed_in(browser).status == 200
    assert len(env.http.sent("GET", METADATA)) == 3


@pytest.mark.parametrize("asked", [7_200, 86_400 * 30])
def test_a_provider_that_asks_for_time_is_given_it(
    env: FunctionEnv, browser: Browser, asked: int
) -> None:
    """As long as what is kept serves."""
    # GIVEN a process that knows the provider, which then asks to be left alone for long
    env.signed_in(browser)
    env.world.clock.advance(3_600)
    env.http.on("GET", METADATA, answer(status=429, headers={"Retry-After": str(asked)}))
    lasting = min(asked, 86_400)
    # WHEN administrators sign in meanwhile
    for wait in (0, 60, lasting - 61):
        env.world.clock.advance(wait)
        browser.cookies.clear()
        assert env.signed_in(browser).status == 200
    # THEN it was asked once, AND is asked again when the time is over
    assert len(env.http.sent("GET", METADATA)) == 2
    env.world.clock.advance(1)
    browser.cookies.clear()
    assert env.signed_in(browser).status == 200
    assert len(env.http.sent("GET", METADATA)) == 3


def test_kept_documents_serve_for_a_day_and_no_longer(env: FunctionEnv, browser: Browser) -> None:
    """A key that was withdrawn must not verify for ever."""
    # GIVEN a process that knows the provider, which then fails for more than a day
    env.signed_in(browser)
    env.world.clock.advance(3_600 + 86_400)
    env.http.on("GET", METADATA, answer(status=503))
    browser.cookies.clear()
    # WHEN an administrator wants to sign in, THEN they are told to try again
    assert browser.get(WITH_REDIRECT).status == 503


def test_keys_that_appear_meanwhile_are_found(env: FunctionEnv, browser: Browser) -> None:
    """An unknown key id makes us look once more, and only once."""
    # GIVEN a process that knows the keys, and a provider that rotated them
    env.signed_in(browser)
    browser.cookies.clear()
    env.identity.published = (rsa_key("k2"),)
    env.identity.signs_with = rsa_key("k2")
    env.identity.header = {"alg": "RS256", "kid": "k2"}
    # WHEN a user signs in
    page = env.signed_in(browser)
    # THEN the new key was fetched
    assert page.status == 200
    assert len(env.http.sent("GET", KEYS)) == 2


def test_a_key_set_without_a_usable_key_signs_nobody_in(env: FunctionEnv, browser: Browser) -> None:
    """Keys of kinds that we do not know are skipped, and then there must be one left."""
    # GIVEN a provider that publishes nothing we can use
    env.identity.published = ()
    # WHEN a user signs in
    page = env.returns(browser)
    # THEN they are not
    assert page.status == 502
