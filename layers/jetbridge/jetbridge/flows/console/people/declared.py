"""The pages of people."""

from typing import Final

from jetbridge.flows.console.places import OF_TENANT, Form, Page, Place, View, Visit
from jetbridge.model.console import Role
from jetbridge.model.errors import ApiProblem
from jetbridge.model.scopes import Scope
from jetbridge.model.sentence import say


def _shown(visit: Visit) -> View:
    from jetbridge.flows.console.people import looking

    return looking.shown(visit)


def _found(visit: Visit, form: Form, refused: ApiProblem | None) -> View:
    from jetbridge.flows.console.people import looking

    return looking.found(visit, form, refused)


PLACES: Final[tuple[Place, ...]] = (
    Page(
        f"{OF_TENANT}/people",
        say("People"),
        Role.ADMIN,
        _shown,
        scope=Scope.JOURNEYS_READ,
        menu=say("People"),
        takes=_found,
    ),
)
"""Its form is sent, so that no one's id is in an address."""
