"""Answers to browsers: their pages are in the reader's language."""

from collections.abc import Callable

from jetbridge.flows.browser.cookies import cookies_of
from jetbridge.model.record import replace
from jetbridge.model.settings import SettingError
from jetbridge.runtime import compose
from jetbridge.web import reader
from jetbridge.web.cookies import Cookies
from jetbridge.web.request import Request
from jetbridge.web.response import Response


def answering(request: Request, answer: Callable[[], Response]) -> Response:
    """Answer a request with pages for its reader, and keep the language that they choose."""
    cookies = _cookies(request)
    with reader.reading(reader.of(request, cookies)):
        response = answer()
    return replace(response, cookies=(*response.cookies, *reader.chosen(request, cookies)))


def _cookies(request: Request) -> Cookies:
    try:
        return cookies_of(compose.configured(), request)
    except SettingError:
        return Cookies(request.cookies, secure=True)  # the route fails by it, and tells the reader
