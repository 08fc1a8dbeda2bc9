"""What a partner tells the SmartRecruiters Partner & API Team about itself."""

import threading
from typing import Annotated
from urllib.parse import urlencode, urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


def _http_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("must be an http or https URL")
    return value


type _Url = Annotated[str, AfterValidator(_http_url)]


class Registration(BaseModel):
    """The partner's endpoints. SmartRecruiters calls `callbackUrl` only beside `oauthTokenUrl`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    consent_url: _Url = Field(alias="consentUrl")
    oauth_token_url: _Url | None = Field(default=None, alias="oauthTokenUrl")
    callback_url: _Url | None = Field(default=None, alias="callbackUrl")

    @property
    def consent_origin(self) -> str:
        """The origin of `consentUrl`, as a Content-Security-Policy names it."""
        parts = urlsplit(self.consent_url)
        return f"{parts.scheme}://{parts.netloc}"

    def consent_link(self, **query: str) -> str:
        """Return `consentUrl` with `query` added to it."""
        parts = urlsplit(self.consent_url)
        joined = "&".join(part for part in (parts.query, urlencode(query)) if part)
        return parts._replace(query=joined).geturl()


class Registry:
    """The registration of the one partner that this sandbox knows."""

    def __init__(self) -> None:
        """Start without one."""
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
