"""The pages of the audit trail."""

from typing import Final

from jetbridge.flows.console.places import OF_TENANT, Page, Place, View, Visit
from jetbridge.model.console import ROOT, Role
from jetbridge.model.sentence import say


def _of_tenant(visit: Visit) -> View:
    from jetbridge.flows.console.trail import listing

    return listing.of_tenant(visit)


def _of_deployment(visit: Visit) -> View:
    from jetbridge.flows.console.trail import listing

    return listing.of_deployment(visit)


PLACES: Final[tuple[Place, ...]] = (
    Page(f"{OF_TENANT}/audit", say("Audit trail"), Role.ADMIN, _of_tenant, menu=say("Audit")),
    Page(
        f"{ROOT}/audit",
        say("Audit trail of the deployment"),
        Role.OPERATOR,
        _of_deployment,
        menu=say("Audit"),
    ),
)
