"""JSON Schemas of the types that requests are read as and answers are rendered as."""

import inspect
import re
from collections.abc import Iterable
from types import get_original_bases
from typing import Any, Final, get_origin, is_typeddict, override

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import CoreModeRef, DefsRef, GenerateJsonSchema, JsonSchemaMode
from pydantic_core.core_schema import ModelSchema, TypedDictSchema

from jetbridge.model import registry
from jetbridge_local.openapi.docstrings import of_attributes, one_line

type Json = Any

PARTNERS: Final = frozenset(each.name for each in registry.every())
_REF: Final = "#/components/schemas/{model}"
_CORE_REF: Final = re.compile(r"(?:(?P<module>[\w.]+)\.)?(?P<name>\w+):\d+(?:\[(?P<of>.*)\])?")


class _Named(GenerateJsonSchema):
    """Schemas named for readers, without a title for every member that repeats its name."""

    @override
    def get_defs_ref(self, core_mode_ref: CoreModeRef) -> DefsRef:
        """Return the name of a type's schema. Two types of one name are an error."""
        name = DefsRef(_name(core_mode_ref[0]))
        self._prioritized_defsref_choices[name] = [name]
        if self.core_to_defs_refs.get(core_mode_ref, name) != name or (
            self.defs_to_core_refs.get(name, core_mode_ref) != core_mode_ref
        ):
            raise ValueError(f"two types are called {name}")
        return name

    @override
    def field_title_should_be_set(self, schema: Any) -> bool:
        """Say that none is wanted."""
        del schema
        return False

    @override
    def typed_dict_schema(self, schema: TypedDictSchema) -> dict[str, Json]:
        """Add the docstrings of a TypedDict."""
        own = schema.get("cls")
        written = super().typed_dict_schema(schema)
        return _described(written, own) if own else written

    @override
    def model_schema(self, schema: ModelSchema) -> dict[str, Json]:
        """Add the docstrings of a pydantic model."""
        return _described(super().model_schema(schema), schema["cls"])


def _name(core_ref: str) -> str:
    """Return the name of a schema: `EnboarderOnboarding`, `ConnectionStatus`, `OnboardingPage`.

    `core_ref` is how pydantic names the type: by its module, and what a generic is of.
    """
    found = _CORE_REF.fullmatch(core_ref)
    if found is None:
        raise ValueError(f"pydantic names a type in an unknown way: {core_ref}")
    _, folder, module = f"..{found['module'] or ''}".rsplit(".", 2)
    name = found["name"]
    if found["of"]:
        return f"{_name(found['of'])}{name}"
    if folder in PARTNERS:
        return folder.capitalize() + name
    return module.capitalize() + name if name == "Status" else name


class Schemas:
    """The schemas of `types`, by name, and a reference to each."""

    def __init__(self, types: Iterable[Any]) -> None:
        """Each of `types` is a TypedDict or a pydantic model; what they are made of is added."""
        roots = [*dict.fromkeys(types)]
        self._keys = {each: str(at) for at, each in enumerate(roots)}
        adapters: list[tuple[str, JsonSchemaMode, TypeAdapter[Any]]] = [
            (key, "validation", _adapter(each)) for each, key in self._keys.items()
        ]
        self._references, found = TypeAdapter.json_schemas(
            adapters, ref_template=_REF, schema_generator=_Named
        )
        schemas = found.get("$defs", {})
        self.components: dict[str, Json] = {
            name: _cleaned(schema) for name, schema in sorted(schemas.items())
        }

    def of(self, shape: Any) -> Json:  # noqa: ANN401 - any type
        """Return the schema of one of the types: a reference to its component."""
        return self._references[self._keys[shape], "validation"]


def _adapter(shape: Any) -> TypeAdapter[Any]:  # noqa: ANN401 - any type
    if isinstance(shape, type) and issubclass(shape, BaseModel):
        shape.model_rebuild()
    return TypeAdapter(shape)


def _cleaned(node: Json, *, is_members: bool = False) -> Json:
    """Drop titles, the empty word of an enum, and defaults that are null: absent says as much."""
    match node:
        case dict():
            dropped = set() if is_members else {"title"}
            if not is_members and node.get("default", "") is None:
                dropped.add("default")
            kept = {
                name: _cleaned(value, is_members=name in ("properties", "$defs"))
                for name, value in node.items()
                if name not in dropped
            }
            if not is_members and isinstance(kept.get("enum"), list) and len(kept["enum"]) > 1:
                kept["enum"] = [word for word in kept["enum"] if word != ""] or kept["enum"]
            return kept
        case list():
            return [_cleaned(each) for each in node]
    return node


def _is_shape(own: Any) -> bool:  # noqa: ANN401 - any type
    return is_typeddict(own) or (isinstance(own, type) and issubclass(own, BaseModel))


def _described(schema: dict[str, Json], own: type) -> dict[str, Json]:
    """Return the schema of a class with the docstrings of the class and of its attributes."""
    schema["description"] = one_line(inspect.getdoc(own) or "")
    aliases = (
        {name: field.alias or name for name, field in own.model_fields.items()}
        if issubclass(own, BaseModel)
        else {}
    )
    for name, text in _attributes(own).items():
        member = schema["properties"].get(aliases.get(name, name))
        if member is not None:
            member["description"] = text
    return schema


def _attributes(own: Any) -> dict[str, str]:  # noqa: ANN401 - a class
    """Return the docstrings under the attributes of a class and of its bases."""
    told: dict[str, str] = {}
    for base in get_original_bases(own):
        of = get_origin(base) or base
        if _is_shape(of) and of is not BaseModel and of.__module__.startswith("jetbridge"):
            told |= _attributes(of)
    return told | of_attributes(own)
