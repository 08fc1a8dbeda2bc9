"""The pages of partners' notifications that nothing came of, and their replay."""

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
from jetbridge.model.console import ROOT, Role
from jetbridge.model.sentence import say

ALL: Final = f"{ROOT}/notifications"


def _of_tenant(visit: Visit) -> View:
    from jetbridge.flows.console.notifications import showing

    return showing.of_tenant(visit)


def _of_deployment(visit: Visit) -> View:
    from jetbridge.flows.console.notifications import showing

    return showing.of_deployment(visit)


def _ask(visit: Visit) -> Asked:
    from jetbridge.flows.console.notifications import replaying

    return replaying.ask(visit)


def _replay(visit: Visit, form: Form) -> Done:
    from jetbridge.flows.console.notifications import replaying

    return replaying.do(visit, form)


PLACES: Final[tuple[Place, ...]] = (
    Page(
        f"{OF_TENANT}/notifications",
        say("Notifications of partners"),
        Role.VIEWER,
        _of_tenant,
        menu=say("Notifications"),
    ),
    Page(
        ALL,
        say("Notifications and dead letters"),
        Role.OPERATOR,
        _of_deployment,
        menu=say("Notifications"),
    ),
    Act(
        f"{ALL}/<partner>/<notification>/replay",
        say("Handle the notification again"),
        Role.OPERATOR,
        Action.NOTIFICATION_REPLAY,
        _ask,
        _replay,
        button=say("Handle it again"),
        done=say("It is handled again."),
        command="notifications replay",
        under=ALL,
    ),
)
