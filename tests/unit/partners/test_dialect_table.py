"""The page docs/dialects.md and the code say the same."""

from pathlib import Path

from jetbridge_local.dialects import ROWS, page

DOCS = Path(__file__).parents[3] / "docs"


def test_the_page_is_the_one_that_the_code_writes() -> None:
    """A dialect that changes changes its page: run `make dialects`."""
    # THEN the committed page is the generated one
    assert (DOCS / "dialects.md").read_text() == page()


def test_the_table_has_every_partner() -> None:
    """A partner module with a dialect has its row."""
    # GIVEN the modules of the partners
    folder = Path(__file__).parents[3] / "layers/jetbridge/jetbridge/partners"
    files = folder.glob("*/api.py")
    modules = {path.parent.name for path in files if "PARTNER: Final" in path.read_text()}
    # THEN each of them is in the table
    assert {row.partner for _, row in ROWS} == modules
