"""What several kinds of tests share."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from jetbridge_local.stack import LocalStack
from tests.support.stacks import deployed, running

# How long an example takes says nothing on a busy machine.
settings.register_profile("jetbridge", deadline=None)
settings.load_profile("jetbridge")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let tests over HTTP run on a deployed stack (`make rehearse ARGS=…`), or more of them."""
    parser.addoption(
        "--deployed",
        action="store_true",
        help="run on a stack that `sam deploy` makes in an emulated account, not on the local one",
    )
    parser.addoption(
        "--thorough",
        action="store_true",
        help="try many more requests and histories, as `make fuzz` does",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip what only the local stack can show."""
    if not config.getoption("deployed"):
        return
    for item in items:
        for mark in item.iter_markers("local_only"):
            item.add_marker(pytest.mark.skip(reason=mark.kwargs["reason"]))


@pytest.fixture(scope="session")
def thorough(pytestconfig: pytest.Config) -> bool:
    """Return whether what is searched by examples is searched at length."""
    return bool(pytestconfig.getoption("thorough"))


@pytest.fixture(scope="session")
def stack(
    pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LocalStack]:
    """Run the stack once for every test that speaks HTTP to it."""
    target = (
        deployed(tmp_path_factory.mktemp("deployed"))
        if pytestconfig.getoption("deployed")
        else running()
    )
    with target as stack:
        yield stack
