"""JSON bodies: how they are parsed, what their fields may hold, how broken rules are told.

What the partners leave open (the form of a phone number, the bounds of a validity) is decided
here and said in docs/api.md.
"""

import json
import re
from collections.abc import Mapping
from typing import Annotated, Any, Final

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)
from pydantic.alias_generators import to_camel
from pydantic_core import ErrorDetails, PydanticCustomError

from jetbridge.model.errors import ApiProblem, Violation
from jetbridge.web.request import Request

MAX_BODY: Final = 65_536
"""Bytes of a request body."""


def matching(pattern: str, rule: str, sentence: str) -> AfterValidator:
    """Hold a string to a pattern, with a rule's name and a sentence that a person understands."""
    compiled = re.compile(pattern)

    def check(value: str) -> str:
        if not compiled.fullmatch(value):
            raise PydanticCustomError(rule, sentence)
        return value

    return AfterValidator(check)


type Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=256),
    matching(r"[^\x00-\x1f\x7f]*", "no_control_characters", "Must not hold control characters."),
]
type Phone = Annotated[
    str, matching(r"\+[1-9][0-9]{6,14}", "e164", "Must be in E.164 form, such as +14155550100.")
]
type Email = Annotated[
    str,
    StringConstraints(max_length=254),
    matching(r"[^@\s]+@[^@\s]+\.[^@\s]+", "email", "Must be an e-mail address."),
]
type Link = Annotated[
    str,
    StringConstraints(max_length=2048),
    matching(r"https://[^\s/?#@\\]+([/?#]\S*)?", "https_url", "Must be an https URL."),
]
type Url = Annotated[
    str,
    StringConstraints(max_length=2048),
    matching(r"https?://[^\s/?#@\\]+([/?][^\s#]*)?", "url", "Must be a URL without a fragment."),
]
type Minutes = Annotated[int, Field(strict=True, ge=1, le=525_600)]
type LinkMinutes = Annotated[int, Field(strict=True, ge=1, le=10_080)]

_SENTENCES: Final = {
    "missing": "This field is required.",
    "extra_forbidden": "There is no such field.",
    "string_too_short": "Must not be empty.",
    "model_type": "Must be a JSON object.",
    "model_attributes_type": "Must be a JSON object.",
    "dict_type": "Must be a JSON object.",
    "tuple_type": "Must be a JSON array.",
    "list_type": "Must be a JSON array.",
}
"""Where pydantic's own sentence would not help the reader."""


class Body(BaseModel):
    """A body or a part of one: names in camel case, no others than its own."""

    model_config = ConfigDict(
        alias_generator=to_camel, extra="forbid", frozen=True, hide_input_in_errors=True
    )


def document(request: Request) -> Mapping[str, Any]:
    """Return the body as it was sent: one JSON object.

    Raises:
        ApiProblem: 415, 413 or 400 where it is none.
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise ApiProblem(415, "unsupported-media-type", "The body must be application/json")
    return parsed(request.body)


def parsed(text: bytes) -> Mapping[str, Any]:
    """Return a text as the one JSON object that it is.

    Raises:
        ApiProblem: 413, 400 or 422 where it is none.
    """
    if len(text) > MAX_BODY:
        raise ApiProblem(413, "too-large", f"The body must not exceed {MAX_BODY} bytes")
    try:
        read = json.loads(text, object_pairs_hook=_unique)
    except (ValueError, RecursionError):
        detail = "The body must be one JSON object in UTF-8, each name in it used once."
        raise ApiProblem(400, "invalid-json", "The body is not JSON", detail) from None
    if not isinstance(read, dict):
        raise invalid(Violation("", "model_type", _SENTENCES["model_type"]))
    return read


def validated[Model: Body](model: type[Model], sent: Mapping[str, Any]) -> Model:
    """Return what was sent as `model`.

    Raises:
        ApiProblem: 422, with every broken rule.
    """
    try:
        return model.model_validate(sent)
    except ValidationError as broken:
        violations = tuple(_violation(error) for error in broken.errors(include_input=False))
    raise invalid(*violations)


def invalid(*violations: Violation) -> ApiProblem:
    """Return the refusal of a body that breaks rules."""
    return ApiProblem(
        422, "invalid-request", "The request breaks rules of this API", errors=violations
    )


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Refuse a repeated name: two readers of it may each pick another value."""
    document = dict(pairs)
    if len(document) != len(pairs):
        msg = "a name is used twice"
        raise ValueError(msg)
    return document


def _violation(error: ErrorDetails) -> Violation:
    context = error.get("ctx") or {}
    path = [*error["loc"], *([context["field"]] if "field" in context else [])]
    pointer = "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in path)
    return Violation(pointer, error["type"], _SENTENCES.get(error["type"], error["msg"]))
