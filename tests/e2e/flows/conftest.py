"""A tenant for each test, at partners to which nothing has happened."""

import re

import pytest

from jetbridge_local.stack import LocalStack
from tests.e2e.flows.tenant import Tenant


@pytest.fixture
def tenant(request: pytest.FixtureRequest, stack: LocalStack) -> Tenant:
    """Return the demo tenant with a company of the test's own."""
    for host in stack.sandboxes.hosts.values():
        host.failures.clear()
    return Tenant(stack, re.sub(r"[^A-Za-z0-9]+", "-", request.node.name).strip("-")[:100])
