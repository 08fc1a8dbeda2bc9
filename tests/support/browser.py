"""A browser as the consent function meets it: events in, responses out, cookies kept."""

import base64
import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, override
from urllib.parse import urlencode, urlsplit

from jetbridge.web import accounts
from tests.fakes.invocations import AContext

ORIGIN = "https://jetbridge.test"

type Handler = Callable[[dict[str, Any], Any], dict[str, Any]]


@dataclass
class _Form:
    """Where a form goes, its class, and its hidden fields. No action is the page's own address."""

    action: str
    style: str
    hidden: dict[str, str] = field(default_factory=dict)


class _Forms(HTMLParser):
    """Collects a page's forms, in their order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[_Form] = []
        self.feed(page)

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        if tag == "input" and named.get("type") == "hidden":
            self.found[-1].hidden[named["name"]] = named["value"]
        if tag == "form":
            self.found.append(_Form(named.get("action", ""), named.get("class", "")))


class _MovesOn(HTMLParser):
    """Finds where a page moves on to by itself."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.url = ""
        self.feed(page)

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        if tag == "meta" and named.get("http-equiv") == "refresh":
            self.url = named["content"].partition("url=")[2]


@dataclass(frozen=True)
class Page:
    """One response."""

    status: int
    headers: Mapping[str, str]
    cookies: tuple[str, ...]
    body: str

    @property
    def location(self) -> str:
        """Where a redirect leads."""
        return self.headers["location"]

    @property
    def policy(self) -> dict[str, str]:
        """The Content-Security-Policy, a directive an entry."""
        directives = self.headers["content-security-policy"].split("; ")
        return {name: sources for name, _, sources in (text.partition(" ") for text in directives)}

    @property
    def fields(self) -> dict[str, str]:
        """The hidden fields of the page's first form."""
        return self._forms[0].hidden if self._forms else {}

    @property
    def action(self) -> str:
        """Where the page's first form goes."""
        return self._forms[0].action if self._forms else ""

    @property
    def decision(self) -> dict[str, str]:
        """The hidden fields of the form of class "decision", which must be there."""
        (form,) = (each for each in self._forms if each.style == "decision")
        return form.hidden

    @property
    def asks(self) -> dict[str, str]:
        """The hidden fields of the form of class "asks", which asks and changes nothing."""
        (form,) = (each for each in self._forms if each.style == "asks")
        return form.hidden

    @property
    def account(self) -> dict[str, str]:
        """The hidden fields of the form "Use another account", which must be there."""
        (form,) = (each for each in self._forms if each.action == accounts.PATH)
        return form.hidden

    @property
    def next_url(self) -> str:
        """Where a page that moves on by itself leads."""
        return _MovesOn(self.body).url

    @functools.cached_property
    def _forms(self) -> list[_Form]:
        return _Forms(self.body).found


@dataclass
class Browser:
    """Sends requests to the function and keeps the cookies that it sets."""

    handler: Handler
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, url: str, **headers: str) -> Page:
        """Request a path (with its query) or a whole URL of ours. `sec_fetch_dest` is a header."""
        return self._send("GET", url, headers, b"")

    def post(self, url: str, form: Mapping[str, str], **headers: str) -> Page:
        """Submit a form as a browser does."""
        typed = {"content-type": "application/x-www-form-urlencoded", **headers}
        return self._send("POST", url, typed, urlencode(form).encode())

    def use_another_account(self, page: Page) -> Page:
        """Press the button of a page that leads to another account."""
        return self.post(accounts.PATH, page.account, origin=ORIGIN)

    def send(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Page:
        """Send what no browser would."""
        return self._send(method, url, headers, body)

    def _send(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Page:
        parts = urlsplit(url)
        event = {
            "version": "2.0",
            "routeKey": f"{method} {parts.path}",
            "rawPath": parts.path,
            "rawQueryString": parts.query,
            "headers": {name.replace("_", "-"): value for name, value in headers.items()},
            "cookies": [f"{name}={value}" for name, value in self.cookies.items()],
            "requestContext": {
                "http": {"method": method, "path": parts.path, "sourceIp": "192.0.2.1"},
                "stage": "$default",
                "requestId": "request-1",
                "domainName": urlsplit(ORIGIN).hostname,
            },
            "body": base64.b64encode(body).decode(),
            "isBase64Encoded": True,
        }
        answer = self.handler(event, AContext())
        for cookie in answer.get("cookies", []):
            name, _, rest = cookie.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return Page(
            status=answer["statusCode"],
            headers=answer["headers"],
            cookies=tuple(answer.get("cookies", [])),
            body=answer.get("body") or "",
        )
