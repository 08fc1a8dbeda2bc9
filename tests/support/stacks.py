"""Local stacks for tests."""

from collections.abc import Iterator
from contextlib import contextmanager

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
