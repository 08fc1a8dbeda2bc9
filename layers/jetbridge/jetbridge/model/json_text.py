"""The one reader of JSON: strict with what is sent to us, lenient with what we asked for.

Strict takes I-JSON (RFC 7493): UTF-8, each name once, numbers that a number can hold, and text
without what `jetbridge.model.text` never takes. Lenient reads what can be read: a partner's
answer is not sent again because a name in it has an odd character.
"""

import json
import math
from collections.abc import Iterator, Mapping
from typing import Final

from jetbridge.model import text
from jetbridge.model.errors import JetbridgeError, Violation

DEPTH: Final = 32
"""Objects and arrays that may stand within each other."""
_DEPTH_OF_ANSWERS: Final = 100
_DIGITS: Final = 19
"""More digits are beyond 64 bits: what reads them next may read another number."""
_MAX_FAULTS: Final = 20

NOT_JSON: Final = Violation("", "json", "Must be JSON in UTF-8.")
"""The fault of what is no JSON at all."""
_NO_NUMBER: Final = object()


class InvalidJsonError(JetbridgeError, ValueError):
    """A text is no JSON that we take. `faults` say where and why; at least one."""

    def __init__(self, *faults: Violation) -> None:
        """Keep the faults; the message names rules only."""
        super().__init__(", ".join(each.rule for each in faults))
        self.faults = faults


class _Repeated(dict[str, object]):
    """An object in which a name stands twice."""


def strict(sent: bytes) -> object:
    """Return what was sent to us.

    Raises:
        InvalidJsonError: it is no JSON that we take.
    """
    try:
        read = json.loads(
            # Halves of characters in raw form are refused below, with a pointer.
            sent.decode(errors="surrogatepass"),
            object_pairs_hook=_object,
            parse_constant=_no_number,
            parse_float=_float,
            parse_int=_int,
        )
    except (ValueError, RecursionError):
        raise InvalidJsonError(NOT_JSON) from None
    faults = [fault for fault, _ in zip(_faults(read), range(_MAX_FAULTS), strict=False)]
    if faults:
        raise InvalidJsonError(*faults)
    return read


def lenient(answer: bytes) -> object:
    """Return a partner's answer with its text cleaned, None where it is not JSON.

    A number that is none becomes null. Of a name that stands twice the last one counts. A byte
    order mark before it is ignored (RFC 8259 §8.1).
    """
    try:
        read = json.loads(
            answer.decode("utf-8-sig", errors="replace"),
            parse_constant=lambda _: None,
            parse_float=lambda written: _number(_float(written)),
            parse_int=lambda written: _number(_int(written)),
        )
        return _cleaned(read, _DEPTH_OF_ANSWERS)
    except (ValueError, RecursionError):
        return None


def given(members: Mapping[str, object | None]) -> dict[str, object]:
    """Return the members of an object that have a value."""
    return {name: value for name, value in members.items() if value is not None}


def escaped(name: str) -> str:
    """Return a name as a part of a JSON pointer (RFC 6901 §3)."""
    return name.replace("~", "~0").replace("/", "~1")


def _faults(document: object) -> Iterator[Violation]:
    """Yield what is wrong, in no particular order. No recursion: the sender decides on depth."""
    open_: list[tuple[str, int, object]] = [("", 0, document)]
    while open_:
        pointer, depth, value = open_.pop()
        if value is _NO_NUMBER:
            yield Violation(pointer, "number", "Must be a number of at most 64 bits.")
        elif isinstance(value, str):
            yield from text_faults(value, pointer)
        elif isinstance(value, dict | list):
            if depth >= DEPTH:
                sentence = f"Must not be nested deeper than {DEPTH} levels."
                yield Violation(pointer, "too_deep", sentence)
                continue
            if isinstance(value, _Repeated):
                yield Violation(pointer, "repeated_name", "Must not hold a name twice.")
            members = value.items() if isinstance(value, dict) else enumerate(value)
            for name, member in members:
                # What is wrong with a name is told of the object: the pointer would carry it on.
                wrong = [*text_faults(name, pointer)] if isinstance(name, str) else []
                yield from wrong
                if not wrong:
                    open_.append((f"{pointer}/{escaped(str(name))}", depth + 1, member))


def text_faults(value: str, pointer: str) -> Iterator[Violation]:
    """Yield why a text is not taken anywhere (`text.fault`), at `pointer`."""
    found = text.fault(value)
    if found:
        yield Violation(pointer, found.rule, found.sentence)


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    return members if len(members) == len(pairs) else _Repeated(members)


def _no_number(_: str) -> object:
    return _NO_NUMBER


def _float(written: str) -> object:
    number = float(written)
    return number if math.isfinite(number) else _NO_NUMBER


def _int(written: str) -> object:
    return int(written) if len(written.lstrip("-")) <= _DIGITS else _NO_NUMBER


def _number(read: object) -> object:
    return None if read is _NO_NUMBER else read


def _cleaned(value: object, depth: int) -> object:
    if depth == 0:
        raise ValueError
    match value:
        case str():
            return text.cleaned(value)
        case dict():
            return {text.cleaned(name): _cleaned(each, depth - 1) for name, each in value.items()}
        case list():
            return [_cleaned(each, depth - 1) for each in value]
        case _:
            return value
