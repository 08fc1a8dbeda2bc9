"""The pages of people, and what is asked for of their data."""

from functools import partial
from typing import Final

from jetbridge.flows.console.places import (
    OF_TENANT,
    Act,
    Asked,
    Done,
    Form,
    Page,
    Place,
    View,
    Visit,
)
from jetbridge.model.audit import Action
from jetbridge.model.console import Role
from jetbridge.model.errors import ApiProblem
from jetbridge.model.scopes import Scope
from jetbridge.model.sentence import say
from jetbridge.web.response import Response

LIST: Final = f"{OF_TENANT}/people"
ONE: Final = f"{LIST}/requests/<request>"


def _shown(visit: Visit) -> View:
    from jetbridge.flows.console.people import looking

    return looking.shown(visit)


def _found(visit: Visit, form: Form, refused: ApiProblem | None) -> View:
    from jetbridge.flows.console.people import looking

    return looking.found(visit, form, refused)


def _ask(visit: Visit) -> Asked:
    from jetbridge.flows.console.people import asking

    return asking.ask(visit)


def _do(visit: Visit, form: Form) -> Done:
    from jetbridge.flows.console.people import asking

    return asking.do(visit, form)


def _one(visit: Visit) -> View:
    from jetbridge.flows.console.people import asking

    return asking.shown(visit)


def _taken(visit: Visit) -> Response:
    from jetbridge.flows.console.people import asking

    return asking.taken(visit)


_act: Final = partial(
    Act,
    role=Role.ADMIN,
    action=Action.PERSON_REQUEST,
    ask=_ask,
    do=_do,
    fresh=True,
    under=LIST,
    has_form=True,
)

PLACES: Final[tuple[Place, ...]] = (
    Page(
        LIST,
        say("People"),
        Role.ADMIN,
        _shown,
        scope=Scope.JOURNEYS_READ,
        menu=say("People"),
        takes=_found,
    ),
    _act(
        f"{LIST}/copy",
        say("Make a copy of a person's data"),
        button=say("Make a copy"),
        done=say("The copy is asked for. Look again in a moment."),
        scope=Scope.PEOPLE_COPY,
    ),
    _act(
        f"{LIST}/erase",
        say("Erase a person"),
        button=say("Erase for good"),
        done=say("The erasure is asked for. Look again in a moment."),
        scope=Scope.PEOPLE_ERASE,
    ),
    Page(ONE, say("Copy or erasure"), Role.ADMIN, _one, scope=Scope.PEOPLE_READ, under=LIST),
    Page(f"{ONE}/copy", say("Download"), Role.ADMIN, _taken, scope=Scope.PEOPLE_COPY, under=LIST),
)
"""Forms are sent, so that no one's id is in an address. For the same reason the page of an action
asks for the id once more, which confirms it."""
