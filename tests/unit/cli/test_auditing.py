"""What a command changes is recorded, also where the stack's own table is gone."""

from collections.abc import Callable
from typing import override

import pytest

from jetbridge.model.audit import Action, Outcome
from jetbridge.model.changes import KEPT, Line
from jetbridge.model.scopes import EVERY_TENANT
from jetbridge.store import audit, keys
from jetbridge.store.memory.table import MemoryTable
from jetbridge.store.table import Table, TableUnavailableError
from jetbridge_cli import auditing
from jetbridge_cli.deployment import Deployment
from tests.fakes.clock import FrozenClock
from tests.fakes.passing import PassingTable


class Gone(PassingTable):
    """A table that was deleted."""

    @override
    def _call[Result](self, operation: str, call: Callable[[], Result]) -> Result:
        del operation, call
        raise TableUnavailableError("ResourceNotFoundException")


class Stack(Deployment):
    """A stack with a table, and a list of changes."""

    def __init__(self, table: Table) -> None:
        super().__init__("stack", None)
        self._own = table
        self.lines: list[Line] = []

    @override
    def table(self) -> Table:
        return self._own

    @override
    def changes(self) -> "Stack":
        return self

    def keep(self, line: Line) -> None:
        """Take a line of the list."""
        self.lines.append(line)

    @override
    def clock(self) -> FrozenClock:
        return FrozenClock()

    @override
    def known_parameters(self) -> dict[str, str]:
        return {}

    @override
    def identity(self) -> str:
        return "arn"


def _outcomes(table: Table) -> list[str]:
    return sorted(
        str(each["outcome"])
        for chain in keys.audit_chains(EVERY_TENANT)
        for each in audit.entries(table, chain)
    )


def test_a_restore_is_recorded_where_the_stacks_table_is_gone() -> None:
    """That it is gone may be why there is a restore: it must not be in the way of one."""
    # GIVEN a stack whose table was deleted, and a restored table
    stack, restored = Stack(Gone(MemoryTable())), MemoryTable()
    # WHEN the restore is recorded in the restored one
    with auditing.recorded(stack, Action.TABLE_RESTORE, on=("restored",), table=restored):
        pass
    # THEN its trail has it, and the stack's list of changes
    assert _outcomes(restored) == [Outcome.BEGUN, Outcome.DONE]
    assert [line[KEPT] for line in stack.lines] == ["change", "change"]


def test_any_other_change_is_not_begun_where_it_cannot_be_recorded() -> None:
    """It is of the table that is gone."""
    stack = Stack(Gone(MemoryTable()))
    with (
        pytest.raises(TableUnavailableError),
        auditing.recorded(stack, Action.CLIENT_REVOKE),
    ):
        pytest.fail("it was begun")
    assert stack.lines == []
