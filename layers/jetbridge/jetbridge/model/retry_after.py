"""The header `Retry-After`, as far as anybody reads it."""

import re
from typing import Final

_DELAY: Final = re.compile(r"[0-9]{1,9}")


def seconds(header: str | None) -> int | None:
    """Return a delay in seconds (RFC 9110 §10.2.3), None where the header is none.

    A date is left to the default, and so is a number beyond nine digits: it is thirty years and
    more, and one of thousands of digits is none to Python.
    """
    named = (header or "").strip()
    return int(named) if _DELAY.fullmatch(named) else None
