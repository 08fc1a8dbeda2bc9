"""The types of problems, as the client libraries name them."""

import re
from dataclasses import dataclass

from jetbridge.web.problem_texts import TEXTS


@dataclass(frozen=True, slots=True)
class Explained:
    """One type."""

    code: str
    name: str
    """Of its class: `InvalidRequestError`."""
    meaning: str


def explained() -> dict[str, Explained]:
    """Return the types by their codes, in their alphabet."""
    return {
        code: Explained(code, _name(code), told.meaning) for code, told in sorted(TEXTS.items())
    }


def _name(code: str) -> str:
    words = re.sub(r"(?:^|-)(\w)", lambda found: found[1].upper(), code)
    return f"{words.removesuffix('Error')}Error"
