"""Outbound calls with the access token that they need.

tokens      found in the process, in the table, or at the partner; renewed by one at a time
endpoint    one request to a token endpoint
shelf       the token items: lease and fence
calls       one call with a token: gate, circuit, retries
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from http import HTTPStatus

from jetbridge.broker.calls import Calls
from jetbridge.broker.circuit import Circuits
from jetbridge.broker.context import BrokerContext
from jetbridge.broker.dialect import AccessToken
from jetbridge.broker.endpoint import TokenEndpoint
from jetbridge.broker.errors import CircuitOpen, Throttled, TokenUnavailable
from jetbridge.broker.source import CredentialSource
from jetbridge.broker.token_request import AuthorizationCode
from jetbridge.broker.tokens import Tokens
from jetbridge.model import outbound
from jetbridge.model.outbound import Heard
from jetbridge.model.ports import HttpRequest, HttpResponse
from jetbridge.model.secret import Secret

__all__ = [
    "Broker",
    "BrokerContext",
    "CircuitOpen",
    "CredentialSource",
    "Throttled",
    "TokenUnavailable",
]


class Broker:
    """Hands out access tokens for credential sources, and makes calls with them."""

    def __init__(self, context: BrokerContext) -> None:
        """Take the ports. Nothing is read or sent before it is needed."""
        circuits = Circuits(context.http, context.clock, context.meter)
        self._endpoint = TokenEndpoint(context, circuits)
        self._tokens = Tokens(context, self._endpoint)
        self._calls = Calls(context, circuits)

    def access_token(self, source: CredentialSource, *, fresh: bool = False) -> Secret:
        """Return a token that is still valid for a while, or the key where there is no token.

        `fresh` asks for one that was obtained after this moment: it proves that the partner
        still takes the credential.

        Raises:
            TokenRefused: the partner refuses the credential, even when read afresh.
            TokenUnavailable: the token endpoint fails.
        """
        if not source.dialect.grants:
            return source.load(fresh=fresh).client_secret
        with _about(source):
            kept = self._tokens.fresh(source) if fresh else self._tokens.get(source)
        return kept.value

    def renew(self, source: CredentialSource) -> int | None:
        """Renew the token if it is due; return when (Unix seconds) it will be due next.

        None where there is nothing to renew: the key itself is presented.

        Raises:
            TokenRefused: the partner refuses the credential, even when read afresh.
            TokenUnavailable: the token endpoint fails.
        """
        if not source.dialect.grants:
            return None
        with _about(source):
            self._tokens.get(source)
        return self._tokens.due_at(source)

    def exchange(self, source: CredentialSource, code: AuthorizationCode) -> AccessToken:
        """Exchange an authorization code for a token, once: a code is never sent twice.

        The token belongs to the caller.

        Raises:
            TokenRefused: the partner refuses the code or the credential.
            NotSent: connecting failed twice; nothing was sent.
            TokenUnavailable: it was not the token endpoint that answered, or it was too busy.
            NoAnswer: whether the code was used is unknown; the user has to authorize again.
        """
        with _about(source):
            return self._endpoint.exchange(source, code)

    def send(
        self,
        source: CredentialSource,
        build: Callable[[Secret], HttpRequest],
        *,
        idempotent: bool = False,
    ) -> HttpResponse:
        """Send the request that `build` makes of an access token.

        A 401 (or what the dialect has for it) means that nothing was done: it is answered with
        one fresh token and one repeat. A connection that could not be made is tried once more.

        Args:
            source: the credential to call with; its dialect names the partner's limits.
            build: makes the request.
            idempotent: whether a second such call does no harm. Only then is a call repeated
                whose answer was lost, or one that the partner was too busy for.

        Raises:
            TokenRefused, TokenUnavailable: no token was to be had; nothing was sent.
            NotSent: nothing was sent; as Throttled or CircuitOpen it says when to try again.
            NoAnswer: the request was sent and its outcome is unknown.
        """
        with _about(source):
            if not source.dialect.grants:
                return self._send_with_key(source, build, idempotent=idempotent)
            return self._send_with_token(source, build, idempotent=idempotent)

    def _send_with_token(
        self,
        source: CredentialSource,
        build: Callable[[Secret], HttpRequest],
        *,
        idempotent: bool,
    ) -> HttpResponse:
        token = self._tokens.get(source)
        response = self._calls.make(source, build(token.value), idempotent=idempotent)
        if _is_unauthorized(source, response):
            self._tokens.spend(source, token.version)
            token = self._tokens.get(source)
            response = self._calls.make(source, build(token.value), idempotent=idempotent)
        return response

    def _send_with_key(
        self,
        source: CredentialSource,
        build: Callable[[Secret], HttpRequest],
        *,
        idempotent: bool,
    ) -> HttpResponse:
        """Send with a key, which nobody can renew but which may have been replaced."""
        key = source.load()
        response = self._calls.make(source, build(key.client_secret), idempotent=idempotent)
        if _is_unauthorized(source, response):
            renewed = source.load(fresh=True)
            if renewed != key:
                request = build(renewed.client_secret)
                response = self._calls.make(source, request, idempotent=idempotent)
        return response


def _is_unauthorized(source: CredentialSource, response: HttpResponse) -> bool:
    """Tell whether a partner refuses the token or key that was presented.

    401 is HTTP's own word for that (RFC 9110 §15.5.2). Another status of the dialect's counts where
    the partner itself answers with it: a firewall's page says nothing about the token.
    """
    meant = response.status in source.dialect.unauthorized
    return meant and (response.status == HTTPStatus.UNAUTHORIZED or response.is_refusal)


def _about(source: CredentialSource) -> AbstractContextManager[Heard]:
    """Name the credential of the requests within, whose attempts are counted anew."""
    return outbound.about(
        partner=source.dialect.partner, source=source.name, connection=source.connection_id
    )
