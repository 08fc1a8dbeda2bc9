"""What several kinds of tests share."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from jetbridge_local.stack import LocalStack
from tests.support.stacks import running

# How long an example takes says nothing on a busy machine.
settings.register_profile("jetbridge", deadline=None)
settings.load_profile("jetbridge")


@pytest.fixture(scope="session")
def stack() -> Iterator[LocalStack]:
    """Run the local stack once for every test that speaks HTTP to it."""
    with running() as stack:
        yield stack
