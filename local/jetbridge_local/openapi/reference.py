"""The API's description as a page: docs/api-reference.md."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from jetbridge_local.openapi.components import TAGS

type Json = Any

_HEAD: Final = """\
# API reference

Every operation and every shape, made from [openapi.json](openapi.json) by `make openapi`. What
holds for all of them, and how they belong together, is in [api.md](api.md).
"""
_NO_ANCHOR: Final = re.compile(r"[^\w\- ]")


def page(document: Json) -> str:
    """Return the page, in Markdown."""
    parts = [_HEAD, *_contents(document)]
    for tag in TAGS:
        parts += [f"## {tag}\n", TAGS[tag] + "\n"]
        for path, method, operation in _operations(document, tag):
            parts += _operation(document, path, method, operation)
    parts += ["## Problem types\n", _problems(document), "## Shapes\n"]
    for name, schema in document["components"]["schemas"].items():
        parts += _shape(name, schema)
    return "\n".join(parts)


def _operations(document: Json, tag: str) -> Iterator[tuple[str, str, Json]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if tag in operation["tags"]:
                yield path, method.upper(), operation


def _contents(document: Json) -> Iterator[str]:
    rows = [
        (f"[`{method} {path}`](#{_anchor(f'{method} {path}')})", operation["summary"])
        for tag in TAGS
        for path, method, operation in _operations(document, tag)
    ]
    yield _table(("Operation", ""), rows)


def _operation(document: Json, path: str, method: str, operation: Json) -> Iterator[str]:
    """Yield the section of an operation."""
    yield f"### `{method} {path}`\n"
    yield f"{operation['summary']}.\n\n{operation['description']}\n"
    yield f"Operation `{operation['operationId']}`; {_guard(operation['security'])}.\n"
    if operation.get("parameters"):
        rows = [
            (f"`{each['name']}`", _needed(each), _type(each["schema"]), each.get("description", ""))
            for each in operation["parameters"]
        ]
        yield _table(("Parameter", "", "Type", ""), rows)
    for media, body in operation.get("requestBody", {}).get("content", {}).items():
        kinds = body["schema"].get("oneOf", [body["schema"]])
        optional = "" if operation["requestBody"]["required"] else ", may be left out"
        yield f"Body (`{media}`{optional}): {' or '.join(map(_type, kinds))}.\n"
        if media.endswith("json"):
            yield _json(next(iter(body["examples"].values()))["value"])
    answers = {status: _resolved(document, each) for status, each in operation["responses"].items()}
    yield _table(
        ("Status", "", "Shape"),
        [(status, each["description"], _shapes(each)) for status, each in answers.items()],
    )
    for answer in operation["responses"].values():
        for media in answer.get("content", {}).values():
            if media.get("example"):
                yield _json(media["example"])


def _guard(security: list[dict[str, list[str]]]) -> str:
    for way in security:
        for scope in way.get("oauth2", []):
            return f"scope `{scope}`"
    return "the client's credentials" if security else "no access token"


def _needed(parameter: Json) -> str:
    needed = "required" if parameter["required"] else ""
    return f"{parameter['in']} {needed}".strip()


def _shapes(answer: Json) -> str:
    found = [
        _type(media["schema"])
        for name, media in answer.get("content", {}).items()
        if name.endswith("json")
    ]
    return ", ".join(dict.fromkeys(each for each in found if each))


def _shape(name: str, schema: Json) -> Iterator[str]:
    yield f"### {name}\n"
    if schema.get("description"):
        yield f"{schema['description']}\n"
    if "properties" not in schema:
        yield f"{_type(schema)}\n"
        return
    required = set(schema.get("required", ()))
    rows = [
        (
            f"`{member}`",
            "required" if member in required else "",
            _type(told),
            told.get("description", ""),
        )
        for member, told in schema["properties"].items()
    ]
    if rows:
        yield _table(("Member", "", "Type", ""), rows)


def _type(schema: Json) -> str:
    """Return a schema in a few words, with a link where it is a shape of its own."""
    match schema:
        case {"$ref": str(target)} | {"allOf": [{"$ref": str(target)}, *_]}:
            name = target.rpartition("/")[2]
            return f"[{name}](#{_anchor(name)})"
        case {"anyOf": several} | {"oneOf": several}:
            return " or ".join(map(_type, several))
        case {"const": value}:
            return f"`{json.dumps(value)}`"
        case {"enum": words}:
            return " ".join(f"`{word}`" for word in words)
        case _:
            return _plain(schema)


def _plain(schema: Json) -> str:
    match schema:
        case {"type": "array", "items": items}:
            return f"list of {_type(items)}"
        case {"type": "object", "additionalProperties": dict(values)}:
            return f"object of {_type(values)}"
        case {"type": str(kind)}:
            return f"{kind}{_limits(schema)}"
        case _:
            return "any"


def _limits(schema: Json) -> str:
    told = [schema["format"]] if "format" in schema else []
    for low, high, unit in (("minimum", "maximum", ""), ("minLength", "maxLength", " characters")):
        if high in schema:
            told.append(f"{schema.get(low, 0):,} to {schema[high]:,}{unit}")
    return f" ({', '.join(told)})" if told else ""


def _problems(document: Json) -> str:
    rows = [
        (f"`{code}`", told["summary"].partition(" ")[0], told["description"])
        for code, told in document["components"]["examples"].items()
    ]
    return _table(("Problem", "Status", "Meaning, and what to do"), rows)


def _resolved(document: Json, node: Json) -> Json:
    if "$ref" not in node:
        return node
    *_, kind, name = node["$ref"].split("/")
    return document["components"][kind][name]


def _table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [heads, ("---",) * len(heads), *rows]
    return "".join(f"| {' | '.join(_cell(each) for each in line)} |\n" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _json(value: Json) -> str:
    return f"```json\n{json.dumps(value, indent=2, ensure_ascii=False)}\n```\n"


def _anchor(heading: str) -> str:
    """Return the anchor that GitHub makes of a heading."""
    return _NO_ANCHOR.sub("", heading.lower()).replace(" ", "-")
