"""What a command takes can be read, and typed, from its help at any width."""

import re

import pytest
from typer.testing import CliRunner

from jetbridge_cli.app import app
from tests.support.commands import EVERY

LONGEST = sorted(EVERY, key=lambda name: max(map(len, EVERY[name]), default=0))[-4:]
"""The commands whose options have the longest names."""
STYLES = re.compile(r"\x1b\[[0-9;]*m")


@pytest.mark.parametrize(("width", "boxes"), [("40", None), ("80", "rich")])
@pytest.mark.parametrize("name", LONGEST)
def test_help_shows_the_name_of_every_option_whole(
    name: str, width: str, boxes: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without boxes where they have no room: `jetbridge_cli.program` decides."""
    monkeypatch.setattr(app, "rich_markup_mode", boxes)
    shown = CliRunner().invoke(app, [*name.split(), "--help"], env={"COLUMNS": width})
    words = STYLES.sub("", shown.output)
    assert not [each for each in EVERY[name] if each.startswith("-") and each not in words]
