"""How a policy makes the fields of a request out of a candidate and an application.

A value is a constant, or one of these rules, an object with the rule's name among its members:

    {"path": "/candidate/email", "default": …}     what a JSON pointer (RFC 6901) leads to
    {"join": [value, …], "with": " "}              the values that are there, as one text
    {"date": value, "addDays": 0, "notBefore": "today"}    a day, `YYYY-MM-DD`

Where a rule comes to nothing, its field is left out: what the partner needs is checked afterwards.
Objects and lists that are no rule are filled member by member.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final

from jetbridge.model.policy import Json, Template

RULES: Final[Mapping[str, frozenset[str]]] = {
    "path": frozenset({"path", "default"}),
    "join": frozenset({"join", "with"}),
    "date": frozenset({"date", "addDays", "notBefore"}),
}
"""The members that each rule may have."""

TODAY: Final = "today"
_ONE_DAY: Final = timedelta(days=1)


def fill(template: Template, source: Mapping[str, object], today: date) -> dict[str, Json]:
    """Return the fields as they are for one hire.

    Args:
        template: the fields, checked by `jetbridge.web.policy_document`.
        source: what paths lead into: `candidate`, `application`, `company`, `journey`.
        today: the present day, in UTC.
    """
    return _members(template, source, today)


def rule_of(value: Json) -> str | None:
    """Return which rule an object is, None where it is none."""
    names = [name for name in RULES if isinstance(value, dict) and name in value]
    return names[0] if names else None


def find(source: object, pointer: str) -> object:
    """Return what a JSON pointer leads to, None where it leads nowhere."""
    for part in pointer.split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        if isinstance(source, Mapping):
            source = source.get(name)
        elif isinstance(source, list) and name.isdecimal() and int(name) < len(source):
            source = source[int(name)]
        else:
            return None
    return source


def _members(template: Template, source: Mapping[str, object], today: date) -> dict[str, Json]:
    filled = {name: _value(value, source, today) for name, value in template.items()}
    return {name: value for name, value in filled.items() if value is not None}


def _value(value: Json, source: Mapping[str, object], today: date) -> Json:
    if isinstance(value, list):
        return [found for each in value if (found := _value(each, source, today)) is not None]
    if not isinstance(value, dict):
        return value
    match rule_of(value):
        case "path":
            found = _scalar(find(source, str(value["path"])))
            return found if found is not None else _value(value.get("default"), source, today)
        case "join":
            parts = _value(value["join"], source, today)
            texts = [str(part) for part in parts] if isinstance(parts, list) else []
            return str(value.get("with", " ")).join(texts) or None
        case "date":
            return _day(value, source, today)
        case _:
            return _members(value, source, today)


def _day(rule: Template, source: Mapping[str, object], today: date) -> str | None:
    """Return the day that a date or a moment falls on, as it is written there, and the rule."""
    written = _value(rule["date"], source, today)
    try:
        day = today if written == TODAY else datetime.fromisoformat(str(written)).date()
    except ValueError:
        return None
    days = rule.get("addDays", 0)
    day += _ONE_DAY * (days if isinstance(days, int) else 0)
    return str(max(day, today) if rule.get("notBefore") == TODAY else day)


def _scalar(found: object) -> Json:
    """Return what may stand in a request: an empty text says nothing."""
    return found if isinstance(found, str | int) and found != "" else None
