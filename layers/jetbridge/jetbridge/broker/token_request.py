"""The first half of obtaining a token: the request, in the partner's dialect."""

import json
from base64 import b64encode
from typing import Final
from urllib.parse import quote_plus, urlencode

from jetbridge.broker.dialect import Body, ClientAuth, ClientCredentials, Dialect, Grant
from jetbridge.model.ports import HttpRequest
from jetbridge.model.record import record
from jetbridge.model.secret import Secret

_JSON: Final = "application/json"
_FORM: Final = "application/x-www-form-urlencoded"


@record
class AuthorizationCode:
    """What a browser brought back. A code is used once; PKCE's `code_verifier` may be absent."""

    code: Secret
    redirect_uri: str
    code_verifier: Secret | None = None


def token_request(
    dialect: Dialect,
    credentials: ClientCredentials,
    exchanged: AuthorizationCode | None = None,
    *,
    timeout: float,
) -> HttpRequest:
    """Build the request for a token.

    Args:
        dialect: how the partner's token endpoint is spoken to.
        credentials: the client's own.
        exchanged: what is exchanged for the token; None means the client credentials themselves
            (RFC 6749 §4.4.2).
        timeout: in seconds.
    """
    fields = _grant(dialect, exchanged)
    headers = {"accept": _JSON, "content-type": _FORM if dialect.body is Body.FORM else _JSON}
    if dialect.client_auth is ClientAuth.BASIC:
        headers["authorization"] = _basic(credentials)
    else:
        fields["client_id"] = credentials.client_id
        fields["client_secret"] = credentials.client_secret.reveal()
    url, body = dialect.token_url, "{}"
    match dialect.body:
        case Body.FORM:
            body = urlencode(fields)
        case Body.JSON:
            body = json.dumps(fields)
        case Body.QUERY:
            url = f"{url}?{urlencode(fields)}"
    return HttpRequest("POST", url, headers, body.encode(), timeout, operation="token")


def _grant(dialect: Dialect, exchanged: AuthorizationCode | None) -> dict[str, str]:
    match exchanged:
        case None:
            grant = {"grant_type": str(Grant.CLIENT_CREDENTIALS)}
            return grant | dialect.scope.written(dialect.scopes)
        case AuthorizationCode(code, redirect_uri, verifier):
            fields = {
                "grant_type": str(Grant.AUTHORIZATION_CODE),
                "code": code.reveal(),
                "redirect_uri": redirect_uri,
            }
            return fields | ({"code_verifier": verifier.reveal()} if verifier else {})


def _basic(credentials: ClientCredentials) -> str:
    """Encode the pair as RFC 6749 §2.3.1 and Appendix B want it."""
    parts = credentials.client_id, credentials.client_secret.reveal()
    return f"Basic {b64encode(':'.join(map(quote_plus, parts)).encode()).decode()}"
