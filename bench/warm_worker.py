"""Runs a function many times in this process: `python -m bench.warm_worker FOLDER EVENT`.

FOLDER holds `app.py`, EVENT is a file. Each line of standard input, a number of invocations, is
answered with a JSON line: the CPU seconds that they took, and the milliseconds of each. What the
function itself prints goes nowhere, as a pipe that Lambda reads.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.fakes.invocations import AContext

type Handler = Callable[[dict[str, Any], AContext], dict[str, Any]]


def main(folder: str, event_file: str) -> None:
    """Answer each line of standard input."""
    with os.fdopen(os.dup(1), "w") as answers:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        sys.path.insert(0, folder)
        handler: Handler = import_module("app").handler
        event: dict[str, Any] = json.loads(Path(event_file).read_text())
        for answer in _answers(handler, event, map(int, sys.stdin)):
            print(json.dumps(answer), file=answers, flush=True)


def _answers(
    handler: Handler, event: dict[str, Any], counts: Iterable[int]
) -> Iterable[dict[str, Any]]:
    context = AContext()
    for count in counts:
        taken = []
        before = time.process_time()
        for _ in range(count):
            began = time.perf_counter()
            answer = handler(event, context)
            taken.append(1_000 * (time.perf_counter() - began))
            if answer.get("statusCode", 200) != 200 or "error" in answer.get("context", {}):  # noqa: PLR2004 - HTTP's own number
                raise RuntimeError(str(answer))
        yield {"cpu": time.process_time() - before, "taken": taken}


if __name__ == "__main__":
    main(*sys.argv[1:])
