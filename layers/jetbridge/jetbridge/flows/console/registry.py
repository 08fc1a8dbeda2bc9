"""Every page and action of the console, by area."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from jetbridge.flows.console.clients import declared as clients
from jetbridge.flows.console.connections import declared as connections
from jetbridge.flows.console.journeys import declared as journeys
from jetbridge.flows.console.notifications import declared as notifications
from jetbridge.flows.console.overview import declared as overview
from jetbridge.flows.console.people import declared as people
from jetbridge.flows.console.places import OF_TENANT, Act, Page, Place
from jetbridge.flows.console.policy import declared as policy
from jetbridge.flows.console.setup import declared as setup
from jetbridge.flows.console.trail import declared as trail
from jetbridge.flows.console.webhooks import declared as webhooks
from jetbridge.model.console import ROOT, Role, suffices
from jetbridge.web.routes import Routes

PLACES: Final[tuple[Place, ...]] = (
    *overview.PLACES,
    *journeys.PLACES,
    *connections.PLACES,
    *policy.PLACES,
    *webhooks.PLACES,
    *notifications.PLACES,
    *clients.PLACES,
    *people.PLACES,
    *trail.PLACES,
    *setup.PLACES,
)
"""In the order of the navigation."""


def find(path: str) -> tuple[Place, Mapping[str, str]] | None:
    """Return the place at a path, and the path's variables; None where there is none."""
    return _routes().find("", path)


def menu(role: Role, *, of_tenant: bool) -> Iterator[Page]:
    """Yield the pages of the navigation that a role may see."""
    pages = (each for each in PLACES if isinstance(each, Page) and each.menu)
    for page in pages:
        if suffices(role, page.role) and ("<tenant>" in page.path) == of_tenant:
            yield page


def acts() -> Iterator[Act]:
    """Yield every action."""
    return (each for each in PLACES if isinstance(each, Act))


def done(name: str) -> Act | None:
    """Return the action of a name, which stands in the address after it was done."""
    return next((each for each in acts() if name_of(each) == name), None)


def name_of(act: Act) -> str:
    """Return the name of an action in an address: the words of its path."""
    path = act.path.removeprefix(OF_TENANT).removeprefix(ROOT)
    return ".".join(word for word in path.split("/") if word and not word.startswith("<"))


@cache
def _routes() -> Routes[Place]:
    routes: Routes[Place] = Routes()
    for place in PLACES:
        routes.add("", place.path, place)
    return routes
