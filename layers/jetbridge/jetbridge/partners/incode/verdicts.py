"""What a report of Incode's makes of an onboarding, whichever way it came."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from jetbridge.flows.context import Context
from jetbridge.model.metrics import Metric
from jetbridge.model.onboarding import Onboarding, Status, contradicts, reported
from jetbridge.model.record import replace
from jetbridge.model.settings import Settings
from jetbridge.store import checks
from jetbridge.store.checks import Check
from jetbridge.store.table import Write

_NONE_KNOWN: Final[Mapping[str, Check | None]] = MappingProxyType({})

CHECK_EVERY: Final = 600
"""Seconds between two questions: with a minute's schedule, a verdict is known within 15 minutes."""

_METRICS: Final = {
    Status.VERIFIED: Metric.ONBOARDING_VERIFIED,
    Status.REJECTED: Metric.ONBOARDING_REJECTED,
}


def is_asked(settings: Settings) -> bool:
    """Return whether the deployer has said where Incode answers."""
    return bool(settings.incode_status_path)


def told(onboarding: Onboarding, report: Status | None) -> Onboarding:
    """Return the onboarding after a report. What contradicts its verdict changes nothing."""
    if report is None or contradicts(onboarding.status, report):
        return onboarding
    return replace(onboarding, status=reported(onboarding.status, report))


def metric(before: Onboarding, after: Onboarding) -> Metric | None:
    """Return what counts a verdict, None where there is no new one."""
    return _METRICS.get(after.status) if after.status is not before.status else None


def watch(
    context: Context, onboarding: Onboarding, known: Mapping[str, Check | None] = _NONE_KNOWN
) -> tuple[Write, ...]:
    """Return the write that has Incode asked what becomes of an onboarding, where it can be asked.

    It can be where the deployer has said how, and once an interview is known. A question that is
    to be asked already is not put off. `known` are questions by their onboardings, as they were
    read just now.
    """
    asks = is_asked(context.settings) and onboarding.interviews
    if not asks or onboarding.has_verdict:
        return ()
    named = onboarding.id
    if known[named] if named in known else checks.get(context.table, named):
        return ()
    return (checks.arm(Check(onboarding.id, context.clock.now() + CHECK_EVERY)),)
