"""What the API's description says of a value beyond its type. Nothing here runs at a request.

The shapes of answers are TypedDicts: mypy holds what is rendered to them, and `make openapi` reads
them with pydantic.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic import BaseModel

type Keywords = Mapping[str, Any]


class Like:
    """Describe a value as a model does that reads it later, as an `Annotated` metadatum."""

    def __init__(self, model: type["BaseModel"]) -> None:
        """`model` is a pydantic model."""
        self.model = model

    def __get_pydantic_json_schema__(
        self, schema: object, handler: Callable[[object], dict[str, Any]]
    ) -> dict[str, Any]:
        """Return the model's JSON Schema. Called by pydantic, by this name."""
        del schema
        self.model.model_rebuild()
        return handler(self.model.__pydantic_core_schema__)


class JsonSchema:
    """Further keywords of a type's JSON Schema, such as `format`, as an `Annotated` metadatum."""

    def __init__(self, **keywords: object) -> None:
        """`keywords` are added to what pydantic writes of the type."""
        self._keywords = keywords

    def __get_pydantic_json_schema__(
        self, schema: object, handler: Callable[[object], dict[str, Any]]
    ) -> dict[str, Any]:
        """Return the type's JSON Schema. Called by pydantic, by this name."""
        return {**handler(schema), **self._keywords}
