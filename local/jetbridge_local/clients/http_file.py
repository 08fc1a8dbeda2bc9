"""The API's requests as a file that editors send: clients/jetbridge.http."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from jetbridge_local.clients.operations import PREFIX, Operation, operations
from jetbridge_local.stack.options import PROJECT

type Json = Any

FILE: Final = PROJECT / "clients" / "jetbridge.http"
HEAD: Final = """\
# The requests of Jetbridge's API, generated from docs/openapi.json: `make clients`.
# For the REST Client of VS Code (humao.rest-client) and for httpYac.
#
# API, CLIENT_ID and CLIENT_SECRET are read from the environment: no secret belongs into this file.
# Send the first request before the others: they use its token.

@api = {{$processEnv API}}
"""
_SAMPLES: Final = {"version": "1", "webhookId": "default"}
"""What variables of paths are to begin with."""
FIRST: Final = """\
### Obtain an access token
# @name token
POST {{api}}/oauth/token
Authorization: Basic {{$processEnv CLIENT_ID}}:{{$processEnv CLIENT_SECRET}}
Content-Type: application/x-www-form-urlencoded

grant_type=client_credentials
"""


def modules(document: Json) -> dict[Path, str]:
    """Return the text of the file."""
    return {FILE: text(document)}


def text(document: Json) -> str:
    """Return the requests: one for each operation and example of its body."""
    found = [*operations(document)]
    names = sorted({name for each in found for name in each.path_names})
    variables = "".join(f"@{name} = {_SAMPLES.get(name, 'id')}\n" for name in names)
    requests = [part for each in found for part in _requests(document, each)]
    return "\n".join([HEAD + variables, FIRST, *requests])


def _requests(document: Json, told: Operation) -> Iterator[str]:
    operation = document["paths"][told.path][told.method.lower()]
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    for title, example in content.get("examples", {"": None}).items():
        named = f"{told.summary}: {title}" if title else told.summary
        head = [f"### {named}", f"# {told.id}, scope {told.scope}", *_others(operation)]
        head.append("# @ref token")
        address = [f"{told.method} {{{{api}}}}{_path(told)}", *_query(operation)]
        headers = ["Authorization: Bearer {{token.access_token}}"]
        headers += _headers(operation)
        body = []
        if example is not None:
            headers.append("Content-Type: application/json")
            body = ["", json.dumps(example["value"], indent=2, ensure_ascii=False)]
        yield "\n".join([*head, *address, *headers, *body, ""])


def _path(told: Operation) -> str:
    path = told.path.removeprefix(PREFIX)
    parts, names = path.split("/"), iter(told.path_names)
    return PREFIX + "/".join(f"{{{{{next(names)}}}}}" if "{" in each else each for each in parts)


def _query(operation: Json) -> Iterator[str]:
    """Yield how many items there are to be: a filter would leave out what a reader looks for."""
    for each in _parameters(operation, "query"):
        if each["name"] == "limit":
            yield f"    ?limit={each['example']}"


def _others(operation: Json) -> Iterator[str]:
    """Yield what else may be said, as comments."""
    for each in _parameters(operation, "query"):
        if each["name"] != "limit":
            example = f"={each['example']}" if "example" in each else ""
            yield f"# also {each['name']}{example}: {each['description']}"


def _headers(operation: Json) -> Iterator[str]:
    for each in _parameters(operation, "header"):
        if each["name"] == "Idempotency-Key":
            yield "Idempotency-Key: {{$guid}}"
        elif "example" in each:
            yield f"{each['name']}: {each['example']}"


def _parameters(operation: Json, place: str) -> list[Json]:
    return [each for each in operation.get("parameters", []) if each["in"] == place]
