"""The pages of the overview."""

from typing import Final

from jetbridge.flows.console.places import OF_TENANT, Page, Place, View, Visit
from jetbridge.model.console import ROOT, Role
from jetbridge.model.sentence import say


def _start(visit: Visit) -> View | str:
    from jetbridge.flows.console.overview import start

    return start.shown(visit)


def _tenant(visit: Visit) -> View:
    from jetbridge.flows.console.overview import tenant

    return tenant.shown(visit)


PLACES: Final[tuple[Place, ...]] = (
    Page(ROOT, say("Tenants"), Role.VIEWER, _start, menu=say("Tenants")),
    Page(OF_TENANT, say("Overview"), Role.VIEWER, _tenant, menu=say("Overview")),
)
