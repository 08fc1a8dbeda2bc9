"""The pages of the policy, and what changes it."""

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

POLICY: Final = f"{OF_TENANT}/policy"
VERSION: Final = f"{POLICY}/versions/<version>"


def _current(visit: Visit) -> View:
    from jetbridge.flows.console.policy import showing

    return showing.current(visit)


def _version(visit: Visit) -> View:
    from jetbridge.flows.console.policy import showing

    return showing.version(visit)


def _draft(visit: Visit) -> View:
    from jetbridge.flows.console.policy import trying

    return trying.shown(visit)


def _play(visit: Visit, form: Form, refused: ApiProblem | None) -> View:
    from jetbridge.flows.console.policy import trying

    return trying.played(visit, form, refused)


def _ask(visit: Visit) -> Asked:
    from jetbridge.flows.console.policy import changing

    return changing.ask(visit)


def _do(visit: Visit, form: Form) -> Done:
    from jetbridge.flows.console.policy import changing

    return changing.do(visit, form)


_act: Final = partial(
    Act,
    role=Role.ADMIN,
    ask=_ask,
    do=_do,
    scope=Scope.POLICIES_WRITE,
    fresh=True,
    under=POLICY,
)
"""Declares a change of the policy: each asks for a fresh sign-in."""

PLACES: Final[tuple[Place, ...]] = (
    Page(POLICY, say("Policy"), Role.VIEWER, _current, Scope.POLICIES_READ, menu=say("Policy")),
    Page(
        VERSION,
        say("Version of the policy"),
        Role.VIEWER,
        _version,
        Scope.POLICIES_READ,
        under=POLICY,
    ),
    Page(
        f"{POLICY}/dry-run",
        say("Try a policy"),
        Role.VIEWER,
        _draft,
        Scope.POLICIES_READ,
        under=POLICY,
        takes=_play,
    ),
    _act(
        f"{POLICY}/change",
        say("Change the policy"),
        action=Action.POLICY_PUT,
        button=say("Put it in force"),
        done=say("The new version is in force."),
        has_form=True,
    ),
    _act(
        f"{VERSION}/restore",
        say("Put this version in force again"),
        action=Action.POLICY_RESTORE,
        button=say("Put it in force"),
        done=say("It is in force again, as a new version."),
    ),
    _act(
        f"{POLICY}/pause",
        say("Pause the policy"),
        action=Action.POLICY_PAUSE,
        button=say("Pause"),
        done=say("It is paused: no new journey begins."),
    ),
    _act(
        f"{POLICY}/resume",
        say("Resume the policy"),
        action=Action.POLICY_RESUME,
        button=say("Resume"),
        done=say("It is resumed: journeys begin again."),
    ),
    _act(
        f"{POLICY}/remove",
        say("Remove the policy"),
        action=Action.POLICY_REMOVE,
        button=say("Remove"),
        done=say("There is no policy in force any more."),
    ),
)
