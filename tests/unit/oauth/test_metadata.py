"""The authorization server's metadata."""

from jetbridge.model.scopes import Scope
from jetbridge.model.settings import Settings
from jetbridge.oauth import metadata
from jetbridge.web.request import Request
from tests.unit.oauth.env import body


def described(environ: dict[str, str], **headers: str) -> dict[str, object]:
    """Return the document for a request to `api.example`."""
    request = Request("GET", "/.well-known/x", headers=headers, domain="api.example")
    return body(metadata.describe(Settings(environ), request))


def test_lists_what_is_served_and_nothing_else() -> None:
    """RFC 8414 §2; RFC 9700 §2.4: no implicit, no password grant."""
    # GIVEN no public URL, WHEN the metadata is asked for
    document = described({})
    # THEN it names the endpoints at the domain that was asked, one grant and two methods
    methods = ["client_secret_basic", "client_secret_post"]
    assert document == {
        "issuer": "https://api.example",
        "token_endpoint": "https://api.example/oauth/token",
        "token_endpoint_auth_methods_supported": methods,
        "revocation_endpoint": "https://api.example/oauth/revoke",
        "revocation_endpoint_auth_methods_supported": methods,
        "introspection_endpoint": "https://api.example/oauth/introspect",
        "introspection_endpoint_auth_methods_supported": methods,
        "grant_types_supported": ["client_credentials"],
        "response_types_supported": [],
        "scopes_supported": list(Scope),
    }


def test_the_public_url_is_the_issuer() -> None:
    """Where the deployer has a domain of their own."""
    # GIVEN a public URL, WHEN the metadata is asked for, THEN it is the issuer
    document = described({"PUBLIC_URL": "https://bridge.example/"})
    assert document["issuer"] == "https://bridge.example"


def test_proxy_headers_have_no_say() -> None:
    """RFC 9700 §4.13: any caller can write them."""
    # GIVEN a request that claims another host
    claims = {"host": "evil.example", "x-forwarded-host": "evil.example", "forwarded": "host=evil"}
    # WHEN the metadata is asked for, THEN the claim is ignored
    assert "evil" not in str(described({}, **claims))
