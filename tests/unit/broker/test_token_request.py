"""Token requests, in every dialect."""

import json
from base64 import b64decode
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

from jetbridge.broker.dialect import ClientAuth, ClientCredentials
from jetbridge.broker.token_request import AuthorizationCode, token_request
from jetbridge.model.ports import HttpRequest
from jetbridge.model.secret import Secret
from jetbridge.partners.enboarder import api as enboarder
from jetbridge.partners.incode import api as incode
from jetbridge.partners.onboardbase import api as onboardbase
from jetbridge.partners.onboarder import api as onboarder
from jetbridge.partners.smartrecruiters import api as smartrecruiters

BASE = "https://partner.test"
PAIR = ClientCredentials("id:1", Secret("a&b=c d+é%"))
CODE = AuthorizationCode(Secret("code-1"), "https://us.test/back")


def form(request: HttpRequest) -> dict[str, str]:
    """Return the form of a request; no parameter comes twice."""
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    pairs = parse_qsl((request.body or b"").decode(), keep_blank_values=True, strict_parsing=True)
    assert len(dict(pairs)) == len(pairs)
    return dict(pairs)


def test_smartrecruiters_takes_a_form_and_no_scope() -> None:
    """The pair travels in the form, percent-encoded (RFC 6749 §2.3.1)."""
    # WHEN a token is asked for
    request = token_request(smartrecruiters.dialect(BASE), PAIR, timeout=5)
    # THEN the form reads back as it was meant
    assert (request.method, request.url) == ("POST", f"{BASE}/identity/oauth/token")
    assert form(request) == {
        "grant_type": "client_credentials",
        "client_id": "id:1",
        "client_secret": "a&b=c d+é%",
    }


def test_incode_is_asked_for_the_scope_openid() -> None:
    """Its page says so."""
    # WHEN a token is asked for
    request = token_request(incode.dialect(BASE), PAIR, timeout=5)
    # THEN the scope is in the form
    assert form(request)["scope"] == "openid"


def test_enboarder_is_asked_for_space_separated_scopes() -> None:
    """One parameter `scope`, spaces between (RFC 6749 §3.3)."""
    # WHEN a token is asked for
    request = token_request(enboarder.oauth_dialect(f"{BASE}/oauth2/token"), PAIR, timeout=5)
    # THEN the scopes are those of its page
    scope = form(request)["scope"]
    assert scope == "api/workflow.basic api/workflow.advance api/settings.all"


def test_basic_takes_the_pair_out_of_the_form() -> None:
    """Both parts are form-encoded before they are joined, so a colon stays apart."""
    # GIVEN an authorization server that wants Basic
    dialect = enboarder.oauth_dialect(f"{BASE}/oauth2/token", client_auth=ClientAuth.BASIC)
    # WHEN a token is asked for
    request = token_request(dialect, PAIR, timeout=5)
    # THEN the pair is in the header (RFC 6749 Appendix B) and nowhere else
    scheme, _, encoded = request.headers["authorization"].partition(" ")
    assert scheme == "Basic"
    assert b64decode(encoded) == b"id%3A1:a%26b%3Dc+d%2B%C3%A9%25"
    assert form(request).keys() == {"grant_type", "scope"}


def test_onboarder_takes_the_code_and_its_verifier_in_json() -> None:
    """The members of its page, the verifier included (RFC 7636 §4.5)."""
    # GIVEN a code that was asked for with PKCE
    code = replace(CODE, code_verifier=Secret("verifier"))
    # WHEN it is exchanged
    request = token_request(onboarder.dialect(BASE), PAIR, code, timeout=5)
    # THEN the body is the page's
    assert request.headers["content-type"] == "application/json"
    assert json.loads(request.body or b"") == {
        "grant_type": "authorization_code",
        "code": "code-1",
        "client_id": "id:1",
        "client_secret": "a&b=c d+é%",
        "redirect_uri": "https://us.test/back",
        "code_verifier": "verifier",
    }


def test_onboardbase_takes_everything_in_the_query_string() -> None:
    """Beside an empty JSON object; no PKCE, which it does not know."""
    # WHEN a code is exchanged
    request = token_request(onboardbase.dialect(BASE), PAIR, CODE, timeout=5)
    # THEN the URL carries it all
    assert dict(parse_qsl(urlsplit(request.url).query)) == {
        "grant_type": "authorization_code",
        "code": "code-1",
        "redirect_uri": "https://us.test/back",
        "client_id": "id:1",
        "client_secret": "a&b=c d+é%",
    }
    assert (request.headers["content-type"], request.body) == ("application/json", b"{}")


def test_no_request_shows_its_secrets() -> None:
    """Not even where they are part of the URL."""
    # WHEN the request that has them all in its URL is formatted
    request = token_request(onboardbase.dialect(BASE), PAIR, CODE, timeout=5)
    shown = f"{request!r} {request.target} {CODE!r} {PAIR!r}"
    # THEN none of them shows
    assert not any(secret in shown for secret in ("a%26b", "a&b", "code-1"))
