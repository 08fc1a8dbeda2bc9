"""Recording of changes in the audit trail: before each, and how it ended.

A change that cannot be recorded is not made. Most changes are several transactions and calls to
partners, so the entries are written around them and not with them
(docs/decisions/0086-a-change-is-recorded-before-it-is-made.md).
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Self

from jetbridge.flows.context import Context
from jetbridge.model.audit import Change, Outcome
from jetbridge.model.changes import KEPT, Changes, ChangesUnavailableError, Kind, Logged
from jetbridge.model.errors import CallerError
from jetbridge.model.metrics import Meter, Metric
from jetbridge.model.record import record, replace
from jetbridge.model.system import Clock, Pause
from jetbridge.store import audit
from jetbridge.store.table import ConditionFailedError, StoreError, Table, WriteConflictError

logger = logging.getLogger(__name__)

_TRIES: Final = 20
"""Of an entry. At each of them another writer has appended one."""
_FIRST_PAUSE: Final = 0.02
_MAX_PAUSE: Final = 0.5
"""Seconds between two tries at the most, of which a random part is waited: writers at once would
otherwise meet again at each try."""
_DAY: Final = 86_400
_SERVER_ERROR: Final = 500


@record
class Trail:
    """Where changes are recorded, and for how many days an entry is kept.

    Each entry is a line of the list of changes (`changes`), too: a table that is restored lacks it.
    """

    table: Table
    clock: Clock
    pause: Pause
    meter: Meter
    days: int
    changes: Changes = Logged()

    @classmethod
    def of(cls, context: Context) -> Self:
        """Return the trail of a deployment."""
        days = context.settings.audit_retention_days
        return cls(context.table, context.clock, context.pause, context.meter, days)


@contextmanager
def recorded(
    trail: Trail, change: Change, refusals: tuple[type[Exception], ...] = ()
) -> Iterator[list[str]]:
    """Record a change that is made meanwhile.

    Args:
        trail: where.
        change: what is changed.
        refusals: errors that say that nothing was changed, beside refusals of callers.

    Yields:
        A list for the ids of what the change has made: they are recorded with its outcome.

    Raises:
        StoreError: it could not be recorded, and was not begun.
        ChangesUnavailableError: it could not be kept, and was not begun.
    """
    append(trail, change, Outcome.BEGUN)
    made: list[str] = []
    try:
        yield made
    except Exception as error:
        refused = isinstance(error, refusals) or _is_refusal(error)
        _conclude(trail, change, Outcome.REFUSED if refused else Outcome.FAILED)
        raise
    _conclude(trail, replace(change, on=(*change.on, *made)), Outcome.DONE)


def append(trail: Trail, change: Change, outcome: Outcome) -> None:
    """Append an entry, and keep it in the list of changes.

    Raises:
        StoreError: it may not have been written.
        ChangesUnavailableError: it is written, and may not be in the list.
    """
    keep = trail.days * _DAY
    for attempt in range(_TRIES):
        try:
            chain, entry = audit.append(
                trail.table, change, outcome, now=trail.clock.now(), keep=keep
            )
        except (ConditionFailedError, WriteConflictError):
            trail.pause.pause(_spread(attempt))
            continue
        # A second record that no writer of the table can change: `jetbridge audit verify --anchor`.
        told = {"chain": chain, "expires_at": entry["ttl"], KEPT: str(Kind.CHANGE)}
        trail.changes.keep({**entry, **told})
        return
    raise WriteConflictError("audit")


def _conclude(trail: Trail, change: Change, outcome: Outcome) -> None:
    """Record how a change ended. Where that fails, the change stands all the same."""
    try:
        append(trail, change, outcome)
    except (StoreError, ChangesUnavailableError):
        facts = {"action": change.action, "outcome": outcome, "request": change.request_id}
        logger.exception("audit outcome not stored", extra=facts)
        trail.meter.count(Metric.STORE_UNAVAILABLE)


def _spread(attempt: int) -> float:
    """Return the seconds to wait after a try that other writers have won."""
    import random

    longest = min(_FIRST_PAUSE * 2**attempt, _MAX_PAUSE)
    return random.uniform(0, longest)  # noqa: S311 - spreads tries, guards nothing


def _is_refusal(error: Exception) -> bool:
    return isinstance(error, CallerError) and error.status < _SERVER_ERROR
