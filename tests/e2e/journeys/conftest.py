"""A stack of this folder's own, since its clock is moved, and a tenant for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from jetbridge_local.stack import LocalStack
from tests.e2e.journeys.hiring import Hiring
from tests.support.stacks import running


@pytest.fixture(scope="package")
def moved_stack() -> Iterator[LocalStack]:
    """Run a stack whose clock may be moved on."""
    with running() as stack:
        yield stack


@pytest.fixture
def tenant(moved_stack: LocalStack, tmp_path: Path) -> Iterator[Hiring]:
    """Yield a tenant of the test's own, at partners that are in order."""
    for host in moved_stack.sandboxes.hosts.values():
        host.failures.clear()
    tenant = Hiring.begin(moved_stack, tmp_path)
    yield tenant
    tenant.retire()
