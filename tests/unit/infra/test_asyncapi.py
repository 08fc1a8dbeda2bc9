"""The events' description: every type, with an example that fits the published schemas."""

from collections.abc import Iterator
from typing import Any, Final

import pytest
from jsonschema import Draft202012Validator

from jetbridge.model.events import JOURNEY_TYPES
from jetbridge_local.asyncapi.document import document
from jetbridge_local.asyncapi.examples import every
from tests.unit.flows.event.samples import DOCUMENTS, EVERY

type Json = Any

DOCUMENT: Final = document()
MESSAGES: Final = DOCUMENT["components"]["messages"]
TYPES: Final = {name for each in DOCUMENTS for name in each["$defs"] if "." in name}


def references(node: Json) -> Iterator[str]:
    """Yield where each reference of the document leads."""
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from references(value)
    if isinstance(node, list):
        for each in node:
            yield from references(each)


def test_every_published_type_has_a_message_and_an_example() -> None:
    """And so has every type that the code makes."""
    assert every().keys() == TYPES
    assert EVERY.keys() <= TYPES
    # The test of an endpoint is no event of the bus, and only journeys' are sent to tenants.
    assert {name.removeprefix("bus.") for name in MESSAGES if name.startswith("bus.")} == (
        TYPES - {"webhook.test"}
    )
    sent = {name.removeprefix("webhook.") for name in MESSAGES if name.startswith("webhook.")}
    assert sent == JOURNEY_TYPES | {"webhook.test"}


@pytest.mark.parametrize("name", MESSAGES)
def test_an_example_fits_the_payload_and_the_headers(name: str) -> None:
    """With nothing in it that the published schema of its type does not name."""
    # GIVEN a message and its example
    message = MESSAGES[name]
    (example,) = message["examples"]
    says = example["payload"].get("detail") or example["payload"]["data"]
    kind = {"$ref": f"#/components/schemas/{message['name']}", "unevaluatedProperties": False}
    for part, schema, value in (
        ("payload", message["payload"], example["payload"]),
        ("headers", message.get("headers", {}), example.get("headers", {})),
        ("the event", kind, says),
    ):
        # WHEN it is compared with the schema, THEN it fits
        given = {**schema, "components": DOCUMENT["components"]}
        found = [each.message for each in Draft202012Validator(given).iter_errors(value)]
        assert found == [], part


def test_every_reference_leads_somewhere() -> None:
    """Within the document: it needs no other file."""
    for target in set(references(DOCUMENT)):
        node = DOCUMENT
        for part in target.removeprefix("#/").split("/"):
            node = node[part]
        assert node


def test_every_message_of_an_operation_is_one_of_its_channel() -> None:
    """AsyncAPI 3.0, "Operation Object"."""
    for operation in DOCUMENT["operations"].values():
        channel = operation["channel"]["$ref"]
        assert all(
            each["$ref"].startswith(f"{channel}/messages/") for each in operation["messages"]
        )
