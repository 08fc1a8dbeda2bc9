"""The ports through which the flows reach the world, and what passes through the HTTP one."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlsplit


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> int:
        """Return the present as Unix seconds."""
        ...


class Ids(Protocol):
    """Draws random identifiers from a cryptographic source."""

    def token(self) -> str:
        """Return 256 random bits as 43 base64url characters: secret material."""
        ...

    def handle(self) -> str:
        """Return 96 random bits as 16 base64url characters: a public identifier."""
        ...


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """One outbound request, complete before it is sent.

    `timeout` is in seconds and bounds each wait: for the connection, then for bytes. The
    representation shows method, host and path only: credentials travel in headers, bodies and
    query strings.
    """

    method: str
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes | None = field(default=None, repr=False)
    timeout: float = 10.0

    @property
    def target(self) -> str:
        """Host and path, fit for a log."""
        parts = urlsplit(self.url)
        return f"{parts.hostname}{parts.path}"


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """One answer, read whole. Header names are lower-case."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)

    def json(self) -> object:
        """Return the body as JSON, or None where it is not JSON."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None


class NotSent(Exception):  # noqa: N818 - reads as the outcome it names
    """The request never left this machine: connecting failed. Safe to repeat."""


class NoAnswer(Exception):  # noqa: N818 - reads as the outcome it names
    """The request was sent and no whole answer came. What the partner did is unknown."""


class Http(Protocol):
    """Sends requests to partners."""

    def send(self, request: HttpRequest) -> HttpResponse:
        """Send `request` once, following no redirect.

        Raises:
            NotSent: connecting failed, nothing was sent.
            NoAnswer: it was sent, but the answer did not arrive whole.
        """
        ...
