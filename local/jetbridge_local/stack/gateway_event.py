"""An HTTP API event, payload format 2.0, as the cloud sends it.

SAM's event has one request id for all requests, header names as the client wrote them, cookies
parsed and written anew, and every body as text. The split between text and base64 is not
documented; it was measured on an HTTP API (github.com/ministackorg/ministack, pull request 766).
"""

import base64
import secrets
import time
from datetime import UTC, datetime
from typing import Any, Final

from flask import Request

_TEXT: Final = frozenset({"application/json", "application/javascript", "application/xml"})


def request_id() -> str:
    """Return an id in the form of API Gateway's: 15 base64url characters and an equals sign."""
    return f"{secrets.token_urlsafe(12)[:15]}="


def corrected(event: dict[str, Any], request: Request, identifier: str) -> dict[str, Any]:
    """Return SAM's event of `request` in the cloud's shape. `identifier` is the request's id."""
    body = _body(request)
    cookies = _cookies(request)
    without = {name: value for name, value in event.items() if name not in {"body", "cookies"}}
    return (
        without
        | ({"body": body[0]} if body[0] else {})
        | ({"cookies": cookies} if cookies else {})
        | {
            "isBase64Encoded": body[1],
            "headers": _headers(request),
            "requestContext": _context(event["requestContext"], request, identifier),
        }
    )


def _body(request: Request) -> tuple[str, bool]:
    """Return the body, and whether it is encoded."""
    data = request.get_data()
    if data and not _is_text(request.mimetype):
        return base64.b64encode(data).decode(), True
    return data.decode(errors="replace"), False


def _is_text(media_type: str) -> bool:
    """A form is not text here, nor is a body without a content type."""
    return media_type.startswith("text/") or media_type in _TEXT


def _cookies(request: Request) -> list[str]:
    pairs = request.headers.get("Cookie", "").split(";")
    return [pair.strip() for pair in pairs if pair.strip()]


def _headers(request: Request) -> dict[str, str]:
    headers = {name.lower(): value for name, value in request.headers if name != "Cookie"}
    passed = headers.get("x-forwarded-for")
    address = request.remote_addr or ""
    return headers | {
        "x-amzn-trace-id": f"Root=1-{int(time.time()):08x}-{secrets.token_hex(12)}",
        "x-forwarded-for": f"{passed}, {address}" if passed else address,
        "x-forwarded-port": request.host.partition(":")[2],
        "x-forwarded-proto": request.scheme,
    }


def _context(context: dict[str, Any], request: Request, identifier: str) -> dict[str, Any]:
    now = datetime.now(UTC)
    return {
        **context,
        "requestId": identifier,
        "domainName": request.host,
        "domainPrefix": request.host.partition(".")[0],
        "time": now.strftime("%d/%b/%Y:%H:%M:%S %z"),
        "timeEpoch": int(now.timestamp() * 1000),
        "http": {
            **context["http"],
            "protocol": request.environ["SERVER_PROTOCOL"],
            "userAgent": request.headers.get("User-Agent", ""),
        },
    }
