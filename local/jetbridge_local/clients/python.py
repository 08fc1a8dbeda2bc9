"""The generated modules of the Python client."""

import json
import re
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from jetbridge_local.clients.explained import Explained
from jetbridge_local.clients.operations import Operation, Parameter, item_of, operations, schemas
from jetbridge_local.stack.options import PROJECT

type Json = Any

PACKAGE: Final = PROJECT / "clients" / "python" / "jetbridge_client"
BIN: Final = Path(sys.executable).parent
HEADER: Final = "Generated from docs/openapi.json: `make clients`."
_DOCSTRING: Final = re.compile(r'^( *)"""\n(.*?)\n\1"""$', re.DOTALL | re.MULTILINE)
_TYPES: Final = {"string": "str", "integer": "int", "boolean": "bool"}


def modules(document: Json, problems: dict[str, Explained]) -> dict[Path, str]:
    """Return the text of each generated module."""
    return {
        PACKAGE / "models.py": formatted(models(document)),
        PACKAGE / "problems.py": formatted(problem_types(problems)),
        PACKAGE / "_operations.py": formatted(methods(document)),
    }


def formatted(source: str) -> str:
    """Return a module as `ruff format` leaves it."""
    return subprocess.run(
        [BIN / "ruff", "format", "--stdin-filename", PACKAGE / "x.py", "-"],
        input=source,
        capture_output=True,
        check=True,
        text=True,
        cwd=PROJECT,
    ).stdout


def models(document: Json) -> str:
    """Return the TypedDicts of bodies and answers, as datamodel-code-generator writes them."""
    wanted = _with_open_objects(schemas(document))
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "openapi.json", Path(folder) / "models.py"
        source.write_text(json.dumps({**document, "paths": {}, "components": {"schemas": wanted}}))
        subprocess.run(
            [
                BIN / "datamodel-codegen",
                *("--input", source, "--input-file-type", "openapi", "--output", target),
                *("--output-model-type", "typing.TypedDict", "--target-python-version", "3.12"),
                *("--enum-field-as-literal", "all", "--no-use-closed-typed-dict"),
                *("--use-schema-description", "--use-field-description", "--formatters", "builtin"),
                *("--custom-file-header", f'"""What the API takes and answers. {HEADER}"""'),
            ],
            check=True,
            cwd=folder,
        )
        text = target.read_text()
    return _DOCSTRING.sub(_in_one_line, text)


def problem_types(problems: dict[str, Explained]) -> str:
    """Return a class for each type of problem."""
    names = [f"    {each.code!r}: {each.name},\n" for each in problems.values()]
    return (
        f'"""A class for each type of problem. {HEADER}"""\n\n'
        "from collections.abc import Mapping\nfrom typing import ClassVar, Final\n\n"
        "from jetbridge_client.errors import ProblemError\n\n"
        + "".join(
            f"class {each.name}(ProblemError):\n"
            f"    {docstring(each.meaning)}\n\n"
            f"    code: ClassVar[str] = {each.code!r}\n\n\n"
            for each in problems.values()
        )
        + "BY_CODE: Final[Mapping[str, type[ProblemError]]] = {\n"
        + "".join(names)
        + "}\n"
    )


def methods(document: Json) -> str:
    """Return a class with a method for each operation."""
    return (
        f'"""The API\'s operations, a method each. {HEADER}"""\n\n'
        "from collections.abc import Iterator\n\n"
        "from jetbridge_client import models\n"
        "from jetbridge_client._calling import Calling\n"
        "from jetbridge_client.calls import Call, Tagged, keyed, segment\n\n\n"
        "class Operations(Calling):\n"
        '    """The operations that an API client may call."""\n\n'
        + "\n".join(text for each in operations(document) for text in _methods(document, each))
    )


def docstring(text: str) -> str:
    """Return a docstring: the first sentence, then the others, within 100 columns."""
    first, _, others = text.partition(". ")
    if not others:
        return f'"""{text}"""'
    lines = textwrap.wrap(others, 92)
    return "\n    ".join([f'"""{first}.\n', *lines, '"""'])


def snake(name: str) -> str:
    """Return a name in Python's way of writing."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).replace("-", "_").lower()


def _methods(document: Json, told: Operation) -> Iterator[str]:
    answer = f"models.{told.answer}" if told.answer else "None"
    kind = f"Tagged[{answer}]" if told.tagged else answer
    reader = "_tagged" if told.tagged else "_value" if told.answer else "_nothing"
    returned, shape = ("return ", f", {answer}") if told.answer else ("", "")
    yield (
        f"    def {snake(told.id)}({_signature(told, told.query)}) -> {kind}:\n"
        f"{_described(told, told.summary, told.query)}"
        f"        {returned}self.{reader}({_call(told)}{shape})\n"
    )
    if told.paged:
        each = item_of(document, told)
        summary = f"{told.summary}: the items of every page"
        yield (
            f"    def {snake(told.iterates)}({_signature(told, told.filters)})"
            f" -> Iterator[models.{each}]:\n"
            f"{_described(told, summary, told.filters)}"
            f"        return self._items(lambda cursor: {_call(told)})\n"
        )


def _signature(told: Operation, query: tuple[Parameter, ...]) -> str:
    body = " | ".join(f"models.{name}" for name in told.body)
    parts = ["self", *(f"{snake(name)}: {_path_type(name)}" for name in told.path_names)]
    if body:
        parts.append(f"body: {body}" if told.body_required else f"body: {body} | None = None")
    optional = [*query, *told.headers]
    if optional:
        parts.append("*")
    parts += [f"{snake(each.name)}: {_annotation(each)}" for each in optional]
    return ", ".join(parts)


def _path_type(name: str) -> str:
    return "int" if name == "version" else "str"


def _annotation(parameter: Parameter) -> str:
    schema = parameter.schema
    kind = (
        f"models.{schema['$ref'].rsplit('/', 1)[1]}" if "$ref" in schema else _TYPES[schema["type"]]
    )
    return kind if parameter.required else f"{kind} | None = None"


def _call(told: Operation) -> str:
    path = told.path
    for variable, name in zip(re.findall(r"\{\w+\}", path), told.path_names, strict=True):
        path = path.replace(variable, f"{{segment({snake(name)})}}", 1)
    parts = [repr(told.id), repr(told.method), f"f{path!r}" if told.path_names else repr(path)]
    if told.repeatable:
        parts.append("repeatable=True")
    if told.query:
        parts.append(f"query={{{', '.join(f'{p.name!r}: {snake(p.name)}' for p in told.query)}}}")
    if told.headers:
        parts.append(f"headers={{{', '.join(_header(each) for each in told.headers)}}}")
    if told.body:
        parts.append("body=body")
    return f"Call({', '.join(parts)})"


def _header(parameter: Parameter) -> str:
    name = snake(parameter.name)
    value = f"keyed({name})" if parameter.name == "Idempotency-Key" else name
    return f"{parameter.name!r}: {value}"


def _described(told: Operation, summary: str, query: tuple[Parameter, ...]) -> str:
    lines = [f'"""{summary}.', "", f"Scope `{told.scope}`. {told.method} `{told.path}`."]
    optional = [each for each in (*query, *told.headers) if each.description]
    if optional:
        lines += ["", "Args:"]
        lines += [f"    {snake(each.name)}: {_sentence(each)}" for each in optional]
    return "".join(f"        {line}".rstrip() + "\n" for line in [*lines, '"""'])


def _sentence(parameter: Parameter) -> str:
    if parameter.name == "Idempotency-Key":
        return "names the request; without one the client makes one, for its own retries."
    return parameter.description


def _in_one_line(found: re.Match[str]) -> str:
    """Return a docstring as ruff wants it: its first line beside the quotes."""
    text = found[2].strip()
    return f'{found[1]}"""{text}"""' if "\n" not in text else f'{found[1]}"""{text}\n{found[1]}"""'


def _with_open_objects(found: Any) -> Json:  # noqa: ANN401 - any JSON
    """Put objects of any members in the place of references to them: they become dicts."""
    opened = {
        f"#/components/schemas/{name}"
        for name, schema in found.items()
        if schema.get("additionalProperties") is True and "properties" not in schema
    }

    def replaced(node: Json) -> Json:
        match node:
            case {"$ref": str(place)} if place in opened:
                return {"type": "object", "additionalProperties": True}
            case dict():
                return {name: replaced(each) for name, each in node.items()}
            case list():
                return [replaced(each) for each in node]
        return node

    return {
        name: replaced(schema)
        for name, schema in found.items()
        if f"#/components/schemas/{name}" not in opened
    }
