"""A table at which another one acts in the middle of what is tested."""

from collections.abc import Callable, Sequence
from typing import override

from jetbridge.store.table import Table, Write
from tests.fakes.passing import PassingTable

type IsMeant = Callable[[Sequence[Write]], bool]


def _every(_: Sequence[Write]) -> bool:
    return True


class Meanwhile(PassingTable):
    """A `Table` at which another one acts, once, right before the first write that is meant.

    A subclass that has it act at another call uses `_let_act`.
    """

    def __init__(self, table: Table, act: Callable[[], object], is_meant: IsMeant = _every) -> None:
        """Let another one `act` before a write of which `is_meant` is true."""
        super().__init__(table)
        self._acts = [act]
        self._is_meant = is_meant

    @override
    def write(self, *writes: Write) -> None:
        """Let the other one act, then write."""
        if self._is_meant(writes):
            self._let_act()
        super().write(*writes)

    def _let_act(self) -> None:
        if self._acts:
            self._acts.pop()()
