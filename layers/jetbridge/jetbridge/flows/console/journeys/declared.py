"""The pages of journeys, and the decisions about one."""

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
from jetbridge.model.journey_events import Decision
from jetbridge.model.scopes import Scope
from jetbridge.model.sentence import say

LIST: Final = f"{OF_TENANT}/journeys"
ONE: Final = f"{LIST}/<journey>"


def _list(visit: Visit) -> View | str:
    from jetbridge.flows.console.journeys import listing

    return listing.shown(visit)


def _one(visit: Visit) -> View:
    from jetbridge.flows.console.journeys import one

    return one.shown(visit)


def _ask(visit: Visit) -> Asked:
    from jetbridge.flows.console.journeys import deciding

    return deciding.ask(visit)


def _do(visit: Visit, form: Form) -> Done:
    from jetbridge.flows.console.journeys import deciding

    return deciding.do(visit, form)


_decision: Final = partial(
    Act, role=Role.ADMIN, ask=_ask, do=_do, scope=Scope.JOURNEYS_WRITE, under=LIST
)
"""Declares a decision, whose name ends its path."""

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
        f"{ONE}/{Decision.APPROVE}",
        say("Approve the step"),
        action=Action.JOURNEY_APPROVE,
        button=say("Approve"),
        done=say("Approved: the step counts as done."),
        # It may be the approval of a person who was rejected.
        fresh=True,
    ),
    _decision(
        f"{ONE}/{Decision.RETRY}",
        say("Try the step again"),
        action=Action.JOURNEY_RETRY,
        button=say("Try again"),
        done=say("It is tried again now."),
    ),
    _decision(
        f"{ONE}/{Decision.NEW_LINK}",
        say("Issue a new link"),
        action=Action.JOURNEY_NEW_LINK,
        button=say("Issue a new link"),
        done=say("A new link is being made and handed over."),
    ),
    _decision(
        f"{ONE}/{Decision.REPLACE_LINK}",
        say("Replace the link"),
        action=Action.JOURNEY_REPLACE_LINK,
        button=say("Replace the link"),
        done=say("A new link is being made. Earlier links are closed."),
    ),
    _decision(
        f"{ONE}/{Decision.CANCEL}",
        say("Cancel the journey"),
        action=Action.JOURNEY_CANCEL,
        button=say("Cancel the journey"),
        done=say("The journey is being ended."),
    ),
)
