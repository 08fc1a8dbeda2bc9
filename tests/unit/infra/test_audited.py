"""Whatever changes something at the word of a person or a client is in the audit trail."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from jetbridge.flows.console import registry
from jetbridge.flows.restore.rules import RULES
from jetbridge.model.audit import Action
from jetbridge.store import keys
from tests.support.commands import ASKS, DOES_NOT, EVERY
from tests.unit.infra import roles
from tests.unit.infra.templates import ROOT, properties, resources

FUNCTIONS: Final = sorted((ROOT / "functions").glob("*/*.py"))
COMMANDS: Final = ROOT / "cli" / "jetbridge_cli"
METHODS: Final = {"post", "put", "patch", "delete"}

RECORDED_BY_THE_FLOW: Final = {
    "decide_consent": "jetbridge/partners/smartrecruiters/consent.py",
    "finish_onboardbase": "jetbridge/partners/onboardbase/connect.py",
    "change_in_console": "jetbridge/flows/console/access.py",
}
"""Routes for browsers whose flow knows who acts, and the module of it that records."""
NOT_RECORDED: Final = {
    "open_consent_window": "opens a window: nothing is decided yet",
    "start_onboardbase": "sends the browser to Onboardbase; its return is recorded",
    "begin_verification": "a person without an identity here: it is in the onboarding",
    "finish_verification": "the same: status, event and timeline tell it, and an erasure ends it",
    "return_from_sign_in": "signs in",
    "use_another_account": "signs out",
    "smartrecruiters_notification": "a partner's delivery: it is an item of its own",
    "incode_notification": "a partner's delivery: it is an item of its own",
    "issue_token": "a token: an item of its own, which expires",
    "revoke_token": "the client's own token: its function may not reach the trail, and counts it",
    "introspect_token": "reads",
    "validate_policy": "reads: the document is in the request, and is not stored",
    "rehearse_policy": "reads: what is played is in memory",
}
"""Routes that change nothing at the word of a client or a person, and why."""
RETURNS: Final = {"finish_onboardbase", "finish_verification", "return_from_sign_in"}
"""Routes that a browser comes back to: GET requests after which something has changed."""

COMMANDS_NOT_RECORDED: Final = {
    "secrets test": "asks the partners by calls that do nothing",
    "up": "runs a stack of its own",
    "demo": "runs a stack of its own",
    "visit": "is a person's browser, on this machine",
}
MODULES: Final = {
    **{f"secrets {each}": "keyring.py" for each in ("rotate-keyring", "reseal", "retire-key")},
    "webhooks replay": "webhook_deliveries.py",
    **{f"connections {each}": "connect_links.py" for each in ("link", "revoke-link")},
}
"""Commands in another module than the one named after their group."""
CALLED: Final = {"webhooks test": "try_out"}
"""Commands whose function has a name of its own: pytest would take `test` for a test."""
HELPERS: Final = {"decide": "deciding", "put": "putting", "change": "putting"}
"""Functions that record for several commands, and their modules."""


def routes() -> Iterator[tuple[str, bool]]:
    """Yield each route that may change something, and whether it declares an action."""
    for module in FUNCTIONS:
        for part in ast.parse(module.read_text()).body:
            if not isinstance(part, ast.FunctionDef):
                continue
            decorators = [each.func for each in part.decorator_list if isinstance(each, ast.Call)]
            methods = {each.attr for each in decorators if isinstance(each, ast.Attribute)}
            if methods & METHODS or part.name in RETURNS:
                named = {each.id for each in decorators if isinstance(each, ast.Name)}
                yield part.name, "audited" in named


def records(path: Path) -> set[str]:
    """Return the functions of a command's module that record, themselves or by a helper."""
    found = {}
    for part in ast.parse(path.read_text()).body:
        if isinstance(part, ast.FunctionDef):
            calls = [each.func for each in ast.walk(part) if isinstance(each, ast.Call)]
            found[part.name] = {ast.unparse(each) for each in calls}
    wanted = {"auditing.recorded", *(f"{module}.{name}" for name, module in HELPERS.items())}
    direct = {name for name, calls in found.items() if calls & wanted}
    return direct | {name for name, calls in found.items() if calls & direct}


def test_every_route_that_changes_something_is_recorded() -> None:
    """By a declaration, or by its flow, or there is a reason why not."""
    # GIVEN the routes without a declaration
    missing = {name for name, declares in routes() if not declares}
    # THEN each is listed, and nothing else is
    assert missing == RECORDED_BY_THE_FLOW.keys() | NOT_RECORDED.keys()


@pytest.mark.parametrize("path", RECORDED_BY_THE_FLOW.values())
def test_the_flows_record(path: str) -> None:
    """Those of browsers."""
    assert "audit.recorded(" in (ROOT / "layers" / "jetbridge" / path).read_text()


@pytest.mark.parametrize("name", sorted((ASKS | DOES_NOT.keys()) - COMMANDS_NOT_RECORDED.keys()))
def test_every_command_that_changes_something_is_recorded(name: str) -> None:
    """A new one fails here until it is."""
    assert name in EVERY
    group, _, command = name.partition(" ")
    default = {"policy": "policies.py"}.get(group, f"{group}.py")
    module = COMMANDS / MODULES.get(name, default)
    words = command.replace("-", "_")
    names = {words, f"{words}_", f"{words}_connection", CALLED.get(name, "")}
    assert records(module) & names


@pytest.mark.parametrize("module", sorted(set(HELPERS.values())))
def test_the_helpers_record(module: str) -> None:
    """Each of those that commands rely on."""
    wanted = {name for name, where in HELPERS.items() if where == module}
    assert wanted <= records(COMMANDS / f"{module}.py")


def test_every_action_is_documented() -> None:
    """By its name, or by all of its kind."""
    document = (ROOT / "docs" / "audit.md").read_text()
    for action in Action:
        assert f"`{action}`" in document or f"`{action.partition('.')[0]}.*`" in document


@pytest.mark.parametrize("action", sorted({each.action for each in registry.acts()}))
def test_what_a_person_does_in_the_console_is_documented_as_a_persons(action: Action) -> None:
    """An auditor looks there for whose word a change can be."""
    document = (ROOT / "docs" / "audit.md").read_text()
    (row,) = re.findall(r"^\| a person in the browser \|.*$", document, re.MULTILINE)
    assert f"`{action}`" in row or f"`{action.partition('.')[0]}.*`" in row


def test_every_action_has_a_rule_for_a_restored_table() -> None:
    """What it ended would come back to life: `jetbridge.flows.restore.rules` says what follows."""
    assert RULES.keys() == {*Action}


def test_the_anchor_of_the_logs_is_of_every_function_that_records() -> None:
    """What an anchor lacks can be cut off unseen."""
    # GIVEN the functions whose roles may put entries
    recording = {
        properties(role.replace("Role", "Logs"))["LogGroupName"]["Fn::Sub"].rpartition("/")[2]
        for role in resources("AWS::IAM::Role")
        if keys.audit_head("*").pk in roles.pairs(role).get("PutItem", ())
    }
    # THEN the documented command reads the log of each
    document = (ROOT / "docs" / "audit.md").read_text()
    (named,) = re.findall(r"for name in ([a-z -]+); do", document)
    assert {*named.split()} == recording
