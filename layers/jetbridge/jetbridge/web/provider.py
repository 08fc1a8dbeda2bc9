"""The OpenID provider, as this process knows it: its metadata and keys, kept for a while."""

from typing import Final

from joserfc.jwk import KeySet

from jetbridge.model.ports import Clock, Http, HttpRequest, HttpResponse, NoAnswer, NotSent
from jetbridge.model.settings import Settings
from jetbridge.web import openid

MAX_AGE: Final = 3_600
"""Seconds that metadata and keys are kept. A key that appears meanwhile is found all the same:
an ID token that names it makes us fetch the keys again."""


class ProviderUnavailable(Exception):  # noqa: N818 - reads as the outcome it names
    """The provider cannot be reached, twice."""


class IdentityProvider:
    """Fetches and keeps the documents of one issuer, and sends it requests."""

    def __init__(self, http: Http, clock: Clock, settings: Settings) -> None:
        """Take the ports, and the settings that name the issuer."""
        self._http = http
        self._clock = clock
        self._settings = settings
        self._metadata: tuple[openid.Metadata, int] | None = None
        self._keys: tuple[KeySet, int] | None = None

    def metadata(self) -> openid.Metadata:
        """Return the provider's metadata.

        Raises:
            ProviderUnavailable: it does not answer.
            openid.ProviderFault: what it answers cannot be used.
        """
        if self._metadata is None or self._is_old(self._metadata[1]):
            issuer = self._settings.oidc_issuer
            response = self._get(openid.metadata_url(issuer))
            self._metadata = (openid.read_metadata(issuer, response), self._clock.now())
        return self._metadata[0]

    def keys(self, *, fresh: bool = False) -> KeySet:
        """Return the provider's keys, past what is kept where `fresh`. Raises as `metadata`."""
        if self._keys is None or fresh or self._is_old(self._keys[1]):
            response = self._get(self.metadata().jwks_uri)
            self._keys = (openid.read_keys(response), self._clock.now())
        return self._keys[0]

    def send(self, request: HttpRequest) -> HttpResponse:
        """Send `request`; where connecting fails, once more.

        Raises:
            ProviderUnavailable: no answer came.
        """
        try:
            return self._http.send(request)
        except NoAnswer:
            raise ProviderUnavailable from None
        except NotSent:
            pass
        try:
            return self._http.send(request)
        except (NotSent, NoAnswer):
            raise ProviderUnavailable from None

    def _get(self, url: str) -> HttpResponse:
        headers = {"accept": "application/json"}
        return self.send(HttpRequest("GET", url, headers, timeout=self._settings.http_timeout))

    def _is_old(self, fetched_at: int) -> bool:
        return self._clock.now() - fetched_at >= MAX_AGE
