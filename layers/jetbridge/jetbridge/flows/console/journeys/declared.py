"""The pages of journeys, and the decisions about one."""

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
from jetbridge.model.journey_events import Decision
from jetbridge.model.scopes import Scope
from jetbridge.model.sentence import Sentence, say

LIST: Final = f"{OF_TENANT}/journeys"
ONE: Final = f"{LIST}/<journey>"


def _list(visit: Visit) -> View | str:
    from jetbridge.flows.console.journeys import listing

    return listing.shown(visit)


def _one(visit: Visit) -> View:
    from jetbridge.flows.console.journeys import one

    return one.shown(visit)


def _decision(  # noqa: PLR0913 - what an action declares
    decision: Decision,
    action: Action,
    title: Sentence,
    *,
    button: Sentence,
    done: Sentence,
    fresh: bool = False,
) -> Act:
    def ask(visit: Visit) -> Asked:
        from jetbridge.flows.console.journeys import deciding

        return deciding.ask(visit, decision)

    def do(visit: Visit, form: Form) -> Done:
        from jetbridge.flows.console.journeys import deciding

        return deciding.do(visit, decision, form)

    return Act(
        f"{ONE}/{decision}",
        title,
        Role.ADMIN,
        action,
        ask,
        do,
        button,
        done,
        Scope.JOURNEYS_WRITE,
        fresh=fresh,
        under=LIST,
    )


PLACES: Final[tuple[Place, ...]] = (
    Page(
        LIST,
        say("Journeys"),
        Role.VIEWER,
        _list,
        scope=Scope.JOURNEYS_READ,
        menu=say("Journeys"),
    ),
    Page(ONE, say("Journey"), Role.VIEWER, _one, scope=Scope.JOURNEYS_READ, under=LIST),
    _decision(
        Decision.APPROVE,
        Action.JOURNEY_APPROVE,
        say("Approve the step"),
        button=say("Approve"),
        done=say("Approved: the step counts as done."),
        # It may be the approval of a person who was rejected.
        fresh=True,
    ),
    _decision(
        Decision.RETRY,
        Action.JOURNEY_RETRY,
        say("Try the step again"),
        button=say("Try again"),
        done=say("It is tried again now."),
    ),
    _decision(
        Decision.NEW_LINK,
        Action.JOURNEY_NEW_LINK,
        say("Issue a new link"),
        button=say("Issue a new link"),
        done=say("A new link is being made and handed over."),
    ),
    _decision(
        Decision.REPLACE_LINK,
        Action.JOURNEY_REPLACE_LINK,
        say("Replace the link"),
        button=say("Replace the link"),
        done=say("A new link is being made. Earlier links are closed."),
    ),
    _decision(
        Decision.CANCEL,
        Action.JOURNEY_CANCEL,
        say("Cancel the journey"),
        button=say("Cancel the journey"),
        done=say("The journey is being ended."),
    ),
)
