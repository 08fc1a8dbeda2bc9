"""AsyncAPI's own schema, as its authors publish it, and our description of the events."""

import json
from pathlib import Path
from typing import Any, Final

from jsonschema import Draft7Validator

from jetbridge_local.asyncapi.document import document

SCHEMA: Final = (
    Path(__file__).parents[1]
    / "npm/node_modules/@asyncapi/specs/schemas"
    / f"{document()['asyncapi']}.json"
)


def faults(described: dict[str, Any]) -> list[str]:
    """Return what AsyncAPI's schema finds wrong."""
    schema = json.loads(SCHEMA.read_text())
    Draft7Validator.check_schema(schema)
    return [
        f"{'/'.join(map(str, each.absolute_path))}: {each.message[:200]}"
        for each in Draft7Validator(schema).iter_errors(described)
    ]


def test_the_description_of_the_events_is_asyncapi() -> None:
    """Every member is one that AsyncAPI knows, in the form that it has there."""
    assert faults(document()) == []


def test_the_schema_finds_a_member_that_asyncapi_does_not_know() -> None:
    """So that the test above can fail."""
    # GIVEN a description with a wrong action
    described = json.loads(json.dumps(document()))
    operation = next(iter(described["operations"].values()))
    operation["action"] = "publish"
    # WHEN it is compared, THEN that is found
    assert len(faults(described)) == 1
