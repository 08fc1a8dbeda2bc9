"""Statements and expressions: what they carry from one name to another."""

import ast
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from tests.unit.infra.flow.calls import KEYS, Call, Calls
from tests.unit.infra.flow.known import Known, Request
from tests.unit.infra.flow.names import Names, Scope
from tests.unit.infra.flow.values import NOTHING, Callee, Carried, Function, Parameter, without_text
from tests.unit.infra.reads import Module, Modules

_OF_A_KEY: Final = frozenset({"pk", "item", "items"})
"""Attributes that lead from a key, a write or a page to its partition."""


class Follow:
    """The flow through modules, followed until nothing is new."""

    def __init__(
        self, modules: Modules, makers: Mapping[str, object], without: tuple[str, ...]
    ) -> None:
        """`makers` are the functions of `store.keys`; modules that begin so are left out."""
        self.names = Names(modules, (KEYS, *without))
        self.known = Known()
        self._calls = Calls(self.names, makers, self.known)
        self._all = {*makers}
        self._settle()

    @property
    def requests(self) -> Iterable[tuple[Request, Carried]]:
        """The requests of the table, each with the keys that reach it."""
        return self.known.requests.items()

    def meant(self, carried: Carried, calls: Callable[[Function], bool]) -> set[object]:
        """Return what something carries where only those call of which `calls` says so."""
        return self.known.meant(carried, calls)

    def _settle(self) -> None:
        for scope in self.names.scopes.values():
            for name in scope.given:
                carried = frozenset({Parameter(scope.function, name)})
                self.known.held.add((scope.function, name), carried)
        self.known.look_again(self.names.scopes)
        while self.known.waiting:
            while self.known.waiting:
                self.known.looked_at, _ = self.known.waiting.popitem()
                self._look_at(self.names.scopes[self.known.looked_at])
            for (parameter, caller), values in self.known.unknown.items():
                self.known.looked_at = caller
                for function in self.known.functions(parameter):
                    self._calls.hand(function, values)

    def _look_at(self, scope: Scope) -> None:
        if isinstance(scope.body, ast.expr):
            self.known.give_back(scope, self._value(scope.body, scope))
        else:
            self._statements(scope.body, scope)

    # ------------------------------------------------ statements

    def _statements(self, parts: Iterable[ast.AST], scope: Scope) -> None:
        for each in parts:
            if isinstance(each, ast.expr):
                self._value(each, scope)
            elif not isinstance(each, ast.FunctionDef | ast.ClassDef):
                self._statement(each, scope)

    def _statement(self, part: ast.AST, scope: Scope) -> None:
        match part:
            case ast.Assign(targets=targets, value=value):
                carried = self._value(value, scope)
                for target in targets:
                    self._assign(target, carried, scope, value)
                return
            case (
                ast.AnnAssign(target=target, value=ast.expr() as value)
                | ast.AugAssign(target=target, value=value)
            ):
                self._assign(target, self._value(value, scope), scope, value)
                return
            case ast.Return(value=ast.expr() as value):
                self.known.give_back(scope, self._value(value, scope))
                return
            case ast.For(target=target, iter=value):
                self._assign(target, self._value(value, scope), scope)
            case ast.withitem(context_expr=value, optional_vars=ast.expr() as target):
                self._assign(target, self._value(value, scope), scope)
            case ast.Match(subject=subject, cases=cases):
                carried = self._value(subject, scope)
                for case in cases:
                    self._pattern(case.pattern, carried, scope)
        self._statements(ast.iter_child_nodes(part), scope)

    def _pattern(self, pattern: ast.pattern, carried: Carried, scope: Scope) -> None:
        for part in ast.walk(pattern):
            match part:
                case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                    self._name(name, carried, scope)
                case ast.MatchClass(kwd_attrs=attributes, kwd_patterns=patterns):
                    for attribute, inner in zip(attributes, patterns, strict=True):
                        self._pattern(inner, self.known.attributes.see(attribute), scope)

    def _assign(
        self, target: ast.expr, carried: Carried, scope: Scope, value: ast.expr | None = None
    ) -> None:
        match target, value:
            case ast.Name(id=name), _:
                self._name(name, carried, scope)
            case ast.Tuple(elts=targets), ast.Tuple(elts=values) if _match(targets, values):
                for each, part in zip(targets, values, strict=True):
                    self._assign(each, self._value(part, scope), scope, part)
            case ((ast.Tuple(elts=targets) | ast.List(elts=targets)), _):
                for each in targets:
                    self._assign(each, carried, scope)
            case ast.Starred(value=inner), _:
                self._assign(inner, carried, scope)
            case ast.Attribute(attr=name), _:
                self.known.attributes.add(name, carried)
            case ast.Subscript(value=inner, slice=place), _:
                self._assign(inner, _at(place, carried), scope)

    def _name(self, name: str, carried: Carried, scope: Scope) -> None:
        owner = scope.owner(name) or scope
        self.known.held.add((owner.function, name), carried)

    # ------------------------------------------------ expressions

    def _value(self, part: ast.AST, scope: Scope) -> Carried:
        """Return what an expression carries."""
        match part:
            case ast.Name(id=name):
                return self._named(name, scope)
            case ast.Attribute():
                return self._attribute(part, scope)
            case ast.Call():
                return self._call(part, scope)
            case ast.Subscript(value=inner, slice=place):
                self._value(place, scope)
                return _at(place, self._value(inner, scope))
            case ast.NamedExpr(target=target, value=value):
                carried = self._value(value, scope)
                self._assign(target, carried, scope)
                return carried
        return self._compound(part, scope)

    def _compound(self, part: ast.AST, scope: Scope) -> Carried:
        match part:
            case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
                return self._comprehension(part, scope)
            case ast.IfExp(test=test, body=body, orelse=otherwise):
                self._value(test, scope)
                return self._value(body, scope) | self._value(otherwise, scope)
            case ast.Dict(keys=names, values=values):
                carried = [self._value(each, scope) for each in values]
                return NOTHING.union(*_of_an_item(names, carried))
            case ast.Yield() | ast.YieldFrom():
                self.known.give_back(scope, self._parts(part, scope))
                return NOTHING
            case ast.JoinedStr() | ast.Compare():
                self._parts(part, scope)
                return NOTHING
        return self._parts(part, scope)

    def _comprehension(
        self, part: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp, scope: Scope
    ) -> Carried:
        for each in part.generators:
            self._assign(each.target, self._value(each.iter, scope), scope)
            self._statements(each.ifs, scope)
        made = [part.key, part.value] if isinstance(part, ast.DictComp) else [part.elt]
        return NOTHING.union(*(self._value(each, scope) for each in made))

    def _parts(self, part: ast.AST, scope: Scope) -> Carried:
        if isinstance(part, ast.Lambda):
            return frozenset({Callee(self.names.within[part].function)})
        parts = [each for each in ast.iter_child_nodes(part) if not isinstance(each, _ASIDE)]
        return NOTHING.union(*(self._value(each, scope) for each in parts))

    def _named(self, name: str, scope: Scope) -> Carried:
        if (owner := scope.owner(name)) is not None:
            held = self.known.held.see((owner.function, name))
            inner = owner.function[0], f"{owner.function[1]}.{name}"
            return held | {Callee(inner)} if inner in self.names.scopes else held
        return self._meant(scope.module, name)

    def _meant(self, module: Module, name: str) -> Carried:
        """Return what a name at the top of a module, or imported by it, stands for."""
        origin = self.names.origin(module, name)
        if origin is None:
            return NOTHING
        meant = (origin[0].name, origin[1])
        is_maker = meant[0] == KEYS and meant[1] in self._all
        if is_maker or meant in self.names.scopes or meant in self.names.fields:
            return frozenset({Callee(meant)})
        return self.known.held.see(((meant[0], ""), meant[1]))

    def _attribute(self, part: ast.Attribute, scope: Scope) -> Carried:
        if (module := self.names.module(part.value, scope)) is not None:
            return self._meant(module, part.attr)
        carried = self._value(part.value, scope)
        if part.attr in _OF_A_KEY:
            return carried
        if part.attr == "key":
            return carried | self.known.attributes.see("key")
        return self._calls.read(part.attr)

    def _call(self, node: ast.Call, scope: Scope) -> Carried:
        call = Call(
            node,
            tuple(self._value(each, scope) for each in node.args),
            tuple((each.arg, self._value(each.value, scope)) for each in node.keywords),
        )
        if method := self._calls.asks(node.func):
            return self._calls.asked(method, call, scope)
        for each in node.args:
            if handed := self._calls.asks(each):  # map(table.get, …)
                self._calls.asked(handed, Call(node, (call.every,), ()), scope)
        if (target := self._calls.adds(node)) is not None:
            self._assign(target, call.every, scope)
        match node.func:
            case ast.Attribute(value=owner, attr=name) if not self.names.module(owner, scope):
                return self._calls.method(name, self._value(owner, scope), call)
            case ast.Name(id="cast"):
                return call.placed[-1]
        callees = self._value(node.func, scope)
        return self._calls.of(callees, call) if callees else self._calls.outside(call)


_ASIDE: Final = (ast.expr_context, ast.operator, ast.unaryop, ast.boolop, ast.cmpop)


def _match(targets: list[ast.expr], values: list[ast.expr]) -> bool:
    """Return whether each target is given one of the values."""
    starred = any(isinstance(each, ast.Starred) for each in (*targets, *values))
    return len(targets) == len(values) and not starred


def _at(place: ast.expr, carried: Carried) -> Carried:
    """Return what is at a place of something: an attribute of an item is no key, but `pk`."""
    match place:
        case ast.Constant(value=str(name)) if name != "pk":
            return without_text(carried)
    return carried


def _of_an_item(names: list[ast.expr | None], carried: list[Carried]) -> list[Carried]:
    """Return what the parts of a literal carry: of an item, its key and what it takes over."""
    texts = [each.value if isinstance(each, ast.Constant) else each for each in names]
    if "pk" not in texts:
        return carried
    return [each for name, each in zip(texts, carried, strict=True) if name in {"pk", None}]
