"""What a role's policies allow, by IAM's rules as far as template.yaml uses them.

Source: IAM User Guide, "Policy evaluation logic" and "Condition operators". What else a policy may
say raises: a rule that is passed over would allow more here than AWS does, or less.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from jetbridge_local.stack.aws_requests import Call

type Statement = Mapping[str, Any]

_KNOWN: Final = frozenset({"Sid", "Effect", "Action", "Resource", "Condition"})
_LEADING_KEYS: Final = ("ForAllValues:StringLike", "dynamodb:LeadingKeys")
_ATTRIBUTES: Final = ("ForAllValues:StringEquals", "dynamodb:Attributes")
_PUT: Final = "dynamodb:PutItem"
"""The one action whose attributes are known here: those of the item."""


class UnknownRuleError(Exception):
    """A policy says what is not evaluated here."""


def allows(statements: Iterable[Statement], call: Call) -> bool:
    """Return whether one of the statements allows the call.

    Raises:
        UnknownRuleError: a statement says what is not evaluated here.
    """
    return any(_allows(statement, call) for statement in statements)


def _allows(statement: Statement, call: Call) -> bool:
    if statement["Effect"] != "Allow" or not statement.keys() <= _KNOWN:
        raise UnknownRuleError(statement.get("Sid", ""))
    return (
        call.action in listed(statement["Action"])
        and call.resource in listed(statement["Resource"])
        and _holds(statement.get("Condition", {}), call)
    )


def _holds(condition: Mapping[str, Mapping[str, Any]], call: Call) -> bool:
    """Return whether all that a condition asks for holds.

    Raises:
        UnknownRuleError: it asks for something that is not evaluated here.
    """
    asked = {
        (operator, key): listed(values)
        for operator, keys in condition.items()
        for key, values in keys.items()
    }
    known = {_LEADING_KEYS, _ATTRIBUTES} if call.action == _PUT else {_LEADING_KEYS}
    if not asked.keys() <= known:
        raise UnknownRuleError(*asked)
    patterns, names = asked.get(_LEADING_KEYS), asked.get(_ATTRIBUTES)
    in_reach = patterns is None or all(
        any(_like(each, pattern) for pattern in patterns) for each in call.leading_keys
    )
    return in_reach and (names is None or {*call.attributes} <= {*names})


def _like(text: str, pattern: str) -> bool:
    """Return whether `text` is like `pattern`, in which `*` is any text and `?` any character."""
    spelled = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    return re.fullmatch(spelled, text, re.DOTALL) is not None


def listed(value: str | list[str]) -> list[str]:
    """Return a list, for which IAM takes its only element too."""
    return [value] if isinstance(value, str) else value
