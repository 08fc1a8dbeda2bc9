"""Items that cannot be read and are made anew: all that they held can be had again.

Any other item that cannot be read is left as it is, and is an error (`jetbridge.store.mapper`).
"""

import logging
from typing import Final

from jetbridge.model.record import record
from jetbridge.store import keys
from jetbridge.store.mapper import UnreadableItemError
from jetbridge.store.table import Clause, Item, Key, absent, equals, exists

logger = logging.getLogger(__name__)

_COMPARED: Final = (str, int, bytes)
"""Types that conditions compare; a bool is an int."""


@record
class Unread:
    """An item that cannot be read, and why.

    `unchanged` holds while it is as it was read: who makes it anew must not write over what another
    one has made of it meanwhile.
    """

    key: Key
    why: str
    unchanged: tuple[Clause, ...]

    def made_anew(self) -> None:
        """Log that another one stands in its place: the kind, the id, the field and the rule."""
        facts = {"kind": keys.kind_of(self.key), "id": keys.id_of(self.key), "why": self.why}
        logger.warning("item made anew", extra=facts)


def unread(key: Key, item: Item, error: UnreadableItemError, *changing: str) -> Unread:
    """Return an item that cannot be read. `changing` are attributes that its writers change."""
    clauses = (_as_read(item, name) for name in changing)
    return Unread(key, error.why, (exists("pk"), *clauses))


def _as_read(item: Item, name: str) -> Clause:
    """Hold while an attribute is as it was read, as far as a condition can tell."""
    if name not in item:
        return absent(name)
    value = item[name]
    return equals(name, value) if isinstance(value, _COMPARED) else exists(name)
