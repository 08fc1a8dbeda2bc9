"""The revocation endpoint (RFC 7009)."""

from jetbridge.model.metrics import Metric
from jetbridge.oauth import access_tokens, credentials
from jetbridge.oauth.client_auth import authenticate
from jetbridge.oauth.form import read_form
from jetbridge.oauth.refusals import invalid_request
from jetbridge.oauth.server import Server
from jetbridge.web.request import Request
from jetbridge.web.response import NO_STORE, Response


def revoke(server: Server, request: Request) -> Response:
    """Answer `POST /oauth/revoke`: the client's access token ends at this moment.

    A token that is unknown, expired or revoked already is none, and that is success (§2.2);
    `token_type_hint` is ignored, because there is one kind. A token that names another client is
    refused (§2.1) without a look at whether it lives.

    Raises:
        OAuthError: `invalid_request` or `invalid_client` (§2.2.1).
    """
    form = read_form(request)
    token = form.get("token")
    if token is None:
        raise invalid_request("The parameter token is missing.")
    client = authenticate(server, request, form)
    issued_to = credentials.client_of(token)
    if issued_to not in {None, client.client_id}:
        raise invalid_request("The token was not issued to this client.")
    if issued_to:
        server.table.write(access_tokens.delete(client.client_id, token))
        server.meter.count(Metric.TOKEN_REVOKED)
    return Response(200, NO_STORE | server.quotas.standing(client).headers)
