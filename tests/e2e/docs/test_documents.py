"""What the documents say to run, runs: a reader's shell, and one local stack."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from jetbridge.store import policies
from jetbridge.store.dynamodb import DynamoTable
from jetbridge_cli.boto import BotoCalls
from jetbridge_local.stack import LocalStack
from tests.e2e.docs.reading import reading
from tests.e2e.docs.shell import Reader
from tests.e2e.flows.tenant import engine
from tests.e2e.journeys.hiring import operator
from tests.support.documented import DOCUMENTS, RUN, blocks
from tests.support.stacks import running
from tests.unit.infra.templates import ROOT


def _moves_the_clock_by(document: Path) -> int:
    """Return for how many seconds a document lets time pass.

    Receivers go by this machine's time. More than 300 seconds from it they believe no signature.
    """
    run = "".join(block.text for block in blocks(document) if block.language == RUN)
    return sum(map(int, re.findall(r'"advance": (\d+)', run)))


TO_RUN: Final = sorted(
    (each for each in DOCUMENTS if any(block.language == RUN for block in blocks(each))),
    key=_moves_the_clock_by,
)


@pytest.fixture(scope="module")
def stack() -> Iterator[LocalStack]:
    """Run a stack of this module's own: its clock is moved, its policies are replaced."""
    with running() as stack:
        yield stack


@pytest.fixture(scope="module")
def reader(stack: LocalStack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """Return a reader on whose machine the stack runs, and whose customer has hired a person."""
    with reading(stack, tmp_path_factory.mktemp("reader")) as reader:
        yield reader


def forget_policy(stack: LocalStack) -> None:
    """Leave the demo tenant without a policy: documents put its first one."""
    table = DynamoTable(BotoCalls(engine(stack)), stack.ready.table_name)
    if seen := policies.current(table, "demo"):
        operator(stack, "policy", "remove", "--tenant", "demo", "--expect-version", str(seen))


@pytest.mark.parametrize("document", TO_RUN, ids=lambda each: str(each.relative_to(ROOT)))
def test_what_a_document_says_to_run_runs(
    document: Path, reader: Reader, stack: LocalStack
) -> None:
    """From `eval "$(jetbridge env)"` on, block by block, as they stand."""
    # GIVEN partners that are in order, WHEN a document is followed
    for host in stack.sandboxes.hosts.values():
        host.failures.clear()
    forget_policy(stack)
    # THEN no command of it fails
    reader.follow(blocks(document))
