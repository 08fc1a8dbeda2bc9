"""What partners call their secrets: names of fields and headers whose values are never logged.

The registry of partners fills this list, so that the log needs no registry: a process that loads
none knows no partner, and has nothing of one's to log.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

_known: Final[set[str]] = set()


def add(names: Iterable[str]) -> None:
    """Never log what is called so from now on, however it is spelt."""
    _known.update(map(plain, names))


def has(plain_name: str) -> bool:
    """Return whether a name, as `plain` writes it, is a secret's."""
    return plain_name in _known


@lru_cache(maxsize=256)
def plain(name: str) -> str:
    """Return a name in lower case without `-` and `_`."""
    return name.replace("-", "").replace("_", "").lower()
