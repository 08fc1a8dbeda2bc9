"""Every command in the documents is run by a test, or says why not, and exists."""

import re
from collections import Counter
from pathlib import Path
from typing import Final

import pytest
import typer

from tests.support.commands import ALL
from tests.support.documented import DOCUMENTS, NOT_RUN, RUN, Block, blocks, taken, words_of
from tests.unit.infra.templates import ROOT

REASONS: Final = {
    "account": "needs an AWS account",
    "elsewhere": "with ids of the reader's own; another document or tests/e2e runs the command",
    "ends": "ends what the other commands need; tests/e2e/stack runs it",
    "input": "asks for a secret, input hidden; tests/e2e/stack runs it",
    "minutes": "takes minutes, or starts a stack of its own; .ci/run and tests/e2e/stack run it",
    "synopsis": "shows the options, not a call",
}
"""Why a block of commands is not run."""

AT_MOST: Final = {
    "account": 76,
    "elsewhere": 9,
    "ends": 5,
    "input": 6,
    "minutes": 10,
    "synopsis": 1,
}
"""How many blocks there are for each reason. No number may rise: a new command is run."""

BLOCKS: Final = [block for each in DOCUMENTS for block in blocks(each)]


def _name(document: Path) -> str:
    return str(document.relative_to(ROOT))


def _called(block: Block) -> set[str]:
    """Return the commands of `jetbridge` in a block, without arguments."""
    return {" ".join(words[1:3]) for words in words_of(block.text) if words[0] == "jetbridge"}


def _tested() -> set[str]:
    """Return the commands of `jetbridge` that the end-to-end tests call."""
    text = "\n".join(path.read_text() for path in (ROOT / "tests" / "e2e").rglob("*.py"))
    called = {" ".join(pair) for pair in re.findall(r'"([a-z-]+)",\s*"([a-z-]+)"', text)}
    return called | {f"journeys {each}" for each in re.findall(r'decide\("([a-z-]+)"', text)}


def test_every_block_of_commands_says_whether_it_is_run() -> None:
    """A block without a language, or of `sh` without a reason, is run by no test."""
    # GIVEN the blocks that hold commands
    commands = [block for block in BLOCKS if block.holds_commands]
    # THEN each is run, or says why not
    unsaid = [
        block.place
        for block in commands
        if block.language != RUN
        and not (block.language == NOT_RUN and block.why in REASONS)
        and not _shows_an_answer(block)
    ]
    assert unsaid == [], f"bash, or sh below `<!-- not run: REASON -->`: {[*REASONS]}"
    # AND what is run needs no reason
    assert [block.place for block in BLOCKS if block.language == RUN and block.why] == []


def test_few_blocks_are_not_run() -> None:
    """Each of them for a reason, which is counted."""
    counted = Counter(block.why for block in BLOCKS if block.language == NOT_RUN)
    assert counted.keys() <= REASONS.keys()
    assert {why: n for why, n in counted.items() if n > AT_MOST[why]} == {}


def test_what_is_run_elsewhere_is_run() -> None:
    """By another document or a test: the same command, with ids that are there."""
    run = {name for block in BLOCKS if block.language == RUN for name in _called(block)}
    elsewhere = {name for block in BLOCKS if block.why == "elsewhere" for name in _called(block)}
    assert elsewhere - run - _tested() == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_the_commands_that_are_not_run_exist(document: Path) -> None:
    """With the options that they are given."""
    for block in blocks(document):
        if block.language != NOT_RUN or block.why == "synopsis":
            continue
        for words in words_of(block.text):
            if words[0] == "jetbridge":
                _taken(words[1:])


def _taken(words: list[str]) -> None:
    """Have the tool read a command, for which a file of the reader's need not be there."""
    try:
        taken(ALL, "jetbridge", words)
    except typer.BadParameter as refused:
        if "does not exist" not in refused.message:
            raise


def _shows_an_answer(block: Block) -> bool:
    """Return whether a block shows what a program printed: `make demo` names commands."""
    return block.language == "" and block.text.startswith("   …")
