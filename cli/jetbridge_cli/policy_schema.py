"""The published schema of a policy, written from the code: `make policy-schema`."""

import json
from collections.abc import Mapping
from typing import Any, Final, override

from pydantic.json_schema import GenerateJsonSchema
from pydantic_core.core_schema import CoreSchema, ModelField

from jetbridge.web.policy_document import PolicyDocument

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_TITLE: Final = "Jetbridge policy, version 1"


def text() -> str:
    """Return the file docs/schemas/policy.v1.json."""
    return json.dumps(schema(), indent=2) + "\n"


def schema() -> Mapping[str, Any]:
    """Return the schema. What one member demands of another, it cannot say: `validate` does."""
    made = PolicyDocument.model_json_schema(schema_generator=_Untitled)
    return {"$schema": _DIALECT, **made, "title": _TITLE}


class _Untitled(GenerateJsonSchema):
    """Pydantic, without titles that say no more than the names beneath which they stand."""

    @override
    def field_title_should_be_set(self, schema: CoreSchema | ModelField | Any) -> bool:
        """Set none."""
        return False


if __name__ == "__main__":
    print(text(), end="")
