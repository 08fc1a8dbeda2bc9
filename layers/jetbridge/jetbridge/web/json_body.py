"""JSON bodies: how they are parsed, and how broken rules are told.

What their fields may hold is said in `jetbridge.web.fields`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
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

type Between = Callable[[Mapping[str, Any]], Iterable[Violation]]
"""The rules between the fields of a body, of what was sent: it may break other rules, too."""


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
    model: type[Model],
    sent: Mapping[str, Any],
    reading: Reading = AS_SENT,
    *,
    between: Between = lambda _: (),
) -> Model:
    """Return what was sent as `model`.

    Args:
        model: what it is to be.
        sent: a JSON object.
        reading: how its text is put right.
        between: the rules between its fields. They are told together with those of the fields:
            a validator of the model would be skipped where a field breaks a rule of its own.

    Raises:
        ApiProblem: 422, with every broken rule.
    """
    read: Model | None = None
    faults: tuple[Violation, ...] = ()
    try:
        read = model.model_validate(sent, context=reading)
    except ValidationError as broken:
        faults = tuple(_violation(error) for error in broken.errors(include_input=False))
    faults += tuple(_besides(faults, between(sent)))
    if read is None or faults:
        raise invalid(*faults)
    return read


def _besides(told: Iterable[Violation], more: Iterable[Violation]) -> Iterator[Violation]:
    """Yield the further violations, none of them at or below a place that is told already."""
    places = {violation.pointer for violation in told}
    for violation in more:
        path = violation.pointer.split("/")
        if places.isdisjoint("/".join(path[:end]) for end in range(2, len(path) + 1)):
            yield violation


def _violation(error: ErrorDetails) -> Violation:
    pointer = "".join(f"/{json_text.escaped(str(part))}" for part in error["loc"])
    return Violation(pointer, error["type"], _SENTENCES.get(error["type"], error["msg"]))
