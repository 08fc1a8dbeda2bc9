"""What is known so far of what each name carries, and who has to be looked at again."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tests.unit.infra.flow.names import Scope
from tests.unit.infra.flow.values import (
    NOTHING,
    Callee,
    Carried,
    Found,
    Function,
    Listed,
    Made,
    Parameter,
    found,
)


@dataclass(frozen=True, slots=True)
class Request:
    """A place in the source that asks the table, or makes a write: which, and in which line."""

    function: Function
    asks: str
    line: int


class Store[Place]:
    """What places carry. Who has seen one is told when there is more in it."""

    def __init__(self, known: "Known") -> None:
        self._known = known
        self._held: dict[Place, Carried] = {}
        self._seen_by: dict[Place, set[Function]] = defaultdict(set)

    def add(self, place: Place, carried: Carried) -> None:
        """Have a place carry something besides."""
        held = self._held.get(place, NOTHING)
        if not carried <= held:
            self._held[place] = held | carried
            self._known.look_again(self._seen_by[place])

    def see(self, place: Place) -> Carried:
        """Return what a place carries, for the function that is looked at."""
        self._seen_by[place].add(self._known.looked_at)
        return self._held.get(place, NOTHING)

    def items(self) -> Iterable[tuple[Place, Carried]]:
        """Return all places with what they carry."""
        return [*self._held.items()]


class Known:
    """What is known so far.

    `held` is by function and name, `given` by parameter and caller, `attributes` by name. `unknown`
    are calls of what a parameter stands for: what they pass, by the parameter and the caller.
    """

    def __init__(self) -> None:
        self.looked_at: Function = ("", "")
        self.waiting: dict[Function, None] = {}
        self.held = Store[tuple[Function, str]](self)
        self.returned = Store[Function](self)
        self.attributes = Store[str](self)
        self.requests = Store[Request](self)
        self.unknown = Store[tuple[Parameter, Function]](self)
        self.given: dict[Parameter, dict[Function, Carried]] = defaultdict(dict)

    def look_again(self, functions: Iterable[Function]) -> None:
        """Have functions looked at once more."""
        self.waiting.update(dict.fromkeys(functions))

    def give(self, scope: Scope, name: str, carried: Carried) -> None:
        """Note what a call, of the function that is looked at, passes to another one."""
        if carried and name in scope.given:
            callers = self.given[Parameter(scope.function, name)]
            callers[self.looked_at] = callers.get(self.looked_at, NOTHING) | carried

    def give_back(self, scope: Scope, carried: Carried) -> None:
        """Note what a function returns."""
        if not scope.returns:
            kept = {each for each in carried if isinstance(each, str | Listed)}
            carried = frozenset(kept) if scope.returns_text else NOTHING
        self.returned.add(scope.function, carried)

    def functions(self, parameter: Parameter) -> set[Function]:
        """Return the functions that a parameter may stand for, by all its callers."""
        meant = self.meant(frozenset({parameter}), lambda _: True)
        return {each.function for each in meant if isinstance(each, Callee)}

    def meant(self, carried: Carried, calls: Callable[[Function], bool]) -> set[object]:
        """Return what something carries, with what the callers pass in place of parameters.

        Callers are those of which `calls` says that they do.
        """
        seen: set[object] = set()
        waiting = [*carried]
        while waiting:
            each = waiting.pop()
            if each in seen:
                continue
            seen.add(each)
            match each:
                case Parameter():
                    waiting += self._passed(each, calls)
                case Found(by):
                    passed = self.meant(frozenset({by}), calls)
                    waiting += found(frozenset(passed))
                case Made(by):
                    waiting += self._made(by, seen, calls)
        return {each for each in seen if not isinstance(each, Parameter | Found | Made)}

    def _passed(self, parameter: Parameter, calls: Callable[[Function], bool]) -> list[object]:
        given = self.given.get(parameter, {})
        return [each for caller, held in given.items() if calls(caller) for each in held]

    def _made(
        self, by: Parameter, seen: set[object], calls: Callable[[Function], bool]
    ) -> list[object]:
        """Return what comes of the functions that a parameter stands for."""
        if by in seen:
            return []
        called = self.meant(frozenset({by}), calls)
        functions = [each.function for each in called if isinstance(each, Callee)]
        return [one for each in functions for one in self.returned.see(each)]
