"""Outbound access tokens: obtained when needed, kept while valid, renewed once on a 401."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from jetbridge.model.ports import Clock, Http, HttpRequest, HttpResponse, NoAnswer, NotSent
from jetbridge.model.secret import Secret
from jetbridge.partners.dialect import AccessToken, ClientCredentials, Dialect, TokenRefused
from jetbridge.partners.token_answer import read_token
from jetbridge.partners.token_request import token_request

_UNAUTHORIZED: Final = 401
_SERVER_ERROR: Final = 500
_EARLY: Final = 120
"""Seconds before its expiry at which a token is no longer handed out (or a quarter of its life,
whichever is less), so that it does not expire on the way."""


class TokenUnavailable(Exception):  # noqa: N818 - reads as the outcome it names
    """The token endpoint could not be reached or failed, twice. Obtaining a token is repeatable."""

    def __init__(self, partner: str) -> None:
        """Name the partner whose token endpoint failed."""
        super().__init__(f"the token endpoint of {partner} did not answer")
        self.partner = partner


class CredentialSource(Protocol):
    """Where a credential comes from. Its name tells one credential from another in the cache."""

    @property
    def name(self) -> str:
        """A stable name, free of secrets."""
        ...

    @property
    def dialect(self) -> Dialect:
        """The dialect of the token endpoint that takes the credential."""
        ...

    def load(self, *, fresh: bool = False) -> ClientCredentials:
        """Return the credential, past any cache where `fresh`."""
        ...


@dataclass(frozen=True, slots=True)
class _Kept:
    token: AccessToken
    renew_at: int


class Broker:
    """Hands out access tokens for credential sources, one process-wide cache of them."""

    def __init__(self, http: Http, clock: Clock, *, timeout: float) -> None:
        """Take the ports, and the `timeout` of a token request in seconds."""
        self._http = http
        self._clock = clock
        self._timeout = timeout
        self._kept: dict[str, _Kept] = {}

    def access_token(self, source: CredentialSource) -> Secret:
        """Return a token that is still valid for a while.

        Raises:
            TokenRefused: the partner refuses the credential, even when read afresh.
            TokenUnavailable: the token endpoint fails.
        """
        now = self._clock.now()
        kept = self._kept.get(source.name)
        if kept is None or now >= kept.renew_at:
            token = self._obtain(source)
            lifetime = token.expires_at - now
            kept = _Kept(token, token.expires_at - min(_EARLY, lifetime // 4))
            self._kept[source.name] = kept
        return kept.token.value

    def forget(self, source: CredentialSource) -> None:
        """Drop the kept token: the partner no longer takes it."""
        self._kept.pop(source.name, None)

    def send(
        self, source: CredentialSource, build: Callable[[Secret], HttpRequest]
    ) -> HttpResponse:
        """Send the request that `build` makes of an access token.

        A 401 means that nothing was done: it is answered with one fresh token and one repeat.
        A connection that could not be made is tried once more. Nothing else is repeated.

        Raises:
            TokenRefused, TokenUnavailable: no token was to be had; nothing was sent.
            NotSent: connecting failed twice; nothing was sent.
            NoAnswer: the request was sent and its outcome is unknown.
        """
        response = self._connect(build(self.access_token(source)))
        if response.status == _UNAUTHORIZED:
            self.forget(source)
            response = self._connect(build(self.access_token(source)))
        return response

    def _obtain(self, source: CredentialSource) -> AccessToken:
        credentials = source.load()
        try:
            return self._request_token(source.dialect, credentials)
        except TokenRefused:
            renewed = source.load(fresh=True)
            if renewed == credentials:
                raise
            return self._request_token(source.dialect, renewed)

    def _request_token(self, dialect: Dialect, credentials: ClientCredentials) -> AccessToken:
        request = token_request(dialect, credentials, timeout=self._timeout)
        for _ in range(2):
            try:
                response = self._http.send(request)
            except (NotSent, NoAnswer):
                continue
            if response.status < _SERVER_ERROR:
                return read_token(dialect, response, now=self._clock.now())
        raise TokenUnavailable(dialect.partner)

    def _connect(self, request: HttpRequest) -> HttpResponse:
        try:
            return self._http.send(request)
        except NotSent:
            return self._http.send(request)
