"""The pages of endpoints and their deliveries, and what changes them."""

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

LIST: Final = f"{OF_TENANT}/webhooks"
ONE: Final = f"{LIST}/<endpoint>"
DELIVERIES: Final = f"{ONE}/deliveries"
_SENT: Final = frozenset({Action.WEBHOOK_TEST, Action.WEBHOOK_REPLAY})


def _list(visit: Visit) -> View:
    from jetbridge.flows.console.webhooks import showing

    return showing.every(visit)


def _one(visit: Visit) -> View:
    from jetbridge.flows.console.webhooks import showing

    return showing.one(visit)


def _deliveries(visit: Visit) -> View:
    from jetbridge.flows.console.webhooks import sent

    return sent.shown(visit)


def _act(  # noqa: PLR0913 - what an action declares
    path: str,
    action: Action,
    title: Sentence,
    *,
    button: Sentence,
    done: Sentence,
    fresh: bool = False,
    has_form: bool = False,
) -> Act:
    """Declare an action, which is called as its path ends."""
    word = path.rpartition("/")[2]

    def ask(visit: Visit) -> Asked:
        from jetbridge.flows.console.webhooks import changing, sending

        return sending.ask(visit, word) if action in _SENT else changing.ask(visit, word)

    def do(visit: Visit, form: Form) -> Done | View:
        from jetbridge.flows.console.webhooks import changing, sending

        return sending.do(visit, word) if action in _SENT else changing.do(visit, word, form)

    return Act(
        path,
        title,
        Role.ADMIN,
        action,
        ask,
        do,
        button,
        done,
        Scope.WEBHOOKS_WRITE,
        fresh=fresh,
        under=LIST,
        has_form=has_form,
    )


PLACES: Final[tuple[Place, ...]] = (
    Page(LIST, say("Webhooks"), Role.VIEWER, _list, Scope.WEBHOOKS_READ, menu=say("Webhooks")),
    # No endpoint is called like that, and the first place that fits is found.
    _act(
        f"{LIST}/register",
        Action.WEBHOOK_SET,
        say("Register an endpoint"),
        button=say("Register"),
        done=say("The endpoint is registered."),
        # What it is sent holds people's links.
        fresh=True,
        has_form=True,
    ),
    Page(ONE, say("Endpoint"), Role.VIEWER, _one, Scope.WEBHOOKS_READ, under=LIST),
    _act(
        f"{ONE}/change",
        Action.WEBHOOK_SET,
        say("Change the endpoint"),
        button=say("Change it"),
        done=say("The endpoint is changed."),
        fresh=True,
        has_form=True,
    ),
    _act(
        f"{ONE}/pause",
        Action.WEBHOOK_SET,
        say("Pause the endpoint"),
        button=say("Pause"),
        done=say("It is paused: nothing is sent there."),
    ),
    _act(
        f"{ONE}/resume",
        Action.WEBHOOK_SET,
        say("Resume the endpoint"),
        button=say("Resume"),
        done=say("It is told again."),
    ),
    _act(
        f"{ONE}/test",
        Action.WEBHOOK_TEST,
        say("Send a test event"),
        button=say("Send it"),
        done=say("The test was sent."),
    ),
    _act(
        f"{ONE}/rotate",
        Action.WEBHOOK_ROTATE,
        say("Replace the signing secret"),
        button=say("Replace it"),
        done=say("The secret is replaced."),
        fresh=True,
        has_form=True,
    ),
    _act(
        f"{ONE}/replay",
        Action.WEBHOOK_REPLAY,
        say("Send again what was given up"),
        button=say("Send it again"),
        done=say("It is sent again, from the first attempt."),
    ),
    _act(
        f"{ONE}/remove",
        Action.WEBHOOK_REMOVE,
        say("Remove the endpoint"),
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
    _act(
        f"{DELIVERIES}/<event>/replay",
        Action.WEBHOOK_REPLAY,
        say("Send a webhook again"),
        button=say("Send it again"),
        done=say("It is sent again, from the first attempt."),
    ),
)
