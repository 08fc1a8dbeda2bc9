"""The routes, read from the functions."""

import importlib
import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from pydantic.alias_generators import to_camel

from jetbridge.model.scopes import Scope
from jetbridge.runtime.edge import Edge, Errors
from jetbridge.web.request_rules import Parameters
from jetbridge_local.stack.options import PROJECT

_SCOPE: Final = re.compile(r"bearer\.require\(\s*request,\s*Scope\.(\w+)\s*\)")
_KEY: Final = re.compile(r"\bidempotency_key\(request\)")
_VARIABLE: Final = re.compile(r"<(\w+\+?)>")


@dataclass(frozen=True, slots=True)
class Source:
    """A route as the code has it.

    `scope` guards it, None: no access token does. `keyed` says that it takes an `Idempotency-Key`.
    """

    function: str
    method: str
    path: str
    variables: tuple[str, ...]
    route: Callable[..., object]
    errors: Errors
    query: Parameters
    scope: Scope | None
    keyed: bool

    @property
    def name(self) -> str:
        """The name of the route's function."""
        return self.route.__name__

    @property
    def operation_id(self) -> str:
        """The name of the route's function, in camel case."""
        return to_camel(self.name)

    @property
    def summary(self) -> str:
        """The first line of the route's docstring, without its full stop."""
        return (inspect.getdoc(self.route) or "").partition("\n")[0].removesuffix(".")


def sources() -> Iterator[Source]:
    """Yield every route of every function, in the order of their declaration."""
    for file in sorted((PROJECT / "functions").glob("*/app.py")):
        module = importlib.import_module(f"functions.{file.parent.name}.app")
        edge = getattr(module, "edge", None)
        if isinstance(edge, Edge):
            yield from _of(file.parent.name, edge)


def _of(function: str, edge: Edge) -> Iterator[Source]:
    for (method, path), declared in edge.routes.items():
        code = inspect.getsource(inspect.unwrap(declared.route))
        scope = _SCOPE.search(code)
        variables = _variables(path)
        yield Source(
            function=function,
            method=method,
            path=_VARIABLE.sub("{}", path).format(*(f"{{{name}}}" for name in variables)),
            variables=variables,
            route=declared.route,
            errors=declared.errors,
            query=declared.query,
            scope=Scope[scope[1]] if scope else None,
            keyed=bool(_KEY.search(code)),
        )


def _variables(path: str) -> tuple[str, ...]:
    """Return the names of a path's variables as callers read them.

    The first id in a path of the API is `id`; every other is the code's name in camel case. One
    that takes the rest of a path keeps its plus, as in what API Gateway exports.
    """
    found = _VARIABLE.findall(path)
    return tuple(
        "id" if at == 0 and name.endswith("_id") and path.startswith("/v1/") else to_camel(name)
        for at, name in enumerate(found)
    )
