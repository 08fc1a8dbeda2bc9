"""Asking a token endpoint, within a lease."""

import logging
import math
from typing import Final

from jetbridge.broker import waits
from jetbridge.broker.circuit import Circuits
from jetbridge.broker.context import BrokerContext
from jetbridge.broker.dialect import AccessToken, ClientCredentials, NoTokenError, TokenRefusedError
from jetbridge.broker.errors import TokenUnavailableError
from jetbridge.broker.retries import asked_wait
from jetbridge.broker.source import CredentialSource
from jetbridge.broker.token_answer import read_token
from jetbridge.broker.token_request import AuthorizationCode, token_request
from jetbridge.model.errors import JetbridgeError
from jetbridge.model.ports import HttpRequest, HttpResponse, NoAnswerError, NotSentError

logger = logging.getLogger(__name__)

_SERVER_ERROR: Final = 500


class LeaseOverError(JetbridgeError):
    """Too little is left of the lease: the answer might come after its end. Nothing was sent."""


class TokenEndpoint:
    """Obtains tokens, each by one request that counts."""

    def __init__(self, context: BrokerContext, circuits: Circuits) -> None:
        self._context = context
        self._circuits = circuits
        self._clock = context.clock
        self._timeout = context.timeout

    @property
    def answer_time(self) -> int:
        """The most seconds that one request takes."""
        return math.ceil(self._timeout)

    def renew(self, source: CredentialSource, *, until: int) -> AccessToken:
        """Obtain a token with the credential itself (RFC 6749 §4.4).

        A refusal may mean that our copy of the credential is old: it is read afresh, once.

        Args:
            source: the credential and its dialect.
            until: Unix seconds after which no answer must be outstanding.

        Raises:
            LeaseOverError: there is no time left for a request.
            TokenRefusedError: the partner refuses the credential, even when read afresh.
            TokenUnavailableError: the endpoint cannot be reached, fails or throttles.
        """
        credentials = source.load()
        try:
            return self._ask(source, credentials, until)
        except TokenRefusedError:
            renewed = source.load(fresh=True)
            if renewed == credentials:
                raise
            return self._ask(source, renewed, until)

    def exchange(self, source: CredentialSource, code: AuthorizationCode) -> AccessToken:
        """Exchange a code, which is used once: what was sent is not sent again.

        The credential is read afresh: the code would not survive an attempt with an old one.

        Raises:
            TokenRefusedError: the partner refuses the code or the credential.
            NotSentError: connecting failed twice; nothing was sent.
            TokenUnavailableError: it was not the token endpoint that answered, or it was too busy.
            NoAnswerError: no answer, or neither a token nor a refusal: whether the code was used is
                unknown.
        """
        credentials = source.load(fresh=True)
        request = token_request(source.dialect, credentials, code, timeout=self._timeout)
        try:
            response = self._circuits.send(source, request)
        except NotSentError:
            response = self._circuits.send(source, request)
        try:
            return read_token(source.dialect, response, now=self._clock.now())
        except NoTokenError as lacking:
            if lacking.may_have_issued:
                raise NoAnswerError(request.target) from None
            raise self._unavailable(lacking, response) from None

    def _ask(
        self, source: CredentialSource, credentials: ClientCredentials, until: int
    ) -> AccessToken:
        """Send the request; a second time after a failure."""
        dialect = source.dialect
        request = token_request(dialect, credentials, timeout=self._timeout)
        if self._clock.now() + self.answer_time > until:
            raise LeaseOverError
        response = self._sent(source, request, until=until)
        if response is None:
            raise TokenUnavailableError(dialect.partner)
        try:
            return read_token(dialect, response, now=self._clock.now())
        except NoTokenError as lacking:
            waits.note(self._context, source, response)
            raise self._unavailable(lacking, response) from None

    def _unavailable(self, lacking: NoTokenError, response: HttpResponse) -> TokenUnavailableError:
        facts = {"partner": lacking.partner, "status": lacking.status, "rule": lacking.rule}
        logger.warning("no token in the answer", extra=facts)
        return TokenUnavailableError(lacking.partner, asked_wait(response) or None)

    def _sent(
        self, source: CredentialSource, request: HttpRequest, *, until: int
    ) -> HttpResponse | None:
        """Return the answer, None where there was none. One that names a time is final."""
        response: HttpResponse | None = None
        for _ in range(2):
            if self._clock.now() + self.answer_time > until:
                break
            try:
                response = self._circuits.send(source, request)
            except NotSentError:
                continue
            except NoAnswerError:
                response = None
            if response and not _may_pass(response):
                break
        return response


def _may_pass(response: HttpResponse) -> bool:
    """Return whether a server failed that does not ask to be left alone."""
    return response.status >= _SERVER_ERROR and not asked_wait(response)
