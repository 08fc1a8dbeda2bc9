"""A tenant for each test, at partners to which nothing has happened."""

import re
import uuid

import pytest

from jetbridge_local.stack import LocalStack
from tests.e2e.flows.notifications import can_send, until
from tests.e2e.flows.tenant import Json, Tenant


@pytest.fixture
def tenant(request: pytest.FixtureRequest, stack: LocalStack) -> Tenant:
    """Return the demo tenant with a company of the test's own."""
    for host in stack.sandboxes.hosts.values():
        host.failures.clear()
    return Tenant(stack, re.sub(r"[^A-Za-z0-9]+", "-", request.node.name).strip("-")[:100])


@pytest.fixture
def hiring(tenant: Tenant) -> Json:
    """The test's company, connected, with an active subscription; its connection."""
    tenant.company = f"company-{uuid.uuid4().hex[:12]}"
    assert tenant.approve().ok
    connection = tenant.connection()
    until(lambda: can_send(tenant))
    return connection
