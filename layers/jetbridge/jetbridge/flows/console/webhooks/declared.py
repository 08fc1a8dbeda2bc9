"""The pages of endpoints and their deliveries, and what changes them."""

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

LIST: Final = f"{OF_TENANT}/webhooks"
ONE: Final = f"{LIST}/<endpoint>"
DELIVERIES: Final = f"{ONE}/deliveries"


def _list(visit: Visit) -> View:
    from jetbridge.flows.console.webhooks import showing

    return showing.every(visit)


def _one(visit: Visit) -> View:
    from jetbridge.flows.console.webhooks import showing

    return showing.one(visit)


def _deliveries(visit: Visit) -> View:
    from jetbridge.flows.console.webhooks import sent

    return sent.shown(visit)


def _ask_to_change(visit: Visit) -> Asked:
    from jetbridge.flows.console.webhooks import changing

    return changing.ask(visit)


def _change(visit: Visit, form: Form) -> Done | View:
    from jetbridge.flows.console.webhooks import changing

    return changing.do(visit, form)


def _ask_to_send(visit: Visit) -> Asked:
    from jetbridge.flows.console.webhooks import sending

    return sending.ask(visit)


def _send(visit: Visit, form: Form) -> Done | View:
    from jetbridge.flows.console.webhooks import sending

    return sending.do(visit, form)


_act: Final = partial(Act, role=Role.ADMIN, scope=Scope.WEBHOOKS_WRITE, under=LIST)
_changes: Final = partial(_act, ask=_ask_to_change, do=_change)
"""Declares a change of an endpoint."""
_sends: Final = partial(_act, ask=_ask_to_send, do=_send)
"""Declares that something is sent to an endpoint."""

PLACES: Final[tuple[Place, ...]] = (
    Page(LIST, say("Webhooks"), Role.VIEWER, _list, Scope.WEBHOOKS_READ, menu=say("Webhooks")),
    # No endpoint is called like that, and the first place that fits is found.
    _changes(
        f"{LIST}/register",
        say("Register an endpoint"),
        action=Action.WEBHOOK_SET,
        button=say("Register"),
        done=say("The endpoint is registered."),
        # What it is sent holds people's links.
        fresh=True,
        has_form=True,
    ),
    Page(ONE, say("Endpoint"), Role.VIEWER, _one, Scope.WEBHOOKS_READ, under=LIST),
    _changes(
        f"{ONE}/change",
        say("Change the endpoint"),
        action=Action.WEBHOOK_SET,
        button=say("Change it"),
        done=say("The endpoint is changed."),
        fresh=True,
        has_form=True,
    ),
    _changes(
        f"{ONE}/pause",
        say("Pause the endpoint"),
        action=Action.WEBHOOK_SET,
        button=say("Pause"),
        done=say("It is paused: nothing is sent there."),
    ),
    _changes(
        f"{ONE}/resume",
        say("Resume the endpoint"),
        action=Action.WEBHOOK_SET,
        button=say("Resume"),
        done=say("It is told again."),
    ),
    _sends(
        f"{ONE}/test",
        say("Send a test event"),
        action=Action.WEBHOOK_TEST,
        button=say("Send it"),
        done=say("The test was sent."),
    ),
    _changes(
        f"{ONE}/rotate",
        say("Replace the signing secret"),
        action=Action.WEBHOOK_ROTATE,
        button=say("Replace it"),
        done=say("The secret is replaced."),
        fresh=True,
        has_form=True,
    ),
    _sends(
        f"{ONE}/replay",
        say("Send again what was given up"),
        action=Action.WEBHOOK_REPLAY,
        button=say("Send it again"),
        done=say("It is sent again, from the first attempt."),
    ),
    _changes(
        f"{ONE}/remove",
        say("Remove the endpoint"),
        action=Action.WEBHOOK_REMOVE,
        button=say("Remove"),
        done=say("The endpoint is removed."),
        fresh=True,
    ),
    Page(
        DELIVERIES,
        say("Deliveries"),
        Role.VIEWER,
        _deliveries,
        Scope.WEBHOOKS_READ,
        under=LIST,
    ),
    _sends(
        f"{DELIVERIES}/<event>/replay",
        say("Send a webhook again"),
        action=Action.WEBHOOK_REPLAY,
        button=say("Send it again"),
        done=say("It is sent again, from the first attempt."),
    ),
)
