"""The events that wait for an interview, taken up again by what names it.

An event of Incode's names it, or its answer to a request does.
"""

import json
from collections.abc import Collection
from itertools import islice
from typing import Final

from jetbridge.flows.context import Context
from jetbridge.model.notification import NotificationStatus, reopened
from jetbridge.model.record import record
from jetbridge.partners.incode import api as incode
from jetbridge.partners.incode.events import DECIDING
from jetbridge.store import keys, lookups, notifications
from jetbridge.store.table import Write

_MAX: Final = 40
"""Events that are taken up at once, as part of one transaction. There are fewer kinds."""

_WAITING: Final = frozenset({NotificationStatus.RECEIVED, NotificationStatus.UNRESOLVED})


@record
class Woken:
    """What is taken up again: the writes, and the events to be enqueued after them."""

    writes: tuple[Write, ...] = ()
    event_ids: tuple[str, ...] = ()


def woken(context: Context, tenants: Collection[str], interview_id: str, *, but: str = "") -> Woken:
    """Take up again what waits for an interview in these tenants, except the event `but`.

    The writes belong into the transaction that names the interview. Each has the condition that
    the event is as it was read: it cannot come to rest beside that.
    """
    waiting = lookups.waiting(context.table, tenants, incode.PARTNER, interview_id)
    known = islice((event_id for _, event_id in waiting), _MAX)
    named = dict.fromkeys((*known, *_of_earlier_releases(interview_id)))
    writes, event_ids = list[Write](), list[str]()
    for early in notifications.get_many(context.table, incode.PARTNER, [*named]):
        waits = early and early.status in _WAITING and early.tenant in tenants
        if early and waits and early.event_id != but:
            writes.append(notifications.save(early, reopened(early, context.clock.now())))
            event_ids.append(early.event_id)
    return Woken(tuple(writes), tuple(event_ids))


def _of_earlier_releases(interview_id: str) -> tuple[str, ...]:
    """Return the ids under which earlier releases kept outcomes: nothing says that they wait."""
    return tuple(keys.digest(json.dumps([interview_id, word])) for word in DECIDING)
