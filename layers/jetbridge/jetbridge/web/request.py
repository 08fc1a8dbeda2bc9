"""One HTTP request, as API Gateway's payload format 2.0 delivers it."""

import base64
from collections.abc import Mapping
from typing import Any, Final, Self
from urllib.parse import parse_qsl

from jetbridge.model import text
from jetbridge.model.record import field, record

type QueryPairs = tuple[tuple[str, str], ...]

MAX_BODY: Final = 65_536
"""Bytes of a request body, on every route of every function."""

_NO_TEXT: Final = b"\xff"
"""What no reader of UTF-8 takes."""


@record
class Request:
    """A request, read once and never changed.

    Header names are lower-case (the cloud and the local stack differ in theirs), and what no text
    may hold is cleaned from their values. `query` keeps
    every pair in order, so that a repeated parameter is visible. `authorizer` is the context that
    the Lambda authorizer returned: it is the only part that a caller cannot write.

    The representation shows method, path and request id only: everything else may hold
    credentials or personal data.
    """

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    cookies: Mapping[str, str] = field(default_factory=dict, repr=False)
    query: QueryPairs = field(default=(), repr=False)
    body: bytes = field(default=b"", repr=False)
    request_id: str = ""
    domain: str = field(default="", repr=False)
    authorizer: Mapping[str, str] = field(default_factory=dict, repr=False)

    @classmethod
    def from_event(cls, event: Mapping[str, Any]) -> Self:
        """Read an API Gateway HTTP API event, payload format 2.0.

        Nothing fails here. What is not UTF-8 in the query string becomes halves of characters,
        and a body that is no base64 becomes one that is no text: `jetbridge.web.request_rules`
        and the readers of bodies refuse both.
        Source: docs.aws.amazon.com, "Create AWS Lambda proxy integrations for HTTP APIs".
        """
        context = event["requestContext"]
        headers = {
            name.lower(): text.cleaned(value) for name, value in event.get("headers", {}).items()
        }
        return cls(
            method=context["http"]["method"],
            path=_without_stage(event["rawPath"], context.get("stage", "$default")),
            headers=headers,
            # API Gateway takes cookies out of the headers, other senders of this format do not.
            cookies=_cookies(event.get("cookies") or headers.get("cookie", "").split(";")),
            query=_query(event.get("rawQueryString", "")),
            body=_body(event.get("body") or "", encoded=bool(event.get("isBase64Encoded"))),
            request_id=context.get("requestId", ""),
            domain=context.get("domainName", ""),
            authorizer=(context.get("authorizer") or {}).get("lambda") or {},
        )

    def parameters(self, name: str) -> list[str]:
        """Return every value of the query parameter `name`, in order."""
        return [value for key, value in self.query if key == name]

    def parameter(self, name: str) -> str | None:
        """Return the query parameter `name`; None where it is absent or given more than once.

        A repeated parameter has no one meaning, and two readers of it may each pick another.
        """
        values = self.parameters(name)
        return values[0] if len(values) == 1 else None


def _without_stage(path: str, stage: str) -> str:
    """Drop the stage that a named stage (not `$default`) puts in front of the path."""
    return path if stage == "$default" else path.removeprefix(f"/{stage}")


def _cookies(pairs: list[str]) -> dict[str, str]:
    """Read cookies, `name=value` each; the first of a name wins (RFC 6265 §5.4)."""
    cookies: dict[str, str] = {}
    for name, _, value in (pair.partition("=") for pair in pairs if pair.strip()):
        cookies.setdefault(name.strip(), text.cleaned(value.strip()))
    return cookies


def _query(raw: str) -> QueryPairs:
    return tuple(parse_qsl(raw, keep_blank_values=True, errors="surrogateescape")) if raw else ()


def _body(body: str, *, encoded: bool) -> bytes:
    if not encoded:
        return body.encode(errors="surrogatepass")
    try:
        return base64.b64decode(body)
    except ValueError:  # binascii.Error is one
        return _NO_TEXT
