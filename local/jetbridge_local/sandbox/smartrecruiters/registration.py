"""What a partner tells the SmartRecruiters Partner & API Team about itself."""

import threading
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field

from jetbridge_local.sandbox.urls import HttpUrl, with_query


class Registration(BaseModel):
    """The partner's endpoints. SmartRecruiters calls `callbackUrl` only beside `oauthTokenUrl`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    consent_url: HttpUrl = Field(alias="consentUrl")
    oauth_token_url: HttpUrl | None = Field(default=None, alias="oauthTokenUrl")
    callback_url: HttpUrl | None = Field(default=None, alias="callbackUrl")

    @property
    def consent_origin(self) -> str:
        """The origin of `consentUrl`, as a Content-Security-Policy names it."""
        parts = urlsplit(self.consent_url)
        return f"{parts.scheme}://{parts.netloc}"

    def consent_link(self, **query: str) -> str:
        """Return `consentUrl` with `query` added to it."""
        return with_query(self.consent_url, query.items())


class Registry:
    """The registration of the one partner that this sandbox knows."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._registration: Registration | None = None

    @property
    def current(self) -> Registration | None:
        """The registration, or None before the partner registered."""
        with self._lock:
            return self._registration

    def replace(self, registration: Registration) -> None:
        """Take `registration` in place of the one before."""
        with self._lock:
            self._registration = registration

    def view(self) -> dict[str, object] | None:
        """Return the registration as JSON."""
        current = self.current
        return current.model_dump(by_alias=True) if current else None
