"""The pages of connections, and what is done about them."""

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


def _ask_to_test(visit: Visit) -> Asked:
    from jetbridge.flows.console.connections import testing

    return testing.ask(visit)


def _test(visit: Visit, form: Form) -> Done:
    from jetbridge.flows.console.connections import testing

    return testing.do(visit, form)


def _ask_for_link(visit: Visit) -> Asked:
    from jetbridge.flows.console.connections import links

    return links.ask(visit)


def _make_link(visit: Visit, form: Form) -> View:
    from jetbridge.flows.console.connections import links

    return links.do(visit, form)


def _ask_to_revoke(visit: Visit) -> Asked:
    from jetbridge.flows.console.connections import links

    return links.ask_to_revoke(visit)


def _revoke(visit: Visit, form: Form) -> Done:
    from jetbridge.flows.console.connections import links

    return links.revoke(visit, form)


_act: Final = partial(Act, role=Role.ADMIN, scope=Scope.CONNECTIONS_WRITE, under=LIST)

PLACES: Final[tuple[Place, ...]] = (
    Page(
        LIST,
        say("Connections"),
        Role.VIEWER,
        _list,
        scope=Scope.CONNECTIONS_READ,
        menu=say("Connections"),
    ),
    _act(
        f"{LIST}/connect-link",
        say("Make a link that connects an account"),
        action=Action.CONNECT_LINK_CREATE,
        ask=_ask_for_link,
        do=_make_link,
        button=say("Make the link"),
        done=say("The link is made."),
        has_form=True,
    ),
    Page(ONE, say("Connection"), Role.VIEWER, _one, scope=Scope.CONNECTIONS_READ, under=LIST),
    _act(
        f"{LIST}/links/<link>/revoke",
        say("Take a link back"),
        action=Action.CONNECT_LINK_REVOKE,
        ask=_ask_to_revoke,
        do=_revoke,
        button=say("Take it back"),
        done=say("The link opens no more."),
    ),
    _act(
        f"{ONE}/test",
        say("Test the connection"),
        action=Action.CONNECTION_TEST,
        ask=_ask_to_test,
        do=_test,
        button=say("Test it"),
        done=say("It was tested. Its status and its health say what came of it."),
    ),
    _act(
        f"{ONE}/disconnect",
        say("Disconnect"),
        action=Action.CONNECTION_DISCONNECT,
        ask=_ask_to_end,
        do=_end,
        button=say("Disconnect"),
        done=say("The connection has ended."),
        fresh=True,
    ),
)
