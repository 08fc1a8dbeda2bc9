"""The pages of API clients, and what makes, changes and ends them."""

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
from jetbridge.model.sentence import Sentence, say

LIST: Final = f"{OF_TENANT}/clients"
ONE: Final = f"{LIST}/<client>"


def _list(visit: Visit) -> View:
    from jetbridge.flows.console.clients import showing

    return showing.page(visit)


def _one(visit: Visit) -> View:
    from jetbridge.flows.console.clients import showing

    return showing.one(visit)


def _act(  # noqa: PLR0913 - what an action declares
    path: str,
    action: Action,
    title: Sentence,
    *,
    button: Sentence,
    done: Sentence,
    has_form: bool = False,
) -> Act:
    """Declare an action, which is called as its path ends: each asks for a fresh sign-in."""
    word = path.rpartition("/")[2]

    def ask(visit: Visit) -> Asked:
        from jetbridge.flows.console.clients import changing

        return changing.ask(visit, word)

    def do(visit: Visit, form: Form) -> Done | View:
        from jetbridge.flows.console.clients import changing

        return changing.do(visit, word, form)

    return Act(
        path,
        title,
        Role.ADMIN,
        action,
        ask,
        do,
        button,
        done,
        Scope.CLIENTS_WRITE,
        fresh=True,
        under=LIST,
        has_form=has_form,
    )


PLACES: Final[tuple[Place, ...]] = (
    Page(LIST, say("API clients"), Role.VIEWER, _list, Scope.CLIENTS_READ, menu=say("API clients")),
    # No client is called like that, and the first place that fits is found.
    _act(
        f"{LIST}/create",
        Action.CLIENT_CREATE,
        say("Make an API client"),
        button=say("Make it"),
        done=say("The client is made."),
        has_form=True,
    ),
    Page(ONE, say("API client"), Role.VIEWER, _one, Scope.CLIENTS_READ, under=LIST),
    _act(
        f"{ONE}/rotate",
        Action.CLIENT_ROTATE,
        say("Replace the client's secret"),
        button=say("Replace it"),
        done=say("The secret is replaced."),
        has_form=True,
    ),
    _act(
        f"{ONE}/revoke",
        Action.CLIENT_REVOKE,
        say("Revoke the client"),
        button=say("Revoke it"),
        done=say("The client is revoked."),
    ),
)
