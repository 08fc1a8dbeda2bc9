"""The operator of the running stack."""

import pytest

from jetbridge_local.stack import LocalStack
from tests.e2e.stack.operator import Operator


@pytest.fixture
def operator(stack: LocalStack) -> Operator:
    """Return an operator of the running stack."""
    return Operator(stack)
