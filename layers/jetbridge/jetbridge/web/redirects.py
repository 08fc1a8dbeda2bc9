"""Where a browser may be sent after consent: an allow-list, and one strict reading of the URL.

`redirect` comes from the query, so an attacker can choose it. What makes redirect checks fail is
a URL that the checker and the browser read differently; so the one reading here is a grammar
that leaves no second one, and the very string that matched it is what the browser is sent to.
It is a subset of RFC 3986 on which RFC 3986 and WHATWG parsers agree: no userinfo, no backslash,
no control character or space, no escapes or other scripts in the host, no port but 443.
"""

import re
from typing import Final, Self
from urllib.parse import urlsplit

from jetbridge.model.record import record

_MAX_LENGTH: Final = 2_000
"""Characters. Those of the partners are far shorter."""

_HOST: Final = re.compile(
    r"(?=.{1,253}\Z)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+"
)
_LOOPBACK: Final = re.compile(r"http://(?:127\.0\.0\.1|localhost|\[::1\]):[0-9]{1,5}")

# After the authority only "/" or "?" may follow, then RFC 3986's characters. A fragment has no
# place in a redirection endpoint (RFC 6749 §3.1.2).
_REST: Final = r"(?P<rest>(?:[/?](?:[A-Za-z0-9._~:/?@!$&'()*+,;=\[\]-]|%[0-9A-Fa-f]{2})*)?)"
_HTTPS: Final = re.compile(r"https://(?P<host>[A-Za-z0-9.-]+)(?::443)?" + _REST)
_AFTER_ORIGIN: Final = re.compile(_REST)

# Escapes of control characters and of the backslash: decoding them once too often gives
# a header or another host out of them, and no honest URL holds them.
_ENCODED_TRICK: Final = re.compile(r"%(?:[01][0-9A-Fa-f]|7[Ff]|5[Cc])")


@record
class RedirectAllowList:
    """The hosts, each with its subdomains, and the loopback origins that may be redirected to."""

    hosts: tuple[str, ...]
    loopback_origins: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a comma-separated list of hosts and of whole origins like `http://127.0.0.1:3001`.

        Raises:
            ValueError: an entry is neither.
        """
        entries = [entry.strip() for entry in text.split(",") if entry.strip()]
        hosts = tuple(entry for entry in entries if _HOST.fullmatch(entry))
        origins = tuple(entry for entry in entries if _LOOPBACK.fullmatch(entry))
        if len(hosts) + len(origins) != len(entries):
            raise ValueError("must hold hosts and loopback origins, separated by commas")
        return cls(hosts, origins)

    @property
    def form_action_sources(self) -> tuple[str, ...]:
        """The Content-Security-Policy sources that cover every allowed redirect."""
        return (
            *(f"https://{pattern}" for host in self.hosts for pattern in (host, f"*.{host}")),
            *self.loopback_origins,
        )

    def allows(self, url: str) -> bool:
        """Return whether a browser may be sent to `url`."""
        if host := https_host(url):
            return any(host == allowed or host.endswith(f".{allowed}") for allowed in self.hosts)
        return _is_plain(url) and any(
            url.startswith(origin) and _AFTER_ORIGIN.fullmatch(url, len(origin))
            for origin in self.loopback_origins
        )


def origin(url: str) -> str:
    """Return the origin of a URL: its scheme, host and port."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def https_host(url: str) -> str:
    """Return the host, in lower case, of an https URL in which no two readers see another.

    Empty where `url` is not of that kind.
    """
    match = _HTTPS.fullmatch(url) if _is_plain(url) else None
    host = match["host"].lower() if match else ""
    return host if _HOST.fullmatch(host) else ""


def _is_plain(url: str) -> bool:
    return len(url) <= _MAX_LENGTH and not _ENCODED_TRICK.search(url)
