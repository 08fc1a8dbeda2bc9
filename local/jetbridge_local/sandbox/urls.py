"""URLs that a sandbox is told, and what it adds to them."""

from collections.abc import Iterable
from typing import Annotated
from urllib.parse import urlencode, urlsplit

from pydantic import AfterValidator


def _http_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("must be an http or https URL")
    return value


type HttpUrl = Annotated[str, AfterValidator(_http_url)]
"""A URL to which a browser can be sent or a request be made, letter by letter as it was given."""


def with_query(url: str, parameters: Iterable[tuple[str, str]]) -> str:
    """Return `url` with the `parameters` that are not empty added to its query."""
    parts = urlsplit(url)
    added = urlencode([(name, value) for name, value in parameters if value])
    return parts._replace(query="&".join(part for part in (parts.query, added) if part)).geturl()
