"""The least of a browser: it follows links, keeps cookies and submits forms. It runs no scripts."""

import time
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import override
from urllib.parse import urljoin, urlsplit

import requests
from requests.cookies import RequestsCookieJar


@dataclass
class Form:
    """One form of a page, with the values that its fields have."""

    action: str
    method: str
    values: dict[str, str] = field(default_factory=dict)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self.in_main: list[Form] = []
        self.refresh: int | None = None
        self._is_in_main = False

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "meta" and given.get("http-equiv") == "refresh" and given["content"].isdigit():
            self.refresh = int(given["content"])
        if tag == "main":
            self._is_in_main = True
        if tag == "form":
            self.found.append(Form(given.get("action", ""), given.get("method", "get").upper()))
            if self._is_in_main:
                self.in_main.append(self.found[-1])
        elif tag == "input" and self.found and "name" in given:
            self.found[-1].values[given["name"]] = given.get("value", "")

    @override
    def handle_endtag(self, tag: str) -> None:
        if tag == "main":
            self._is_in_main = False


class Browser:
    """One person's browser. Every page it is on is in `page`, redirects followed."""

    def __init__(self) -> None:
        self._session = requests.Session()
        self._session.trust_env = False
        self.page = requests.Response()

    @property
    def cookies(self) -> RequestsCookieJar:
        """The cookies that it keeps."""
        return self._session.cookies

    def open(self, url: str, *, follow: bool = True) -> requests.Response:
        """Go to a URL and return the page that it ends on.

        Without `follow` a redirect is returned as it is.
        """
        self.page = self._session.get(url, allow_redirects=follow, timeout=60)
        return self.page

    def wait(self) -> requests.Response:
        """Load the page again as often as it asks for that, and return the page that it ends on."""
        while (seconds := self._read().refresh) is not None:
            time.sleep(seconds)
            self.open(self.page.url)
        return self.page

    def form(self) -> Form:
        """Return the first form of the page's main part, or of the page where it has none there.

        Raises:
            LookupError: the page has none.
        """
        reader = self._read()
        if not reader.found:
            raise LookupError(f"the page {self.page.url.partition('?')[0]} has no form")
        return (reader.in_main or reader.found)[0]

    def submit(self, *, follow: bool = True, **values: str) -> requests.Response:
        """Submit `form()` with `values` besides its own values; return the next page.

        Without `follow` a redirect is returned as it is.
        """
        form = self.form()
        filled = {**form.values, **values}
        self.page = self._session.request(
            form.method,
            urljoin(self.page.url, form.action),
            params=filled if form.method == "GET" else None,
            data=filled if form.method == "POST" else None,
            headers={"Origin": self._origin} if form.method == "POST" else None,
            allow_redirects=follow,
            timeout=60,
        )
        return self.page

    @property
    def _origin(self) -> str:
        """Where the page is from, which browsers tell with each POST."""
        here = urlsplit(self.page.url)
        return f"{here.scheme}://{here.netloc}"

    def _read(self) -> _Forms:
        reader = _Forms()
        reader.feed(self.page.text)
        return reader
