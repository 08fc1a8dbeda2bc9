"""How many messages a person may get in a day: SMS, e-mails, links and reminders alike.

Counted over the last 24 hours, so that it matters to no time zone. Times are Unix seconds.
"""

from collections.abc import Sequence
from typing import Final

from jetbridge.model.record import record

WINDOW: Final = 86_400
"""Seconds over which messages are counted."""
PER_DAY: Final = 10
"""Messages of a person in that time, where the policy does not say."""
MAX_PER_DAY: Final = 100


@record
class Sent:
    """One message: its name, which is the same each time for the same message, and when."""

    name: str
    at: int


@record
class Full:
    """The limit is met. There is room again at `until`."""

    until: int


def admit(sent: Sequence[Sent], name: str, now: int, limit: int) -> tuple[Sent, ...] | Full | None:
    """Return the messages with one more; None where that one is counted already.

    Args:
        sent: those that were counted.
        name: the one that is to be sent.
        now: the time.
        limit: messages in `WINDOW`.
    """
    counted = sorted((each for each in sent if each.at > now - WINDOW), key=lambda each: each.at)
    if any(each.name == name for each in counted):
        return None
    if len(counted) >= limit:
        return Full(counted[-limit].at + WINDOW)
    return (*counted, Sent(name, now))
