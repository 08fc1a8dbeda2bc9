"""Partners' notifications that nothing came of: a tenant's own, and the deployment's.

They are listed by partner and not by tenant, so a tenant's page reads a page of each list and shows
what is theirs: it may hold fewer than there is room for.
"""

from collections.abc import Callable, Iterator
from typing import Final
from urllib.parse import urlencode

from jetbridge.flows import lookup, paging
from jetbridge.flows.console.notifications import rows
from jetbridge.flows.console.places import View, Visit
from jetbridge.model import registry
from jetbridge.model.identity import Person
from jetbridge.model.notification import Notification, NotificationStatus
from jetbridge.model.partner import Capability
from jetbridge.model.record import record, replace
from jetbridge.model.scopes import EVERY_TENANT
from jetbridge.model.sentence import Sentence, say
from jetbridge.store import notifications
from jetbridge.web import journey_words as words
from jetbridge.web import resources
from jetbridge.web.request import Request

SIZE: Final = 100
"""Notifications of a list that are read for a page."""
_LIST: Final = "list"
_STATUSES: Final = {
    NotificationStatus.UNRESOLVED: say("Could not be handled"),
    NotificationStatus.RECEIVED: say("Not handled yet"),
}


@record
class Group:
    """A page of one list: whose, which, and where the next one begins."""

    title: Sentence
    rows: tuple[rows.Row, ...]
    following: str


def of_tenant(visit: Visit) -> View:
    """Show what is the tenant's in view."""
    groups = _groups(visit, visit.person, lambda each: each.tenant == visit.of)
    return View("notifications.html.j2", {"groups": [*groups], "is_all": False})


def of_deployment(visit: Visit) -> View:
    """Show what is any tenant's, or no one's that is known."""
    operator = Person(EVERY_TENANT, visit.session.subject)
    groups = _groups(visit, operator, lambda _: True)
    return View("notifications.html.j2", {"groups": [*groups], "is_all": True})


def _groups(
    visit: Visit, person: Person, is_shown: Callable[[Notification], bool]
) -> Iterator[Group]:
    """Yield the first page of each list, or a further one of the one that the address names."""
    named = visit.request.parameter(_LIST)
    for partner in registry.every(Capability.NOTIFIES):
        for status, title in _STATUSES.items():
            name = f"{partner.name}-{status}"
            if named in (None, name):
                asked = paging.asked(visit.context, person, _named(visit.request, name))
                with lookup.cursor_of_this_list():
                    found, following = notifications.listing(
                        visit.context.table, partner.name, status, limit=SIZE, after=asked.after
                    )
                cursor = asked.cursor(following)
                yield Group(
                    say("{partner}: {title}", partner=words.partner(partner.name), title=title),
                    tuple(rows.row(visit, each) for each in found if is_shown(each)),
                    f"?{urlencode({_LIST: name, 'cursor': cursor})}" if cursor else "",
                )


def _named(request: Request, name: str) -> Request:
    """Return the request as one for this list: its cursor belongs to no other."""
    query = (each for each in request.query if each[0] in resources.PAGING)
    return replace(request, query=(*query, (_LIST, name)))
