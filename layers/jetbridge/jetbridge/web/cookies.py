"""The cookies of the browser flows, and how they are set.

Three hold 256 random bits and mean nothing without the table; the fourth holds the language that a
person chose. `SameSite=Lax` sends them along when the sign-in service or SmartRecruiters navigates
the browser to us, and keeps them out of frames and of other sites' forms.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from jetbridge.model.record import field, record

_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{43}")


class Cookie(StrEnum):
    """The cookies, by the name that follows the prefix."""

    BROWSER = "jetbridge_browser"
    """Binds a sign-in, or a frame's window, to the browser that began it."""
    SESSION = "jetbridge_session"
    """Names the session of who has signed in."""
    CONSOLE = "jetbridge_console"
    """Names the session of who works in the console."""
    LANGUAGE = "jetbridge_language"
    """Keeps the language that was chosen on a page."""


@record
class Cookies:
    """The cookies that came with a request, and the form of those that go back.

    `secure` is false only where our own origin is plain http on loopback (the local stack):
    there a cookie marked Secure would not come back. Everywhere else the `__Host-` prefix makes
    the browser refuse a cookie of this name from any other host or path (RFC 6265bis §4.1.3.2).
    """

    sent: Mapping[str, str] = field(repr=False)
    secure: bool

    def read(self, cookie: Cookie) -> str:
        """Return the cookie's value, or "" where it is absent or no token that we ever set."""
        value = self.sent.get(self._name(cookie), "")
        if cookie is Cookie.LANGUAGE:
            return value  # it is looked up among the languages, and nowhere else
        return value if _TOKEN.fullmatch(value) else ""

    def write(self, cookie: Cookie, value: str, *, lifetime: int) -> str:
        """Return the `Set-Cookie` value that keeps `value` for `lifetime` seconds."""
        attributes = f"Path=/; Max-Age={lifetime}; HttpOnly; SameSite=Lax"
        return f"{self._name(cookie)}={value}; {attributes}{'; Secure' if self.secure else ''}"

    def _name(self, cookie: Cookie) -> str:
        return f"__Host-{cookie}" if self.secure else str(cookie)
