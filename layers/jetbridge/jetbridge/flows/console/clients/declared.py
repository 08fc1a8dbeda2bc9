"""The pages of API clients, and what makes, changes and ends them."""

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
from jetbridge.model.scopes import Scope
from jetbridge.model.sentence import say

LIST: Final = f"{OF_TENANT}/clients"
ONE: Final = f"{LIST}/<client>"


def _list(visit: Visit) -> View:
    from jetbridge.flows.console.clients import showing

    return showing.page(visit)


def _one(visit: Visit) -> View:
    from jetbridge.flows.console.clients import showing

    return showing.one(visit)


def _ask(visit: Visit) -> Asked:
    from jetbridge.flows.console.clients import changing

    return changing.ask(visit)


def _do(visit: Visit, form: Form) -> Done | View:
    from jetbridge.flows.console.clients import changing

    return changing.do(visit, form)


_act: Final = partial(
    Act,
    role=Role.ADMIN,
    ask=_ask,
    do=_do,
    scope=Scope.CLIENTS_WRITE,
    fresh=True,
    under=LIST,
)
"""Declares an action: each asks for a fresh sign-in."""

PLACES: Final[tuple[Place, ...]] = (
    Page(LIST, say("API clients"), Role.VIEWER, _list, Scope.CLIENTS_READ, menu=say("API clients")),
    # No client is called like that, and the first place that fits is found.
    _act(
        f"{LIST}/create",
        say("Make an API client"),
        action=Action.CLIENT_CREATE,
        button=say("Make it"),
        done=say("The client is made."),
        has_form=True,
    ),
    Page(ONE, say("API client"), Role.VIEWER, _one, Scope.CLIENTS_READ, under=LIST),
    _act(
        f"{ONE}/rotate",
        say("Replace the client's secret"),
        action=Action.CLIENT_ROTATE,
        button=say("Replace it"),
        done=say("The secret is replaced."),
        has_form=True,
    ),
    _act(
        f"{ONE}/revoke",
        say("Revoke the client"),
        action=Action.CLIENT_REVOKE,
        button=say("Revoke it"),
        done=say("The client is revoked."),
    ),
)
