"""The API's description (OpenAPI), as a deployment serves it.

`make openapi` writes the file beside this module, from the routes and the shapes of the code.
"""

import hashlib
from functools import cache
from typing import Final

from jetbridge.model.record import record
from jetbridge.web import preconditions
from jetbridge.web.request import Request
from jetbridge.web.response import JSON, Response

FILE: Final = "openapi.json"
ORIGIN: Final = "https://jetbridge.example"
"""Stands in the file for the deployment's own origin."""
_CACHED: Final = "public, max-age=300"


@record
class _Described:
    """The description of the API at one origin, and what tells it from another (RFC 9110 §8.8)."""

    text: str
    etag: str


def describe(base_url: str, request: Request) -> Response:
    """Answer `GET /openapi.json`: the description of the API at `base_url`.

    A caller that has it already (`If-None-Match`) gets 304 and no body.
    """
    found = _described(base_url)
    headers = {"Cache-Control": _CACHED, "ETag": found.etag, "Access-Control-Allow-Origin": "*"}
    if preconditions.is_known(request, found.etag):
        return Response(304, headers)
    return Response(200, {**headers, "Content-Type": JSON}, found.text)


@cache
def _described(base_url: str) -> _Described:
    with open(f"{__file__.rpartition('/')[0]}/{FILE}", encoding="utf-8") as file:  # noqa: PTH123 - pathlib costs a cold start milliseconds
        text = file.read().replace(ORIGIN, base_url)
    return _Described(text, preconditions.tag(hashlib.sha256(text.encode()).hexdigest()[:32]))
