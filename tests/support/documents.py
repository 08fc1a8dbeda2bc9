"""The tables of the documents."""

import re
from collections.abc import Iterator
from typing import Final

from tests.unit.infra.templates import ROOT

DOCS: Final = ROOT / "docs"


def rows_of(document: str, heading: str) -> Iterator[list[str]]:
    """Yield the cells of the tables below a heading, up to the next one of its level or above."""
    text = (DOCS / document).read_text()
    found = re.search(rf"^(#+) {heading}$", text, flags=re.MULTILINE)
    assert found, f"{document} has no heading {heading}"
    next_one = rf"^#{{1,{len(found[1])}}} "
    section = re.split(next_one, text[found.end() :], maxsplit=1, flags=re.MULTILINE)[0]
    for line in section.splitlines():
        if line.startswith("|"):
            yield [cell.strip() for cell in line.strip("|").split("|")]


def column_of(document: str, heading: str, number: int = 0) -> list[str]:
    """Return the code words of one column of the tables below a heading."""
    cells = [row[number] for row in rows_of(document, heading) if len(row) > number]
    return [word for cell in cells for word in re.findall(r"`([^`]+)`", cell)]
