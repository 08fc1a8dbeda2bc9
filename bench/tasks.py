"""The tasks of docs/tasks.md, done from the page alone: `python -m bench.tasks`.

A reader's shell runs what the page says to run, block by block, on a local stack. Seconds are the
machine's, so all tasks are also told as a ratio to the first one, which is one request. A person
takes longer: they read.
"""

import re
import tempfile
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table

from bench.result import Result
from jetbridge_local.stack import LocalStack
from tests.e2e.docs.reading import reading
from tests.support.documented import RUN, blocks
from tests.unit.infra.templates import ROOT

PAGE: Final = ROOT / "docs" / "tasks.md"
TASKS: Final = 12
"""Tasks that the page has."""
_TASK: Final = re.compile(r"^## (\d+\. .+)$")


def seconds() -> Mapping[str, float]:
    """Do every task, and return the seconds of each by its heading.

    Raises:
        AssertionError: a command failed.
    """
    with (
        tempfile.TemporaryDirectory() as folder,
        LocalStack() as stack,
        reading(stack, Path(folder)) as reader,
    ):
        taken = reader.follow(blocks(PAGE))
    return {heading: sum(taken[place] for place in places) for heading, places in _tasks()}


def _tasks() -> Iterator[tuple[str, list[str]]]:
    """Yield each task's heading, and the places of its blocks."""
    lines = PAGE.read_text().splitlines()
    found = ((number, _TASK.match(line)) for number, line in enumerate(lines, 1))
    headings = [(number, match[1]) for number, match in found if match]
    run = [each for each in blocks(PAGE) if each.language == RUN]
    for (begin, heading), (end, _) in pairwise([*headings, (len(lines), "")]):
        yield heading, [each.place for each in run if begin < each.line < end]


def results() -> list[Result]:
    """Return how many tasks are done, and the seconds of each."""
    found = seconds()
    done = Result("tasks that are done from the page alone", len(found), at_least=TASKS)
    one = next(iter(found.values()))
    return [
        done,
        Result("all tasks ÷ the first one", sum(found.values()) / one),
        *(Result(f"task {heading}", taken, "s") for heading, taken in found.items()),
    ]


def main() -> None:
    """Print a line a task."""
    table = Table("task", "seconds")
    for heading, taken in seconds().items():
        table.add_row(heading, f"{taken:.1f}")
    Console().print(table)


if __name__ == "__main__":
    main()
