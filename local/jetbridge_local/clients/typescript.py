"""The generated modules of the TypeScript client.

`schemas.ts` is written by openapi-typescript, of what `shapes` returns.
"""

import hashlib
import json
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from jetbridge_local.clients.operations import Operation, Parameter, item_of, operations, schemas
from jetbridge_local.stack.options import PROJECT

type Json = Any

PACKAGE: Final = PROJECT / "clients" / "typescript"
SOURCE: Final = PACKAGE / "src"
SCHEMAS: Final = SOURCE / "schemas.ts"
_TYPES: Final = {"string": "string", "integer": "number", "boolean": "boolean"}


def modules(document: Json) -> dict[Path, str]:
    """Return the text of the module that is written here."""
    return {SOURCE / "operations.ts": methods(document)}


def shapes(document: Json) -> str:
    """Return a description of the bodies and answers alone, for openapi-typescript."""
    found = {name: _of_others(name, schema) for name, schema in schemas(document).items()}
    components = {"schemas": found}
    return json.dumps({**document, "paths": {}, "components": components}, ensure_ascii=False)


def stamp(document: Json) -> str:
    """Return the first line of `schemas.ts`, which says of what it is made."""
    digest = hashlib.sha256(shapes(document).encode()).hexdigest()
    return f"// What the API takes and answers. Generated: `make clients`. {digest}\n"


def methods(document: Json) -> str:
    """Return a class with a method for each operation."""
    return (
        "/** The API's operations, a method each. Generated: `make clients`. */\n\n"
        'import { Calling } from "./calling.js";\n'
        'import { keyed, segment, type CallOptions, type Tagged } from "./calls.js";\n'
        'import type { components } from "./schemas.js";\n\n'
        'type Schemas = components["schemas"];\n\n'
        "/** The operations that an API client may call. */\n"
        "export abstract class Operations extends Calling {\n"
        + "\n".join(text for each in operations(document) for text in _methods(document, each))
        + "}\n"
    )


def _of_others(name: str, node: Json) -> Json:
    """Return a schema whose lists of itself are lists of anything: TypeScript refuses a circle."""
    match node:
        case {"type": "array", "items": {"$ref": str(place)}} if place.endswith(f"/{name}"):
            return {**node, "items": {}}
        case dict():
            return {key: _of_others(name, each) for key, each in node.items()}
        case list():
            return [_of_others(name, each) for each in node]
    return node


def _methods(document: Json, told: Operation) -> Iterator[str]:
    answer = f'Schemas["{told.answer}"]' if told.answer else "void"
    kind = f"Tagged<{answer}>" if told.tagged else answer
    reader = (
        f"tagged<{answer}>" if told.tagged else f"value<{answer}>" if told.answer else "nothing"
    )
    yield (
        f"{_described(told, told.summary, told.query)}"
        f"  {told.id}({_signature(told, told.query)}): Promise<{kind}> {{\n"
        f"    return this.{reader}({_call(told, 'options')});\n"
        "  }\n"
    )
    if told.paged:
        each = f'Schemas["{item_of(document, told)}"]'
        yield (
            f"{_described(told, f'{told.summary}: the items of every page', told.filters)}"
            f"  {told.iterates}({_signature(told, told.filters)}):"
            f" AsyncGenerator<{each}, void, void> {{\n"
            f"    return this.items<{each}>((cursor) =>"
            f" ({_call(told, '{ ...options, cursor }')}));\n"
            "  }\n"
        )


def _signature(told: Operation, query: tuple[Parameter, ...]) -> str:
    body = " | ".join(f'Schemas["{name}"]' for name in told.body)
    parts = [f"{name}: {_path_type(name)}" for name in told.path_names]
    if body:
        parts.append(f"body: {body}" if told.body_required else f"body?: {body}")
    named = [
        f"{camel(each.name)}{_optional(each)}: {_type(each)}" for each in (*query, *told.headers)
    ]
    own = f" & {{ {'; '.join(named)} }}" if named else ""
    default = "" if any(each.required for each in (*query, *told.headers)) else " = {}"
    parts.append(f"options: CallOptions{own}{default}")
    return ", ".join(parts)


def _call(told: Operation, options: str) -> str:
    path = told.path
    for variable, name in zip(re.findall(r"\{\w+\}", path), told.path_names, strict=True):
        path = path.replace(variable, f"${{segment({name})}}", 1)
    parts = [
        f'operation: "{told.id}"',
        f'method: "{told.method}"',
        f"path: `{path}`" if told.path_names else f'path: "{path}"',
        f"repeatable: {str(told.repeatable).lower()}",
    ]
    if told.query:
        names = [
            "cursor"
            if each.name == "cursor" and options != "options"
            else f"{each.name}: options.{each.name}"
            for each in told.query
        ]
        parts.append(f"query: {{ {', '.join(names)} }}")
    if told.headers:
        parts.append(f"headers: {{ {', '.join(_header(each) for each in told.headers)} }}")
    if told.body:
        parts.append("body")
    parts.append("signal: options.signal")
    return "{\n      " + ",\n      ".join(parts) + ",\n    }"


def camel(name: str) -> str:
    """Return a header's name as that of an option."""
    first, *others = name.split("-")
    if not others:
        return name
    return first.lower() + "".join(each.capitalize() for each in others)


def _header(parameter: Parameter) -> str:
    value = f"options.{camel(parameter.name)}"
    if parameter.name == "Idempotency-Key":
        value = f"keyed({value})"
    return f'"{parameter.name}": {value}'


def _path_type(name: str) -> str:
    return "number" if name == "version" else "string"


def _optional(parameter: Parameter) -> str:
    return "" if parameter.required else "?"


def _type(parameter: Parameter) -> str:
    schema = parameter.schema
    if "$ref" in schema:
        return f'Schemas["{schema["$ref"].rsplit("/", 1)[1]}"]'
    return _TYPES[schema["type"]]


def _described(told: Operation, summary: str, query: tuple[Parameter, ...]) -> str:
    lines = [f"{summary}.", "", f"Scope `{told.scope}`. {told.method} `{told.path}`."]
    optional = [each for each in (*query, *told.headers) if each.description]
    lines += [""] if optional else []
    for each in optional:
        text = f"@param options.{camel(each.name)} {_sentence(each)}"
        lines += textwrap.wrap(text, 92, subsequent_indent="  ")
    return "  /**\n" + "".join(f"   * {line}".rstrip() + "\n" for line in lines) + "   */\n"


def _sentence(parameter: Parameter) -> str:
    if parameter.name == "Idempotency-Key":
        return "names the request; without one the client makes one, for its own retries."
    return parameter.description
