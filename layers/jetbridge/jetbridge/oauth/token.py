"""The token endpoint: the client credentials grant (RFC 6749 §4.4)."""

import re
from contextlib import suppress
from typing import Final, Literal, TypedDict

from jetbridge.model.errors import OAuthError
from jetbridge.model.metrics import Metric
from jetbridge.oauth import access_tokens, credentials
from jetbridge.oauth.client_auth import authenticate
from jetbridge.oauth.clients import Client
from jetbridge.oauth.form import Form, read_form
from jetbridge.oauth.refusals import invalid_request
from jetbridge.oauth.server import Server
from jetbridge.store.table import StoreError
from jetbridge.web.request import Request
from jetbridge.web.response import NO_STORE, Response, json_response

CLIENT_CREDENTIALS: Final = "client_credentials"
_DAY: Final = 86_400
_MAX_NOTED: Final = 10_000
"""Clients that a process remembers."""
_SCOPE_TOKEN: Final = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+")  # RFC 6749, App. A.4


class IssuedToken(TypedDict):
    """An access token (RFC 6749 §5.1)."""

    access_token: str
    token_type: Literal["Bearer"]
    expires_in: int
    """Seconds."""
    scope: str
    """What it was granted, separated by spaces."""


def issue(server: Server, request: Request) -> Response:
    """Answer `POST /oauth/token`: one read, one write.

    Raises:
        OAuthError: RFC 6749 §5.2, by its own codes.
    """
    form = read_form(request)
    _check_grant_type(form)
    client = authenticate(server, request, form)
    scopes = granted_scopes(client, form.get("scope"))
    token = credentials.mint_access_token(server.ids, client.client_id)
    now, lifetime = server.clock.now(), server.token_lifetime
    server.table.write(
        access_tokens.put(client.client_id, token, scopes, now=now, lifetime=lifetime)
    )
    _note_use(server, client, now)
    server.meter.count(Metric.TOKEN_ISSUED)
    document: IssuedToken = {
        "access_token": token.reveal(),
        "token_type": "Bearer",
        "expires_in": lifetime,
        "scope": " ".join(scopes),
    }
    return json_response(200, document, headers=NO_STORE | server.quotas.standing(client).headers)


def _note_use(server: Server, client: Client, now: int) -> None:
    """Note that a client is in use: once a day, as far as this process knows."""
    day = now // _DAY
    if server.noted.get(client.client_id) == day:
        return
    if len(server.noted) >= _MAX_NOTED:
        server.noted.clear()
    with suppress(StoreError):  # the token is issued: nothing else counts
        server.table.write(access_tokens.use(client.client_id, now))
        server.noted[client.client_id] = day


def granted_scopes(client: Client, requested: str | None) -> list[str]:
    """Return the scopes that a new access token gets: those asked for, or all of the client's.

    Asking for one that the client does not have is refused, not quietly narrowed: the client
    would only learn of it from a 403 later (RFC 6749 §3.3 allows both).

    Raises:
        OAuthError: `unauthorized_client`, the client has no scope at all;
            `invalid_scope`, it asks for one that it does not have, or not in the RFC's form.
    """
    if not client.scopes:
        raise OAuthError("unauthorized_client", "The client has no scope to be granted.")
    if requested is None:
        return sorted(client.scopes)
    asked = requested.split(" ")
    if not all(_SCOPE_TOKEN.fullmatch(scope) for scope in asked):
        raise OAuthError("invalid_scope", "The scope is not a list of names with single spaces.")
    if not set(asked) <= set(client.scopes):
        raise OAuthError("invalid_scope", "The client does not have every scope it asks for.")
    return sorted(set(asked))


def _check_grant_type(form: Form) -> None:
    """Refuse what needs no look at the client, before one is read."""
    grant_type = form.get("grant_type")
    if grant_type is None:
        raise invalid_request("The parameter grant_type is missing.")
    if grant_type != CLIENT_CREDENTIALS:
        description = f"The only grant type is {CLIENT_CREDENTIALS}."
        raise OAuthError("unsupported_grant_type", description)
