"""The API's description as API Gateway imports it: the paths of template.yaml's `HttpApi`.

HTTP APIs import OpenAPI 3.0. Of an operation they take path, method, id and what SAM adds, and
ignore request bodies and schemas, which they do not check. So these are left out, and what stays
is valid in 3.0 and 3.1 alike.
Source: API Gateway Developer Guide, "Use OpenAPI definitions for HTTP APIs in API Gateway".
"""

import json
import re
from typing import Any, Final

type Json = Any

BEGIN: Final = "        # Written by `make openapi`:\n"
END: Final = "      Auth:\n        Authorizers:\n"
_BLOCK: Final = re.compile(re.escape(BEGIN) + r".*?(?=" + re.escape(END) + ")", re.DOTALL)
_PLAIN: Final = re.compile(r"/?[A-Za-z][-\w /.()'§]*(?<! )")
_KEPT: Final = ("operationId", "summary", "tags")


def paths(document: Json) -> Json:
    """Return the paths of the description, with what API Gateway takes of them."""
    return {
        path: {method: _operation(told) for method, told in item.items()}
        for path, item in document["paths"].items()
    }


def in_template(template: str, document: Json) -> str:
    """Return a template with the paths of the description in it.

    Raises:
        ValueError: it has no place for them.
    """
    text = "".join([BEGIN, "        paths:\n", *map(_line, _rows(paths(document)))])
    replaced, times = _BLOCK.subn(lambda _: text, template)
    if times != 1:
        raise ValueError("template.yaml has no place for the paths of HttpApi")
    return replaced


def _operation(told: Json) -> Json:
    parameters = [
        {name: each[name] for name in ("name", "in", "required", "schema")}
        for each in told.get("parameters", [])
        if each["in"] == "path"
    ]
    return {
        **{name: told[name] for name in _KEPT},
        **({"parameters": parameters} if parameters else {}),
        "responses": {
            status: {"description": answer["description"]}
            for status, answer in told["responses"].items()
            if status < "400"
        }
        | {"default": {"description": "A refusal"}},
    }


def _rows(found: Json) -> list[tuple[int, str, Json]]:
    """Return the lines of the template: depth, name, and value in flow style or none."""
    rows: list[tuple[int, str, Json]] = []
    for path, item in found.items():
        rows.append((0, path, None))
        for method, told in item.items():
            rows.append((1, method, None))
            for name, value in told.items():
                several = isinstance(value, dict)
                rows.append((2, name, None if several else value))
                rows += [(3, each, of) for each, of in value.items()] if several else []
    return rows


def _line(row: tuple[int, str, Json]) -> str:
    depth, name, value = row
    shown = "" if value is None else f" {_flow(value)}"
    return f"{'  ' * (depth + 5)}{_flow(name)}:{shown}\n"


def _flow(value: Json) -> str:
    """Write a value in YAML's flow style, without quotes where it needs none."""
    match value:
        case dict():
            members = ", ".join(f"{_flow(name)}: {_flow(each)}" for name, each in value.items())
            return f"{{{members}}}"
        case list():
            return f"[{', '.join(map(_flow, value))}]"
        case str() if _PLAIN.fullmatch(value):
            return value
    return json.dumps(value, ensure_ascii=False)
