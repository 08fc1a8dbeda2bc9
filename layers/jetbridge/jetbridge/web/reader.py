"""Who reads the page that is being answered: their language, and how they choose another.

The edge knows the reader from the request, and a page is drawn deep inside a flow. So the reader
is kept for the time of the request, as web frameworks keep the locale, and no flow passes it on.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final
from urllib.parse import urlencode

from jetbridge.model.brand import Brand
from jetbridge.model.record import record
from jetbridge.web import language
from jetbridge.web.cookies import Cookie, Cookies
from jetbridge.web.request import Request

PARAMETER: Final = "lang"
"""The query parameter by which a page is asked for in a language."""
LIFETIME: Final = 365 * 24 * 3600
"""Seconds for which a browser keeps the language that was chosen."""
_ONCE: Final = frozenset({"code", "state"})
"""Query parameters of a return: loading such an address again would not show the same page."""


@record
class Choice:
    """A language to choose: its code, its own name, and where the page is shown in it."""

    code: str
    name: str
    url: str


@record
class Reader:
    """A reader's language, and the languages to choose from, where the page can be loaded again.

    `chosen` says that the address names the language. `brand` returns what the pages look like.
    """

    language: str = language.ENGLISH
    choices: tuple[Choice, ...] = ()
    chosen: bool = False
    brand: Callable[[], Brand] = Brand

    def keep(self, url: str) -> str:
        """Return the address of a further page in the language that this page was asked for in.

        For a frame, in which browsers keep no cookie, and for another device, which has none.
        """
        if not self.chosen:
            return url
        return f"{url}{'&' if '?' in url else '?'}{urlencode({PARAMETER: self.language})}"


_ENGLISH: Final = Reader()
_reader: Final[ContextVar[Reader]] = ContextVar("reader", default=_ENGLISH)


def current() -> Reader:
    """Return who reads the page that is being answered."""
    return _reader.get()


@contextmanager
def reading(reader: Reader) -> Iterator[None]:
    """Draw the pages of the body for `reader`."""
    token = _reader.set(reader)
    try:
        yield
    finally:
        _reader.reset(token)


def of(request: Request, cookies: Cookies, brand: Callable[[], Brand] = Brand) -> Reader:
    """Return who sent a request; `brand` is asked where a page is drawn.

    The address decides, then what was chosen in this browser before, then what it prefers.
    """
    asked = _asked(request)
    if asked:
        return Reader(asked, _choices(request), chosen=True, brand=brand)
    kept = cookies.read(Cookie.LANGUAGE)
    accepted = request.headers.get("accept-language", "")
    code = kept if kept in language.NAMES else language.preferred(accepted)
    return Reader(code, _choices(request), brand=brand)


def chosen(request: Request, cookies: Cookies) -> tuple[str, ...]:
    """Return the cookies that keep the language which the request chooses: one, or none."""
    asked = _asked(request)
    if not asked or asked == cookies.read(Cookie.LANGUAGE):
        return ()
    return (cookies.write(Cookie.LANGUAGE, asked, lifetime=LIFETIME),)


def _asked(request: Request) -> str:
    asked = request.parameter(PARAMETER) or ""
    return asked if asked in language.NAMES else ""


def _choices(request: Request) -> tuple[Choice, ...]:
    """Return each language with the request's own address in it, where that shows the same page.

    An answer to a form has no address of its own.
    """
    if request.method.upper() != "GET" or any(name in _ONCE for name, _ in request.query):
        return ()
    rest = [(name, value) for name, value in request.query if name != PARAMETER]
    return tuple(
        Choice(code, name, f"?{_encoded([*rest, (PARAMETER, code)])}")
        for code, name in language.NAMES.items()
    )


def _encoded(pairs: list[tuple[str, str]]) -> str:
    return urlencode(pairs, errors="surrogateescape")  # as `Request` has read them
