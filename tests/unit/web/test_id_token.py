"""ID tokens that must not sign a person in."""

import hmac
import json
from base64 import urlsafe_b64encode

import pytest
from joserfc.jwk import ECKey, RSAKey

from tests.fakes.clock import START
from tests.fakes.identity_provider import CLIENT_ID, ISSUER, KEYS, rsa_key
from tests.support.browser import Browser
from tests.support.consent import FunctionEnv

CLAIMS = {"iss": ISSUER, "aud": CLIENT_ID, "sub": "a", "iat": START, "exp": START + 300}


def encoded(part: bytes) -> str:
    """Return base64url without padding."""
    return urlsafe_b64encode(part).decode().rstrip("=")


def signing_input(header: dict[str, str]) -> str:
    """Return what a signature would cover."""
    return f"{encoded(json.dumps(header).encode())}.{encoded(json.dumps(CLAIMS).encode())}"


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another-client"},
        {"aud": ["another-client"]},
        {"aud": None},
        {"aud": [CLIENT_ID, "another"]},
        {"aud": [CLIENT_ID, "another"], "azp": "another"},
        {"azp": "another"},
        {"iss": "https://other.test"},
        {"iss": f"{ISSUER}/"},
        {"iss": None},
        {"sub": None},
        {"exp": None},
        {"exp": START - 60},
        {"exp": "tomorrow"},
        {"iat": None},
        {"iat": START + 61},
        {"nbf": START + 61},
    ],
)
def test_a_claim_that_is_wrong_signs_nobody_in(
    env: FunctionEnv, browser: Browser, claims: dict[str, object]
) -> None:
    """Issuer, audience, authorized party, times and nonce each count (OpenID Core §3.1.3.7)."""
    # GIVEN a provider that says something wrong
    env.identity.claims = claims
    # WHEN a user signs in
    page = env.returns(browser)
    # THEN they are not
    assert page.status == 502
    assert not page.cookies


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": [CLIENT_ID]},
        {"azp": CLIENT_ID},
        {"aud": [CLIENT_ID, "another"], "azp": CLIENT_ID},
        {"exp": START - 59},
        {"iat": START + 60},
    ],
)
def test_what_the_rules_allow_signs_in(
    env: FunctionEnv, browser: Browser, claims: dict[str, object]
) -> None:
    """Several audiences with us as the authorized party, and a minute of clock difference."""
    # GIVEN an unusual but valid token
    env.identity.claims = claims
    # WHEN a user signs in
    page = env.returns(browser)
    # THEN they are
    assert page.status == 303


def test_a_signature_of_another_key_signs_nobody_in(env: FunctionEnv, browser: Browser) -> None:
    """The key id alone is no proof."""
    # GIVEN a token signed with a key that only claims to be the published one
    env.identity.signs_with = rsa_key("forged")
    # WHEN a user signs in
    page = env.returns(browser)
    # THEN they are not
    assert page.status == 502


def test_a_key_that_is_not_published_signs_nobody_in(env: FunctionEnv, browser: Browser) -> None:
    """The keys are fetched again, once, and then it is over."""
    # GIVEN a token that names an unknown key
    env.identity.header = {"alg": "RS256", "kid": "unknown"}
    # WHEN a user signs in
    page = env.returns(browser)
    # THEN they are not
    assert page.status == 502


@pytest.mark.parametrize("alg", ["RS384", "RS512", "PS384"])
def test_an_algorithm_that_is_not_listed_signs_nobody_in(
    env: FunctionEnv, browser: Browser, alg: str
) -> None:
    """The list is ours, not the token's."""
    # GIVEN a token signed otherwise, with the right key
    env.identity.header = {"alg": alg, "kid": "k1"}
    # WHEN a user signs in
    page = env.returns(browser)
    # THEN they are not
    assert page.status == 502


def test_an_unsigned_token_signs_nobody_in(env: FunctionEnv, browser: Browser) -> None:
    """`alg: none`."""
    # GIVEN a token without a signature
    env.identity.id_token = f"{signing_input({'alg': 'none'})}."
    # WHEN a user signs in
    page = env.returns(browser)
    # THEN they are not
    assert page.status == 502


def test_a_public_key_used_as_a_shared_secret_signs_nobody_in(
    env: FunctionEnv, browser: Browser
) -> None:
    """HS256 keyed with the published RSA key: the classic confusion."""
    # GIVEN such a token
    signed = signing_input({"alg": "HS256", "kid": "k1"})
    mac = hmac.digest(rsa_key("k1").as_pem(private=False), signed.encode(), "sha256")
    env.identity.id_token = f"{signed}.{encoded(mac)}"
    # WHEN a user signs in
    page = env.returns(browser)
    # THEN they are not
    assert page.status == 502


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "a.b.c.d.e", "é.é.é"])
def test_what_is_no_token_signs_nobody_in(env: FunctionEnv, browser: Browser, token: str) -> None:
    """Garbage is a page, not an error of ours."""
    # GIVEN a provider that sends garbage
    env.identity.id_token = token or "."
    # WHEN a user signs in
    page = env.returns(browser)
    # THEN they are not
    assert page.status == 502


def test_one_key_id_may_stand_for_keys_of_two_types(env: FunctionEnv, browser: Browser) -> None:
    """The signature's algorithm tells which of them is meant."""
    # GIVEN a key set with one id under two types
    curve = ECKey.generate_key("P-256", {"kid": "k1", "use": "sig"})
    env.identity.published = (curve, rsa_key("k1"))
    # WHEN tokens are signed with either
    for key, alg in ((rsa_key("k1"), "RS256"), (curve, "ES256")):
        env.identity.signs_with, env.identity.header = key, {"alg": alg, "kid": "k1"}
        browser.cookies.clear()
        # THEN both sign in
        assert env.returns(browser).status == 303


@pytest.mark.parametrize("named", [{"kid": "k1"}, {}])
def test_a_lone_key_needs_no_key_id(
    env: FunctionEnv, browser: Browser, named: dict[str, str]
) -> None:
    """A provider with one key may leave its id out, in the key set, the token, or both."""
    # GIVEN a key set of one key without an id
    unnamed = RSAKey.import_key(
        {
            name: value
            for name, value in rsa_key("k1").as_dict(private=True).items()
            if name != "kid"
        }
    )
    env.identity.published = (unnamed,)
    env.identity.signs_with = unnamed
    env.identity.header = {"alg": "RS256", **named}
    # WHEN a user signs in, THEN they are
    assert env.returns(browser).status == 303


def test_a_token_without_a_key_id_is_verified_by_the_key_that_fits(
    env: FunctionEnv, browser: Browser
) -> None:
    """An id is a hint: without it, each key of the type is tried."""
    # GIVEN a key set of two keys with ids, and a token that names neither
    env.identity.published = (rsa_key("k2"), rsa_key("k1"))
    env.identity.header = {"alg": "RS256"}
    # WHEN a user signs in, THEN they are
    assert env.returns(browser).status == 303


def test_a_key_replaced_under_its_id_is_fetched_again(env: FunctionEnv, browser: Browser) -> None:
    """The kept key does not verify the signature, the published one does."""
    # GIVEN a process that knows a key, which was then replaced under the same id
    assert env.returns(browser).status == 303
    browser.cookies.clear()
    replaced = RSAKey.generate_key(2048, {"kid": "k1", "use": "sig"})
    env.identity.published, env.identity.signs_with = (replaced,), replaced
    # WHEN a user signs in, THEN they are, and the keys were fetched once more
    assert env.returns(browser).status == 303
    assert len(env.http.sent("GET", KEYS)) == 2


def test_a_key_for_encryption_verifies_nothing(env: FunctionEnv, browser: Browser) -> None:
    """`use: enc` (RFC 7517 §4.2)."""
    # GIVEN a key set whose only fitting key is for encryption
    private = rsa_key("k1").as_dict(private=True) | {"use": "enc"}
    env.identity.published = (RSAKey.import_key(private), rsa_key("k2"))
    # WHEN a token is signed with it, THEN no user is signed in
    assert env.returns(browser).status == 502


def test_elliptic_curve_signatures_are_taken(env: FunctionEnv, browser: Browser) -> None:
    """ES256, which some providers prefer."""
    # GIVEN a provider that signs with a curve
    key = ECKey.generate_key("P-256", {"kid": "e1", "use": "sig"})
    env.identity.published = (key,)
    env.identity.signs_with = key
    env.identity.header = {"alg": "ES256", "kid": "e1"}
    # WHEN a user signs in
    page = env.returns(browser)
    # THEN they are
    assert page.status == 303
