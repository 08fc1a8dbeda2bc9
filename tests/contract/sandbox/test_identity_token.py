"""The OpenID provider behind the code: tokens, keys, claims."""

import pytest
import requests
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.jwk import KeySet

from jetbridge_local.sandbox import Sandboxes
from jetbridge_local.sandbox.credentials import OIDC
from jetbridge_local.sandbox.identity.signin import CODE_LIFETIME
from tests.contract.sandbox.openid_client import REDIRECT_URI, TIMEOUT, VERIFIER, OpenIdClient
from tests.fakes import FrozenClock


def claims(openid: OpenIdClient, answer: requests.Response) -> dict[str, object]:
    """Return the claims of the ID token in `answer`, its signature checked."""
    keys = KeySet.import_key_set(openid.get("/jwks").json())
    return jwt.decode(answer.json()["id_token"], keys, algorithms=["RS256"]).claims


def override(openid: OpenIdClient, **changed: object) -> None:
    """Let the next ID tokens lie."""
    requests.post(f"{openid.issuer}/_sandbox/claims", json=changed, timeout=TIMEOUT)


def test_discovery_describes_the_provider(openid: OpenIdClient) -> None:
    """The issuer is the host itself, and every endpoint is on it."""
    # WHEN the provider is discovered
    metadata = openid.get("/.well-known/openid-configuration").json()

    # THEN it offers the code flow with S256 and nothing weaker
    assert metadata["issuer"] == openid.issuer
    endpoints = [value for name, value in metadata.items() if name.endswith(("endpoint", "_uri"))]
    assert len(endpoints) == 4
    assert all(endpoint.startswith(f"{openid.issuer}/") for endpoint in endpoints)
    assert metadata["response_types_supported"] == ["code"]
    assert metadata["code_challenge_methods_supported"] == ["S256"]


def test_a_code_earns_a_signed_id_token(openid: OpenIdClient, clock: FrozenClock) -> None:
    """RS256, for this client, with the nonce of the request and the tenant of the user."""
    # WHEN a code is exchanged
    answer = openid.ask_token(openid.sign_in())

    # THEN the ID token is what a relying party checks
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    told = claims(openid, answer)
    assert told.pop("sub")
    assert told == {
        "iss": openid.issuer,
        "aud": OIDC.client_id,
        "iat": clock.now(),
        "exp": clock.now() + 300,
        "auth_time": clock.now(),
        "nonce": "a-nonce",
        "email": "ana.admin@example.com",
        "email_verified": True,
        "name": "Ana Admin",
        "tenant": "demo",
        "roles": ["admin"],
    }


def test_no_nonce_asked_is_no_nonce_given(openid: OpenIdClient) -> None:
    """OpenID Connect Core §2: the nonce is that of the request."""
    # WHEN the request has none
    answer = openid.ask_token(openid.sign_in(nonce=None))

    # THEN the ID token has none
    assert "nonce" not in claims(openid, answer)


@pytest.mark.parametrize(
    ("email", "tenant"), [("otto.other@example.com", "other"), ("nora.nobody@example.com", None)]
)
def test_other_users_have_another_tenant_or_none(
    openid: OpenIdClient, email: str, tenant: str | None
) -> None:
    """For what a relying party does with them."""
    # WHEN another demo user signs in
    page = openid.authorize()
    code = openid.submit(page, email=email).headers["Location"].partition("code=")[2][:36]

    # THEN the claim is theirs, or absent
    assert claims(openid, openid.ask_token(code)).get("tenant") == tenant


def test_the_client_may_authenticate_by_basic(openid: OpenIdClient) -> None:
    """client_secret_basic, percent-encoded as RFC 6749 §2.3.1 wants it."""
    # GIVEN an identifier and secret in which every character is encoded that may be
    client_id, client_secret = OIDC.client_id, OIDC.client_secret
    encoded = client_id.replace("-", "%2D"), client_secret.replace("-", "%2D")

    # WHEN the client authenticates with them
    answer = openid.ask_token_by_basic(openid.sign_in(), *encoded)

    # THEN it is served
    assert answer.status_code == 200


def test_wrong_basic_credentials_are_challenged(openid: OpenIdClient) -> None:
    """RFC 6749 §5.2: 401 with the scheme that the client tried."""
    # WHEN the secret is wrong
    answer = openid.ask_token_by_basic(openid.sign_in(), OIDC.client_id, "wrong")

    # THEN the client is refused, and challenged
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    assert answer.headers["WWW-Authenticate"].startswith("Basic ")


@pytest.mark.parametrize("changes", [{"client_secret": "wrong"}, {"client_id": "nobody"}], ids=str)
def test_wrong_form_credentials_are_refused(
    openid: OpenIdClient, changes: dict[str, str | None]
) -> None:
    """401 without a challenge."""
    # WHEN the client is unknown or its secret wrong
    answer = openid.ask_token(openid.sign_in(), **changes)

    # THEN it is refused
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    assert "WWW-Authenticate" not in answer.headers


def test_two_ways_of_client_authentication_are_refused(openid: OpenIdClient) -> None:
    """RFC 6749 §2.3: not more than one in each request."""
    # WHEN the client uses both
    answer = openid.ask_token_by_basic(
        openid.sign_in(),
        OIDC.client_id,
        OIDC.client_secret,
        client_secret=OIDC.client_secret,
    )

    # THEN the request is invalid
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"grant_type": None}, "invalid_request"),
        ({"grant_type": "client_credentials"}, "unsupported_grant_type"),
        ({"code": None}, "invalid_request"),
        ({"code": "invented"}, "invalid_grant"),
        ({"redirect_uri": None}, "invalid_request"),
        ({"redirect_uri": f"{REDIRECT_URI}/"}, "invalid_grant"),
        ({"code_verifier": None}, "invalid_request"),
        ({"code_verifier": VERIFIER[::-1]}, "invalid_grant"),
    ],
    ids=str,
)
def test_a_bad_exchange_is_refused(
    openid: OpenIdClient, changes: dict[str, str | None], error: str
) -> None:
    """The code is bound to its redirect_uri, exactly, and to its verifier."""
    # WHEN one thing is wrong
    answer = openid.ask_token(openid.sign_in(), **changes)

    # THEN the RFC's error says which
    assert (answer.status_code, answer.json()["error"]) == (400, error)


def test_a_replayed_code_ends_the_tokens_of_its_first_use(openid: OpenIdClient) -> None:
    """RFC 6749 §4.1.2: a code is used once; its tokens do not survive a replay."""
    # GIVEN a code that was exchanged
    code = openid.sign_in()
    token = openid.ask_token(code).json()["access_token"]
    assert openid.get("/userinfo", token).status_code == 200

    # WHEN it is exchanged again
    replay = openid.ask_token(code)

    # THEN that is refused, and the first token is not active any more
    assert replay.json()["error"] == "invalid_grant"
    assert openid.get("/userinfo", token).status_code == 401


def test_a_code_expires(openid: OpenIdClient, clock: FrozenClock) -> None:
    """A code is for now."""
    # GIVEN a code that was kept too long
    code = openid.sign_in()
    clock.advance(CODE_LIFETIME)

    # WHEN it is exchanged
    answer = openid.ask_token(code)

    # THEN it is refused
    assert answer.json()["error"] == "invalid_grant"


def test_userinfo_wants_a_live_token(openid: OpenIdClient, clock: FrozenClock) -> None:
    """The claims of the user for a live access token, RFC 6750's 401 otherwise."""
    # GIVEN an access token
    answer = openid.ask_token(openid.sign_in()).json()
    assert openid.get("/userinfo", answer["access_token"]).json()["tenant"] == "demo"

    # WHEN it has expired
    clock.advance(answer["expires_in"])
    refused = openid.get("/userinfo", answer["access_token"])

    # THEN it is invalid
    assert refused.status_code == 401
    assert refused.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'


def test_claims_can_be_made_to_lie(openid: OpenIdClient) -> None:
    """A wrong nonce or a missing tenant, well signed, for a relying party to refuse."""
    # WHEN the provider is told what to claim
    override(openid, nonce="another-nonce", tenant=None)
    told = claims(openid, openid.ask_token(openid.sign_in()))

    # THEN it claims that
    assert told["nonce"] == "another-nonce"
    assert "tenant" not in told


def test_a_foreign_client_signs_in(openid: OpenIdClient, sandboxes: Sandboxes) -> None:
    """Authlib walks the flow and reads the user's claims."""
    # GIVEN Authlib as the relying party
    session = OAuth2Session(
        OIDC.client_id,
        OIDC.client_secret,
        scope="openid email",
        redirect_uri=REDIRECT_URI,
        code_challenge_method="S256",
    )
    url, _ = session.create_authorization_url(f"{openid.issuer}/authorize", code_verifier=VERIFIER)

    # WHEN the person signs in
    page = requests.get(url, timeout=TIMEOUT)
    session.fetch_token(
        f"{sandboxes.urls['identity']}/token",
        authorization_response=openid.submit(page).headers["Location"],
        code_verifier=VERIFIER,
    )

    # THEN Authlib's token opens the user's claims
    told = session.get(f"{openid.issuer}/userinfo").json()
    assert told["email"] == "ana.admin@example.com"
    session.close()
