"""What the fields of a step may hold: constants and the rules of `jetbridge.model.mapping`.

The models of the rules stand in the published schema, too (docs/schemas/policy.v1.json).
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Annotated, Any, Final, Literal

from pydantic import Field, SkipValidation, StringConstraints

from jetbridge.model import json_text
from jetbridge.model.errors import ApiProblem, Violation
from jetbridge.model.mapping import RULES, TODAY
from jetbridge.web.fields import matching
from jetbridge.web.json_body import Body, validated

DEPTH: Final = 10
"""Objects and lists that may stand within each other in the fields of a step."""
MAX_NUMBER: Final = 2**53 - 1
"""The largest number that every reader of JSON reads alike (RFC 7493 §2.2)."""
MAX_DAYS: Final = 3_650
MAX_RULES: Final = 500
"""Rules in the fields of a step; each up to `jetbridge.model.mapping.MAX_LENGTH` characters."""
_MAX_NAME_LENGTH: Final = 256

_POINTER: Final = r"^/((candidate|application)(/([^~/]|~[01])+)+|company/id|journey/(id|round))$"
_NO_RULE: Final = {"propertyNames": {"not": {"enum": [*RULES]}}}

type Number = Annotated[int, Field(strict=True, ge=-MAX_NUMBER, le=MAX_NUMBER)]
type Value = str | Number | bool | list[Value] | PathRule | JoinRule | DateRule | Members | None
type Members = Annotated[dict[str, Value], Field(json_schema_extra=_NO_RULE)]
"""An object that is no rule: it is filled member by member."""
type Part = str | Number | bool | PathRule | JoinRule | DateRule
type Fields = dict[str, SkipValidation[Value]]
"""What is skipped here is walked through by `faults`, which keeps each fault in its place."""


class PathRule(Body):
    """What a JSON pointer leads to, or the default where that is nothing."""

    path: Annotated[
        str,
        StringConstraints(max_length=256),
        Field(json_schema_extra={"pattern": _POINTER}),
        matching(
            _POINTER,
            "pointer",
            "Must be a JSON pointer into /candidate/ or /application/, or /company/id, "
            "/journey/id, /journey/round.",
        ),
    ]
    default: SkipValidation[Value] = None


class JoinRule(Body):
    """The values that are there, as one text."""

    join: Annotated[list[SkipValidation[Part]], Field(min_length=1, max_length=20)]
    with_: Annotated[str, StringConstraints(max_length=20), Field(alias="with")] = " "


class DateRule(Body):
    """The day that a date, a moment or `today` falls on."""

    date: SkipValidation[str | PathRule | JoinRule]
    add_days: Annotated[int, Field(strict=True, ge=-MAX_DAYS, le=MAX_DAYS)] = 0
    not_before: Literal["today"] | None = None


_MODELS: Final[Mapping[str, type[Body]]] = {"path": PathRule, "join": JoinRule, "date": DateRule}


def faults(value: object, pointer: str, depth: int = 0) -> Iterator[Violation]:
    """Yield what is wrong with a value of a template that stands at `pointer`."""
    match value:
        case dict() | list() if depth > DEPTH:
            yield Violation(pointer, "too_deep", f"Must not be nested deeper than {DEPTH} levels.")
        case dict():
            yield from _object(value, pointer, depth)
        case list():
            for index, each in enumerate(value):
                yield from faults(each, f"{pointer}/{index}", depth + 1)
        case float():
            rule = "Must be a whole number. Write others as text."
            yield Violation(pointer, "no_fractions", rule)
        case int() if abs(value) > MAX_NUMBER:
            rule = f"Must not be beyond {MAX_NUMBER}. Write larger numbers as text."
            yield Violation(pointer, "number_too_large", rule)
        case str():
            yield from json_text.text_faults(value, pointer)


def rules_in(value: object) -> int:
    """Return how many rules a value of a template holds."""
    if isinstance(value, list):
        return sum(map(rules_in, value))
    if not isinstance(value, dict):
        return 0
    return _has(value) + sum(map(rules_in, value.values()))


def _object(value: dict[str, Any], pointer: str, depth: int) -> Iterator[Violation]:
    for name in value:
        if wrong := [*json_text.text_faults(name, pointer)]:
            yield from wrong
            return
        if not 1 <= len(name) <= _MAX_NAME_LENGTH:
            rule = f"A name must have 1 to {_MAX_NAME_LENGTH} characters."
            yield Violation(pointer, "name_length", rule)
            return
    rules = [name for name in RULES if name in value]
    if len(rules) > 1:
        named = " and ".join(rules)
        yield Violation(pointer, "one_rule", f"Only one rule may stand in an object, not {named}.")
        return
    if rules:
        yield from _rule(rules[0], value, pointer)
    for name, member in value.items():
        yield from faults(member, f"{pointer}/{json_text.escaped(name)}", depth + 1)


def _rule(rule: str, value: dict[str, Any], pointer: str) -> Iterator[Violation]:
    try:
        validated(_MODELS[rule], value)
    except ApiProblem as problem:
        for each in problem.errors:
            yield Violation(f"{pointer}{each.pointer}", each.rule, each.detail)
    parts = value.get("join")
    for index, part in enumerate(parts if isinstance(parts, list) else []):
        if part is None or isinstance(part, list) or (isinstance(part, dict) and not _has(part)):
            sentence = "Must be a text, a number, a flag or a rule."
            yield Violation(f"{pointer}/join/{index}", "no_part", sentence)
    if rule == "date" and not _is_date(value["date"]):
        sentence = "Must be today, a date such as 2026-03-02, or a rule path or join."
        yield Violation(f"{pointer}/date", "date", sentence)


def _has(value: dict[str, Any]) -> bool:
    return any(name in value for name in RULES)


def _is_date(value: object) -> bool:
    match value:
        case {"path": _} | {"join": _}:
            return True
        case str() if value != TODAY:
            try:
                datetime.fromisoformat(value)
            except ValueError:
                return False
    return isinstance(value, str)
