"""docs/adding-a-partner.md shows the code of the tests' partner, and names what there is."""

import re
from typing import Final

import pytest

from bench import structure
from jetbridge.model.partner import Capability
from tests.unit.infra.templates import ROOT

TEXT: Final = (ROOT / "docs" / "adding-a-partner.md").read_text()
EXCERPT: Final = re.compile(r"^`([\w/]+\.py)`:\n\n```python\n(.*?)\n```$", re.MULTILINE | re.DOTALL)
EXCERPTS: Final = EXCERPT.findall(TEXT)
LAYER: Final = ROOT / "layers" / "jetbridge" / "jetbridge"


@pytest.mark.parametrize(("path", "excerpt"), EXCERPTS)
def test_an_excerpt_is_the_code(path: str, excerpt: str) -> None:
    """Line by line: a reader copies it."""
    assert f"{excerpt}\n" in (ROOT / path).read_text()


def test_every_excerpt_is_compared() -> None:
    """None escapes by another form."""
    assert len(EXCERPTS) == TEXT.count("```python") > 0


@pytest.mark.parametrize("capability", Capability)
def test_every_capability_is_explained(capability: Capability) -> None:
    """With its module, and the file of its protocol."""
    # WHEN the row of a capability is looked up
    row = re.search(rf"^\| `{capability.name}` \| `{capability}` \| (.*?) \|", TEXT, re.MULTILINE)
    # THEN it names files that are there
    assert row
    assert all((LAYER / path).is_file() for path in re.findall(r"`([^`]+)`", row[1]))


def test_the_shared_files_to_touch_are_named() -> None:
    """They are those that list the partners."""
    assert all(f"`{path}`" in TEXT for path in structure.touched(ROOT))
