"""The API's description: OpenAPI 3.1."""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, Final

from jetbridge import __version__
from jetbridge.model.scopes import Scope
from jetbridge.web.description import ORIGIN
from jetbridge.web.request_rules import ANY
from jetbridge_local.openapi import refusals
from jetbridge_local.openapi.components import HEADERS, QUERY, TAGS, URLS, parameter
from jetbridge_local.openapi.docstrings import of_attributes
from jetbridge_local.openapi.operation import HTML, Answer, Operation
from jetbridge_local.openapi.routes import OPERATIONS
from jetbridge_local.openapi.schemas import Schemas
from jetbridge_local.openapi.sharing import shared
from jetbridge_local.openapi.sources import Source, sources

type Json = Any

_INFO: Final = {
    "title": "Jetbridge",
    "version": __version__,
    "summary": "The bridge between a hiring system and the partners that bring a person on board.",
    "description": (
        "Every answer carries `X-Request-Id`. Refusals are problem documents (RFC 9457), OAuth"
        " errors (RFC 6749 §5.2) or pages, by who calls. Members may be added to answers, and"
        " words to their enums, at any time: ignore what you do not know. Query parameters and"
        " members of bodies that are not described here are refused."
    ),
    "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
}


def document(
    found: Collection[Source] = (),
    operations: Mapping[Callable[..., object], Operation] = OPERATIONS,
) -> Json:
    """Return the API's description.

    Args:
        found: the routes; without them those of all functions.
        operations: what is told of each, by its function.

    Raises:
        LookupError: a route is not described, or a description is of no route.
    """
    every = _described([*(found or sources())], operations)
    schemas = Schemas(_types(every))
    paths: dict[str, dict[str, Json]] = {}
    for source, operation in sorted(every, key=lambda each: (each[0].path, each[0].method)):
        item = paths.setdefault(source.path, {})
        item[source.method.lower()] = _operation(source, operation, schemas)
    responses = shared(paths)
    return {
        "openapi": "3.1.1",
        "info": _INFO,
        "servers": [{"url": ORIGIN}],
        "tags": [{"name": name, "description": text} for name, text in TAGS.items()],
        "paths": paths,
        "components": {
            "schemas": schemas.components,
            "responses": responses,
            "headers": HEADERS,
            "examples": refusals.examples(),
            "securitySchemes": _schemes(),
        },
    }


def _described(
    found: list[Source], operations: Mapping[Callable[..., object], Operation]
) -> list[tuple[Source, Operation]]:
    left = operations.keys() - {each.route for each in found}
    missing = [each.name for each in found if each.route not in operations]
    if left or missing:
        names = [*missing, *(each.__name__ for each in left)]
        raise LookupError(f"describe each route in jetbridge_local/openapi/routes: {names}")
    return [(each, operations[each.route]) for each in found]


def _types(every: list[tuple[Source, Operation]]) -> Iterator[Any]:
    yield from refusals.SHAPES
    for _, operation in every:
        yield from operation.body.models if operation.body else ()
        yield from (each.shape for each in operation.answers.values() if each.shape)


def _operation(source: Source, operation: Operation, schemas: Schemas) -> Json:
    errors = refusals.responses(source, operation, schemas)
    answers = {
        str(status): _answer(source, answer, schemas)
        for status, answer in operation.answers.items()
    }
    both = answers.keys() & errors.keys()
    if both:
        raise ValueError(f"{source.name}: {both} are answers and refusals")
    return {
        "operationId": source.operation_id,
        "tags": [operation.tag],
        "summary": source.summary,
        "description": operation.description,
        **_security(source, operation),
        **_parameters(source, operation),
        **_body(operation, schemas),
        "responses": dict(sorted((answers | errors).items())),
    }


def _security(source: Source, operation: Operation) -> Json:
    if source.scope:
        return {"security": [{"oauth2": [str(source.scope)]}, {"bearer": []}]}
    ways = operation.security or ()
    return {"security": [{name: [*scopes] for name, scopes in way.items()} for way in ways]}


def _parameters(source: Source, operation: Operation) -> Json:
    found = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
        for name in source.variables
    ]
    told = {each.name: each for each in operation.parameters}
    if source.query != ANY:
        named = (told.pop(name) if name in told else QUERY[name] for name in sorted(source.query))
        found += [*map(parameter, named)]
    if source.keyed:
        found.append(parameter(QUERY["Idempotency-Key"]))
    found += [*map(parameter, told.values())]
    return {"parameters": found} if found else {}


def _body(operation: Operation, schemas: Schemas) -> Json:
    body = operation.body
    if body is None:
        return {}
    refs = [schemas.of(model) for model in body.models]
    return {
        "requestBody": {
            "required": not body.optional,
            "content": {
                body.media_type: {
                    "schema": refs[0] if len(refs) == 1 else {"oneOf": refs},
                    "examples": {name: {"value": value} for name, value in body.examples.items()},
                }
            },
        }
    }


def _answer(source: Source, answer: Answer, schemas: Schemas) -> Json:
    names = ["X-Request-Id"]
    if source.scope or source.errors == "oauth":
        names += ["RateLimit-Policy", "RateLimit"]
    headers = {name: {"$ref": f"#/components/headers/{name}"} for name in names} | {
        name: {"description": text, "schema": {"type": "string"}}
        for name, text in answer.headers.items()
    }
    content: dict[str, Json] = {}
    if answer.shape is not None:
        content[answer.media_type] = {"schema": schemas.of(answer.shape)}
        if answer.example is not None:
            content[answer.media_type]["example"] = answer.example
    if answer.media_type == HTML or answer.or_page:
        content[HTML] = {"schema": {"type": "string"}}
    for media_type in answer.files:
        content[media_type] = {"schema": {"contentMediaType": media_type}}
    return {
        "description": answer.description,
        "headers": headers,
        **({"content": content} if content else {}),
    }


def _schemes() -> Json:
    scopes: Mapping[str, str] = {
        str(Scope[name]): text for name, text in of_attributes(Scope).items()
    }
    flow = {"tokenUrl": f"{ORIGIN}{URLS['token']}", "scopes": scopes}
    return {
        "oauth2": {
            "type": "oauth2",
            "description": "An access token of a client that the operator created.",
            "flows": {"clientCredentials": flow},
        },
        "bearer": {
            "type": "http",
            "scheme": "bearer",
            "description": "The same access token, for tools that obtain none themselves.",
        },
        "client": {
            "type": "http",
            "scheme": "basic",
            "description": "A client's id and secret, form-encoded (RFC 6749 §2.3.1).",
        },
    }
