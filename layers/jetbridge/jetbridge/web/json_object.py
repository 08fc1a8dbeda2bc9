"""Read a body as one JSON object, or refuse it in the same words everywhere."""

from collections.abc import Mapping
from typing import Any

from jetbridge.model import json_text
from jetbridge.model.errors import ApiProblem, Violation


def json_object(sent: bytes) -> Mapping[str, Any]:
    """Return what was sent as a JSON object.

    Raises:
        ApiProblem: 400, it is no JSON that we take, with every fault that was found; 422, it is
            another JSON value.
    """
    read = json_value(sent)
    if not isinstance(read, dict):
        violation = Violation("", "model_type", "Must be a JSON object.")
        title = "The request breaks rules of this API"
        raise ApiProblem(422, "invalid-request", title, errors=(violation,))
    return read


def json_value(sent: bytes) -> object:
    """Return what was sent as a JSON value.

    Raises:
        ApiProblem: 400, it is no JSON that we take, with every fault that was found.
    """
    try:
        return json_text.strict(sent)
    except json_text.InvalidJsonError as unfit:
        title, detail = "The body is not JSON that can be taken", unfit.faults[0].detail
        raise ApiProblem(400, "invalid-json", title, detail, errors=unfit.faults) from None
