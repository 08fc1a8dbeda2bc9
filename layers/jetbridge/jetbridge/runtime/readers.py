"""Answers to browsers: their pages are in the reader's language, and carry the operator's brand."""

from collections.abc import Callable
from contextlib import suppress
from functools import cache
from typing import Final

from jetbridge.flows.browser.cookies import cookies_of
from jetbridge.model.brand import Brand
from jetbridge.model.errors import JetbridgeError
from jetbridge.model.record import replace
from jetbridge.model.settings import SettingError
from jetbridge.runtime import compose
from jetbridge.store import brands
from jetbridge.store.table import Table
from jetbridge.web import reader
from jetbridge.web.cookies import Cookies
from jetbridge.web.request import Request
from jetbridge.web.response import Response

_MAX_AGE: Final = 60
"""Seconds for which a process keeps the brand: a change of it shows within that time."""


class _Kept:
    """The brand, read from the table once a minute at the most."""

    def __init__(self) -> None:
        self._table: Table | None = None
        self._brand = Brand()
        self._read_at = 0

    def brand(self) -> Brand:
        """Return it. Where it cannot be read, what was read before will do.

        What is broken is told by the route that needs it, and that on a page.
        """
        with suppress(JetbridgeError):
            context = compose.context()
            now = context.clock.now()
            if self._table is not context.table or now >= self._read_at + _MAX_AGE:
                self._brand = brands.get(context.table)
                self._table, self._read_at = context.table, now
        return self._brand


_kept: Final = _Kept()


def answering(request: Request, answer: Callable[[], Response]) -> Response:
    """Answer a request with pages for its reader, and keep the language that they choose.

    Not with an answer that caches on the way may keep: they would choose for every other reader.
    """
    cookies = _cookies(request)
    with reader.reading(reader.of(request, cookies, cache(_kept.brand))):
        response = answer()
    if response.headers.get("Cache-Control", "").startswith("public"):
        return response
    return replace(response, cookies=(*response.cookies, *reader.chosen(request, cookies)))


def in_english(request: Request, answer: Callable[[], Response]) -> Response:
    """Answer a request with pages in English, whatever the reader prefers.

    For pages that have no translations: what stands around their sentences is English, too.
    """
    del request
    with reader.reading(reader.Reader(brand=cache(_kept.brand))):
        return answer()


def _cookies(request: Request) -> Cookies:
    try:
        return cookies_of(compose.configured(), request)
    except SettingError:
        return Cookies(request.cookies, secure=True)  # the route fails by it, and tells the reader
