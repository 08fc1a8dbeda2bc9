"""Items that cannot be read and are replaced: all that they held can be obtained again.

Any other item that cannot be read is left as it is, and is an error (`jetbridge.store.mapper`).
"""

import logging
from typing import Final

from jetbridge.store import keys
from jetbridge.store.mapper import UnreadableItemError
from jetbridge.store.table import Clause, Item, absent, equals, exists, key_of

logger = logging.getLogger(__name__)

_COMPARED: Final = (str, int, bytes)
"""Types that conditions compare; a bool is an int."""


class Unread:
    """An item that cannot be read, and why. It is stored nowhere, and so is no record.

    `unchanged` holds while it is as it was read: a process that replaces it must not overwrite what
    another one has stored in its place.
    """

    def __init__(self, kind: str, name: str, why: str, unchanged: tuple[Clause, ...]) -> None:
        self.kind: Final = kind
        self.id: Final = name
        self.why: Final = why
        self.unchanged: Final = unchanged

    def log_replaced(self) -> None:
        """Log that it was replaced: the kind, the id, the field and the rule."""
        facts = {"kind": self.kind, "id": self.id, "why": self.why}
        logger.warning("unreadable item replaced", extra=facts)


def unread(item: Item, error: UnreadableItemError, *changing: str) -> Unread:
    """Return an item that cannot be read. `changing` are attributes that its writers change."""
    key = key_of(item)
    clauses = (_as_read(item, name) for name in changing)
    return Unread(keys.kind_of(key), keys.id_of(key), error.why, (exists("pk"), *clauses))


def _as_read(item: Item, name: str) -> Clause:
    """Hold while an attribute is as it was read, as far as a condition can tell."""
    if name not in item:
        return absent(name)
    value = item[name]
    return equals(name, value) if isinstance(value, _COMPARED) else exists(name)
