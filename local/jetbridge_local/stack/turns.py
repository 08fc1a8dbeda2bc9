"""The order in which a queue hands its messages out: that of an SQS fair queue.

A message's group is its tenant. Whose messages are being worked on the least comes first; among
those it is the oldest. So one tenant's ten thousand messages do not delay another tenant's one.
Source: Amazon SQS Developer Guide, "Amazon SQS fair queues".
"""

from collections import Counter
from collections.abc import Callable, Iterable


def in_turn[Message](
    waiting: Iterable[Message], taken: Iterable[Message], group: Callable[[Message], str | None]
) -> list[Message]:
    """Return the waiting messages, oldest first as given, in the order in which they are served.

    `taken` are those being worked on. A message without a group is a group by itself.
    """
    under_way = Counter(name for each in taken if (name := group(each)))
    return sorted(waiting, key=lambda each: under_way[group(each) or ""])
