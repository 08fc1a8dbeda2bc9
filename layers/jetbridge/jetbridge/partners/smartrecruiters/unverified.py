"""A row of deliveries that no key of ours has signed leads to a look at the subscription.

Perhaps the key was replaced at the partner. Until it is known here every delivery is refused, and
the partner tries each of them again for days (`subscription` looks). Perhaps it is an attacker, who
must not make us write, or call the partner, as often as they like.
"""

import logging
from typing import Final

from jetbridge.flows.context import Context
from jetbridge.model.connection import Connection
from jetbridge.partners.smartrecruiters import subscription
from jetbridge.store import unverified
from jetbridge.store.mapper import UnreadableItemError
from jetbridge.store.table import StoreError
from jetbridge.store.unverified import Count

logger = logging.getLogger(__name__)

ROW: Final = 3
"""Deliveries that lead to a look. One event alone makes three attempts within four minutes."""
WITHIN: Final = 3_600
"""Seconds within which they come."""
QUIET: Final = 900
"""Seconds after a look in which nothing is counted: an attacker causes four looks an hour at the
most. The partner's next attempts come later than that."""


def note(context: Context, connection: Connection) -> None:
    """Count a delivery that is not signed by a live key; the last of a row leads to a look.

    Nothing is raised: the delivery is refused in any case.
    """
    now = context.clock.now()
    try:
        before = unverified.get(context.table, connection.id)
        after = _counted(before, now)
        if after is None:
            return
        context.table.write(unverified.save(connection.id, before, after))
    except (StoreError, UnreadableItemError):
        # Another delivery was counted in this moment, or the table is busy: the next one counts.
        # A count that cannot be read ends by itself within the hour.
        return
    if after.count == ROW:
        logger.warning("deliveries not signed in a row", extra={"connection": connection.id})
        subscription.ask(context, connection)


def _counted(before: Count | None, now: int) -> Count | None:
    """Return the count after one more delivery; None where it is not counted."""
    if before is None or now >= before.until:
        return Count(1, now + WITHIN)
    if before.count >= ROW:
        return None
    count = before.count + 1
    return Count(count, now + QUIET if count == ROW else before.until)
