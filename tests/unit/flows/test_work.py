"""The worker's table of work."""

import pytest

from jetbridge.flows import work
from jetbridge.model.work import connection_task
from tests.fakes.bridge import World


@pytest.mark.parametrize(
    "message",
    [
        None,
        [],
        {},
        {"kind": "nonsense"},
        {"kind": 7},
        {"kind": ["task"]},
        {"kind": "task"},
        connection_task("c-1", "nonsense"),
    ],
)
def test_work_that_nobody_does_fails(message: object) -> None:
    """It ends among the dead letters, where an operator finds it, and is not lost."""
    # GIVEN a message that names no job
    bridge = World().bridge()
    # THEN working on it fails
    with pytest.raises(work.UnknownWork):
        work.do(bridge, message)
