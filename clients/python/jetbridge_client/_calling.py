"""What the generated operations are made of."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from typing import Any, cast

from jetbridge_client._reading import tagged_of, value_of
from jetbridge_client.calls import Answer, Call, Tagged
from jetbridge_client.errors import UnreadableError


class Calling(ABC):
    """Makes calls, and reads what they are answered with."""

    @abstractmethod
    def _answer(self, call: Call) -> Answer:
        """Make a call, and return its success."""

    def _value[T](self, call: Call, _shape: type[T]) -> T:
        """Return what a call is answered with. The shape is for type checkers: members may grow."""
        return cast("T", value_of(call, self._answer(call)))

    def _tagged[T](self, call: Call, _shape: type[T]) -> Tagged[T]:
        return cast("Tagged[T]", tagged_of(call, self._answer(call)))

    def _nothing(self, call: Call) -> None:
        self._answer(call)

    def _items(self, call_of: Callable[[str | None], Call]) -> Iterator[Any]:
        """Yield the items of every page. A page is asked for when it is needed."""
        cursor: str | None = None
        while True:
            call = call_of(cursor)
            match value_of(call, self._answer(call)):
                case {"items": list(items), "nextCursor": None | str() as following}:
                    yield from items
                case _:
                    raise UnreadableError(call, "it is no page")
            if following is None:
                return
            if following == cursor:
                raise UnreadableError(call, "a page leads to itself")
            cursor = following
