"""Sources and documents use the field's terms: words.toml lists the retired ones."""

import re
import subprocess
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest

from tests.unit.infra.templates import ROOT

HERE: Final = Path(__file__).parent
LISTS: Final = tomllib.loads((HERE / "words.toml").read_text())
TEXTS: Final = (".py", ".md", ".toml", ".yaml", ".j2", ".html", ".js", ".json")
TESTS: Final = "tests/"
OWN: Final = "tests/unit/infra/words.toml"


@cache
def texts() -> dict[str, list[str]]:
    """Return the lines of each text of the checkout, by its path."""
    listing = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],  # noqa: S607 - git, wherever it is
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    paths = [path for path in listing.stdout.splitlines() if path.endswith(TEXTS) and path != OWN]
    return {
        path: (ROOT / path).read_text().splitlines() for path in paths if (ROOT / path).exists()
    }


def pattern(entry: dict[str, Any]) -> re.Pattern[str]:
    """Return what finds an entry's words, as whole words."""
    return re.compile(
        rf"(?<![A-Za-z0-9_])(?:{entry['words']})(?![A-Za-z0-9_])",
        0 if entry.get("case") else re.IGNORECASE,
    )


def allowed(path: str, word: str) -> bool:
    """Return whether a word may stand in a text."""
    return any(
        fnmatch(path, entry["path"]) and re.fullmatch(entry["words"], word, re.IGNORECASE)
        for entry in LISTS["allowed"]
    )


def found(entry: dict[str, Any], files: dict[str, list[str]]) -> Iterator[str]:
    """Yield where an entry's words stand, and what to write instead."""
    wanted = pattern(entry)
    for path, lines in files.items():
        if path.startswith(TESTS) and entry.get("in") != "all":
            continue
        for number, line in enumerate(lines, 1):
            for word in wanted.finditer(line):
                if not allowed(path, word[0]):
                    yield f"{path}:{number}: “{word[0]}”: write {entry['use']}"


@pytest.mark.parametrize("entry", LISTS["retired"], ids=lambda each: each["use"])
def test_no_retired_word_is_left(entry: dict[str, Any]) -> None:
    """In sources and documents; where they must stand, words.toml says so and why."""
    places = [*found(entry, texts())]
    assert not places, "\n".join(places)


def test_a_retired_word_is_reported_with_its_place_and_the_word_to_use() -> None:
    """Whole words, in any case, and in the tests where the entry says so."""
    # GIVEN an entry, and texts that have its words and others that begin alike
    entry = {"words": "quaints?", "use": "old"}
    files = {"docs/a.md": ["a quaintly", "The Quaint of"], "tests/b.py": ["quaint = 1"]}
    # THEN each place is reported
    assert [*found(entry, files)] == ["docs/a.md:2: “Quaint”: write old"]
    assert len([*found({**entry, "in": "all"}, files)]) == 2


@pytest.mark.parametrize("entry", LISTS["allowed"], ids=lambda each: each["path"])
def test_every_exception_is_needed(entry: dict[str, Any]) -> None:
    """An exception that no text needs any more is removed. Each has its reason."""
    words = re.compile(rf"(?<![A-Za-z0-9_])(?:{entry['words']})(?![A-Za-z0-9_])", re.IGNORECASE)
    lines = [
        line for path, each in texts().items() if fnmatch(path, entry["path"]) for line in each
    ]
    assert entry["why"]
    assert any(words.search(line) for line in lines)


def test_no_text_holds_a_conflict() -> None:
    """A rebase that was ended too early leaves its marks."""
    marks = ("<" * 7 + " ", ">" * 7 + " ")
    places = [
        f"{path}:{number}"
        for path, lines in texts().items()
        for number, line in enumerate(lines, 1)
        if line.startswith(marks)
    ]
    assert not places
