"""Asking a token endpoint, within a lease."""

from typing import Final

from jetbridge.broker.circuit import Circuits
from jetbridge.broker.errors import TokenUnavailable
from jetbridge.broker.means import Means
from jetbridge.broker.retries import TOO_MANY, asked_wait
from jetbridge.broker.source import CredentialSource
from jetbridge.model.ports import HttpRequest, HttpResponse, NoAnswer, NotSent
from jetbridge.partners.dialect import (
    AUTHORIZATION_REQUIRED,
    AccessToken,
    ClientCredentials,
    Dialect,
    Grant,
    TokenRefused,
)
from jetbridge.partners.token_answer import read_token
from jetbridge.partners.token_request import AuthorizationCode, RefreshToken, token_request

_SERVER_ERROR: Final = 500


class LeaseOver(Exception):  # noqa: N818 - reads as the outcome it names
    """Too little is left of the lease: the answer might come after its end. Nothing was sent."""


class TokenEndpoint:
    """Obtains tokens, each by one request that counts."""

    def __init__(self, means: Means, circuits: Circuits) -> None:
        """Send through `circuits`."""
        self._circuits = circuits
        self._clock = means.clock
        self._timeout = means.timeout

    @property
    def answer_time(self) -> int:
        """The most seconds that one request takes: connecting, then waiting for the answer."""
        return 2 * int(self._timeout)

    def renew(
        self, source: CredentialSource, refresh_token: RefreshToken | None, *, until: int
    ) -> AccessToken:
        """Obtain a token with the credential itself, or with `refresh_token`.

        A refusal may mean that our copy of the credential is old: it is read afresh, once.

        Args:
            source: the credential and its dialect.
            refresh_token: what a dialect with that grant renews with.
            until: Unix seconds after which no answer must be outstanding.

        Raises:
            LeaseOver: there is no time left for a request.
            TokenRefused: the partner refuses the credential, even when read afresh.
            TokenUnavailable: the endpoint cannot be reached, fails or throttles.
        """
        dialect = source.dialect
        exchanged = refresh_token if Grant.REFRESH_TOKEN in dialect.grants else None
        if exchanged is None and Grant.CLIENT_CREDENTIALS not in dialect.grants:
            raise TokenRefused(dialect.partner, 0, AUTHORIZATION_REQUIRED)
        credentials = source.load()
        try:
            return self._ask(dialect, credentials, exchanged, until)
        except TokenRefused:
            renewed = source.load(fresh=True)
            if renewed == credentials:
                raise
            return self._ask(dialect, renewed, exchanged, until)

    def exchange(self, source: CredentialSource, code: AuthorizationCode) -> AccessToken:
        """Exchange a code, which is used once: what was sent is not sent again.

        The credential is read afresh: the code would not survive an attempt with an old one.

        Raises:
            TokenRefused: the partner refuses the code or the credential.
            NotSent: connecting failed twice; nothing was sent.
            NoAnswer: no answer, or a server's error: whether the code was used is unknown.
        """
        credentials = source.load(fresh=True)
        request = token_request(source.dialect, credentials, code, timeout=self._timeout)
        try:
            response = self._circuits.send(request)
        except NotSent:
            response = self._circuits.send(request)
        if response.status >= _SERVER_ERROR:
            raise NoAnswer(request.target)
        return read_token(source.dialect, response, now=self._clock.now())

    def _ask(
        self,
        dialect: Dialect,
        credentials: ClientCredentials,
        refresh_token: RefreshToken | None,
        until: int,
    ) -> AccessToken:
        """Send the request; with client credentials alone, a second time after a failure."""
        request = token_request(dialect, credentials, refresh_token, timeout=self._timeout)
        if self._clock.now() + self.answer_time > until:
            raise LeaseOver
        response = self._sent(request, repeatable=refresh_token is None, until=until)
        if response is None:
            raise TokenUnavailable(dialect.partner)
        if response.status == TOO_MANY or response.status >= _SERVER_ERROR:
            raise TokenUnavailable(dialect.partner, asked_wait(response) or None)
        return read_token(dialect, response, now=self._clock.now())

    def _sent(self, request: HttpRequest, *, repeatable: bool, until: int) -> HttpResponse | None:
        """Return the answer, None where there was none.

        A refresh token that was sent is not sent again: it may have been used up, and using it
        twice looks like theft (RFC 9700 §4.14).
        """
        response: HttpResponse | None = None
        for _ in range(2):
            if self._clock.now() + self.answer_time > until:
                break
            try:
                response = self._circuits.send(request)
            except NotSent:
                continue
            except NoAnswer:
                response = None
            if not repeatable or (response and response.status < _SERVER_ERROR):
                break
        return response
