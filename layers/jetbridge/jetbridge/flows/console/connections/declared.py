"""The pages of connections, and the end of one."""

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

LIST: Final = f"{OF_TENANT}/connections"
ONE: Final = f"{LIST}/<connection>"


def _list(visit: Visit) -> View:
    from jetbridge.flows.console.connections import listing

    return listing.shown(visit)


def _one(visit: Visit) -> View:
    from jetbridge.flows.console.connections import one

    return one.shown(visit)


def _ask_to_end(visit: Visit) -> Asked:
    from jetbridge.flows.console.connections import end

    return end.ask(visit)


def _end(visit: Visit, form: Form) -> Done:
    from jetbridge.flows.console.connections import end

    return end.do(visit, form)


PLACES: Final[tuple[Place, ...]] = (
    Page(
        LIST,
        say("Connections"),
        Role.VIEWER,
        _list,
        scope=Scope.CONNECTIONS_READ,
        menu=say("Connections"),
    ),
    Page(ONE, say("Connection"), Role.VIEWER, _one, scope=Scope.CONNECTIONS_READ, under=LIST),
    Act(
        f"{ONE}/disconnect",
        say("Disconnect"),
        Role.ADMIN,
        Action.CONNECTION_DISCONNECT,
        _ask_to_end,
        _end,
        button=say("Disconnect"),
        done=say("The connection has ended."),
        scope=Scope.CONNECTIONS_WRITE,
        fresh=True,
        under=LIST,
    ),
)
