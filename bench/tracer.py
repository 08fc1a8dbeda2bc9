"""Records which files of the project one invocation runs through.

Copied as sitecustomize.py into a copy of the layer, which every function's process of the local
stack has on its path. It imports nothing of the project. For each invocation it writes a JSON line
to the folder `.trace` of the copy.

A hop is a call from a function in one file to a function in another, directly or through a
library; an arrow is two files between which there are hops. Beside these, every call of a Python
function is counted, of the standard library's and other libraries' too: what the AWS SDK does is
work of the request as well. What runs while a module is imported is not counted.
"""

import json
import os
import sys
import time
from collections import Counter
from pathlib import Path
from types import CodeType, FrameType
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
FOLDERS: Final = (f"{ROOT}/layers/", f"{ROOT}/functions/")
SELF: Final = str(Path(__file__).resolve())
INVOCATION: Final = "handle_event_request"
"""The function of AWS's runtime interface client that runs one invocation."""
IMPORT: Final = "_find_and_load"
"""The function of the import system in which a module is found and run."""
SHOWN: Final = 10
"""Arrows with the most hops that a record names."""
TOOL: Final = sys.monitoring.PROFILER_ID

files: set[str] = set()
every: Counter[str] = Counter()
"""Calls of Python functions by the file of the function."""
importing: list[CodeType] = []
"""An element for each import that has begun, and not ended."""
hops: Counter[tuple[str, str]] = Counter()
event: list[str] = []


def is_ours(code: CodeType) -> bool:
    """Return whether the code is a function of the layer or of a Lambda function."""
    file = code.co_filename
    return file.startswith(FOLDERS) and file != SELF and code.co_name != "<module>"


def began(code: CodeType, _: int) -> object:
    """Count a call, or begin an invocation."""
    if code.co_name == INVOCATION:
        event[:] = [sys._getframe(1).f_locals["event_body"]]  # noqa: SLF001 - documented
        for counted in (files, every, hops, importing):
            counted.clear()
        return None
    if code.co_name == IMPORT:
        importing.append(code)
    elif not importing and not code.co_filename.startswith("<frozen"):
        every[code.co_filename] += 1
    if not is_ours(code):
        return None
    files.add(code.co_filename)
    caller = _caller(sys._getframe(1).f_back)  # noqa: SLF001 - documented
    if caller not in {None, code.co_filename}:
        hops[str(caller), code.co_filename] += 1
    return None


def ended(code: CodeType, _: int, __: object) -> object:
    """Write what the invocation ran through, or note the end of an import."""
    if code.co_name == IMPORT:
        return left(code, 0, None)
    if code.co_name != INVOCATION:
        return sys.monitoring.DISABLE
    record = {
        "function": Path.cwd().name,
        "event": json.loads(event[0]),
        "files": len(files),
        "arrows": len(hops),
        "hops": hops.total(),
        "all_files": len(every),
        "all_calls": every.total(),
        "folders": Counter(str(Path(_named(file)).parent) for file in files).most_common(),
        "busiest": [
            (_named(start), _named(end), count) for (start, end), count in hops.most_common(SHOWN)
        ],
        "ended": time.time(),
    }
    with (ROOT / ".trace" / f"{os.getpid()}.jsonl").open("a") as written:
        written.write(json.dumps(record) + "\n")
    return None


def left(code: CodeType, _: int, __: object) -> object:
    """Note the end of an import, which may have failed."""
    if code.co_name == IMPORT and importing:
        importing.pop()
    return None


def _named(file: str) -> str:
    return file.removeprefix(f"{ROOT}/").removeprefix("layers/jetbridge/jetbridge/")


def _caller(frame: FrameType | None) -> str | None:
    """Return the file of the nearest function of ours, or None while a module is imported."""
    while frame is not None:
        if is_ours(frame.f_code):
            return frame.f_code.co_filename
        if frame.f_code.co_name == "<module>":
            return None
        frame = frame.f_back
    return None


# The stack's other processes start as fast as ever: only a function's is traced.
if (ROOT / ".trace").is_dir() and "AWS_LAMBDA_RUNTIME_API" in os.environ:
    # The local stack's part in this process is that of the copy, too.
    sys.path[1:1] = [str(ROOT / "local"), str(ROOT / "cli")]
    sys.monitoring.use_tool_id(TOOL, "jetbridge")
    events = sys.monitoring.events
    sys.monitoring.register_callback(TOOL, events.PY_START, began)
    sys.monitoring.register_callback(TOOL, events.PY_RETURN, ended)
    sys.monitoring.register_callback(TOOL, events.PY_UNWIND, left)
    sys.monitoring.set_events(TOOL, events.PY_START | events.PY_RETURN | events.PY_UNWIND)
