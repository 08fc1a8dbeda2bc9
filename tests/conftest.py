"""What several kinds of tests share."""

from collections.abc import Iterator

import pytest

from jetbridge_local.stack import LocalStack


@pytest.fixture(scope="session")
def stack() -> Iterator[LocalStack]:
    """Run the local stack once for every test that speaks HTTP to it."""
    with LocalStack() as stack:
        yield stack
