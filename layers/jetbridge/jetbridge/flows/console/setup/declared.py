"""The pages of the set-up."""

from typing import Final

from jetbridge.flows.console.places import OF_TENANT, Page, Place, View, Visit
from jetbridge.model.console import ROOT, Role
from jetbridge.model.sentence import say


def _of_deployment(visit: Visit) -> View:
    from jetbridge.flows.console.setup import deployment

    return deployment.shown(visit)


def _of_tenant(visit: Visit) -> View:
    from jetbridge.flows.console.setup import tenant

    return tenant.shown(visit)


PLACES: Final[tuple[Place, ...]] = (
    Page(f"{OF_TENANT}/set-up", say("Set-up"), Role.ADMIN, _of_tenant, menu=say("Set-up")),
    Page(
        f"{ROOT}/set-up",
        say("Set-up of the deployment"),
        Role.OPERATOR,
        _of_deployment,
        menu=say("Set-up"),
    ),
)
