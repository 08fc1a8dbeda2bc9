"""One HTTP response, before the edge puts it on the wire."""

import json
from collections.abc import Mapping
from typing import Final

from jetbridge.model.record import field, record

JSON: Final = "application/json"
NO_STORE: Final = {"Cache-Control": "no-store", "Pragma": "no-cache"}
"""For every answer that holds a token, a secret or a link (RFC 6749 §5.1)."""
_encoder: Final = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False)


@record
class Response:
    """A response. `runtime.edge` adds the security headers and the request id to it.

    `cookies` are whole `Set-Cookie` values; `data` is the body where it is no text.
    The representation shows the status only: bodies and headers may hold tokens and links.
    """

    status: int
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: str = field(default="", repr=False)
    cookies: tuple[str, ...] = field(default=(), repr=False)
    data: bytes = field(default=b"", repr=False)


def json_response(
    status: int,
    document: object,
    *,
    content_type: str = JSON,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return `document` as JSON with `status`."""
    body = _encoder.encode(document)
    return Response(status, {"Content-Type": content_type, **(headers or {})}, body)


def see_other(location: str, *, cookies: tuple[str, ...] = ()) -> Response:
    """Send the browser on with 303, which never repeats a POST and its body (RFC 9700 §4.12)."""
    return Response(303, {"Location": location, **NO_STORE}, "", cookies)
