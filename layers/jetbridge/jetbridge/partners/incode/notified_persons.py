"""Which person Incode's notifications are about: by the session, and by what Incode was sent."""

from collections.abc import Collection
from typing import Final

from jetbridge.flows.context import Context
from jetbridge.flows.people import names
from jetbridge.model.erasure import Known, Name, NameKind
from jetbridge.model.notification import Notification
from jetbridge.model.scopes import EVERY_TENANT
from jetbridge.partners.incode.api import PARTNER
from jetbridge.store import erasures, keys, lookups, notifications, onboardings
from jetbridge.store.table import Delete, Key, Table

TELLS_MORE: Final = False
"""A session that an event names may be another onboarding's by now."""


def named(notification: Notification, company: str) -> frozenset[Name]:
    """Return the session, and what was sent."""
    del company
    facts = notification.facts
    every = (
        Name(NameKind.INTERVIEW, facts.get("interview_id", "")),
        Name(NameKind.SENT, facts.get("external_id", "")),
    )
    return frozenset(each for each in every if each.value)


def is_refused(context: Context, notification: Notification) -> bool:
    """Return whether the session is an erased person's."""
    every = names.marked(context, notification.tenant, named(notification, ""))
    return any(each.kind is NameKind.INTERVIEW for each in every)


def is_erased(context: Context, notification: Notification) -> bool:
    """Tell whose an event is by its session, and by what Incode was sent.

    What was sent may be in use again, for another onboarding: then the session alone decides.
    """
    speaker, sent = notification.tenant, notification.facts.get("external_id", "")
    every, items = names.marked_beside(
        context, speaker, named(notification, ""), [keys.onboarding(sent)] if sent else []
    )
    ours = onboardings.of_item(items[0]) if items else None
    if ours and ours.erased_at and speaker in (ours.tenant, EVERY_TENANT):
        return True
    marked = {each.kind for each in every}
    if NameKind.INTERVIEW in marked:
        return True
    return NameKind.SENT in marked and lookups.is_free(context.table, PARTNER, sent)


def forget(context: Context, notification: Notification) -> None:
    """Mark a session that an event ties to an erased onboarding, and drop what waited for it."""
    session = notification.facts.get("interview_id", "")
    if not session:
        return
    _mark(context, notification, session)
    early = lookups.waiting(context.table, (notification.tenant,), PARTNER, session)
    for key, event_id in tuple(early):
        found = notifications.get(context.table, PARTNER, event_id)
        if found and event_id != notification.event_id:
            context.table.write(notifications.remove(found), Delete(key))


def waiting(notification: Notification) -> tuple[Key, ...]:
    """Return the key of the item that has an event wait for its session."""
    session = notification.facts.get("interview_id", "")
    if not session:
        return ()
    tenant, event_id = notification.tenant, notification.event_id
    value_id = keys.within(tenant, session)
    return (keys.waiting(tenant, PARTNER, lookups.INTERVIEW, value_id, event_id),)


def is_about(
    context: Context, known: Known, notification: Notification, named: frozenset[Name]
) -> bool:
    """Tell by what was sent, which says which onboarding is meant; without it by the session."""
    sent = {each for each in named if each.kind is NameKind.SENT}
    if sent:
        ours = {Name(NameKind.SENT, each) for each in known.onboarding_ids}
        return not sent.isdisjoint(known.names | ours)
    if named.isdisjoint(known.names):
        return False
    session = notification.facts["interview_id"]
    bound_to = lookups.by_interview(context.table, notification.tenant, PARTNER, session)
    is_own = notification.tenant == known.tenant
    return bound_to <= known.onboarding_ids and bool(bound_to or is_own)


def is_known_to_all(table: Table, name: Name, onboarding_ids: Collection[str]) -> bool:
    """Return whether the deployment's own client at Incode knows the person by a name.

    A session counts where that client, or Incode's own answer, has named it: what a tenant's
    client says of a session says nothing to others.
    """
    if name.partner or name.kind not in (NameKind.INTERVIEW, NameKind.SENT):
        return False
    if name.kind is NameKind.SENT:
        return True
    known = lookups.by_interview(table, EVERY_TENANT, PARTNER, name.value)
    return not known.isdisjoint(onboarding_ids)


def _mark(context: Context, notification: Notification, session: str) -> None:
    """Have a session recognised from now on, where another name of the event is marked."""
    by_name = names.markers(context.pseudonyms, notification.tenant, named(notification, ""))
    stored = erasures.marked(context.table, by_name.values())
    mark = by_name[Name(NameKind.INTERVIEW, session)]
    if not stored or keys.erased(mark).pk in {item["pk"] for item in stored}:
        return
    tenant, erasure_id = str(stored[0]["tenant"]), str(stored[0]["erasure_id"])
    known = erasures.get(context.table, tenant, erasure_id)
    if known:
        context.table.write(*erasures.add(known, mark))
