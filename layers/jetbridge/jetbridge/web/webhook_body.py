"""Bodies of webhooks: senders differ in their headers, so only the bytes are judged."""

import json
from collections.abc import Mapping
from typing import Any, Final

from jetbridge.model.errors import ApiProblem
from jetbridge.web.request import Request

MAX_BODY: Final = 65_536
"""Bytes of a webhook's body. What partners send is far smaller: ids, and a word or two."""


def small(request: Request) -> bytes:
    """Return the body, byte for byte.

    Raises:
        ApiProblem: 413, it is larger than any webhook.
    """
    if len(request.body) > MAX_BODY:
        raise ApiProblem(413, "too-large", f"The body must not exceed {MAX_BODY} bytes")
    return request.body


def json_object(request: Request) -> Mapping[str, Any]:
    """Return the body as a JSON object.

    Raises:
        ApiProblem: 413 or 400 where it is none, or is not in UTF-8.
    """
    try:
        parsed = json.loads(small(request).decode())
    except (ValueError, RecursionError):
        parsed = None
    if not isinstance(parsed, dict):
        raise ApiProblem(400, "invalid-json", "The body must be one JSON object in UTF-8")
    return parsed
