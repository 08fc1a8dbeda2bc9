"""What the code of a function needs its role to allow, found in its source.

It follows from the names to which the code leads (`reads`): the partitions of the table from the
functions of `store.keys`, the actions from what is asked of the table, the queues from the
attributes of the context. A partition is a pattern of IAM, in which `*` stands for what is filled
in. A job that takes up what is due reaches every item that can be due, whose keys it has from the
index: docs/data-model.md marks them.
"""

import ast
import re
from collections.abc import Callable, Iterator
from functools import cache
from inspect import signature
from typing import Any, Final

from jetbridge.store import keys
from jetbridge.store.table import Key
from tests.unit.infra import reads
from tests.unit.infra.templates import ROOT

ASKED: Final = {
    "get": "GetItem",
    "get_many": "BatchGetItem",
    "query": "Query",
    "Put": "PutItem",
    "Update": "UpdateItem",
    "Delete": "DeleteItem",
    "Check": "ConditionCheckItem",
}
"""The permission for each method of the table, and for each write."""
QUEUES: Final = {
    "queue": "Queue",
    "webhooks": "WebhookQueue",
    "slow": "SlowQueue",
    "dead_letters": "DeadLetters",
}
"""The template's queue for each of the context's."""

_TABLE: Final = "jetbridge.store.table"
_ADAPTERS: Final = (
    _TABLE,
    "jetbridge.store.schema",
    "jetbridge.store.dynamodb",
    "jetbridge.store.memory",
    "jetbridge.store.unexpired",
)
"""The table itself, which can do everything that is asked of it."""
_STANDING: Final = ("jetbridge.store.due", "standing")
_LOOKUPS: Final = keys.lookups
"""Gives a partition of the table; the others give keys."""
_FILLED_IN: Final = re.compile(r"\*(#\*)*")
_DIGEST: Final = re.compile("[0-9a-f]{64}")
_DUE_ROW: Final = re.compile(r"^\|[^|]+\| `(\w+)[#`][^|]*\|[^|]+\|[^|]*`due`", re.MULTILINE)


@cache
def actions(folder: str) -> frozenset[str]:
    """Return what the function in this folder of `functions` asks of the table, but its indexes."""
    return frozenset(
        ASKED[name]
        for module, statement in _statements(folder)
        if not module.startswith(_ADAPTERS)
        for name in _asked(statement)
    )


@cache
def partitions(folder: str) -> frozenset[str]:
    """Return the partitions of the table that the function in this folder reaches."""
    named = {
        _pattern(each) for each in _makers(reads.acting_names_of(folder)) if _is_of_the_table(each)
    }
    return _without_narrower(
        named | (due() if _STANDING in reads.acting_names_of(folder) else set())
    )


@cache
def listed(folder: str) -> frozenset[str]:
    """Return the partitions of the index `tenant` that the function in this folder reads."""
    modules = reads.of_function(folder)
    return frozenset(
        _pattern(maker)
        for module, statement in _statements(folder)
        if "query_tenant" in reads.attributes(statement)
        for maker in _makers(frozenset(reads.mentioned(modules, modules[module], statement)))
    )


@cache
def queues(folder: str) -> frozenset[str]:
    """Return the queues into which the function in this folder puts messages."""
    return frozenset(QUEUES[name] for name in _of_the_context(folder) & QUEUES.keys())


def publishes(folder: str) -> bool:
    """Return whether the function in this folder puts events on the bus."""
    return "bus" in _of_the_context(folder)


@cache
def due() -> set[str]:
    """Return the partitions of the items that can be due."""
    document = (ROOT / "docs" / "data-model.md").read_text()
    return {f"{name}#*" for name in _DUE_ROW.findall(document)}


def _statements(folder: str) -> Iterator[tuple[str, ast.stmt]]:
    """Return the statements to which a function's code leads, each with the module that has it."""
    return reads.statements(reads.of_function(folder), reads.acting_names_of(folder))


def _asked(statement: ast.stmt) -> Iterator[str]:
    """Yield what a statement asks of the table: methods of one so called, and kinds of writes."""
    for part in ast.walk(statement):
        match part:
            case ast.Call(func=ast.Attribute(value=table, attr=method)) if method in ASKED:
                if ast.unparse(table).endswith("table"):
                    yield method
            case ast.Call(func=ast.Name(id=write)) if write in ASKED:
                yield write


def _of_the_context(folder: str) -> set[str]:
    """Return the attributes of the context that are read by what a function's code leads to."""
    return {
        part.attr
        for _, statement in _statements(folder)
        for part in ast.walk(statement)
        if isinstance(part, ast.Attribute) and ast.unparse(part.value) == "context"
    }


def _makers(names: frozenset[reads.Node]) -> list[Callable[..., Any]]:
    """Return the functions of `store.keys` among these names."""
    found = [getattr(keys, name, None) for module, name in names if module == keys.__name__]
    return [each for each in found if callable(each) and each.__module__ == keys.__name__]


def _is_of_the_table(maker: Callable[..., Any]) -> bool:
    return maker is _LOOKUPS or signature(maker).return_annotation is Key


def _pattern(maker: Callable[..., Any]) -> str:
    """Return the pattern of the partitions that a function of `store.keys` makes."""
    kinds = [each.annotation for each in signature(maker).parameters.values()]
    made = maker(*(0 if kind is int else "*" for kind in kinds))
    return _FILLED_IN.sub("*", _DIGEST.sub("*", made.pk if isinstance(made, Key) else made))


def _without_narrower(patterns: set[str]) -> frozenset[str]:
    """Return patterns without those that another one covers."""
    wide = tuple(each.removesuffix("*") for each in patterns if each.endswith("*"))
    return frozenset(
        each
        for each in patterns
        if not any(each.startswith(start) and each != f"{start}*" for start in wide)
    )
