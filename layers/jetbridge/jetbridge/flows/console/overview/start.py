"""`/console`: the operator's queues and tenants; everyone else goes on to their own."""

from typing import Final

from jetbridge.flows import lookup, paging
from jetbridge.flows.console.overview import queues
from jetbridge.flows.console.places import View, Visit, home_of
from jetbridge.model.identity import Person
from jetbridge.model.scopes import EVERY_TENANT
from jetbridge.store import tenants
from jetbridge.web import times

_SIZE: Final = 50


def shown(visit: Visit) -> View | str:
    """Show the queues and the tenants of the deployment, or lead to the person's own."""
    if not visit.session.is_operator:
        return home_of(visit.session.tenant)
    deployment = Person(EVERY_TENANT, visit.session.subject)
    asked = paging.asked(visit.context, deployment, visit.listing())
    with lookup.cursor_of_this_list():
        found, following = tenants.listing(visit.context.table, limit=_SIZE, after=asked.after)
    rows = [
        {
            "id": each.id,
            "name": each.shown,
            "url": home_of(each.id),
            "status": each.status,
            "added": times.moment(each.added_at) if each.added_at else None,
        }
        for each in found
    ]
    facts = {
        "rows": rows,
        "following": asked.cursor(following),
        "is_first": asked.after is None,
        "queues": queues.standing(visit) if asked.after is None else None,
    }
    return View("tenants.html.j2", facts)
