"""OpenID Connect, the relying party's side: requests built and answers read, without I/O.

Code flow with PKCE S256, state and nonce (OpenID Connect Core §3.1, RFC 7636, RFC 9700 §2.1.1).
`jetbridge.web.provider` fetches the provider's documents, `jetbridge.web.id_token` verifies what
it says of a person, `jetbridge.flows.browser.signin` runs the flow.
"""

import base64
from typing import TYPE_CHECKING, Final
from urllib.parse import quote_plus, urlencode, urlsplit

from jetbridge.model import pkce, retry_after
from jetbridge.model.errors import JetbridgeError
from jetbridge.model.ports import NOT_NOW, HttpRequest, HttpResponse
from jetbridge.model.record import field, record

if TYPE_CHECKING:
    from joserfc.jwk import Key

_OK: Final = 200
_NOT_THERE: Final = (404, 410)
_SERVER_ERROR: Final = 500
_REFUSALS: Final = (
    "invalid_request",
    "unauthorized_client",
    "unsupported_grant_type",
    "invalid_scope",
)
"""Error codes by which a token endpoint finds fault with our request (RFC 6749 §5.2)."""

_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


class ProviderUnavailableError(JetbridgeError):
    """The provider does not answer, or not now. `retry_after` is in seconds, None if unknown."""

    def __init__(self, why: str = "no answer", retry_after: int | None = None) -> None:
        """Say why, without quoting the provider."""
        super().__init__(why)
        self.retry_after = retry_after


class ProviderFaultError(JetbridgeError):
    """The provider answered something that we cannot accept. Says which rule, never the content."""


class UnknownKeyError(ProviderFaultError):
    """No key of the set verifies the ID token: the key may have been replaced, id kept or not."""


class ClientRefusedError(ProviderFaultError):
    """The provider does not take our client credentials (`invalid_client`)."""


class CodeRefusedError(ProviderFaultError):
    """The provider does not take the code (`invalid_grant`): used, expired, or not ours."""


@record
class Metadata:
    """What we use of the provider's discovery document (OpenID Connect Discovery §3)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    client_auth_methods: tuple[str, ...]
    sends_issuer: bool
    """The provider promises `iss` in its authorization responses (RFC 9207)."""


@record
class RelyingParty:
    """Us, as the provider knows us. `secret` is empty for a public client."""

    client_id: str
    redirect_uri: str
    secret: str = field(default="", repr=False)


def metadata_url(issuer: str) -> str:
    """Return where the issuer publishes its metadata (OpenID Connect Discovery §4.1)."""
    return f"{issuer.removesuffix('/')}/.well-known/openid-configuration"


def read_metadata(issuer: str, response: HttpResponse) -> Metadata:
    """Read the discovery document.

    Raises:
        ProviderFaultError: it is not there, names another issuer, or an endpoint without TLS.
        ProviderUnavailableError: the provider is busy, or something before it answers.
    """
    document = _document(response, "metadata")
    if document.get("issuer") != issuer:
        raise ProviderFaultError("the metadata names another issuer")
    methods = document.get("token_endpoint_auth_methods_supported")
    return Metadata(
        issuer=issuer,
        authorization_endpoint=_endpoint(document, "authorization_endpoint"),
        token_endpoint=_endpoint(document, "token_endpoint"),
        jwks_uri=_endpoint(document, "jwks_uri"),
        client_auth_methods=tuple(
            method
            # The default is the specification's (Discovery §3).
            for method in (methods if isinstance(methods, list) else ["client_secret_basic"])
            if isinstance(method, str)
        ),
        sends_issuer=document.get("authorization_response_iss_parameter_supported") is True,
    )


def read_keys(response: HttpResponse) -> "tuple[Key, ...]":
    """Read the provider's signing keys, leaving out kinds that we do not know (RFC 7517 §5).

    Raises:
        ProviderFaultError: there is none, or no usable key in it.
        ProviderUnavailableError: the provider is busy, or something before it answers.
    """
    from joserfc.errors import JoseError
    from joserfc.jwk import JWKRegistry

    published = _document(response, "key set").get("keys")
    keys: list[Key] = []
    for entry in published if isinstance(published, list) else []:
        try:
            key = JWKRegistry.import_key(entry)
        except (JoseError, ValueError, TypeError, KeyError, AttributeError):
            continue
        if key.get("use", "sig") == "sig":
            keys.append(key)
    if not keys:
        raise ProviderFaultError("the key set holds no usable key")
    return tuple(keys)


def authorization_url(  # noqa: PLR0913 - the protocol's own parameters, each by its name
    metadata: Metadata,
    party: RelyingParty,
    *,
    scopes: str,
    state: str,
    nonce: str,
    verifier: str,
    prompt: str = "",
    max_age: int | None = None,
    language: str = "",
) -> str:
    """Return where the browser goes to sign in (OpenID Connect Core §3.1.2.1).

    `scopes` are space-separated; `verifier` is the PKCE code verifier, of which only the S256
    challenge is sent. `prompt` is left out where it is empty, and so is `language`, in which the
    person reads our pages (`ui_locales`: a provider without it answers in another). `max_age` is
    how many seconds ago the person may have given their credentials; None: it does not matter.
    """
    query = urlencode(
        ({"prompt": prompt} if prompt else {})
        | ({"max_age": str(max_age)} if max_age is not None else {})
        | ({"ui_locales": language} if language else {})
        | {
            "response_type": "code",
            "client_id": party.client_id,
            "redirect_uri": party.redirect_uri,
            "scope": scopes,
            "state": state,
            "nonce": nonce,
            "code_challenge": pkce.challenge(verifier),
            "code_challenge_method": pkce.METHOD,
        }
    )
    separator = "&" if urlsplit(metadata.authorization_endpoint).query else "?"
    return f"{metadata.authorization_endpoint}{separator}{query}"


def token_request(
    metadata: Metadata, party: RelyingParty, *, code: str, verifier: str, timeout: float
) -> HttpRequest:
    """Build the request that trades the code for an ID token (OpenID Connect Core §3.1.3.1).

    We authenticate by Basic where the provider takes it, else in the form; a public client
    sends its id only. `timeout` is in seconds.
    """
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": party.redirect_uri,
        "code_verifier": verifier,
    }
    headers = {
        "accept": "application/json",
        "content-type": "application/x-www-form-urlencoded",
    }
    if party.secret and "client_secret_basic" in metadata.client_auth_methods:
        # RFC 6749 §2.3.1: both are form-encoded before they are joined.
        pair = f"{quote_plus(party.client_id)}:{quote_plus(party.secret)}"
        headers["authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    else:
        form["client_id"] = party.client_id
        if party.secret:
            form["client_secret"] = party.secret
    body, url = urlencode(form).encode(), metadata.token_endpoint
    return HttpRequest("POST", url, headers, body, timeout, operation="token")


def read_id_token(response: HttpResponse) -> str:
    """Return the ID token of a token response, not yet verified.

    Raises:
        ClientRefusedError, CodeRefusedError: as the provider says (RFC 6749 §5.2).
        ProviderFaultError: it refuses our request, or answers without an ID token.
        ProviderUnavailableError: it is busy, or something before it answers.
    """
    body = response.json()
    answer = body if isinstance(body, dict) else {}
    if response.status != _OK or body is None:
        _check_busy(response)
        match answer.get("error"):
            case "invalid_client":
                raise ClientRefusedError("the provider does not take our client credentials")
            case "invalid_grant":
                raise CodeRefusedError("the provider does not take the code")
            case str(code) if code in _REFUSALS:
                raise ProviderFaultError(f"the token endpoint refuses our request: {code}")
            case _:
                raise _unavailable(response)
    match answer.get("id_token"):
        case str(token):
            return token
        case _:
            raise ProviderFaultError("the token response holds no ID token")


def _document(response: HttpResponse, name: str) -> dict[str, object]:
    """Read a JSON document. One that is not there (404, 410) is a fault of the set-up."""
    body = response.json()
    if response.status in _NOT_THERE:
        raise ProviderFaultError(f"the {name} is not there")
    if response.status != _OK or body is None:
        raise _unavailable(response)
    if not isinstance(body, dict):
        raise ProviderFaultError(f"the {name} cannot be read")
    return body


def _check_busy(response: HttpResponse) -> None:
    if response.status in NOT_NOW or response.status >= _SERVER_ERROR:
        raise _unavailable(response)


def _unavailable(response: HttpResponse) -> ProviderUnavailableError:
    wait = retry_after.seconds(response.headers)
    form = "" if response.json() is not None else ", not JSON"
    return ProviderUnavailableError(f"status {response.status}{form}", wait)


def _endpoint(document: dict[str, object], name: str) -> str:
    url = document.get(name)
    if not isinstance(url, str) or not is_trustworthy(url):
        raise ProviderFaultError(f"the metadata holds no usable {name}")
    return url


def is_trustworthy(url: str) -> bool:
    """Return whether `url` is https, or http on loopback (the local stack)."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    )
