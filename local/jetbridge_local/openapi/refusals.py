"""The refusals of a route: the problems of its kind and its own, by HTTP status."""

from collections import defaultdict
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any, Final

from jetbridge.model.problem_types import ProblemType, url
from jetbridge.oauth.refusals import OAuthRefusal
from jetbridge.web.description import ORIGIN
from jetbridge.web.problem_texts import TEXTS, Explained
from jetbridge.web.render import PROBLEM
from jetbridge.web.request_rules import ANY
from jetbridge.web.shapes import GatewayMessage, Problem
from jetbridge_local.openapi.operation import HTML, JSON, Operation
from jetbridge_local.openapi.schemas import Schemas
from jetbridge_local.openapi.sources import Source

type Json = Any

SHAPES: Final = (Problem, OAuthRefusal, GatewayMessage)
_OF_GATEWAY: Final = (429, 500, 503)
"""What API Gateway answers by itself: above its throttle, or where a function cannot be run."""
_EVERY: Final[tuple[ProblemType, ...]] = (
    "too-large",
    "invalid-text",
    "internal-error",
    "stored-unreadable",
)
_BEARER: Final[tuple[ProblemType, ...]] = (
    "missing-token",
    "invalid-token",
    "insufficient-scope",
    "quota-used-up",
    "temporarily-unavailable",
)
_OF_BODY: Final[tuple[ProblemType, ...]] = (
    "unsupported-media-type",
    "invalid-json",
    "invalid-request",
)
_OF_KEY: Final[tuple[ProblemType, ...]] = (
    "invalid-idempotency-key",
    "idempotency-key-reused",
    "request-in-progress",
)
_OF_OAUTH: Final = {
    400: "The request is malformed, incomplete or contradicts itself, or the scope is refused.",
    401: "The client's credentials are missing, unknown, wrong, expired or revoked.",
    413: "The body is above 65,536 bytes.",
    429: "The client or its tenant has made its requests of this minute.",
}
_OF_PAGES: Final = {
    400: "The address or the form cannot be read.",
    413: "The body is above 65,536 bytes.",
    500: "A fault of this service.",
}


def problems(source: Source, operation: Operation) -> dict[int, list[ProblemType]]:
    """Return the types of problems that a route may answer with, by status."""
    found: dict[int, list[ProblemType]] = defaultdict(list)
    for slug in dict.fromkeys(_types(source, operation)):
        for status in TEXTS[slug].statuses:
            found[status].append(slug)
    return found


def responses(source: Source, operation: Operation, schemas: Schemas) -> dict[str, Json]:
    """Return the error responses of a route, by status, as OpenAPI has them."""
    found: dict[int, Json] = defaultdict(lambda: {"content": {}, "told": [], "headers": {}})
    for status, slugs in sorted(problems(source, operation).items()):
        found[status]["content"][PROBLEM] = _content(slugs, schemas)
        found[status]["told"].append(f"A problem: {', '.join(f'`{slug}`' for slug in slugs)}.")
    for status, meaning in _refusals(source, operation).items():
        if source.errors == "oauth":
            found[status]["content"][JSON] = {"schema": schemas.of(OAuthRefusal)}
        else:
            found[status]["content"][HTML] = {"schema": {"type": "string"}}
        found[status]["told"].insert(0, meaning)
    for status in _OF_GATEWAY:
        _add_gateway(found[status], status, schemas)
    return {
        str(status): {
            "description": " ".join(each["told"]),
            "headers": _headers(status, source, each["content"]),
            "content": each["content"],
        }
        for status, each in sorted(found.items())
    }


def _types(source: Source, operation: Operation) -> Iterator[ProblemType]:
    if source.errors == "page":
        return
    if source.errors == "oauth":
        yield from ("internal-error", "temporarily-unavailable")
        return
    yield from _BEARER if source.scope else ()
    yield from _EVERY
    if source.query != ANY:
        yield "unknown-parameter"
    if source.query and source.query != ANY:
        yield "invalid-request"
    if "cursor" in source.query:
        yield "invalid-cursor"
    if operation.body and source.query != ANY:
        yield from _OF_BODY
    yield from _OF_KEY if source.keyed else ()
    yield from operation.problems


def _refusals(source: Source, operation: Operation) -> dict[int, str]:
    match source.errors:
        case "oauth":
            return _OF_OAUTH | dict(operation.refusals)
        case "page":
            return _OF_PAGES | dict(operation.refusals)
        case _:
            return dict(operation.refusals)


def _content(slugs: list[ProblemType], schemas: Schemas) -> Json:
    narrowed = {"type": "object", "properties": {"code": {"enum": [*slugs]}}}
    return {
        "schema": {"allOf": [schemas.of(Problem), narrowed]},
        "examples": {slug: {"$ref": f"#/components/examples/{slug}"} for slug in slugs},
    }


def examples() -> dict[str, Json]:
    """Return an example of each type of problem, with what it means."""
    return {slug: _example(slug, told) for slug, told in sorted(TEXTS.items())}


def _example(slug: ProblemType, told: Explained) -> Json:
    status = told.statuses[0]
    value = {
        "type": url(ORIGIN, slug),
        "code": slug,
        "title": HTTPStatus(status).phrase,
        "status": status,
        "requestId": "6wPEvCGRmAvQtY2=",
    }
    return {"summary": f"{status} {slug}", "description": told.meaning, "value": value}


def _add_gateway(response: Json, status: int, schemas: Schemas) -> None:
    """Add what API Gateway answers by itself, beside what the function does."""
    message = schemas.of(GatewayMessage)
    own = response["content"].get(JSON)
    schema = {"anyOf": [own["schema"], message]} if own else message
    response["content"][JSON] = {"schema": schema}
    response["told"].append(
        "API Gateway's own answer: the throttle of the route."
        if status == HTTPStatus.TOO_MANY_REQUESTS
        else "API Gateway's own answer: the function could not be run."
    )


def _headers(status: int, source: Source, content: Json) -> Json:
    names = ["X-Request-Id"]
    if source.scope or source.errors == "oauth":
        names += ["RateLimit-Policy", "RateLimit"]
    if status in (401, 403) and (source.scope or source.errors == "oauth"):
        names.append("WWW-Authenticate")
    if status in (409, 429, 502, 503) and content:
        names.append("Retry-After")
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}
