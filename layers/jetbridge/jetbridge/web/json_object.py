"""Read a body as one JSON object, or refuse it in the same words everywhere."""

from collections.abc import Mapping
from typing import Any

from jetbridge.model import json_text
from jetbridge.model.errors import ApiProblem, Violation
from jetbridge.web.request import Request


def document(request: Request) -> Mapping[str, Any]:
    """Return the body as it was sent: one JSON object.

    Raises:
        ApiProblem: 415, 400 or 422 where it is none.
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise ApiProblem(415, "unsupported-media-type", "The body must be application/json")
    return json_object(request.body)


def json_object(sent: bytes) -> Mapping[str, Any]:
    """Return what was sent as a JSON object.

    Raises:
        ApiProblem: 400, it is no JSON that we take, with every fault that was found; 422, it is
            another JSON value.
    """
    read = json_value(sent)
    if not isinstance(read, dict):
        raise invalid(Violation("", "model_type", "Must be a JSON object."))
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


def part(value: object) -> Mapping[str, Any]:
    """Return an object within what was sent, empty where something else stands in its place."""
    return value if isinstance(value, Mapping) else {}


def invalid(*violations: Violation) -> ApiProblem:
    """Return the refusal of a body that breaks rules."""
    return ApiProblem(
        422, "invalid-request", "The request breaks rules of this API", errors=violations
    )
