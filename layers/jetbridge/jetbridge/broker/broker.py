"""Outbound calls with the access token that they need.

tokens      found in the process, in the table, or at the partner; renewed by one at a time
endpoint    one request to a token endpoint
token_store the token items: lease and fence
calls       one call with a token: rate limit, circuit, retries
failures    their exceptions, as what the broker returns
"""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from http import HTTPStatus

from jetbridge.broker.calls import Calls
from jetbridge.broker.circuit import Circuits
from jetbridge.broker.context import BrokerContext
from jetbridge.broker.dialect import AccessToken, TokenRefusedError
from jetbridge.broker.endpoint import TokenEndpoint
from jetbridge.broker.failures import NOTHING_SENT, NothingSent, not_performed
from jetbridge.broker.source import CredentialSource
from jetbridge.broker.token_request import AuthorizationCode
from jetbridge.broker.tokens import Tokens
from jetbridge.model import outbound
from jetbridge.model.outbound import Heard
from jetbridge.model.outcome import Done, NotPerformed, Outcome, Refused, Sent, Unknown
from jetbridge.model.ports import HttpRequest, HttpResponse, NoAnswerError
from jetbridge.model.secret import Secret
from jetbridge.vault.secrets import SecretUnavailableError

__all__ = ["Broker", "BrokerContext", "CredentialSource"]

logger = logging.getLogger(__name__)


class Broker:
    """Hands out access tokens for credential sources, and makes calls with them.

    What keeps it from doing so is returned, not raised (`jetbridge.model.outcome`). Raised is what
    the table fails with: it says nothing about the partner.
    """

    def __init__(self, context: BrokerContext) -> None:
        """Take the ports. Nothing is read or sent before it is needed."""
        circuits = Circuits(context.http, context.clock, context.meter)
        self._vault = context.vault
        self._endpoint = TokenEndpoint(context, circuits)
        self._tokens = Tokens(context, self._endpoint)
        self._calls = Calls(context, circuits)

    def access_token(
        self, source: CredentialSource, *, fresh: bool = False
    ) -> Done[Secret] | NotPerformed:
        """Return a token that is still valid for a while, or the key where there is no token.

        `fresh` asks for one that was obtained after this moment: it proves that the partner
        still takes the credential.

        Raises:
            StoreError: the table cannot be read or written.
        """
        try:
            if not source.dialect.grants:
                return Done(source.load(fresh=fresh).client_secret)
            with _about(source):
                kept = self._tokens.fresh(source) if fresh else self._tokens.get(source)
            return Done(kept.value)
        except NOTHING_SENT as failure:
            return _not_performed(source, failure)

    def ready(self, source: CredentialSource) -> NotPerformed | None:
        """Make sure, before an intent is stored, that a call can be made and its answer sealed.

        Returns:
            What is missing; None where a token is at hand.

        Raises:
            StoreError: the table cannot be read or written.
        """
        try:
            self._vault.prepare()
        except SecretUnavailableError as failure:
            return _not_performed(source, failure)
        token = self.access_token(source)
        return token if isinstance(token, NotPerformed) else None

    def renew(self, source: CredentialSource) -> NotPerformed | None:
        """Renew the token if it is due, ahead of its next use; return what keeps it from that.

        Nothing is renewed where the key itself is presented.

        Raises:
            StoreError: the table cannot be read or written.
        """
        if not source.dialect.grants:
            return None
        try:
            with _about(source):
                self._tokens.ahead(source)
        except NOTHING_SENT as failure:
            return _not_performed(source, failure)
        return None

    def is_used(self, source: CredentialSource, *, since: int) -> bool:
        """Return whether a token was obtained after `since` (Unix seconds), or nothing tells.

        Of a key that is presented itself, of a token of an earlier release, and of an item that
        cannot be read nothing does.

        Raises:
            StoreError: the table cannot be read.
        """
        if not source.dialect.grants:
            return True
        obtained_at = self._tokens.obtained_at(source)
        return obtained_at is None or obtained_at > since

    def exchange(self, source: CredentialSource, code: AuthorizationCode) -> Outcome[AccessToken]:
        """Exchange an authorization code for a token, once: a code is never sent twice.

        The token belongs to the caller.

        Returns:
            `Refused` where the partner refuses the code or the credential, `Unknown` where it is
            not known whether the code was used: the user has to authorize again.
        """
        try:
            with _about(source):
                return Done(self._endpoint.exchange(source, code))
        except TokenRefusedError as refused:
            return Refused(refused.status, refused.code, refused.number)
        except NOTHING_SENT as failure:
            return _not_performed(source, failure)
        except NoAnswerError as failure:
            return Unknown(detail=failure.cause)

    def send(
        self,
        source: CredentialSource,
        build: Callable[[Secret], HttpRequest],
        *,
        idempotent: bool = False,
    ) -> Sent[HttpResponse]:
        """Send the request that `build` makes of an access token.

        A 401 (or what the dialect has for it) means that nothing was done: it is answered with
        one fresh token and one repeat. A connection that could not be made is tried once more.

        Args:
            source: the credential to call with; its dialect names the partner's limits.
            build: makes the request.
            idempotent: whether a second such call does no harm. Only then is a call repeated
                whose answer was lost, or one that the partner was too busy for.

        Returns:
            The partner's answer, whatever its status; or why there is none.

        Raises:
            StoreError: the table cannot be read or written.
        """
        try:
            with _about(source):
                if not source.dialect.grants:
                    return Done(self._send_with_key(source, build, idempotent=idempotent))
                return Done(self._send_with_token(source, build, idempotent=idempotent))
        except NOTHING_SENT as failure:
            return _not_performed(source, failure)
        except NoAnswerError as failure:
            return Unknown(detail=failure.cause)

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
        """Send with a key, which cannot be renewed but may have been replaced."""
        key = source.load()
        response = self._calls.make(source, build(key.client_secret), idempotent=idempotent)
        if _is_unauthorized(source, response):
            renewed = source.load(fresh=True)
            if renewed != key:
                request = build(renewed.client_secret)
                response = self._calls.make(source, request, idempotent=idempotent)
        return response


def _not_performed(source: CredentialSource, failure: NothingSent) -> NotPerformed:
    """Return why nothing was done. A fault of the deployment's own is logged: no caller may."""
    if isinstance(failure, SecretUnavailableError):
        facts = {"partner": source.dialect.partner, "why": str(failure)}
        logger.warning("secret not available", extra=facts)
    return not_performed(failure)


def _is_unauthorized(source: CredentialSource, response: HttpResponse) -> bool:
    """Return whether a partner refuses the token or key that was presented.

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
