"""Local stacks for tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import cast

from jetbridge_local.stack import LocalStack
from jetbridge_local.stack.options import Options
from tests.support.described import Described


@contextmanager
def running(options: Options | None = None) -> Iterator[LocalStack]:
    """Run a stack. At the end no function may have been refused a call by its role.

    A flow may go on after a refusal, so that no test of the flow shows it. Nor may the API have
    answered what its description does not say.
    """
    described = Described()
    with LocalStack(replace(options or Options(), around=described.wrap)) as stack:
        yield stack
        assert stack.refused_calls() == []
        assert sorted(set(described.faults)) == []


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
