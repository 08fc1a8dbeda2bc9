"""What Incode's notifications do to onboardings.

An event names its interview and, where the request had one, the external customer id. A request
whose answer was lost has no interview id yet: it is found by the external id, and learns it here.
"""

from dataclasses import replace
from typing import Final

from jetbridge.flows.bridge import Bridge
from jetbridge.flows.finding import Finding
from jetbridge.model.metrics import Metric
from jetbridge.model.notification import Notification, NotificationStatus
from jetbridge.model.onboarding import Onboarding, Status, contradicts, reported
from jetbridge.model.scopes import EVERY_TENANT
from jetbridge.partners import incode
from jetbridge.partners.incode_events import meaning
from jetbridge.store import lookups, onboardings

PATIENCE: Final = 900
"""Seconds in which the onboarding may still come to light: its request may be under way."""

_METRICS: Final = {
    Status.VERIFIED: Metric.ONBOARDING_VERIFIED,
    Status.REJECTED: Metric.ONBOARDING_REJECTED,
}


def act(bridge: Bridge, notification: Notification) -> Finding | None:
    """Return what a notification changes; None where it is too early to say."""
    status = meaning(notification.event_type)
    if status is None:
        return Finding(NotificationStatus.IGNORED, "unknown_event")
    found = _candidates(bridge, notification)
    if len(found) > 1:
        return Finding(NotificationStatus.UNRESOLVED, "several_onboardings")
    if not found or found[0].in_flight:
        if bridge.clock.now() < notification.received_at + PATIENCE:
            return None
        return Finding(NotificationStatus.UNRESOLVED, "no_onboarding")
    return _applied(bridge, notification, found[0], status)


def _applied(
    bridge: Bridge, notification: Notification, onboarding: Onboarding, status: Status
) -> Finding:
    if contradicts(onboarding.status, status):
        return Finding(NotificationStatus.UNRESOLVED, f"contradicts_{onboarding.status}")
    interview_id = notification.facts["interview_id"]
    after = replace(
        onboarding, status=reported(onboarding.status, status), interview_id=interview_id
    )
    if after == onboarding:
        return Finding(NotificationStatus.PROCESSED)
    after = replace(after, updated_at=bridge.clock.now())
    return Finding(
        NotificationStatus.PROCESSED,
        writes=(*onboardings.save(after), *lookups.interview(after)),
        metric=_METRICS.get(after.status) if after.status is not onboarding.status else None,
    )


def _candidates(bridge: Bridge, notification: Notification) -> list[Onboarding]:
    """Return the onboardings that can be meant: by interview, else by the external id."""
    interview_id = notification.facts["interview_id"]
    by_interview = _found(bridge, notification, lookups.INTERVIEW, interview_id)
    if by_interview:
        return by_interview
    by_external = _found(bridge, notification, lookups.EXTERNAL, notification.facts["external_id"])
    return [each for each in by_external if each.interview_id in ("", interview_id)]


def _found(bridge: Bridge, notification: Notification, name: str, value: str) -> list[Onboarding]:
    if not value:
        return []
    every = (
        onboardings.get(bridge.table, onboarding_id)
        for onboarding_id in lookups.candidates(bridge.table, incode.PARTNER, name, value)
    )
    return [each for each in every if each and notification.tenant in (each.tenant, EVERY_TENANT)]
