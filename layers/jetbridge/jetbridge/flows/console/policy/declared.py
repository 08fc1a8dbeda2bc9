"""The pages of the policy, and what changes it."""

from collections.abc import Callable
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
from jetbridge.model.sentence import Sentence, say

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


def _ask(word: str) -> Callable[[Visit], Asked]:
    def ask(visit: Visit) -> Asked:
        from jetbridge.flows.console.policy import changing

        return changing.ask(visit, word)

    return ask


def _do(word: str) -> Callable[[Visit, Form], Done]:
    def do(visit: Visit, form: Form) -> Done:
        from jetbridge.flows.console.policy import changing

        return changing.do(visit, word, form)

    return do


def _act(path: str, action: Action, title: Sentence, *, button: Sentence, done: Sentence) -> Act:
    """Declare a change of the policy: each asks for a fresh sign-in."""
    word = action.partition(".")[2]
    return Act(
        path,
        title,
        Role.ADMIN,
        action,
        _ask(word),
        _do(word),
        button,
        done,
        Scope.POLICIES_WRITE,
        fresh=True,
        under=POLICY,
        has_form=action is Action.POLICY_PUT,
    )


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
        Action.POLICY_PUT,
        say("Change the policy"),
        button=say("Put it in force"),
        done=say("The new version is in force."),
    ),
    _act(
        f"{VERSION}/restore",
        Action.POLICY_RESTORE,
        say("Put this version in force again"),
        button=say("Put it in force"),
        done=say("It is in force again, as a new version."),
    ),
    _act(
        f"{POLICY}/pause",
        Action.POLICY_PAUSE,
        say("Pause the policy"),
        button=say("Pause"),
        done=say("It is paused: no new journey begins."),
    ),
    _act(
        f"{POLICY}/resume",
        Action.POLICY_RESUME,
        say("Resume the policy"),
        button=say("Resume"),
        done=say("It is resumed: journeys begin again."),
    ),
    _act(
        f"{POLICY}/remove",
        Action.POLICY_REMOVE,
        say("Remove the policy"),
        button=say("Remove"),
        done=say("There is no policy in force any more."),
    ),
)
