"""A rehearsal tells its steps, and leaves nothing behind."""

from pathlib import Path

import pytest

from jetbridge_local.rehearsal.scratch import scratch
from jetbridge_local.rehearsal.steps import Steps


def test_a_step_that_fails_is_known(tmp_path: Path) -> None:
    """Only what has ended well is told as done."""
    # GIVEN steps that are listened to
    told: list[str] = []
    steps = Steps(tmp_path, lambda title, _: told.append(title))
    # WHEN the second one fails
    with steps.step("first"):
        pass
    with pytest.raises(LookupError), steps.step("second"):
        raise LookupError
    # THEN the first is done, and the second is the one that failed
    assert told == ["first"]
    assert steps.current == "second"


def test_the_scratch_folder_goes_with_the_rehearsal() -> None:
    """In memory it would take up room until the machine is restarted."""
    # GIVEN a folder with a file, WHEN its use has ended
    with scratch() as folder:
        (folder / "file").touch()
    # THEN both are gone
    assert not folder.exists()
