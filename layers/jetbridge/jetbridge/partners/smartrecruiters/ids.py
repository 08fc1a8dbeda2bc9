"""SmartRecruiters' ids of candidates, jobs and applications, as they come in.

They become parts of addresses, of keys and of items, and what is none of ours is not trusted to
fit there. The partner's own are UUIDs and numbers; their form is not published.
"""

import re
from typing import Final

_ID: Final = re.compile(r"(?!\.{1,2}$)[!-.0-~]{1,128}")
"""Visible ASCII without a slash. Of two dots an address would lead a level up."""


def read_id(value: object) -> str:
    """Return an id, empty where a value is none that can be stored and asked for.

    A whole number is its digits.
    """
    text = str(value) if type(value) is int else value
    return text if isinstance(text, str) and _ID.fullmatch(text) else ""
