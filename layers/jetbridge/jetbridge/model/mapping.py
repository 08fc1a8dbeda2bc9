"""How a policy makes the fields of a request out of a candidate and an application.

A value is a constant, or one of these rules, an object with the rule's name among its members:

    {"path": "/candidate/email", "default": …}     what a JSON pointer (RFC 6901) leads to
    {"join": [value, …], "with": " "}              the values that are there, as one text
    {"date": value, "addDays": 0, "notBefore": "today"}    a day, `YYYY-MM-DD`

Where a rule comes to nothing, its field is left out: what the partner needs is checked afterwards.
Objects and lists that are no rule are filled member by member. What a template may hold is said
in `jetbridge.web.policy_fields`.
"""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from jetbridge.model import json_text, registry, text
from jetbridge.model.calendar import Calendar
from jetbridge.model.errors import JetbridgeError
from jetbridge.model.policy import Delivery, Json, Step, StepKind, Template

RULES: Final = ("path", "join", "date")
"""The rules, each named like the member by which it is known."""

TODAY: Final = "today"
MAX_LENGTH: Final = 10_000
"""Characters of one text of a request. A join is not made beyond that: joins of joins of what a
candidate wrote could fill the memory of the process."""
_ONE_DAY: Final = timedelta(days=1)
_INDEX: Final = re.compile(r"0|[1-9][0-9]{0,8}")
"""An index of a list (RFC 6901 §4): no sign, no leading zeros, no other script's digits."""
_NOTIFICATIONS: Final = {Delivery.BUS: "URL", Delivery.SMS: "SMS", Delivery.EMAIL: "EMAIL"}


class TextTooLongError(JetbridgeError, ValueError):
    """A text would be longer than `MAX_LENGTH`. `pointer` leads to it in the request."""

    def __init__(self, pointer: str = "") -> None:
        """`pointer` is a JSON pointer."""
        super().__init__(f"{pointer or '/'} would be longer than {MAX_LENGTH} characters")
        self.pointer = pointer


def request(
    step: Step, hire: Mapping[str, str], source: Mapping[str, object], calendar: Calendar
) -> dict[str, Json]:
    """Return what a step asks of `POST /v1/onboardings` for one hire.

    Args:
        step: a step that verifies or launches.
        hire: the fields by which a launch names whom it is for.
        source: what paths lead into: `candidate`, `application`, `company`, `journey`.
        calendar: the present day, and the zone of the policy.
    """
    fields = fill(step.fields, source, calendar)
    if step.kind is StepKind.LAUNCH:
        return {**fields, "partner": step.partner, **hire}
    own: dict[str, Json] = {"partner": step.partner}
    if registry.requests(step.partner).sends:
        address = fields.get("notification")
        sent = address if isinstance(address, dict) else {}
        own["notification"] = {**sent, "type": _NOTIFICATIONS[step.delivery]}
    if step.deadline is not None and "linkValidityInMinutes" not in fields:
        own["linkValidityInMinutes"] = -(-step.deadline // 60)
    return fields | own


def fill(template: Template, source: Mapping[str, object], calendar: Calendar) -> dict[str, Json]:
    """Return the fields as they are for one hire. Parameters as in `request`."""
    filled: dict[str, Json] = {}
    for name, value in template.items():
        found = _member(name, value, source, calendar)
        if found is not None:
            filled[name] = found
    return filled


def _member(name: str | int, value: Json, source: Mapping[str, object], calendar: Calendar) -> Json:
    """Return what a member comes to. A fault in it is said to be there."""
    try:
        return value_of(value, source, calendar)
    except TextTooLongError as fault:
        raise TextTooLongError(f"/{json_text.escaped(str(name))}{fault.pointer}") from None


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
        elif isinstance(source, list) and _INDEX.fullmatch(name) and int(name) < len(source):
            source = source[int(name)]
        else:
            return None
    return source


def value_of(value: Json, source: Mapping[str, object], calendar: Calendar) -> Json:
    """Return what a value of a template comes to, None where that is nothing."""
    if isinstance(value, list):
        return [
            found
            for index, each in enumerate(value)
            if (found := _member(index, each, source, calendar)) is not None
        ]
    if not isinstance(value, dict):
        return value
    match rule_of(value):
        case "path":
            found = _scalar(find(source, str(value["path"])))
            return found if found is not None else value_of(value.get("default"), source, calendar)
        case "join":
            return _joined(value, source, calendar)
        case "date":
            return _day(value, source, calendar)
        case _:
            return fill(value, source, calendar)


def _joined(rule: Template, source: Mapping[str, object], calendar: Calendar) -> str | None:
    """Return the parts that are there as one text."""
    parts = rule["join"]
    between = str(rule.get("with", " "))
    texts: list[str] = []
    length = 0
    for part in parts if isinstance(parts, list) else []:
        found = value_of(part, source, calendar)
        if found is None:
            continue
        texts.append(_text(found))
        length += len(texts[-1]) + (len(between) if len(texts) > 1 else 0)
        if length > MAX_LENGTH:
            raise TextTooLongError
    return between.join(texts) or None


def _day(rule: Template, source: Mapping[str, object], calendar: Calendar) -> str | None:
    """Return the day that a date or a moment falls on, and the rule.

    No day where there is none such, or none before the year 10000.
    """
    written = value_of(rule["date"], source, calendar)
    days = rule.get("addDays", 0)
    try:
        day = calendar.today if written == TODAY else calendar.day_of(_written(written))
        day += _ONE_DAY * (days if isinstance(days, int) else 0)
    except (ValueError, OverflowError):
        return None
    return str(max(day, calendar.today) if rule.get("notBefore") == TODAY else day)


def _written(value: Json) -> str:
    """Return a text: a number is no date, though some of them look like one."""
    if not isinstance(value, str):
        raise ValueError  # noqa: TRY004 - what is no date is no date, whatever its type
    return text.stripped(value)


def _scalar(found: object) -> Json:
    """Return what may stand in a request: a text without blanks around it, if it says anything.

    Joined with others, what is around it would be within.
    """
    if isinstance(found, str):
        if len(found) > MAX_LENGTH:
            raise TextTooLongError
        return text.stripped(found) or None
    return found if isinstance(found, int) else None


def _text(part: Json) -> str:
    """Return a part as JSON writes it: a flag as `true`, not as Python's `True`."""
    return str(part).lower() if isinstance(part, bool) else str(part)
