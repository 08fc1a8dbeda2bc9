"""What `jetbridge doctor` finds by asking: the API, the sign-in service, the secrets."""

from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import Final

from jetbridge import __version__
from jetbridge.flows.connection import own_credentials
from jetbridge.flows.context import Context
from jetbridge.model import outbound
from jetbridge.model.own_credentials import Finding as Found
from jetbridge.model.own_credentials import Result as Said
from jetbridge.model.ports import HttpRequest, HttpResponse, NoAnswerError, NotSentError
from jetbridge.vault.secrets import SecretDeniedError, SecretUnavailableError
from jetbridge.web.openid import ProviderFaultError, ProviderUnavailableError
from jetbridge.web.provider import IdentityProvider
from jetbridge_cli import secrets_testing
from jetbridge_cli.findings import Finding, Result, denied

MAX_SKEW: Final = 60
"""Seconds by which this machine's clock and the API's may differ."""
_OK: Final = 200
_UNAUTHORIZED: Final = 401
_SERVER_ERROR: Final = 500

_SAID: Final = {
    Said.WORKS: (Result.FINE, "the partner takes it"),
    Said.REFUSED: (Result.ACT, "the partner refuses it"),
    Said.UNUSABLE: (Result.ACT, "it cannot be sent"),
    Said.NOT_SET: (Result.NOTE, "not set: the partner cannot be used"),
    Said.DENIED: (Result.UNKNOWN, "it may not be read"),
    Said.UNKNOWN: (Result.UNKNOWN, "the partner did not say"),
    Said.NOT_ASKED: (Result.NOTE, ""),
}


def api(context: Context, origin: str, now: int) -> Iterator[Finding]:
    """Yield whether the API answers, asks for a token, and has the same time.

    Args:
        context: the ports.
        origin: the API's.
        now: this machine's time, in Unix seconds.
    """
    try:
        health = _get(context, f"{origin}/health")
        closed = _get(context, f"{origin}/v1/connections")
    except (NotSentError, NoAnswerError) as error:
        do = "Look at DNS and certificate of the domain, and at the stack's API."
        yield Finding(Result.ACT, "API", f"{origin} does not answer: {error}", do)
        return
    yield _answered("API", health, _OK, "GET /health")
    yield _answered("authorizer", closed, _UNAUTHORIZED, "GET /v1/connections without a token")
    yield _clock(health, now)
    yield _release(health)


def sign_in(context: Context) -> Iterator[Finding]:
    """Yield whether the OpenID issuer and the page at which administrators sign in answer."""
    provider = IdentityProvider(context.http, context.clock, context.settings)
    do = "Look at OidcIssuer, or at the user pool and CognitoDomain."
    try:
        page = provider.metadata().authorization_endpoint
        status = _get(context, page).status
    except (ProviderUnavailableError, ProviderFaultError, NotSentError, NoAnswerError) as error:
        yield Finding(Result.ACT, "sign-in", f"the OpenID issuer cannot be used: {error}", do)
        return
    about = f"{page} answers {status}"
    if status >= _SERVER_ERROR:
        yield Finding(Result.ACT, "sign-in", about, do)
    else:
        yield Finding(Result.FINE, "sign-in", about)


def secret(context: Context, name: str) -> Iterator[Finding]:
    """Yield whether a partner takes a secret of the deployment's."""
    check, variable = f"secret {name}", own_credentials.variable(name)
    try:
        context.secrets.get(context.settings.environ.get(variable, ""), fresh=True)
    except SecretDeniedError as error:
        yield denied(check, str(error))
        return
    except SecretUnavailableError:
        pass  # what is wrong with it is found by asking
    for found in secrets_testing.examine(context, name):
        result, meaning = _SAID[found.result]
        needs = result in {Result.ACT, Result.UNKNOWN} or found.result is Said.NOT_SET
        do = f"jetbridge secrets set {name}" if needs else ""
        if result is Result.UNKNOWN:
            do = f"jetbridge secrets test {name}"
        yield Finding(result, check, _words(found, meaning), do)


def _words(found: Found, meaning: str) -> str:
    said = ", ".join(filter(None, (found.error, f"{found.status}" if found.status else "")))
    about = f"{found.part}: {found.why or meaning}"
    return f"{about} ({said})" if said else about


def _get(context: Context, url: str) -> HttpResponse:
    timeout = context.settings.http_timeout
    with outbound.about(partner="jetbridge"):
        return context.http.send(HttpRequest("GET", url, timeout=timeout, operation="doctor"))


def _answered(check: str, answer: HttpResponse, expected: int, what: str) -> Finding:
    about = f"{what} is answered {answer.status}"
    if answer.status == expected:
        return Finding(Result.FINE, check, about)
    do = "Look at PublicUrl and DefaultEndpoint, and at the API's access log."
    return Finding(Result.ACT, check, f"{about} instead of {expected}", do)


def _release(answer: HttpResponse) -> Finding:
    body = answer.json()
    deployed = body.get("version") if isinstance(body, dict) else None
    if deployed == __version__:
        return Finding(Result.FINE, "version", f"{deployed} is deployed")
    about = (
        f"{deployed or 'a release that does not tell it'} is deployed; this tool is {__version__}"
    )
    return Finding(Result.NOTE, "version", about, "Use the tool of the release that is deployed.")


def _clock(answer: HttpResponse, now: int) -> Finding:
    try:
        told = int(parsedate_to_datetime(answer.headers.get("date", "")).timestamp())
    except ValueError:
        return Finding(Result.NOTE, "time", "the API's answer tells no time")
    skew = abs(now - told)
    if skew <= MAX_SKEW:
        return Finding(Result.FINE, "time", f"this machine and the API differ by {skew} s")
    about = f"this machine and the API differ by {skew} s"
    return Finding(Result.ACT, "time", about, "Set this machine's clock (NTP).")
