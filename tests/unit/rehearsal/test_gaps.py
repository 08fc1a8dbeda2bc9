"""A workaround is refused where the emulator does not need it."""

import pytest

from jetbridge_local.rehearsal import gaps


def test_names_of_its_own_for_a_later_stack_close_a_gap() -> None:
    """What was copied before need not be, once nothing takes its name."""
    names = {"Changes": "a-changes", "KeyringSecret": "a-keyring", "Token": "a-token"}
    gaps.expect_same_names(names, {**names, "Token": "another"})
    for each in ("Changes", "KeyringSecret"):
        with pytest.raises(gaps.GapClosedError, match=f"gives {each} of a later stack"):
            gaps.expect_same_names(names, {**names, each: "another"})
