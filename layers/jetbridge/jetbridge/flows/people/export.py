"""A copy of everything that is stored of one person, and the receipt that it was made."""

from collections.abc import Iterator, Mapping
from typing import Final

from jetbridge.flows.context import Context
from jetbridge.flows.people import places, remains
from jetbridge.flows.people.finding import Found
from jetbridge.flows.people.traces.place import Copy
from jetbridge.model.export import Export
from jetbridge.model.journey import Journey
from jetbridge.model.onboarding import Onboarding
from jetbridge.model.retention import DAY
from jetbridge.store import exports, keys
from jetbridge.web import person_resources

SCHEMA: Final = "jetbridge.person/1"
"""What a copy says that it is."""


def copied(context: Context, found: Found) -> dict[str, list[Copy]]:
    """Return everything that was found of a person, by its place. Personal data.

    Raises:
        SecretUnavailableError: what is sealed cannot be opened now.
    """
    every: dict[str, list[Copy]] = {place.name: [] for place in places.PLACES}
    for trace in found.traces:
        every[trace.place].append(places.copied(context, trace))
    return every


def document(found: Found, made: Export, copied: Mapping[str, list[Copy]]) -> dict[str, object]:
    """Return a copy as it is handed out, with its receipt. Personal data."""
    return {
        "schema": SCHEMA,
        "receipt": person_resources.receipt(made),
        "askPartners": [*ask_partners(found)],
        "notIncluded": [*found.unclear, *(each.id for each in found.unread)],
        **copied,
    }


def ask_partners(found: Found) -> Iterator[dict[str, str]]:
    """Yield by which ids the partners find a person. Personal data."""
    for partner, name, value in remains.ids(found):
        yield {"partner": partner, "name": name, "value": value}


def receipt(context: Context, found: Found, *, by: str, receipt_id: str = "") -> Export:
    """Store that a copy of what was found is made, and by whom; return the receipt.

    It is written first, so that there is no copy without one. It is kept as long as an entry of the
    audit trail. `receipt_id` is its id, where that is known before: it is stored once then.
    """
    now = context.clock.now()
    if receipt_id and (known := exports.get(context.table, found.person.tenant, receipt_id)):
        return known
    made = Export(
        id=receipt_id or f"{keys.moment(now)}-{context.ids.handle()}",
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
