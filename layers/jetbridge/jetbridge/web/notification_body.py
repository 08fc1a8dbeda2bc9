"""Bodies of webhooks: senders differ in their headers, so only the bytes are judged."""

from collections.abc import Mapping
from typing import Any

from jetbridge.model.errors import ApiProblem, Violation
from jetbridge.web.json_object import json_value


def json_object(sent: bytes) -> Mapping[str, Any]:
    """Return a webhook's body as a JSON object.

    Raises:
        ApiProblem: 400 where it is none that can be taken.
    """
    read = json_value(sent)
    if not isinstance(read, dict):
        violation = Violation("", "model_type", "Must be a JSON object.")
        title = "The body must be one JSON object in UTF-8"
        raise ApiProblem(400, "invalid-json", title, errors=(violation,))
    return read
