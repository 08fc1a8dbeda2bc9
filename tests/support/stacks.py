"""Local stacks for tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from jetbridge_local.stack import LocalStack
from jetbridge_local.stack.options import Options


@contextmanager
def running(options: Options | None = None) -> Iterator[LocalStack]:
    """Run a stack. At the end no function may have been refused a call by its role.

    A flow may go on after a refusal, so that no test of the flow shows it.
    """
    with LocalStack(options) as stack:
        yield stack
        assert stack.refused_calls() == []


@contextmanager
def deployed(logs: Path) -> Iterator[LocalStack]:
    """Run a stack that `sam deploy` makes in an emulated account, with the same condition.

    It has what tests over HTTP use of a local one. What needs more is marked `local_only`.
    """
    # The SAM CLI takes a moment to import, and most runs do without.
    from jetbridge_local.rehearsal.deployed import DeployedStack  # noqa: PLC0415 - see above
    from jetbridge_local.rehearsal.steps import Steps  # noqa: PLC0415 - see above

    with DeployedStack(Steps(logs)) as stack:
        yield cast("LocalStack", stack)
        assert stack.refused_calls() == []
