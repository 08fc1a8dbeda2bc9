"""What Vouchwell's notifications do to onboardings: each is a verdict about one session."""

from dataclasses import replace
from typing import Final

from jetbridge.flows.context import Context
from jetbridge.flows.notification.finding import Finding
from jetbridge.model.metrics import Metric
from jetbridge.model.notification import Notification, NotificationStatus
from jetbridge.model.onboarding import Onboarding, Status, reported
from jetbridge.store import lookups, onboardings

PATIENCE: Final = 3_600
"""Seconds in which a notification may come before the person is back with the session's code."""

_VERDICTS: Final = {
    "session.verified": (Status.VERIFIED, Metric.ONBOARDING_VERIFIED),
    "session.rejected": (Status.REJECTED, Metric.ONBOARDING_REJECTED),
}


def handle(context: Context, notification: Notification) -> Finding | None:
    """Return what a notification changes; None where its session is not known yet."""
    if notification.event_type not in _VERDICTS:
        return Finding(NotificationStatus.IGNORED, "unknown_event")
    onboarding = _meant(context, notification)
    if onboarding is None and context.clock.now() >= notification.since + PATIENCE:
        return Finding(NotificationStatus.UNRESOLVED, "no_onboarding")
    if onboarding is None or onboarding.in_flight:
        return None
    verdict, metric = _VERDICTS[notification.event_type]
    status = reported(onboarding.status, verdict)
    if status is onboarding.status:
        return Finding(NotificationStatus.PROCESSED)
    after = replace(onboarding, status=status, updated_at=context.clock.now())
    return Finding(NotificationStatus.PROCESSED, writes=onboardings.save(after), metric=metric)


def _meant(context: Context, notification: Notification) -> Onboarding | None:
    session = notification.facts["session"]
    found = lookups.by_interview(context.table, notification.tenant, notification.partner, session)
    return onboardings.get(context.table, found.pop()) if found else None
