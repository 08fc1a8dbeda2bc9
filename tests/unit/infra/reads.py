"""What the code of a function leads to, found in its source: which variables it can read.

The graph's nodes are the names at the top of each module: functions, classes, constants. An edge
leads from a name to every name that its source mentions, to call it or to pass it on. An object is
made by code that names its class, so its methods are reached with it. Nothing is missed as long as
every import is an import statement, leads to a module of the function's folder, or goes through the
registry: what asks for a capability leads to the functions that it names of each partner that has
it. What a value rules out at run time is counted nevertheless.
"""

import ast
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import cache
from typing import Final

from jetbridge.model import registry
from jetbridge.model.partner import Capability
from jetbridge.model.settings import Settings, Variable
from tests.unit.infra.templates import ROOT

LAYER: Final = ROOT / "layers" / "jetbridge"
SETTINGS: Final = (Settings.__module__, Settings.__name__)
IN_MEMORY: Final = "jetbridge.dry_run.play"
"""What plays a hire over ports in memory. It is handed documents and settings, and no port:
`tests/unit/dry_run/test_reach.py`."""
type Node = tuple[str, str]
"""A module, and a name at its top. The empty name is what runs when the module is imported."""


class Module:
    """A source file: the statements that define each of its names, and where its imports lead."""

    def __init__(self, name: str, source: str) -> None:
        """Parse `source`, which is imported as `name`."""
        tree = ast.parse(source)
        self.name: Final = name
        self.defined: Final[dict[str, list[ast.stmt]]] = {"": []}
        for statement in tree.body:
            for defined in _defined(statement):
                self.defined.setdefault(defined, []).append(statement)
        self.imported: Final[dict[str, Node]] = {
            alias.asname or alias.name: (statement.module or "", alias.name)
            for statement in ast.walk(tree)
            if isinstance(statement, ast.ImportFrom)
            for alias in statement.names
        }

    @property
    def nodes(self) -> list[Node]:
        """Everything that the module defines."""
        return [(self.name, name) for name in self.defined]


type Modules = Mapping[str, Module]


@cache
def by_function(folder: str) -> frozenset[str]:
    """Return the variables that the function in this folder of `functions` can read."""
    return _variables(of_function(folder), names_of(folder))


@cache
def acting_names_of(folder: str) -> frozenset[Node]:
    """Return the same, without what a dry run leads to: it acts on ports in memory alone."""
    return frozenset(reached(of_function(folder), [*_own(folder)], beyond=IN_MEMORY))


@cache
def of_function(folder: str) -> Modules:
    """Return the modules of the layer, and those of the function in this folder of `functions`."""
    return {**package(), **_own(folder)}


@cache
def names_of(folder: str) -> frozenset[Node]:
    """Return what the code of the function in this folder of `functions` leads to."""
    return frozenset(reached(of_function(folder), [*_own(folder)]))


@cache
def _own(folder: str) -> Modules:
    """Return the modules in a folder of `functions`, by the names that they have in Lambda."""
    files = sorted((ROOT / "functions" / folder).glob("*.py"))
    return {file.stem: Module(file.stem, file.read_text()) for file in files}


def variables(modules: Modules, roots: list[str]) -> frozenset[str]:
    """Return the variables that can be read by what the modules `roots` define."""
    return _variables(modules, reached(modules, roots))


def _variables(modules: Modules, names: AbstractSet[Node]) -> frozenset[str]:
    read = (_read(statement) for _, statement in statements(modules, names))
    return frozenset().union(*read)


def statements(modules: Modules, names: AbstractSet[Node]) -> Iterator[tuple[str, ast.stmt]]:
    """Yield the statements that define names, each with its module; those of the settings aside."""
    for module, name in names - {SETTINGS}:
        for statement in modules[module].defined[name]:
            yield module, statement


def attributes(part: ast.AST) -> set[str]:
    """Return the names of the attributes that a part of the source mentions."""
    return {each.attr for each in ast.walk(part) if isinstance(each, ast.Attribute)}


def reached(modules: Modules, roots: list[str], *, beyond: str = "") -> set[Node]:
    """Return what the names that the modules `roots` define lead to, and these themselves.

    What leads into the module `beyond` is followed no further.
    """
    waiting = [node for root in roots for node in modules[root].nodes]
    found = {SETTINGS}
    while waiting:
        node = waiting.pop()
        if node in found or (beyond and node[0].startswith(beyond)):
            continue
        found.add(node)
        module = modules[node[0]]
        waiting.append((module.name, ""))
        for statement in module.defined[node[1]]:
            names = [*mentioned(modules, module, statement)]
            waiting += names
            waiting += _loaded(modules, names, statement)
    return found


@cache
def package() -> Modules:
    """Return the modules of the layer, by name."""
    sources = {
        ".".join(file.relative_to(LAYER).with_suffix("").parts).removesuffix(".__init__"): file
        for file in (LAYER / "jetbridge").rglob("*.py")
    }
    return {name: Module(name, file.read_text()) for name, file in sources.items()}


def _defined(statement: ast.stmt) -> list[str]:
    """Return the names that a statement defines, or the empty one where it defines none."""
    match statement:
        case ast.Import() | ast.ImportFrom():
            return []
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
        case ast.TypeAlias(name=ast.Name(id=name)) | ast.AnnAssign(target=ast.Name(id=name)):
            return [name]
        case ast.Assign(targets=targets):
            parts = (part for target in targets for part in ast.walk(target))
            return [part.id for part in parts if isinstance(part, ast.Name)]
    return [""]


def mentioned(modules: Modules, module: Module, part: ast.AST) -> Iterator[Node]:
    """Yield what a part of `module` mentions."""
    match part:
        case ast.Attribute(value=ast.Name(id=name), attr=member):
            yield from _meant(modules, module, name, member)
        case ast.Name(id=name, ctx=ast.Load()):
            yield from _meant(modules, module, name)
        case _:
            for child in ast.iter_child_nodes(part):
                yield from mentioned(modules, module, child)


def _meant(modules: Modules, module: Module, name: str, member: str = "") -> Iterator[Node]:
    """Yield what a name in `module` stands for: of another module `member`, or all of it."""
    if name in module.defined:
        yield module.name, name
    elif name in module.imported:
        origin, original = module.imported[name]
        if (meant := modules.get(f"{origin}.{original}")) is not None:
            yield from _meant(modules, meant, member) if member else meant.nodes
        elif origin in modules:
            yield from _meant(modules, modules[origin], original)


def _loaded(modules: Modules, names: list[Node], statement: ast.AST) -> Iterator[Node]:
    """Yield what a statement names of the modules that the registry loads, by it or for it."""
    named = attributes(statement)
    called = (each for module, name in names for each in modules[module].defined[name])
    for capability in {each for part in (statement, *called) for each in _capabilities(part)}:
        for partner in registry.every(capability):
            module = modules[f"{partner.package}.{capability}"]
            yield from ((module.name, name) for name in module.defined if name in named)


def _capabilities(statement: ast.AST) -> Iterator[Capability]:
    """Yield the capabilities that a statement names."""
    for part in ast.walk(statement):
        if isinstance(part, ast.Attribute) and ast.unparse(part.value) == "Capability":
            yield Capability[part.attr]


def _read(statement: ast.AST) -> set[str]:
    """Return the variables that a statement reads of the settings."""
    mentions = attributes(statement)
    return {variable for attribute, variable in _attributes() if attribute in mentions}


@cache
def _attributes() -> list[tuple[str, str]]:
    """Return each attribute of the settings with a variable that it reads, methods included."""
    direct = {
        name: each.name for name, each in vars(Settings).items() if isinstance(each, Variable)
    }
    module, name = SETTINGS
    methods = [
        (method.name, direct[part.attr])
        for statement in package()[module].defined[name]
        for method in ast.walk(statement)
        if isinstance(method, ast.FunctionDef)
        for part in ast.walk(method)
        if isinstance(part, ast.Attribute) and part.attr in direct
    ]
    return [*direct.items(), *methods]
