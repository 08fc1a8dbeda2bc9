"""The functions and classes of modules, and what their names and types stand for."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from tests.unit.infra.flow.values import Function
from tests.unit.infra.reads import Module, Modules

PARTNERS: Final = "jetbridge.partners."
"""Modules of which functions are called by their names alone: the registry loads them."""
_PARTITIONS: Final = frozenset({"pk", "tenant_pk", "place", "places", "listed"})
"""What text is called that names a partition."""
_TYPES: Final = frozenset(
    {"Key", "Item", "Value", "Page", "Write", "Put", "Update", "Delete", "Check", "Callable"}
)


@dataclass(eq=False, slots=True)
class Scope:
    """A function or a module's top, and the names that are its own."""

    function: Function
    module: Module
    body: list[ast.stmt] | ast.expr
    arguments: ast.arguments | None = None
    parent: "Scope | None" = None
    own: set[str] = field(default_factory=set)
    given: frozenset[str] = frozenset()
    """Parameters that may carry something."""
    returns: bool = True
    """Whether it may return something that carries."""
    returns_text: bool = False
    is_property: bool = False

    @property
    def parameters(self) -> list[str]:
        """All that it is given, by name."""
        return [each.arg for each in _arguments(self.arguments)]

    @property
    def positional(self) -> list[str]:
        """What it is given by place."""
        taken = self.arguments
        return [each.arg for each in (*taken.posonlyargs, *taken.args)] if taken else []

    @property
    def rest(self) -> str:
        """What takes what is given by place and has none, empty for nothing."""
        rest = self.arguments.vararg if self.arguments else None
        return rest.arg if rest else ""

    @property
    def takes_itself(self) -> bool:
        """Whether it is a method."""
        return self.positional[:1] in (["self"], ["cls"])

    def owner(self, name: str) -> "Scope | None":
        """Return the function whose own a name is: this one, or one around it."""
        scope: Scope | None = self
        while scope is not None and name not in scope.own:
            scope = scope.parent
        return scope


class Carrying:
    """Which types have values that are, hold or make keys."""

    def __init__(self, modules: Modules) -> None:
        statements = [each for module in modules.values() for each in statements_of(module)]
        self.names = {*_TYPES, *(each for part in statements for each in _called_protocols(part))}
        aliases = {
            each.name.id: _names(each.value)
            for each in statements
            if isinstance(each, ast.TypeAlias)
        }
        while (
            more := {name for name, within in aliases.items() if within & self.names} - self.names
        ):
            self.names |= more

    def within(self, annotation: ast.expr | None, name: str, generic: set[str]) -> bool:
        """Return whether what is so annotated and called may carry something."""
        if annotation is None:
            return True
        mentioned = _names(annotation)
        return bool(mentioned & (self.names | generic)) or (
            name in _PARTITIONS and "str" in mentioned
        )


class Names:
    """What modules define. Those whose names begin with one of `without` are left out."""

    def __init__(self, modules: Modules, without: tuple[str, ...]) -> None:
        self.modules = modules
        self.scopes: dict[Function, Scope] = {}
        self.within: dict[ast.AST, Scope] = {}
        self.methods: dict[str, list[Scope]] = defaultdict(list)
        self.fields: dict[Function, list[str]] = {}
        self.carrying_fields: set[str] = set()
        self._carrying = Carrying(modules)
        for module in modules.values():
            if not module.name.startswith(without):
                self._declare(module)

    def module(self, part: ast.expr, scope: Scope) -> Module | None:
        """Return the module that an expression names, if it does."""
        if not isinstance(part, ast.Name) or scope.owner(part.id):
            return None
        if part.id in scope.module.defined or part.id not in scope.module.imported:
            return None
        origin, original = scope.module.imported[part.id]
        return self.modules.get(f"{origin}.{original}")

    def origin(self, module: Module, name: str) -> tuple[Module, str] | None:
        """Return the module that defines what a name stands for in another, if one does."""
        while name not in module.defined:
            if name not in module.imported:
                return None
            origin, name = module.imported[name]
            if origin not in self.modules or f"{origin}.{name}" in self.modules:
                return None
            module = self.modules[origin]
        return module, name

    def _declare(self, module: Module) -> None:
        rest: list[ast.stmt] = []
        for statement in statements_of(module):
            match statement:
                case ast.FunctionDef(name=name):
                    scope = self._function(module, statement, name)
                    if module.name.startswith(PARTNERS):
                        self.methods[name].append(scope)
                case ast.ClassDef():
                    self._class(module, statement)
                case _:
                    rest.append(statement)
        top = Scope((module.name, ""), module, rest)
        self.scopes[top.function] = top
        self._inner(top, rest)

    def _class(self, module: Module, node: ast.ClassDef) -> None:
        generic = _generic(node.type_params)
        annotated = [
            (each.target.id, each.annotation)
            for each in node.body
            if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name)
        ]
        self.fields[module.name, node.name] = [name for name, _ in annotated]
        self.carrying_fields |= {
            name for name, kind in annotated if self._carrying.within(kind, name, generic)
        }
        for each in node.body:
            if isinstance(each, ast.FunctionDef):
                scope = self._function(module, each, f"{node.name}.{each.name}")
                self.methods[each.name].append(scope)

    def _function(
        self,
        module: Module,
        node: ast.FunctionDef | ast.Lambda,
        name: str,
        parent: Scope | None = None,
    ) -> Scope:
        scope = Scope((module.name, name), module, node.body, node.args, parent)
        generic: set[str] = set()
        if isinstance(node, ast.FunctionDef):
            generic = _generic(node.type_params)
            kind = node.returns
            scope.returns = self._carrying.within(kind, "", generic)
            scope.returns_text = kind is not None and "str" in _names(kind)
            scope.is_property = any("property" in _names(each) for each in node.decorator_list)
        scope.own = {*scope.parameters}
        scope.given = frozenset(
            each.arg
            for each in _arguments(node.args)
            if each.arg not in {"self", "cls"}
            and self._carrying.within(each.annotation, each.arg, generic)
        )
        self.scopes[scope.function] = self.within[node] = scope
        self._inner(scope, node.body if isinstance(node, ast.FunctionDef) else [node.body])
        return scope

    def _inner(self, scope: Scope, parts: list[ast.stmt] | list[ast.expr]) -> None:
        """Note the names that a function assigns, and the functions within it."""
        waiting: list[ast.AST] = [*parts]
        while waiting:
            part = waiting.pop()
            match part:
                case ast.FunctionDef(name=name):
                    scope.own.add(name)
                    self._function(scope.module, part, f"{scope.function[1]}.{name}", scope)
                    continue
                case ast.Lambda(lineno=line, col_offset=column):
                    name = f"{scope.function[1]}.{line}:{column}"
                    self._function(scope.module, part, name, scope)
                    continue
                case ast.Name(id=name, ctx=ast.Store()):
                    scope.own.add(name)
                case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                    scope.own.add(name)
            waiting += ast.iter_child_nodes(part)


def statements_of(module: Module) -> list[ast.stmt]:
    """Return the statements at the top of a module, but its imports, each once."""
    return [*dict.fromkeys(each for group in module.defined.values() for each in group)]


def _generic(parameters: list[ast.type_param]) -> set[str]:
    return {each.name for each in parameters if isinstance(each, ast.TypeVar)}


def _arguments(taken: ast.arguments | None) -> list[ast.arg]:
    if taken is None:
        return []
    every = (*taken.posonlyargs, *taken.args, taken.vararg, *taken.kwonlyargs, taken.kwarg)
    return [each for each in every if each is not None]


def _names(part: ast.AST) -> set[str]:
    return {each.id for each in ast.walk(part) if isinstance(each, ast.Name)}


def _called_protocols(statement: ast.stmt) -> Iterator[str]:
    if isinstance(statement, ast.ClassDef):
        methods = [each.name for each in statement.body if isinstance(each, ast.FunctionDef)]
        if "__call__" in methods:
            yield statement.name
