"""The runbooks, and the queries and commands in them and in other documents."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.support.documents import DOCS

RUNBOOKS: Final = sorted((DOCS / "runbooks").glob("*.md"))
SECTIONS: Final = ("Symptom", "Query", "Decision", "Command", "Over")


def sections(document: Path) -> dict[str, str]:
    """Return the text of each section of a document, by its heading."""
    parts = re.split(r"^## (.+)$", document.read_text(), flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def queries(document: Path) -> list[str]:
    """Return the queries of a document."""
    return queries_in(document.read_text())


def queries_in(text: str) -> list[str]:
    """Return the queries of a text."""
    return _blocks(text, "insights")


def commands(document: Path) -> Iterator[list[str]]:
    """Yield the commands of a document, each as its words."""
    for block in _blocks(document.read_text(), "sh"):
        yield from map(shlex.split, block.splitlines())


def _blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)
