"""The browser that sent a request: its cookies, and the one by which it is known again."""

from jetbridge.flows.context import Context
from jetbridge.model.settings import Settings
from jetbridge.model.transaction import BROWSER_LIFETIME
from jetbridge.web.cookies import Cookie, Cookies
from jetbridge.web.request import Request


def cookies_of(settings: Settings, request: Request) -> Cookies:
    """Return the request's cookies, in the form that our own origin calls for."""
    base_url = settings.base_url(request.domain)
    return Cookies(request.cookies, secure=base_url.startswith("https:"))


def browser_of(context: Context, request: Request) -> str:
    """Return the value of the browser's cookie, or a new one for a browser without."""
    return cookies_of(context.settings, request).read(Cookie.BROWSER) or context.ids.token()


def browser_cookie(settings: Settings, request: Request, browser: str) -> str:
    """Return the `Set-Cookie` value that keeps `browser` as long as anything bound to it lives."""
    cookies = cookies_of(settings, request)
    return cookies.write(Cookie.BROWSER, browser, lifetime=BROWSER_LIFETIME)
