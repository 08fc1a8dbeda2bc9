"""The kinds of fields that a request may have, and what is put right in each.

The API and the journeys read their requests by these, so this is the one place where text is
normalised: white space and invisible characters at the ends go everywhere, and each kind says the
rest. docs/api.md tells the callers.
"""

import re
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, ValidationInfo
from pydantic_core import PydanticCustomError

from jetbridge.model import text
from jetbridge.model.choices import MAX_LINK_MINUTES
from jetbridge.web import phones
from jetbridge.web.json_schema import JsonSchema
from jetbridge.web.reading import AS_SENT, Reading

_UNSEEN: Final = r"\xad\u200b-\u200f\u2060\ufeff"


def matching(pattern: str, rule: str, sentence: str) -> AfterValidator:
    """Hold a string to a pattern, with a rule's name and a sentence that a person understands."""
    compiled = re.compile(pattern)

    def check(value: str) -> str:
        if not compiled.fullmatch(value):
            raise PydanticCustomError(rule, sentence)
        return value

    return AfterValidator(check)


def _kind(normalise: Callable[[str], str], *, whole: bool = True) -> BeforeValidator:
    """Refuse what no text may hold, and put right the rest. `whole`: nor may a character be lost.

    What is no string is left for pydantic to refuse.
    """

    def read(value: Any, info: ValidationInfo) -> Any:  # noqa: ANN401 - any JSON
        if not isinstance(value, str) or _reading(info).as_before:
            return value
        fault = text.fault(value)
        if fault:
            raise PydanticCustomError(fault.rule, fault.sentence)
        if whole and text.LOST in value:
            sentence = "Must be Unicode text: a character was lost in it."
            raise PydanticCustomError("string_unicode", sentence)
        return normalise(value)

    return BeforeValidator(read)


def _reading(info: ValidationInfo) -> Reading:
    return info.context if isinstance(info.context, Reading) else AS_SENT


def _name(value: str) -> str:
    return text.composed(text.stripped(value)).replace("\t", " ")


def _lines(value: str) -> str:
    """Return a text of several lines, each of which ends with LF."""
    return text.stripped(value).replace("\r\n", "\n").replace("\r", "\n")


def _phone(value: Any, info: ValidationInfo) -> Any:  # noqa: ANN401 - any JSON
    if not isinstance(value, str) or _reading(info).as_before:
        return value
    return phones.e164(value, _reading(info).country) or value


def _real_day(value: str) -> str:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        day = None
    if day is None or day.isoformat() != value:
        raise PydanticCustomError("date", "Must be a date such as 2026-03-02.")
    return value


_SHORT: Final = StringConstraints(strip_whitespace=True, min_length=1, max_length=256)
_ONE_LINE: Final = matching(
    r"[^\x00-\x1f\x7f\u2028\u2029]*",
    "no_control_characters",
    "Must not hold control characters or line breaks.",
)

# What stands further down is done first: pydantic applies validators before from right to left.
type Text = Annotated[str, _SHORT, _ONE_LINE, _kind(text.stripped)]
"""An id, a reference, a word: one line, passed on letter by letter."""
type Name = Annotated[str, _SHORT, _ONE_LINE, _kind(_name)]
"""What a person or a role is called: one line, accents in their letters, tabs as spaces."""
type Lines = Annotated[str, StringConstraints(max_length=2_000), _kind(_lines, whole=False)]
"""Text of several lines."""
type Phone = Annotated[
    str,
    matching(
        r"\+[1-9][0-9]{6,14}",
        "e164",
        "Must be a phone number with its country code, such as +14155550100.",
    ),
    BeforeValidator(_phone),
    _kind(text.stripped),
]
"""A phone number, in E.164 form once it is read."""
type Email = Annotated[
    str,
    JsonSchema(format="email"),
    StringConstraints(max_length=254),
    matching(
        rf"[^@\s{_UNSEEN}]+@[^@\s{_UNSEEN}]+\.[^@\s{_UNSEEN}]+",
        "email",
        "Must be an e-mail address.",
    ),
    _kind(text.stripped),
]
"""An e-mail address. Capitals stay: what is before the @ may depend on them."""
type Link = Annotated[
    str,
    JsonSchema(format="uri"),
    StringConstraints(max_length=2048),
    matching(r"https://[^\s/?#@\\]+([/?#]\S*)?", "https_url", "Must be an https URL."),
    _kind(text.stripped),
]
type Url = Annotated[
    str,
    JsonSchema(format="uri"),
    StringConstraints(max_length=2048),
    matching(r"https?://[^\s/?#@\\]+([/?][^\s#]*)?", "url", "Must be a URL without a fragment."),
    _kind(text.stripped),
]
type Day = Annotated[
    str, JsonSchema(format="date"), AfterValidator(_real_day), _kind(text.stripped)
]
"""A date, `YYYY-MM-DD`."""
type Credential = Annotated[
    str,
    StringConstraints(min_length=1, max_length=1024),
    matching(r"[\x21-\x7e]+", "visible_ascii", "Must be visible ASCII characters."),
    _kind(text.stripped),
]
"""A secret or an id of another system's."""
type Whole = Annotated[int, Field(strict=True, ge=1)]
type Minutes = Annotated[int, Field(strict=True, ge=1, le=525_600)]
type LinkMinutes = Annotated[int, Field(strict=True, ge=1, le=MAX_LINK_MINUTES)]
