"""The architecture's table of modules is what the sources give."""

from pathlib import Path

import pytest

from jetbridge_local import modules
from tests.unit.infra.templates import ROOT


def test_the_table_is_the_sources() -> None:
    """`make modules` writes it."""
    text = modules.DOCUMENT.read_text()
    assert text == modules.with_table(text), "run `make modules`"


def test_every_module_is_listed() -> None:
    """Each that is deployed or installed, in one row."""
    # GIVEN the modules of the layer, the functions and the tool
    roots = [ROOT / "layers" / "jetbridge" / "jetbridge", ROOT / "functions", ROOT / "cli"]
    found = {
        str(path.relative_to(ROOT))
        for root in roots
        for path in root.rglob("*.py")
        if path.name not in ("__init__.py", "hatch_build.py")
    }
    # THEN the table has a link to each
    text = modules.DOCUMENT.read_text()
    assert {path for path in found if text.count(f"](../{path}) |") != 1} == set()
    assert {str(path) for path in modules.listed()} == found


def test_a_document_without_a_place_is_refused() -> None:
    """Nothing is written over."""
    with pytest.raises(ValueError, match="no place"):
        modules.with_table("# Architecture\n")


def test_a_row_is_the_first_line_of_a_docstring(tmp_path: Path) -> None:
    """In one line, and as one cell."""
    # GIVEN a module whose docstring begins with a long line
    file = tmp_path / "ask.py"
    file.write_text('"""Ask a | b\nonce.\n\nMore.\n"""\n')
    # THEN the row has its first sentence
    assert modules.said(file) == "Ask a \\| b once."
