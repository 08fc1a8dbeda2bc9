"""Find the places of a module that can be weakened, and build the module with all of them in it.

| kind | what the mutant does |
|---|---|
| condition | one clause of a conditional write always holds |
| read | a read is not consistent |
| transaction | writes that belong together are made one by one |
| write | one write of a transaction is left out |
| key | one part of a key, or of what is digested into one, is left out |
| guard | an `if` that only leaves (raise, return, continue, break) never does |
"""

import ast
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, cast, override

CLAUSES: Final = frozenset({"exists", "absent", "equals", "differs", "at_most", "at_least"})
_WRITES: Final = frozenset({"Write", "Put", "Update", "Delete", "Check"})
_LEAVES: Final = (ast.Raise, ast.Return, ast.Continue, ast.Break)
_KEYS: Final = "store/keys.py"
"""Each f-string of it is a key, or a part of one."""
_SWITCH: Final = "mutants_switch"
_ALWAYS: Final = (
    "__import__('jetbridge.store.table', fromlist=['table']).differs('never_written', 0)"
)


@dataclass(frozen=True, slots=True)
class Site:
    """One place. `id` stays the same while other lines of the file change."""

    id: str
    kind: str
    path: str
    line: int

    @override
    def __str__(self) -> str:
        """Return what a person needs to find it."""
        return f"{self.path}:{self.line}: {self.id}"


def weakened(source: str, path: str) -> tuple[ast.Module, tuple[Site, ...]]:
    """Return the module with every mutant compiled in, and its sites.

    `path` is that of the file within the layer.
    """
    weakener = _Weakener(path)
    tree = cast("ast.Module", weakener.visit(ast.parse(source)))
    has_docstring = ast.get_docstring(tree) is not None
    switch = ast.parse(f"from tests.mutants import switch as {_SWITCH}").body
    tree.body[has_docstring:has_docstring] = switch
    return ast.fix_missing_locations(tree), tuple(weakener.sites)


class _Weakener(ast.NodeTransformer):
    def __init__(self, path: str) -> None:
        self._path = path
        self._scopes: list[ast.FunctionDef | ast.ClassDef] = []
        self._seen: Counter[str] = Counter()
        self.sites: list[Site] = []

    # ------------------------------------------------ scopes

    @override
    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        return self._within(node)

    @override
    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return self._within(node)

    def _within(self, node: ast.FunctionDef | ast.ClassDef) -> ast.AST:
        self._scopes.append(node)
        visited = self.generic_visit(node)
        self._scopes.pop()
        return visited

    # ------------------------------------------------ what can be weakened

    @override
    def visit_Call(self, node: ast.Call) -> ast.AST:
        text = ast.unparse(node)
        whole_name = ast.unparse(node.func)
        called = whole_name.rpartition(".")[2]
        if node.args and ast.unparse(node.args[0]) == "'TransactWriteItems'":
            return self._on_the_wire(node)
        if whole_name.endswith("outbox.commit"):
            return self._together(node, 1)
        if whole_name.endswith("table.write"):
            return self._together(node, 0)
        if called in {"digest", "within"}:
            node.args = [self._parted(each) for each in node.args]
        visited = cast("ast.Call", self.generic_visit(node))
        if called in CLAUSES and isinstance(node.func, ast.Name):
            always = ast.parse(_ALWAYS, mode="eval").body
            return self._either("condition", text, always, visited)
        return visited

    @override
    def visit_Dict(self, node: ast.Dict) -> ast.AST:
        for n, key in enumerate(node.keys):
            if isinstance(key, ast.Constant) and key.value == "ConsistentRead":
                node.values[n] = self._inconsistent(node.values[n])
        return self.generic_visit(node)

    @override
    def visit_Return(self, node: ast.Return) -> ast.AST:
        if isinstance(node.value, ast.Tuple) and self._returns_writes():
            texts = [ast.unparse(each) for each in node.value.elts]
            visited = cast("ast.Return", self.generic_visit(node))
            elements = cast("ast.Tuple", visited.value)
            elements.elts = [
                self._left_out(text, each) for text, each in zip(texts, elements.elts, strict=True)
            ]
            return visited
        return self.generic_visit(node)

    @override
    def visit_If(self, node: ast.If) -> ast.AST:
        leaves = not node.orelse and isinstance(node.body[-1], _LEAVES)
        text = ast.unparse(node.test)
        visited = cast("ast.If", self.generic_visit(node))
        if leaves:
            visited.test = self._either("guard", text, ast.Constant(value=False), visited.test)
        return visited

    @override
    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        if self._path == _KEYS:
            self._without_each_part(node)
        return node

    # ------------------------------------------------ how

    def _together(self, node: ast.Call, first: int) -> ast.AST:
        """Let the writes of a call be made one by one, and each of them be left out."""
        text, writes = ast.unparse(node), node.args[first:]
        texts = [ast.unparse(each) for each in writes]
        visited = cast("ast.Call", self.generic_visit(node))
        several = len(writes) > 1 or any(isinstance(each, ast.Starred) for each in writes)
        if not several or node.keywords:
            return visited
        made = [
            self._left_out(each, write) if len(writes) > 1 else write
            for each, write in zip(texts, visited.args[first:], strict=True)
        ]
        before = ast.Tuple(elts=visited.args[:first], ctx=ast.Load())
        site = self._site("transaction", text, node)
        return self._switch("apart", site, visited.func, before, *made)

    def _on_the_wire(self, node: ast.Call) -> ast.AST:
        site = self._site("transaction", ast.unparse(node), node)
        return self._switch("apart_on_the_wire", site, node.func, *node.args)

    def _inconsistent(self, value: ast.expr) -> ast.expr:
        text = f"ConsistentRead={ast.unparse(value)}"
        return self._either("read", text, ast.Constant(value=False), value)

    def _parted(self, argument: ast.expr) -> ast.expr:
        """Let a part of what is digested be left out: of an f-string, or an argument as it is."""
        if isinstance(argument, ast.JoinedStr):
            if self._path != _KEYS:
                self._without_each_part(argument)
            return argument
        text = f"{ast.unparse(argument)} of a digest"
        is_part = isinstance(argument, ast.Name | ast.Attribute)
        return self._either("key", text, ast.Constant(""), argument) if is_part else argument

    def _without_each_part(self, text: ast.JoinedStr) -> None:
        whole = ast.unparse(text)
        for part in text.values:
            if isinstance(part, ast.FormattedValue) and not ast.unparse(part.value).isupper():
                what = f"{ast.unparse(part.value)} of {whole}"
                part.value = self._either("key", what, ast.Constant(value=""), part.value)

    def _left_out(self, text: str, write: ast.expr) -> ast.expr:
        single = ast.copy_location(ast.Tuple([write], ast.Load()), write)
        some = write.value if isinstance(write, ast.Starred) else single
        none = ast.Tuple([], ast.Load())
        return ast.Starred(self._either("write", text, none, some), ast.Load())

    def _either(self, kind: str, text: str, weak: ast.expr, strong: ast.expr) -> ast.IfExp:
        on = self._switch("on", self._site(kind, text, strong))
        return ast.copy_location(ast.IfExp(on, weak, strong), strong)

    def _switch(self, name: str, site: str, *arguments: ast.expr) -> ast.Call:
        function = ast.Attribute(ast.Name(_SWITCH, ast.Load()), name, ast.Load())
        return ast.Call(function, [ast.Constant(site), *arguments], [])

    def _site(self, kind: str, text: str, node: ast.expr) -> str:
        where = ".".join(scope.name for scope in self._scopes) or "module"
        name = f"{self._path} {where} {kind}: {text}"
        self._seen[name] += 1
        name += f" ({self._seen[name]})" if self._seen[name] > 1 else ""
        line = getattr(node, "lineno", 0)
        self.sites.append(Site(name, kind, self._path, line))
        return name

    def _returns_writes(self) -> bool:
        function = self._scopes[-1] if self._scopes else None
        if not isinstance(function, ast.FunctionDef) or function.returns is None:
            return False
        return bool(_WRITES & _names(ast.walk(function.returns)))


def _names(nodes: Iterable[ast.AST]) -> set[str]:
    return {node.id for node in nodes if isinstance(node, ast.Name)}
