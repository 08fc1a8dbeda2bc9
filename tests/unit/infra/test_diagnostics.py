"""What an operator must see is not redacted: names of fields in logs, metrics and events.

The redaction removes fields by name. A diagnostic field that has such a name is lost, which is
not noticed before the first incident.
"""

import ast
import json
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Final

import pytest

from jetbridge.flows.event import outbox
from jetbridge.flows.schedule import dispatch, reconcile
from jetbridge.model.audit import DIGEST, Entry
from jetbridge.model.changes_since import Erased
from jetbridge.model.metrics import Metric
from jetbridge.model.outbound import Answer
from jetbridge.runtime.redaction import redact
from tests.unit.infra.templates import ROOT

_CODE: Final = (ROOT / "layers", ROOT / "functions")
_LEVELS: Final = frozenset({"debug", "info", "warning", "error", "exception", "append_keys"})
_SPREAD: Final[dict[str, tuple[str, ...]]] = {
    "_caller(request)": ("client_id", "tenant"),
    "{name: context[name] for name in ('client_id', 'tenant') if name in context}": (
        "client_id",
        "tenant",
    ),
    "told": (
        "chain",
        "expires_at",
        *("kept", "journey", "tenant", "connection", "record", "round"),
        *(field.name for field in fields(Entry)),
        *(field.name for field in fields(Erased)),
        *("pk", "sk", DIGEST),
    ),
    "names": ("partner", "source", "connection", "journey", "onboarding"),
    "asdict(report)": tuple(
        field.name
        for report in (dispatch.Report, outbox.Report, reconcile.Report)
        for field in fields(report)
    ),
}
"""Fields that a log call takes from elsewhere, by the expression that does."""


def _functions() -> Iterator[tuple[Path, ast.AST]]:
    for path in (each for root in _CODE for each in sorted(root.rglob("*.py"))):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef):
                yield path, node


def _targets(assignment: ast.Assign | ast.AnnAssign) -> list[ast.expr]:
    return assignment.targets if isinstance(assignment, ast.Assign) else [assignment.target]


def _keys(given: ast.expr, function: ast.AST) -> Iterator[str]:
    """Yield the field names of an expression that makes a log call's fields."""
    if isinstance(given, ast.Dict):
        for key, value in zip(given.keys, given.values, strict=True):
            yield from [str(ast.literal_eval(key))] if key else _keys(value, function)
        return
    if isinstance(given, ast.BinOp):
        yield from _keys(given.left, function)
        yield from _keys(given.right, function)
        return
    source = ast.unparse(given)
    assigned = [
        each.value
        for each in ast.walk(function)
        if isinstance(each, ast.Assign | ast.AnnAssign)
        and each.value
        and source in map(ast.unparse, _targets(each))
    ]
    if assigned and source not in _SPREAD:
        for each in assigned:
            yield from _keys(each, function)
        return
    assert source in _SPREAD, f"name the fields of {source} in this test"
    yield from _SPREAD[source]


def _logged() -> Iterator[tuple[str, str]]:
    for path, function in _functions():
        for call in ast.walk(function):
            if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)):
                continue
            receiver = ast.unparse(call.func.value)
            if call.func.attr not in _LEVELS or not receiver.endswith("logger"):
                continue
            for keyword in call.keywords:
                if keyword.arg == "extra":
                    yield from ((path.name, key) for key in _keys(keyword.value, function))
                elif call.func.attr == "append_keys" and keyword.arg:
                    yield path.name, keyword.arg


def test_no_field_of_a_log_line_is_redacted() -> None:
    """Every log call of the code, with the names of its fields."""
    # GIVEN the fields of all log calls
    logged = [*_logged()]
    names = {name for _, name in logged}
    # THEN there are those that an operator looks for first
    assert {"partner", "status", "outcome", "error", "connection", "journey", "attempt"} <= names
    # AND none of them is redacted
    lost = [(path, name) for path, name in logged if redact({name: "word"}) != {name: "word"}]
    assert lost == []


@pytest.mark.parametrize("word", ["invalid_client", "http_401", "token_refused_400"])
def test_no_word_that_tells_the_cause_is_redacted(word: str) -> None:
    """Partners' error codes, and what a call ended in."""
    # GIVEN a cause, WHEN it is redacted, THEN it is there still
    told = Answer("incode", "POST token", 401, f"answered: {word}")
    line = {"error": word, "outcome": told.outcome, "operation": told.operation}
    assert redact(line) == line


def test_no_metric_is_redacted() -> None:
    """A line of a metric has its name and its dimension as fields."""
    # GIVEN the line of each metric
    line = {str(metric): 1 for metric in Metric} | {"service": "jetbridge"}
    # WHEN it is redacted, THEN nothing is lost
    assert redact(line) == line


def test_no_field_of_an_event_is_redacted_but_the_link() -> None:
    """A rule of the deployer's may write events to a log."""
    # GIVEN the members that the schemas of events name
    schemas = sorted((ROOT / "docs/schemas/events").glob("*.json"))
    named = {name for each in schemas for name in _members(json.loads(each.read_text()))}
    # THEN none is redacted by its name
    assert {"reason", "fault", "partner"} <= named
    assert [name for name in sorted(named) if redact({name: 1}) != {name: 1}] == ["link"]


def _members(schema: object) -> Iterator[str]:
    if isinstance(schema, list):
        for each in schema:
            yield from _members(each)
    if isinstance(schema, dict):
        for name, value in schema.items():
            if name == "properties":
                yield from value
            yield from _members(value)
