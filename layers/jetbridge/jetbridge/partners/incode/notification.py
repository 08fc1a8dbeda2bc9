"""What Incode's notifications do to onboardings.

An event names its interview and, where the request had one, the id that we sent. Which
onboarding an interview belongs to is known from the answer to the request, or from an event that
names both. An event that names the interview alone waits until one of those is there: what names
an interview has everything that waits for it looked at again.
"""

from collections.abc import Mapping
from typing import Final

from jetbridge.flows.context import Context
from jetbridge.flows.notification.finding import Finding
from jetbridge.model.notification import Notification, NotificationStatus
from jetbridge.model.onboarding import Onboarding, Status, contradicts, of_interview
from jetbridge.model.record import record, replace
from jetbridge.model.scopes import EVERY_TENANT
from jetbridge.model.system import Clock
from jetbridge.partners.incode import api as incode
from jetbridge.partners.incode import verdicts, waits
from jetbridge.partners.incode.events import meaning
from jetbridge.store import checks, keys, lookups, onboardings
from jetbridge.store.checks import Check
from jetbridge.store.table import Table, Write

PATIENCE: Final = 3_600
"""Seconds in which an event may wait for its onboarding before the operator is shown it. Longer
than Incode repeats an event (32 minutes). A later notification still resolves it."""


@record
class _Meant:
    """The onboardings that a notification may be about. `bound` have its interview already.

    `checks` are the next questions about them, by onboarding, as far as they were read.
    """

    onboardings: tuple[Onboarding, ...]
    bound: frozenset[str]
    checks: Mapping[str, Check | None]


def handle(context: Context, notification: Notification) -> Finding | None:
    """Return what a notification changes; None where it is too early to say."""
    status = meaning(notification.event_type)
    meant = _meant(context, notification)
    if not meant.onboardings and status:
        meant = _meant_after_all(context, notification)
    if len(meant.onboardings) > 1:
        return Finding(NotificationStatus.UNRESOLVED, "several_onboardings")
    if not meant.onboardings:
        return _of_no_onboarding(context.clock, notification, status)
    (onboarding,) = meant.onboardings
    if onboarding.in_flight:
        return None
    named = _Named(notification, onboarding, is_new=onboarding.id not in meant.bound)
    return _applied(context, named, status, meant.checks)


@record
class _Named:
    """An event, the onboarding that it is about, and whether it is what joins the two."""

    notification: Notification
    onboarding: Onboarding
    is_new: bool


def _applied(
    context: Context, named: _Named, status: Status | None, known: Mapping[str, Check | None]
) -> Finding:
    """Apply an event to its onboarding: an interview that it names, and what it reports.

    A verdict counts whichever session of the onboarding it is about.
    """
    before = named.onboarding
    joined = of_interview(before, named.notification.facts["interview_id"])
    contradicted = status is not None and contradicts(before.status, status)
    after = verdicts.told(joined, status)
    saved: tuple[Write, ...] = ()
    if after != before:
        after = replace(after, updated_at=context.clock.now())
        saved = onboardings.save(after)
    writes, woken = _joined(context, named)
    if named.notification.tenant == EVERY_TENANT:
        writes = *writes, *verdicts.watch(context, after, known)
    settled, note = NotificationStatus.PROCESSED, ""
    if status is None:
        settled, note = NotificationStatus.IGNORED, "unknown_event"
    elif contradicted:
        settled, note = NotificationStatus.UNRESOLVED, f"contradicts_{before.status}"
    return Finding(
        settled,
        note,
        writes=(*saved, *writes),
        metric=verdicts.metric(before, after),
        reopened=woken,
    )


def _joined(context: Context, named: _Named) -> tuple[tuple[Write, ...], tuple[str, ...]]:
    """Return the writes that join an interview to its onboarding, and what they take up again."""
    if not named.is_new:
        return (), ()
    teller, interview_id = named.notification.tenant, named.notification.facts["interview_id"]
    tenants = lookups.listeners(named.onboarding, teller)
    woken = waits.woken(context, tenants, interview_id, but=named.notification.event_id)
    joins = lookups.interview(named.onboarding, interview_id, on_word_of=teller)
    return (*joins, *woken.writes), woken.event_ids


def _of_no_onboarding(
    clock: Clock, notification: Notification, status: Status | None
) -> Finding | None:
    if status is None:
        return Finding(NotificationStatus.IGNORED, "unknown_event")
    if clock.now() < notification.since + PATIENCE:
        return None
    return Finding(NotificationStatus.UNRESOLVED, "no_onboarding")


def _meant_after_all(context: Context, notification: Notification) -> _Meant:
    """Write down that a notification waits for its interview, and look once more.

    In this order: what names the interview either is seen here, or sees that this one waits.
    """
    wait = lookups.wait(
        notification.tenant,
        incode.PARTNER,
        notification.facts["interview_id"],
        notification.event_id,
        until=notification.kept_until,
    )
    context.table.write(wait)
    return _meant(context, notification)


def _meant(context: Context, notification: Notification) -> _Meant:
    """Return the onboardings that can be meant: by interview, and by the id that we sent.

    An old release sent ids that were not reserved: those are tried where nothing else is known.
    """
    table, speaker = context.table, notification.tenant
    interview_id = notification.facts["interview_id"]
    external_id = notification.facts["external_id"]
    bound = lookups.by_interview(table, speaker, incode.PARTNER, interview_id)
    reserved, known = _reserved(table, speaker, external_id)
    others = _read(table, bound - {each.id for each in reserved})
    found = _spoken_of(speaker, (*reserved, *others))
    if not found:
        old = lookups.by_old_external(table, incode.PARTNER, external_id)
        every = _spoken_of(speaker, _read(table, old))
        found = tuple(one for one in every if one.interview_id in ("", interview_id))
    return _Meant(found, frozenset(bound), known)


def _reserved(
    table: Table, speaker: str, external_id: str
) -> tuple[tuple[Onboarding, ...], Mapping[str, Check | None]]:
    """Return the onboarding that the id stands for which we sent, if there is one.

    The id is mostly the onboarding's own, so that is read in the same request, and with it the
    next question about the onboarding.
    """
    if not external_id:
        return (), {}
    own = keys.onboarding(external_id), keys.check(external_id)
    reservation, item, check = table.get_many((keys.reservation(incode.PARTNER, external_id), *own))
    onboarding_id = lookups.reserved_for(reservation, speaker)
    if onboarding_id is None:
        return (), {}
    found = onboardings.of_item(item) if onboarding_id == external_id else None
    if found is None:
        return _read(table, {onboarding_id}), {}
    return (found,), {external_id: checks.of_item(check)}


def _read(table: Table, ids: set[str]) -> tuple[Onboarding, ...]:
    every = (onboardings.get(table, each) for each in sorted(ids))
    return tuple(one for one in every if one)


def _spoken_of(speaker: str, every: tuple[Onboarding, ...]) -> tuple[Onboarding, ...]:
    """Return those of the onboardings of which `speaker` may speak."""
    return tuple(one for one in every if speaker in (one.tenant, EVERY_TENANT))
