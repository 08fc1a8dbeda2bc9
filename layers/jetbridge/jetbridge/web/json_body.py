"""JSON bodies: how they are parsed, and how broken rules are told.

What their fields may hold is said in `jetbridge.web.fields`.
"""

from collections.abc import Mapping
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel
from pydantic_core import ErrorDetails

from jetbridge.model import json_text
from jetbridge.model.errors import Violation
from jetbridge.web.json_object import invalid
from jetbridge.web.reading import AS_SENT, Reading

_SENTENCES: Final = {
    "missing": "This field is required.",
    "extra_forbidden": "There is no such field.",
    "string_too_short": "Must not be empty.",
    "too_short": "Must not be empty.",
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
        alias_generator=to_camel,
        defer_build=True,  # a request needs one model of a module
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
    )


def validated[Model: Body](
    model: type[Model], sent: Mapping[str, Any], reading: Reading = AS_SENT
) -> Model:
    """Return what was sent as `model`.

    Args:
        model: what it is to be.
        sent: a JSON object.
        reading: how its text is put right.

    Raises:
        ApiProblem: 422, with every broken rule.
    """
    try:
        return model.model_validate(sent, context=reading)
    except ValidationError as broken:
        violations = tuple(_violation(error) for error in broken.errors(include_input=False))
    raise invalid(*violations)


def _violation(error: ErrorDetails) -> Violation:
    context = error.get("ctx") or {}
    path = [*error["loc"], *([context["field"]] if "field" in context else [])]
    pointer = "".join(f"/{json_text.escaped(str(part))}" for part in path)
    return Violation(pointer, error["type"], _SENTENCES.get(error["type"], error["msg"]))
