"""The reconciler: finds what a crash left behind, and makes it visible.

It reads the due index only. An open exchange past its lease becomes `needs_reconnect`, a request
in flight past its lease becomes `unknown_outcome`, a link past its expiry is wiped, and a
notification that was not handled is enqueued again. Each is one conditional write, so that a
run that is repeated, or stops half way, does no harm. Each try is counted before it begins, and
what cannot be settled is given up in the end (`jetbridge.flows.schedule.given_up`).
"""

import logging
from typing import Final

from jetbridge.flows import partner
from jetbridge.flows.connection import exchanges
from jetbridge.flows.context import Context
from jetbridge.flows.event import outbox
from jetbridge.flows.notification import inbox
from jetbridge.flows.schedule.given_up import give_up
from jetbridge.model import registry, trace
from jetbridge.model import work as messages
from jetbridge.model.metrics import Metric
from jetbridge.model.onboarding import REQUEST_LEASE, Onboarding
from jetbridge.model.onboarding import Status as OnboardingStatus
from jetbridge.model.partner import Capability
from jetbridge.model.record import asdict, record, replace
from jetbridge.model.work import Message
from jetbridge.store import due, onboardings
from jetbridge.store.due import Entry
from jetbridge.store.table import ConditionFailedError, Write

logger = logging.getLogger(__name__)

BATCH: Final = 100
"""Items that one run takes of each shard; the rest is due again at the next run."""
BUDGET: Final = 90
"""Seconds after which a run settles nothing more: what is left is due at the next run."""
HOLD: Final = 300
"""Seconds after which an item is taken up again with which nothing came of the first try."""


@record
class Report:
    """What one run found and settled."""

    interrupted_exchanges: int = 0
    lost_requests: int = 0
    wiped_links: int = 0
    queued_launches: int = 0
    wiped_orders: int = 0
    swept_notifications: int = 0
    failures: int = 0
    given_up: int = 0


def run(context: Context) -> Report:
    """Settle what is due now. One item that cannot be settled does not hold up the others."""
    report, began = Report(), context.clock.now()
    for entry in due.until(context.table, began, limit=BATCH):
        if context.clock.now() >= began + BUDGET:
            break
        try:
            with trace.using(trace.begun(linked=entry.trace)):
                report = _taken_up(context, entry, report)
        except ConditionFailedError:
            continue  # another process settled it between our reading and writing
        except Exception:
            logger.exception("reconcile failed", extra={"item": entry.key.pk})
            report = replace(report, failures=report.failures + 1)
    logger.info("reconciled", extra=asdict(report))
    return report


def work(context: Context, message: Message) -> None:
    """Settle what was given up, for an operator who replays its dead letter."""
    _settle(context, str(message.get("item")), Report())


def _taken_up(context: Context, entry: Entry, report: Report) -> Report:
    """Count a try before it begins, and make it; after too many of them give the item up."""
    if entry.tries >= due.MAX_TRIES:
        letter = messages.settle(entry.key.pk)
        given_up = give_up(context, entry, messages.of_tenant(entry.tenant, letter))
        return replace(report, given_up=report.given_up + given_up)
    if due.take_up(context.table, entry, now=context.clock.now(), first=HOLD) is None:
        return report
    return _settle(context, entry.key.pk, report)


def _settle(context: Context, item: str, report: Report) -> Report:
    kind, _, item_id = item.partition("#")
    if kind == "CONNECTION" and exchanges.interrupt(context, item_id):
        return replace(report, interrupted_exchanges=report.interrupted_exchanges + 1)
    if kind == "ONBOARDING":
        return _onboarding(context, item_id, report)
    if kind == "EVENT" and inbox.sweep(context, *item_id.split("#", 1)):
        return replace(report, swept_notifications=report.swept_notifications + 1)
    return report


def _onboarding(context: Context, onboarding_id: str, report: Report) -> Report:
    onboarding, now = onboardings.get(context.table, onboarding_id), context.clock.now()
    if not onboarding:
        return report
    if onboarding.in_flight and now >= onboarding.updated_at + REQUEST_LEASE:
        unknown = replace(
            onboarding,
            status=OnboardingStatus.UNKNOWN_OUTCOME,
            updated_at=now,
            sealed_order="",
        )
        outbox.commit(context, *onboardings.save(unknown))
        if registry.partner(unknown.partner).has(Capability.LAUNCHES):
            partner.launches(unknown.partner).look_up_later(context, unknown)
        logger.warning("onboarding lost", extra={"onboarding": onboarding_id})
        context.meter.count(Metric.ONBOARDING_UNKNOWN)
        return replace(report, lost_requests=report.lost_requests + 1)
    if onboardings.is_outdated(onboarding, now):
        over = replace(
            onboarding, status=OnboardingStatus.NOT_PERFORMED, updated_at=now, sealed_order=""
        )
        outbox.commit(context, *onboardings.save(over))
        return replace(report, wiped_orders=report.wiped_orders + 1)
    if onboardings.is_overdue(onboarding, now):
        partner.launches(onboarding.partner).enqueue_again(context, onboarding)
        return replace(report, queued_launches=report.queued_launches + 1)
    if onboardings.has_expired(onboarding, now):
        after = _expired(onboarding, now)
        outbox.commit(context, *onboardings.save(after), *_asked_about(context, after))
        return replace(report, wiped_links=report.wiped_links + 1)
    return report


def _asked_about(context: Context, onboarding: Onboarding) -> tuple[Write, ...]:
    """Have the partner asked about a link that has ended: its person may have passed."""
    if not registry.partner(onboarding.partner).has(Capability.GIVES_VERDICTS):
        return ()
    return partner.gives_verdicts(onboarding.partner).watch(context, onboarding)


def _expired(onboarding: Onboarding, now: int) -> Onboarding:
    """Wipe the link; a person who has not begun by now cannot."""
    wiped = replace(onboarding, sealed_link="")
    if onboarding.status is not OnboardingStatus.REQUESTED:
        return wiped
    return replace(wiped, status=OnboardingStatus.EXPIRED, updated_at=now)
