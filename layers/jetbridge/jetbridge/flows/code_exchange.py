"""Exchanging a code: once, at once, and never again after it was sent (RFC 6749 §4.1.3)."""

from jetbridge.flows.bridge import Bridge
from jetbridge.flows.credentials import StoredPair
from jetbridge.model.ports import HttpResponse, NoAnswer, NotSent
from jetbridge.partners.dialect import AccessToken
from jetbridge.partners.token_answer import read_token
from jetbridge.partners.token_request import AuthorizationCode, token_request

_SERVER_ERROR = 500


def exchange(bridge: Bridge, source: StoredPair, code: AuthorizationCode) -> AccessToken:
    """Exchange `code` for a token with the deployer's credential.

    The credential is read afresh: the code would not survive an attempt with an outdated one. A
    connection that could not be made is tried once more, since nothing was sent.

    Raises:
        SecretUnavailable: the credential is not set; nothing was sent.
        NotSent: connecting failed twice; nothing was sent.
        TokenRefused: the partner refuses the code or the credential.
        NoAnswer: no answer, or a server error: whether the code was used is unknown.
    """
    credentials = source.load(fresh=True)
    timeout = bridge.settings.http_timeout
    request = token_request(source.dialect, credentials, code, timeout=timeout)
    response: HttpResponse
    try:
        response = bridge.http.send(request)
    except NotSent:
        response = bridge.http.send(request)
    if response.status >= _SERVER_ERROR:
        raise NoAnswer(request.target)
    return read_token(source.dialect, response, now=bridge.clock.now())
