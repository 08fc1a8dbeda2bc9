"""A runbook can be followed: its sections are there, and its commands exist."""

import re
from pathlib import Path
from typing import Final

import pytest

from tests.support.commands import ALL
from tests.support.documented import known_to_aws, taken
from tests.support.documents import DOCS
from tests.support.runbooks import RUNBOOKS, SECTIONS, commands, queries, sections

DOCUMENTS: Final = [*RUNBOOKS, DOCS / "alarms.md", DOCS / "log-queries.md"]


def _name(document: Path) -> str:
    return document.stem


@pytest.mark.parametrize("document", RUNBOOKS, ids=_name)
def test_a_runbook_says_what_to_look_at_decide_and_do(document: Path) -> None:
    """In this order: at night no one looks for it."""
    # GIVEN the sections of a runbook
    found = sections(document)
    # THEN they are these, and none is empty
    assert tuple(found) == SECTIONS
    assert all(len(text.split()) >= 2 for text in found.values())
    # AND it has a query, something to decide, and a command
    assert len(queries(document)) == 1
    assert len(re.findall(r"^\| ", found["Decision"], re.MULTILINE)) >= 2
    assert [*commands(document)]
    # AND names its alarm
    assert f"`{document.stem}`" in document.read_text().split("##")[0]


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_the_commands_of_a_document_exist(document: Path) -> None:
    """With the options that they are given."""
    for words in commands(document):
        # GIVEN a command, THEN its program takes it
        match words:
            case ["jetbridge", *rest]:
                taken(ALL, "jetbridge", rest)
            case ["aws", service, operation, *rest]:
                known_to_aws(service, operation, rest)
            case _:
                pytest.fail(f"not to be checked: {words}")


@pytest.mark.parametrize(
    "words",
    [
        ["journeys", "shows", "JOURNEY_ID"],
        ["journeys", "show"],
        ["journeys", "show", "JOURNEY_ID", "--quietly"],
        ["journeys", "list", "--status", "odd"],
    ],
)
def test_a_command_that_does_not_exist_is_found(words: list[str]) -> None:
    """Nor one without what it needs, or with more."""
    with pytest.raises(Exception, match=r"(?i)no such|missing|invalid|is not one of"):
        taken(ALL, "jetbridge", words)


def test_an_operation_that_does_not_exist_is_found() -> None:
    """Nor an option of one."""
    with pytest.raises(AssertionError):
        known_to_aws("events", "enable-rules", [])
    with pytest.raises(AssertionError):
        known_to_aws("events", "enable-rule", ["--names", "x"])
