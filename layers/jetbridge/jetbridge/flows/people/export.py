"""A copy of everything that is stored of one person, and the receipt that it was made."""

from jetbridge.flows.context import Context
from jetbridge.flows.people import places
from jetbridge.flows.people.finding import Found
from jetbridge.flows.people.traces.place import Copy
from jetbridge.model.export import Export
from jetbridge.model.journey import Journey
from jetbridge.model.onboarding import Onboarding
from jetbridge.model.retention import DAY
from jetbridge.store import exports, keys


def copied(context: Context, found: Found) -> dict[str, list[Copy]]:
    """Return everything that was found of a person, by its place. Personal data.

    Raises:
        SecretUnavailableError: what is sealed cannot be opened now.
    """
    every: dict[str, list[Copy]] = {place.name: [] for place in places.PLACES}
    for trace in found.traces:
        every[trace.place].append(places.copied(context, trace))
    return every


def receipt(context: Context, found: Found, *, by: str) -> Export:
    """Store that a copy of what was found is made, and by whom; return the receipt.

    It is written first, so that there is no copy without one. It is kept as long as an entry of the
    audit trail.
    """
    now = context.clock.now()
    made = Export(
        id=f"{keys.moment(now)}-{context.ids.handle()}",
        tenant=found.person.tenant,
        by=by,
        made_at=now,
        counts=found.counts(),
        about=tuple(
            each.id for each in found.traces if isinstance(each.thing, (Journey, Onboarding))
        ),
    )
    until = now + context.settings.audit_retention_days * DAY
    context.table.write(exports.create(made, until=until))
    return made
