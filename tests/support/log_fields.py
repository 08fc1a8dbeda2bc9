"""What lines of the log may hold: fields and messages, as the source writes them."""

import ast
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from jetbridge.model.trace import Trace
from jetbridge.runtime.log_records import RecordFormatter
from tests.fakes.invocations import AContext
from tests.unit.infra.templates import ROOT, properties

SOURCES: Final = (
    *(ROOT / "layers" / "jetbridge" / "jetbridge").rglob("*.py"),
    *(ROOT / "functions").rglob("*.py"),
)
REPORT: Final = {
    "time": "2026-04-08T19:12:49.963Z",
    "type": "platform.report",
    "record": {
        "requestId": "6d68ca91-49c9-448d-89b8-7ca3e6dc66aa",
        "metrics": {
            "durationMs": 495.138,
            "billedDurationMs": 654,
            "memorySizeMB": 512,
            "maxMemoryUsedMB": 64,
            "initDurationMs": 158.2,
        },
        "status": "success",
    },
}
"""What Lambda logs of an invocation. Source: Lambda Developer Guide, "Telemetry API event schema
reference", `platform.report`; its JSON log format writes the same."""
_LEVELS: Final = {"debug", "info", "warning", "error", "exception"}


@cache
def messages() -> frozenset[str]:
    """Return the messages that the source logs."""
    return frozenset(
        str(constant.value)
        for call in _logged()
        if call.args
        for constant in ast.walk(call.args[0])
        if isinstance(constant, ast.Constant)
    )


@cache
def fields() -> frozenset[str]:
    """Return the names of fields that a line of a function may have.

    They are those of every record and of an invocation, and whatever the source calls a member of
    a document: the facts of a record are put together in several places.
    """
    formatter = RecordFormatter("jetbridge")
    formatter.begin(AContext(), "request")
    own = {"level", "location", "message", "timestamp", "service", "xray_trace_id"}
    of_trace = Trace("t", "s", "p", linked="l").facts
    return frozenset(
        {*own, *of_trace, *formatter.facts, "exception", "exception_name", *_members()}
    )


def access_log() -> dict[str, str]:
    """Return a line of API Gateway's access log, of a request that failed."""
    line: dict[str, str] = json.loads(properties("HttpApi")["AccessLogSettings"]["Format"])
    return {**line, "status": "503", "route": "GET /v1/journeys", "responseLatency": "12"}


def _logged() -> Iterator[ast.Call]:
    for tree in _trees():
        for call in ast.walk(tree):
            match call:
                case ast.Call(func=ast.Attribute(attr=level)) if level in _LEVELS:
                    yield call


def _members() -> Iterator[str]:
    """Yield the keys of the documents that are written in a module that logs."""
    for tree in _trees():
        for part in ast.walk(tree):
            match part:
                case ast.Dict(keys=keys):
                    yield from (
                        key.value
                        for key in keys
                        if isinstance(key, ast.Constant) and isinstance(key.value, str)
                    )
                case ast.keyword(arg=str(name)):
                    yield name
                case ast.AnnAssign(target=ast.Name(id=name)):
                    yield name  # a member of a report, which is logged whole


@cache
def _trees() -> tuple[ast.Module, ...]:
    texts = (path.read_text() for path in map(Path, SOURCES))
    return tuple(ast.parse(text) for text in texts if "logger." in text or "outbound." in text)
