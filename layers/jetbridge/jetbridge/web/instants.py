"""Points in time as API clients write them: RFC 3339."""

import re
from datetime import datetime
from typing import Final

_RFC_3339: Final = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)", re.ASCII
)


def read(text: str) -> int | None:
    """Return a date and time of day with a zone as whole Unix seconds; None: it is none."""
    if not _RFC_3339.fullmatch(text):
        return None
    try:
        return max(int(datetime.fromisoformat(text).timestamp()), 0)
    except (ValueError, OverflowError):
        return None
