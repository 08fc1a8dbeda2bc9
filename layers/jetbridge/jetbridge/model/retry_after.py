"""The header `Retry-After`, in both of its forms."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

_DELAY: Final = re.compile(r"[0-9]{1,9}")


def seconds(headers: Mapping[str, str]) -> int | None:
    """Return for how many seconds an answer asks to be left alone; None where it names no time.

    A date is measured from the answer's own `Date`, so that the two clocks need not agree
    (RFC 9110 §10.2.3, §6.6.1). One that has passed is 0. A number beyond nine digits is thirty
    years and more, and one of thousands of digits is none to Python: both count as no time.

    Args:
        headers: the answer's, with names in lower case.
    """
    named = headers.get("retry-after", "").strip()
    if _DELAY.fullmatch(named):
        return int(named)
    if not named:
        return None
    until, sent = _moment(named), _moment(headers.get("date", ""))
    return max(0, int((until - sent).total_seconds())) if until and sent else None


def _moment(text: str) -> datetime | None:
    from email.utils import parsedate_to_datetime

    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
