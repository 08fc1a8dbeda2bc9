"""The table of retries is the code's: whatever is tried again has a row, with its figures."""

import ast
import pydoc
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Final

import pytest

from bench import retries
from bench.retries import RETRIES, Retry
from jetbridge.flows.schedule import work
from jetbridge.model.schedule import Task
from jetbridge.model.work import Kind
from jetbridge.store.due import Partition
from tests.unit.infra.templates import ROOT, properties

LAYER: Final = ROOT / "layers" / "jetbridge" / "jetbridge"
ELSEWHERE: Final = {
    "model.journey_steps.MAX_CORRECTIONS": "each begins with a change of the candidate's",
    "model.journey_steps._LOOK_UPS": "ends sooner than the effect would",
    "model.webhook.LETTER_TRIES": "of what is given up, for its dead letter",
    "store.due.MAX_LETTERS": "of what is given up, for its dead letter",
}
"""Counts of tries that are no row, and why."""
_COUNTS: Final = re.compile(r"(Times|Tries|Sweeps|Changes|Looks|How often)\b")


def test_whatever_the_clock_or_a_queue_starts_has_a_row() -> None:
    """Each partition of the due index, each kind of message, each task."""
    # THEN nothing that is started again by itself is without a row
    covered = {str(each) for retry in RETRIES for each in retry.covers}
    assert {*map(str, Partition)} <= covered
    assert {*map(str, Kind)} <= covered
    assert {*map(str, Task), *work.TASKS} <= covered


@pytest.mark.parametrize("retry", RETRIES, ids=lambda each: each.name)
def test_each_row_names_code_that_is_there(retry: Retry) -> None:
    """What counts a try, and the figures."""
    # THEN both are found
    if " " not in retry.counted:
        assert callable(pydoc.locate(f"jetbridge.{retry.counted}"))
    assert "{" not in retries.filled(retry.limit)


def test_each_queue_gives_up_after_as_many_receipts_as_the_table_says() -> None:
    """And hides a message for as long between them."""
    # GIVEN the queues
    queues = [properties(name) for name in ("Queue", "WebhookQueue", "SlowQueue")]
    receipts = {each["RedrivePolicy"]["maxReceiveCount"] for each in queues}
    usual, webhooks, slow = (each["VisibilityTimeout"] // 60 for each in queues)
    # THEN the figures of the row are the template's
    assert webhooks == usual
    assert (
        RETRIES[0].limit == f"{receipts.pop()} receipts, {usual} minutes apart (slow work: {slow})"
    )
    assert not receipts


def test_a_failed_run_of_a_schedule_is_not_made_again() -> None:
    """The next run finds the same work."""
    # THEN Lambda repeats no run by itself
    assert properties("ScheduledFunction")["EventInvokeConfig"]["MaximumRetryAttempts"] == 0


def test_the_documentation_has_the_table() -> None:
    """`python -m bench.retries markdown` prints what belongs there."""
    # THEN it is there, word for word
    assert retries.markdown() in (ROOT / "docs" / "operations.md").read_text()


def test_every_count_of_tries_is_a_row_or_ends_within_a_loop() -> None:
    """A new one belongs into the table, or among those that are elsewhere."""
    # GIVEN the constants of the code that count tries, and those that a loop ends with
    rows = {name for retry in RETRIES for name in retries.figures(retry.limit)}
    counted = {name for path in LAYER.rglob("*.py") for name in _counts(path)}
    # THEN each has its place
    assert counted - rows - {*ELSEWHERE} == set()
    assert {*ELSEWHERE} <= counted, "no such constant any more"


def _counts(path: Path) -> Iterator[str]:
    """Yield the constants of a module that count tries, but those of its loops."""
    module = str(path.relative_to(LAYER))[:-3].replace("/", ".")
    tree = ast.parse(path.read_text())
    looped = {
        each.id
        for loop in ast.walk(tree)
        if isinstance(loop, ast.For)
        for each in ast.walk(loop.iter)
        if isinstance(each, ast.Name)
    }
    for here, below in pairwise(tree.body):
        if isinstance(here, ast.AnnAssign) and isinstance(here.target, ast.Name):
            match below:
                case ast.Expr(value=ast.Constant(value=str(told))) if _COUNTS.match(told):
                    if here.target.id not in looped:
                        yield f"{module}.{here.target.id}"
