"""The worker's table of work."""

import pytest

from jetbridge.flows.schedule import work
from jetbridge.model.aws_calls import AwsNotAnsweredError, AwsRefusedError
from jetbridge.model.ports import QueueUnavailableError
from jetbridge.model.work import connection_task, journey
from jetbridge.store import failures
from jetbridge.store.failures import Failure
from jetbridge.store.table import TableUnavailableError, WriteConflictError
from tests.fakes.clock import START
from tests.fakes.context import World
from tests.fakes.hooks import HookedTable

REFUSED = AwsRefusedError("AccessDenied", 403, {}, repeated=False)
LOST = AwsNotAnsweredError("ConnectionResetError")


@pytest.mark.parametrize(
    "message",
    [
        None,
        [],
        {},
        {"kind": "nonsense"},
        {"kind": 7},
        {"kind": ["task"]},
        {"kind": "task"},
        connection_task("c-1", "nonsense"),
    ],
)
def test_work_that_nobody_does_fails(message: object) -> None:
    """It ends among the dead letters, where an operator finds it, and is not lost."""
    # GIVEN a message that names no job
    context = World().context()
    # THEN working on it fails
    with pytest.raises(work.UnknownWorkError):
        work.do(context, message)
    # AND why is kept beside the message
    assert failures.get(context.table, message) == Failure("UnknownWorkError", "", START)


def failing_once(world: World, error: Exception, cause: Exception | None) -> HookedTable:
    """Return a table whose first call fails."""
    calls = iter([True])

    def step() -> None:
        if next(calls, False):
            raise error from cause

    return HookedTable(world.table, step)


@pytest.mark.parametrize(
    ("error", "cause", "code"),
    [
        (TableUnavailableError("ThrottlingException"), None, "ThrottlingException"),
        (WriteConflictError("TransactionConflict"), None, "TransactionConflict"),
        (QueueUnavailableError("x"), REFUSED, "AccessDenied"),
        (QueueUnavailableError("x"), LOST, "ConnectionResetError"),
        (ValueError("canary"), None, ""),
    ],
    ids=repr,
)
def test_what_work_failed_of_is_kept(error: Exception, cause: Exception | None, code: str) -> None:
    """The error's type, and AWS's code for it: nothing that others wrote."""
    # GIVEN work that fails of something
    world = World()
    context = world.context(table=failing_once(world, error, cause))
    # WHEN it is done
    with pytest.raises(type(error)):
        work.do(context, journey("jny_1"))
    # THEN that is kept, whatever the order of the message's members
    kept = Failure(type(error).__name__, code, START)
    assert failures.get(world.table, dict(sorted(journey("jny_1").items(), reverse=True))) == kept
    assert failures.get(world.table, journey("jny_2")) is None


def test_an_error_that_cannot_be_kept_is_the_one_that_is_raised() -> None:
    """The worker logs what the job failed of."""
    # GIVEN a table that answers nothing, in two ways
    world = World()
    errors = iter([TableUnavailableError("first"), RuntimeError("second")])

    def step() -> None:
        raise next(errors)

    # WHEN work fails of it, THEN the first error is raised
    with pytest.raises(TableUnavailableError, match="first"):
        work.do(world.context(table=HookedTable(world.table, step)), journey("jny_1"))
