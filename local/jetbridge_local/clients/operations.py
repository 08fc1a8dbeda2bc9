"""The operations that the client libraries have, as the API's description tells them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

type Json = Any

PREFIX: Final = "/v1/"
REPEATABLE: Final = {"cancelOnboarding", "deleteConnection", "updateOnboarding"}
"""Operations of which docs/api.md says that a repeat is answered as the first."""
_CURSOR: Final = "cursor"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A query parameter, or a header."""

    name: str
    schema: Json
    description: str
    required: bool


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation."""

    id: str
    method: str
    path: str
    summary: str
    scope: str
    path_names: tuple[str, ...]
    """Of the path's variables, in words: `onboardingId`."""
    query: tuple[Parameter, ...]
    headers: tuple[Parameter, ...]
    body: tuple[str, ...]
    """The schemas of its body."""
    body_required: bool
    answer: str | None
    """The schema of its success; None where that says nothing."""
    status: str
    tagged: bool
    """Whether its success has an `ETag`."""
    repeatable: bool

    @property
    def keyed(self) -> bool:
        """Whether it takes an `Idempotency-Key`."""
        return any(each.name == "Idempotency-Key" for each in self.headers)

    @property
    def paged(self) -> bool:
        """Whether it answers one page of many."""
        return any(each.name == _CURSOR for each in self.query)

    @property
    def iterates(self) -> str:
        """The name of what goes through all of its pages: `iterateJourneys`."""
        return "iterate" + self.id.removeprefix("list")

    @property
    def filters(self) -> tuple[Parameter, ...]:
        """What a page's caller says beside the cursor."""
        return tuple(each for each in self.query if each.name != _CURSOR)


def operations(document: Json) -> Iterator[Operation]:
    """Yield the operations that an API client may call, in the description's order.

    Raises:
        LookupError: an operation that is said to be repeatable is not there.
    """
    found = [
        _operation(document, method, path, told)
        for path, item in document["paths"].items()
        for method, told in item.items()
        if path.startswith(PREFIX)
    ]
    missing = REPEATABLE - {each.id for each in found}
    if missing:
        raise LookupError(f"there is no operation {sorted(missing)}: see REPEATABLE")
    yield from found


def resolved(document: Json, node: Json) -> Json:
    """Return what a reference leads to."""
    while "$ref" in node:
        *_, kind, name = node["$ref"].split("/")
        node = document["components"][kind][name]
    return node


def item_of(document: Json, operation: Operation) -> str:
    """Return the schema of the items of an operation that is paged."""
    page = document["components"]["schemas"][operation.answer]
    return _name(page["properties"]["items"]["items"])


def schemas(document: Json) -> Mapping[str, Json]:
    """Return the schemas that operations and refusals of API clients are made of."""
    every = document["components"]["schemas"]
    found: dict[str, Json] = {}
    left: list[Json] = [item for path, item in document["paths"].items() if path.startswith(PREFIX)]
    while left:
        match left.pop():
            case {"$ref": str(place)}:
                _, kind, name = place.removeprefix("#/").split("/")
                if name in found:
                    continue
                target = document["components"][kind][name]
                left.append(target)
                if kind == "schemas":
                    found[name] = target
            case dict() as node:
                left += node.values()
            case list() as nodes:
                left += nodes
    return {name: every[name] for name in every if name in found}


def _operation(document: Json, method: str, path: str, told: Json) -> Operation:
    (scope,) = (each["oauth2"][0] for each in told["security"] if "oauth2" in each)
    status, success = next(
        (status, resolved(document, answer))
        for status, answer in told["responses"].items()
        if status.startswith("2")
    )
    parameters = told.get("parameters", [])
    query, headers = (
        tuple(
            Parameter(
                each["name"],
                each["schema"],
                each.get("description", ""),
                each.get("required", False),
            )
            for each in parameters
            if each["in"] == place
        )
        for place in ("query", "header")
    )
    content = success.get("content", {}).get("application/json")
    body = told.get("requestBody", {})
    name = told["operationId"]
    return Operation(
        id=name,
        method=method.upper(),
        path=path,
        summary=told["summary"],
        scope=scope,
        path_names=tuple(_path_names(path)),
        query=query,
        headers=headers,
        body=tuple(_names(body["content"]["application/json"]["schema"])) if body else (),
        body_required=body.get("required", False),
        answer=_name(content["schema"]) if content else None,
        status=status,
        tagged="ETag" in success["headers"],
        repeatable=(
            method in {"get", "put"}
            or scope.endswith(":read")
            or name in REPEATABLE
            or any(each.name == "Idempotency-Key" for each in headers)
        ),
    )


def _path_names(path: str) -> Iterator[str]:
    """Yield a name for each variable: `{id}` below `/onboardings` is `onboardingId`."""
    before = ""
    for part in path.strip("/").split("/"):
        variable = re.fullmatch(r"\{(\w+)\}", part)
        if variable is None:
            before = part
        elif variable[1] == "id":
            yield f"{_one_of(before)}Id"
        else:
            yield variable[1]


def _one_of(many: str) -> str:
    """Return a resource's name in the singular, in one word."""
    first, *others = many.split("-")
    word = first + "".join(each.capitalize() for each in others)
    return f"{word[:-3]}y" if word.endswith("ies") else word.removesuffix("s")


def _names(schema: Json) -> Iterator[str]:
    for each in schema.get("oneOf", [schema]):
        yield _name(each)


def _name(schema: Json) -> str:
    """Return the name of the schema that a reference leads to."""
    return str(schema["$ref"].rsplit("/", 1)[1])
