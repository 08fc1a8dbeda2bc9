"""What comes of a call, and what it passes on."""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from tests.unit.infra.flow.known import Known, Request
from tests.unit.infra.flow.names import Names, Scope
from tests.unit.infra.flow.values import (
    NOTHING,
    Callee,
    Carried,
    Due,
    Found,
    Function,
    Made,
    Parameter,
    found,
    without_text,
)

TABLE: Final = "jetbridge.store.table"
KEYS: Final = "jetbridge.store.keys"
_WRITES: Final = frozenset({"Put", "Update", "Delete", "Check"})
_ASKED: Final = frozenset({"get", "get_many", "query", "query_tenant", "query_due", "write"})
_CUT: Final = frozenset(
    {"partition", "rpartition", "removeprefix", "split", "startswith", "endswith", "encode"}
)
"""Methods of text of which no key comes."""
_ADDS: Final = frozenset({"append", "add", "extend", "update", "insert", "setdefault"})
_OF_CONTAINERS: Final = frozenset({"get", "items", "values", "keys", "pop", "copy", "union"})
"""Methods of Python's own types, whose names ours have, too."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call with what it passes: by place (several for a starred one), and by name."""

    node: ast.Call
    placed: tuple[Carried, ...]
    named: tuple[tuple[str | None, Carried], ...]

    @property
    def every(self) -> Carried:
        """All that it passes."""
        return NOTHING.union(*self.placed, *(carried for _, carried in self.named))

    def bound(self, names: list[str], rest: str, *, takes: list[str]) -> Mapping[str, Carried]:
        """Return what it passes by the names of what is called.

        `names` are filled by place, what is left goes to `rest`; `takes` are filled by name.
        """
        filled: dict[str, Carried] = defaultdict(frozenset)
        for index, carried in enumerate(self.placed):
            starred = isinstance(self.node.args[index], ast.Starred)
            places = [*names[index:], rest] if starred else [*names[index : index + 1]] or [rest]
            for name in places:
                filled[name] |= carried
        for given, carried in self.named:
            for name in takes if given is None else [given]:
                filled[name] |= carried
        return filled


class Calls:
    """Calls. `makers` is what the functions of `store.keys` make, by name."""

    def __init__(self, names: Names, makers: Mapping[str, object], known: Known) -> None:
        self.names, self.known = names, known
        self._makers = makers

    def of(self, callees: Carried, call: Call) -> Carried:
        """Return what comes of calling any of these."""
        return NOTHING.union(*(self._of(each, call) for each in callees))

    def outside(self, call: Call, beside: Carried = NOTHING) -> Carried:
        """Return what a function that is not ours makes of what it is given.

        It may call the functions among that with all else, and give back all of it.
        """
        every = call.every | beside
        functions = {each for each in every if isinstance(each, Callee)}
        values = every - functions
        handed = (self._handed(each, values) for each in functions)
        return values.union(*handed)

    def hand(self, function: Function, values: Carried) -> None:
        """Note that a function is called with values in places that are not known."""
        if (scope := self.names.scopes.get(function)) is not None:
            for name in scope.given:
                self.known.give(scope, name, values)

    def method(self, name: str, owner: Carried, call: Call) -> Carried:
        """Return what comes of a method of something that carries `owner`."""
        if name in _CUT:
            return NOTHING
        match call.node.args:
            case [ast.Constant(value=attribute), *_] if name == "get":
                return owner if attribute == "pk" else without_text(owner)
        ours = self.names.methods.get(name, [])
        made = NOTHING.union(*(self._result(each, call) for each in ours))
        made |= self.of(self.known.attributes.see(name), call)
        if ours and name not in _OF_CONTAINERS:
            return made
        return made | self.outside(call, owner)

    def read(self, attribute: str) -> Carried:
        """Return what an attribute carries: a field, a property or a method."""
        carried = self.known.attributes.see(attribute)
        for each in self.names.methods.get(attribute, []):
            handed = frozenset({Callee(each.function)})
            carried |= self.known.returned.see(each.function) if each.is_property else handed
        return carried

    def asks(self, part: ast.expr) -> str:
        """Return the method of the table that is named, empty where it is something else."""
        match part:
            case ast.Attribute(value=table, attr=method) if method in _ASKED:
                return method if ast.unparse(table).endswith("table") else ""
        return ""

    def asked(self, method: str, call: Call, scope: Scope) -> Carried:
        """Return what the table gives to who calls this method of it."""
        if method == "write":
            return NOTHING
        if method == "query_due":
            return frozenset({Due()})
        (keys, *_) = call.placed
        self.known.requests.add(Request(scope.function, method, call.node.lineno), keys)
        return found(keys) if method == "query_tenant" else keys

    def adds(self, call: ast.Call) -> ast.expr | None:
        """Return to what a call adds what it passes, if it does."""
        match call.func:
            case ast.Attribute(value=owner, attr=method) if method in _ADDS:
                return owner
        return None

    def _of(self, callee: object, call: Call) -> Carried:
        match callee:
            case Callee((module, name)) if module == KEYS:
                return frozenset({self._makers[name]} if name in self._makers else ())
            case Callee(function) if function in self.names.fields:
                return self._constructed(function, call)
            case Callee(function):
                return self._result(self.names.scopes[function], call)
            case Parameter() as parameter:
                self.known.unknown.add((parameter, self.known.looked_at), call.every)
                return frozenset({Made(parameter)})
            case Made(by):
                self.known.unknown.add((by, self.known.looked_at), call.every)
                return frozenset({Made(by)})
        return NOTHING

    def _handed(self, callee: Callee, values: Carried) -> Carried:
        """Return a function that is handed on, and what may come of it."""
        self.hand(callee.function, values)
        return frozenset({callee}) | self._made(callee, values)

    def _made(self, callee: Callee, values: Carried) -> Carried:
        """Return what comes of a function that is called with values in unknown places."""
        module, name = callee.function
        if module == KEYS:
            return frozenset({self._makers[name]} if name in self._makers else ())
        if (scope := self.names.scopes.get(callee.function)) is None:
            return NOTHING
        return self._filled(scope, dict.fromkeys(scope.given, values))

    def _result(self, scope: Scope, call: Call) -> Carried:
        places = scope.positional[1:] if scope.takes_itself else scope.positional
        arguments = call.bound(places, scope.rest, takes=scope.parameters)
        for name, carried in arguments.items():
            self.known.give(scope, name, carried)
        return self._filled(scope, arguments)

    def _filled(self, scope: Scope, arguments: Mapping[str, Carried]) -> Carried:
        """Return what a function returns, with what it is given in place of its parameters."""
        returned = self.known.returned.see(scope.function)
        return NOTHING.union(*(self._with(scope, each, arguments) for each in returned))

    def _with(self, scope: Scope, part: object, arguments: Mapping[str, Carried]) -> Carried:
        match part:
            case Parameter(function, name) if function == scope.function:
                return arguments.get(name, NOTHING)
            case Found(Parameter(function, name)) if function == scope.function:
                return found(arguments.get(name, NOTHING))
            case Made(Parameter(function, name)) if function == scope.function:
                return frozenset(self._called(arguments.get(name, NOTHING)))
        return frozenset({part})

    def _called(self, callees: Carried) -> Iterator[object]:
        """Yield what comes of functions that a parameter stands for."""
        for each in callees:
            match each:
                case Callee():
                    yield from self._made(each, NOTHING)
                case Parameter():
                    yield Made(each)
                case Made():
                    yield each

    def _constructed(self, name: Function, call: Call) -> Carried:
        if name == (TABLE, "Key"):
            return _key(call)
        if name == (TABLE, "Page"):
            return call.every
        fields = self.names.fields[name]
        filled = call.bound(fields, "", takes=fields)
        if name[0] == TABLE and name[1] in _WRITES:
            written = filled.get(fields[0], NOTHING)
            request = Request(self.known.looked_at, name[1], call.node.lineno)
            self.known.requests.add(request, written)
            return written
        if (init := self.names.scopes.get((name[0], f"{name[1]}.__init__"))) is not None:
            self._result(init, call)
            return NOTHING
        for each, carried in filled.items():
            if each in self.names.carrying_fields:
                self.known.attributes.add(each, carried)
        return NOTHING


def _key(call: Call) -> Carried:
    """Return what a key carries: its first part, or what a message of the queue may name."""
    (partition, *_) = call.placed
    named = "message" in ast.unparse(call.node.args[0])
    return partition | {Due("RETENTION")} if named else partition
