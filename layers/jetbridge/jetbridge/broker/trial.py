"""Requests by which credentials are tried: made once, and nothing of them is stored or shared.

They pass no rate limiter and no circuit: what a trial meets says nothing about stored credentials.
"""

from jetbridge.broker.dialect import (
    AccessToken,
    ClientCredentials,
    Dialect,
    NoTokenError,
    TokenRefusedError,
)
from jetbridge.broker.failures import not_performed
from jetbridge.broker.token_answer import read_token
from jetbridge.broker.token_request import AuthorizationCode, token_request
from jetbridge.model.outcome import Done, Outcome, Refused, Sent, Unknown
from jetbridge.model.ports import Http, HttpRequest, HttpResponse, NoAnswerError, NotSentError


def send(http: Http, request: HttpRequest) -> Sent[HttpResponse]:
    """Send a request once, and return the partner's answer, whatever its status."""
    try:
        return Done(http.send(request))
    except NotSentError as failure:
        return not_performed(failure)
    except NoAnswerError as failure:
        return Unknown(detail=failure.cause)


def obtain(  # noqa: PLR0913 - what a token request is made of, each by its name
    http: Http,
    dialect: Dialect,
    credentials: ClientCredentials,
    code: AuthorizationCode | None = None,
    *,
    timeout: float,
    now: int,
) -> Outcome[AccessToken]:
    """Ask a token endpoint once for a token, which is the caller's alone.

    Args:
        http: the port.
        dialect: how the token endpoint is spoken to.
        credentials: those that are tried.
        code: what is exchanged; None means the credentials themselves (RFC 6749 §4.4.2).
        timeout: in seconds.
        now: the present in Unix seconds.

    Returns:
        `Refused` where the endpoint refuses the credentials or the code; `Unknown`, with the
        status, where it answers with neither a token nor a refusal.
    """
    sent = send(http, token_request(dialect, credentials, code, timeout=timeout))
    if not isinstance(sent, Done):
        return sent
    try:
        return Done(read_token(dialect, sent.value, now=now))
    except TokenRefusedError as refused:
        return Refused(refused.status, refused.code, refused.number)
    except NoTokenError as lacking:
        return Unknown(lacking.status, lacking.rule)
