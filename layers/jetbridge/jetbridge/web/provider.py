"""The OpenID provider, as this process knows it: its metadata and keys, kept for a while."""

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from jetbridge.model import outbound
from jetbridge.model.ports import Http, HttpRequest, HttpResponse, NoAnswerError, NotSentError
from jetbridge.model.record import record
from jetbridge.model.settings import Settings
from jetbridge.model.system import Clock
from jetbridge.web import openid
from jetbridge.web.openid import ProviderFaultError, ProviderUnavailableError

if TYPE_CHECKING:
    from joserfc.jwk import Key

logger = logging.getLogger(__name__)

MAX_AGE: Final = 3_600
"""Seconds after which metadata and keys are fetched again. A key that appears meanwhile is found
all the same: an ID token that it signed makes us fetch the keys again."""
MAX_STALE: Final = 86_400
"""Seconds for which metadata and keys serve while they cannot be fetched again."""
LOOK_AGAIN: Final = 60
"""Seconds after a failure in which what is kept serves without another attempt, unless the provider
names more."""


@record
class _Kept[Document]:
    """A document. It is fetched again after `due_at`, and serves until `ends_at` at the most."""

    document: Document
    due_at: int
    ends_at: int


class IdentityProvider:
    """Fetches and keeps the documents of one issuer, and sends it requests."""

    def __init__(self, http: Http, clock: Clock, settings: Settings) -> None:
        self._http = http
        self._clock = clock
        self._settings = settings
        self._metadata: _Kept[openid.Metadata] | None = None
        self._keys: _Kept[tuple[Key, ...]] | None = None

    def metadata(self) -> openid.Metadata:
        """Return the provider's metadata.

        Raises:
            ProviderUnavailableError: it does not answer, and none is kept.
            openid.ProviderFault: what it answers cannot be used, and none is kept.
        """
        self._metadata = self._current(self._metadata, self._fetch_metadata)
        return self._metadata.document

    def keys(self, *, fresh: bool = False) -> "tuple[Key, ...]":
        """Return the provider's keys, past what is kept where `fresh`. Raises as `metadata`."""
        self._keys = self._current(None if fresh else self._keys, self._fetch_keys)
        return self._keys.document

    def send(self, request: HttpRequest) -> HttpResponse:
        """Send `request`; where connecting fails, once more.

        Raises:
            ProviderUnavailableError: no answer came.
        """
        with outbound.about(partner="identity"):
            try:
                return self._http.send(request)
            except NoAnswerError:
                raise ProviderUnavailableError from None
            except NotSentError:
                pass
            try:
                return self._http.send(request)
            except (NotSentError, NoAnswerError):
                raise ProviderUnavailableError from None

    def _current[Document](
        self, kept: _Kept[Document] | None, fetch: Callable[[], Document]
    ) -> _Kept[Document]:
        """Return what is kept, or what is fetched in its place where it is due."""
        now = self._clock.now()
        if kept and now < kept.due_at:
            return kept
        try:
            return _Kept(fetch(), now + MAX_AGE, now + MAX_AGE + MAX_STALE)
        except (ProviderFaultError, ProviderUnavailableError) as failure:
            if kept is None or now >= kept.ends_at:
                raise
            logger.warning("identity provider's documents are old", extra={"reason": str(failure)})
            wait = failure.retry_after if isinstance(failure, ProviderUnavailableError) else None
            due_at = min(now + max(wait or 0, LOOK_AGAIN), kept.ends_at)
            return _Kept(kept.document, due_at, kept.ends_at)

    def _fetch_metadata(self) -> openid.Metadata:
        issuer = self._settings.oidc_issuer
        return openid.read_metadata(issuer, self._get(openid.metadata_url(issuer), "metadata"))

    def _fetch_keys(self) -> "tuple[Key, ...]":
        return openid.read_keys(self._get(self.metadata().jwks_uri, "keys"))

    def _get(self, url: str, operation: str) -> HttpResponse:
        headers, timeout = {"accept": "application/json"}, self._settings.http_timeout
        return self.send(HttpRequest("GET", url, headers, timeout=timeout, operation=operation))
