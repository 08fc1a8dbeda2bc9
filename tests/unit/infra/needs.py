"""What the code of a function needs its role to allow, found in its source.

It follows from the names to which the code leads (`reads`), and from the keys that reach each
request of the table (`flow`): an action is allowed in the partitions for which the code asks it. A
partition is a pattern of IAM, in which `*` stands for what is filled in. A job that takes up what
is due reaches every item that can be due, whose keys it has from the index: docs/data-model.md
marks them. The queues follow from the attributes of the context.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from inspect import signature
from typing import Any, Final, TypeIs

from jetbridge.store import keys
from jetbridge.store.table import Key
from tests.unit.infra import reads
from tests.unit.infra.flow.follow import Follow
from tests.unit.infra.flow.values import Carried, Due, Function, Listed
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

_ADAPTERS: Final = (
    "jetbridge.store.schema",
    "jetbridge.store.dynamodb",
    "jetbridge.store.memory",
    "jetbridge.store.unexpired",
)
"""The table itself, which can do everything that is asked of it."""
_PLACE: Final = "Return the partition of the index `tenant`"
"""What the functions of `store.keys` say that give a partition of the index."""
_LOOKUPS: Final = keys.lookups
"""Gives a partition of the table; the others give keys."""
_FILLED_IN: Final = re.compile(r"\*(#\*)*")
_DIGEST: Final = re.compile("[0-9a-f]{64}")
_DUE_ROW: Final = re.compile(r"^\|[^|]+\| `(\w+)[#`][^|]*\|[^|]+\|([^|]*`due`[^|]*)", re.MULTILINE)
_UNEXPIRED: Final = ("jetbridge.store.unexpired", "UnexpiredTable")
"""Reads an item that is in the way of a new one: it may have expired."""


@cache
def pairs(folder: str) -> Mapping[str, frozenset[str]]:
    """Return the partitions for each action that the function in this folder of `functions` asks.

    Its indexes are not among them.
    """
    reached = reads.acting_names_of(folder)
    asked: dict[str, set[str]] = defaultdict(set)
    for request, carried in _followed().requests:
        if request.asks in ASKED and _top(request.function) in reached:
            asked[ASKED[request.asks]] |= _partitions(carried, reached)
    if _UNEXPIRED in reached:
        asked["GetItem"] |= asked["PutItem"]
    return {action: without_narrower(found) for action, found in asked.items() if found}


@cache
def listed(folder: str) -> frozenset[str]:
    """Return the partitions of the index `tenant` that the function in this folder reads."""
    reached = reads.acting_names_of(folder)
    found = (
        each
        for request, carried in _followed().requests
        if request.asks == "query_tenant" and _top(request.function) in reached
        for each in _meant(carried, reached)
    )
    return frozenset(each.partition for each in found if isinstance(each, Listed))


@cache
def queues(folder: str) -> frozenset[str]:
    """Return the queues into which the function in this folder puts messages."""
    return frozenset(QUEUES[name] for name in _of_the_context(folder) & QUEUES.keys())


def counts(folder: str) -> bool:
    """Return whether the function in this folder counts what the queues hold."""
    return "backlog" in _of_the_context(folder)


def publishes(folder: str) -> bool:
    """Return whether the function in this folder puts events on the bus."""
    return "bus" in _of_the_context(folder)


@cache
def due(partition: str = "") -> set[str]:
    """Return the partitions of the items that can be due, in one of the index, or in any."""
    document = (ROOT / "docs" / "data-model.md").read_text()
    return {f"{name}#*" for name, when in _DUE_ROW.findall(document) if partition in when}


@cache
def _followed() -> Follow:
    """Return what flows through the layer, but its adapters of the table."""
    patterns = {name: _pattern(each) for name, each in vars(keys).items() if _is_maker(each)}
    makers = {
        name: pattern if _is_of_the_table(getattr(keys, name)) else Listed(pattern)
        for name, pattern in patterns.items()
    }
    return Follow(reads.package(), makers, _ADAPTERS)


def _partitions(carried: Carried, reached: frozenset[reads.Node]) -> set[str]:
    """Return the partitions of the table that keys lead to where only `reached` calls."""
    named: set[str] = set()
    for each in _meant(carried, reached):
        match each:
            case str(pattern):
                named.add(pattern)
            case Due(partition):
                named |= due(partition)
    return named


def _meant(carried: Carried, reached: frozenset[reads.Node]) -> set[object]:
    return _followed().meant(carried, lambda caller: _top(caller) in reached)


def _top(function: Function) -> reads.Node:
    """Return the name at the top of a module that a function is, or is within."""
    return function[0], function[1].partition(".")[0]


def _statements(folder: str) -> Iterator[tuple[str, ast.stmt]]:
    """Return the statements to which a function's code leads, each with the module that has it."""
    return reads.statements(reads.of_function(folder), reads.acting_names_of(folder))


def _of_the_context(folder: str) -> set[str]:
    """Return the attributes of the context that are read by what a function's code leads to."""
    return {
        part.attr
        for _, statement in _statements(folder)
        for part in ast.walk(statement)
        if isinstance(part, ast.Attribute) and ast.unparse(part.value) == "context"
    }


def _is_maker(thing: object) -> TypeIs[Callable[..., Any]]:
    """Return whether something of `store.keys` makes a key, or a partition of an index."""
    if not callable(thing) or getattr(thing, "__module__", "") != keys.__name__:
        return False
    return _is_of_the_table(thing) or str(thing.__doc__).startswith(_PLACE)


def _is_of_the_table(maker: Callable[..., Any]) -> bool:
    return maker is _LOOKUPS or signature(maker).return_annotation is Key


def _pattern(maker: Callable[..., Any]) -> str:
    """Return the pattern of the partitions that a function of `store.keys` makes."""
    kinds = [each.annotation for each in signature(maker).parameters.values()]
    made = maker(*(0 if kind is int else "*" for kind in kinds))
    return _FILLED_IN.sub("*", _DIGEST.sub("*", made.pk if isinstance(made, Key) else made))


def without_narrower(patterns: set[str]) -> frozenset[str]:
    """Return patterns without those that another one covers."""
    wide = tuple(each.removesuffix("*") for each in patterns if each.endswith("*"))
    return frozenset(
        each
        for each in patterns
        if not any(each.startswith(start) and each != f"{start}*" for start in wide)
    )
