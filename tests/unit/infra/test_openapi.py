"""The API's description: made of the code, whole, valid, and with examples that fit it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from jetbridge.model.scopes import Scope
from jetbridge_local.clients import http_file, typescript
from jetbridge_local.openapi import files, gateway
from jetbridge_local.openapi.document import document
from jetbridge_local.openapi.routes import OPERATIONS
from jetbridge_local.openapi.sources import Source, sources
from tests.unit.infra.templates import PUBLIC, routes, written

type Json = Any

DOCUMENT: Final = document()
WRITTEN: Final = files.written()
OPERATIONS_BY_ID: Final = {
    operation["operationId"]: operation
    for item in DOCUMENT["paths"].values()
    for operation in item.values()
}


def resolved(node: Json) -> Json:
    """Return what a reference leads to."""
    while "$ref" in node:
        *_, kind, name = node["$ref"].split("/")
        node = DOCUMENT["components"][kind][name]
    return node


def examples() -> Iterator[tuple[str, Json, Json]]:
    """Yield a name, the schema and the value of each example of a body and of an answer."""
    for name, operation in OPERATIONS_BY_ID.items():
        parts = {"body": operation.get("requestBody", {}), **operation["responses"]}
        for at, part in parts.items():
            for media in resolved(part).get("content", {}).values():
                shown = {"": {"value": media["example"]}} if "example" in media else {}
                for title, example in {**shown, **media.get("examples", {})}.items():
                    value = resolved(example)["value"]
                    yield f"{name} {at} {title}".strip(), media["schema"], value


EXAMPLES: Final = {name: (schema, value) for name, schema, value in examples()}


@pytest.mark.parametrize("path", WRITTEN, ids=str)
def test_what_is_committed_is_what_the_code_says(path: Path) -> None:
    """Otherwise: `make openapi`."""
    assert path.read_text() == WRITTEN[path], f"{path.name} is out of date: make openapi"


def test_the_client_libraries_are_made_of_it() -> None:
    """Otherwise: `make openapi`, which makes them, too. `test_clients.py` looks at every file."""
    # GIVEN what of them is made in a moment
    made = {**typescript.modules(DOCUMENT), **http_file.modules(DOCUMENT)}
    # THEN it is what is committed, and so is what the types were made of
    assert {path.name for path, text in made.items() if path.read_text() != text} == set()
    assert typescript.SCHEMAS.read_text().startswith(typescript.stamp(DOCUMENT))


def test_the_description_is_valid() -> None:
    """By the specification's own schema."""
    assert [*OpenAPIV31SpecValidator(DOCUMENT).iter_errors()] == []


def test_every_route_of_the_template_is_described_and_no_other() -> None:
    """With the scope where an access token guards it."""
    # GIVEN the routes as they are described
    described = {
        (method.upper(), path): operation
        for path, item in DOCUMENT["paths"].items()
        for method, operation in item.items()
    }
    # THEN they are those of the template
    assert described.keys() == routes().keys()
    # AND those with an authorizer name a scope
    guarded = {route for route, (_, authorizer) in routes().items() if authorizer != PUBLIC}
    assert guarded == {
        route
        for route, operation in described.items()
        if any("oauth2" in way for way in operation["security"])
    }


def test_a_route_that_is_not_described_is_an_error() -> None:
    """It is named."""
    # GIVEN the routes, and the descriptions of all but one
    source = next(sources())
    left = {route: told for route, told in OPERATIONS.items() if route is not source.route}
    # WHEN the document is made, THEN that one is named
    with pytest.raises(LookupError, match=source.name):
        document([*sources()], left)


def test_a_description_of_no_route_is_an_error() -> None:
    """Of one that was removed, say."""
    # GIVEN the descriptions, and the routes but for one
    first, *others = sources()
    # WHEN the document is made, THEN the one is named
    with pytest.raises(LookupError, match=first.name):
        document(others)


@pytest.mark.parametrize("source", [*sources()], ids=lambda source: source.name)
def test_an_operation_is_told_in_words(source: Source) -> None:
    """An id of its own, a summary, a description, and what each answer means."""
    operation = OPERATIONS_BY_ID[source.operation_id]
    assert operation["summary"]
    assert operation["description"]
    assert all(resolved(each)["description"] for each in operation["responses"].values())
    assert len(OPERATIONS_BY_ID) == len([*sources()])


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_fits_its_schema(name: str) -> None:
    """A reader who copies it sends, or expects, what is described."""
    # GIVEN an example, and its schema with nothing else let in
    schema, value = EXAMPLES[name]
    closed = {**schema, "components": DOCUMENT["components"]}
    # THEN it fits
    assert [each.message for each in Draft202012Validator(closed).iter_errors(value)] == []


def test_every_body_has_an_example() -> None:
    """And every JSON answer with members of its own."""
    bodies = {name for name, each in OPERATIONS_BY_ID.items() if "requestBody" in each}
    assert bodies == {name.partition(" ")[0] for name in EXAMPLES if " body" in name}


def test_every_scope_is_told() -> None:
    """In the words of the scope's docstring."""
    scheme = DOCUMENT["components"]["securitySchemes"]["oauth2"]
    scopes = scheme["flows"]["clientCredentials"]["scopes"]
    assert scopes.keys() == {*Scope}
    assert all(scopes.values())


def test_a_bearer_route_tells_every_refusal_of_its_kind() -> None:
    """Those that no function decides by itself."""
    responses = OPERATIONS_BY_ID["requestOnboarding"]["responses"]
    codes = {
        status: {*re.findall(r"`([a-z-]+)`", resolved(each)["description"])}
        for status, each in responses.items()
    }
    assert {"missing-token", "invalid-token"} <= codes["401"]
    assert {"insufficient-scope"} == codes["403"]
    assert {"quota-used-up"} <= codes["429"]
    assert {"invalid-json", "invalid-idempotency-key", "unknown-parameter"} <= codes["400"]
    assert {"unsupported-media-type"} == codes["415"]
    assert {"invalid-request", "partner-refused", "idempotency-key-reused"} == codes["422"]


def test_the_deployed_api_has_the_same_paths_and_ids() -> None:
    """As far as API Gateway takes them: neither bodies nor schemas, which it does not check."""
    # GIVEN the paths of the template, as YAML reads them
    paths = written()["Resources"]["HttpApi"]["Properties"]["DefinitionBody"]["paths"]
    # THEN they are those of the description
    assert paths == gateway.paths(DOCUMENT)
    assert "requestBody" not in str(paths)
    # AND a template without a place for them is an error
    with pytest.raises(ValueError, match="no place"):
        gateway.in_template("Resources: {}\n", DOCUMENT)
