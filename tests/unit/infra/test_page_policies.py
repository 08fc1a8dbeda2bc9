"""Who runs what a page says may do it: each `aws` command has its permission in a policy."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import botocore.session
import pytest
from botocore import xform_name

from tests.support.documented import DOCUMENTS
from tests.support.runbooks import RUNBOOKS
from tests.unit.infra.templates import ROOT, as_list

ON_CALL: Final = ("operator", "on-call")
DEPLOYER: Final = ("deployer", "deployer-data")
RUN_BY: Final = {
    "alarms.md": ON_CALL,
    "audit.md": ("operator",),
    "aws.md": (*DEPLOYER, "operator"),
    "kms.md": (*DEPLOYER, "operator"),
    "log-queries.md": ON_CALL,
    "operations.md": ON_CALL,
    "restore.md": (*DEPLOYER, "operator"),
    **{each.name: ON_CALL for each in RUNBOOKS},
    "access-denied.md": (*ON_CALL, *DEPLOYER),
}
"""The policies of those who run the commands of a page, by its name."""
OF_THE_ACCOUNT: Final = {
    "cognito-idp:AdminAddUserToGroup",
    "cognito-idp:AdminCreateUser",
    "cognito-idp:CreateGroup",
    "iam:CreatePolicy",
}
"""What an administrator of the account does, to whom no policy of ours gives anything."""
PREFIXES: Final = {"service-quotas": "servicequotas"}
"""IAM's names of services, where the command has another one."""
_COMMAND: Final = re.compile(r"\baws ([a-z][a-z-]+) (wait )?([a-z]+(?:-[a-z]+)+)")
_PAGES: Final = [each for each in DOCUMENTS if _COMMAND.search(each.read_text())]


def allowed(policy: str) -> set[str]:
    """Return the actions that a policy allows."""
    document = json.loads((ROOT / "deploy" / f"{policy}-policy.json").read_text())
    return {action for each in document["Statement"] for action in as_list(each["Action"])}


def asked(page: Path) -> Iterator[str]:
    """Yield the actions that the `aws` commands of a page need."""
    session = botocore.session.get_session()
    for service, waits, command in _COMMAND.findall(page.read_text()):
        names = session.get_service_model(service).operation_names
        operations = {xform_name(each, "-"): each for each in names}
        if waits:
            model = session.get_waiter_model(service)
            waiters = {xform_name(each, "-"): each for each in model.waiter_names}
            operation = model.get_waiter(waiters[command]).operation
        else:
            operation = operations[command]
        yield f"{PREFIXES.get(service, service)}:{operation}"


@pytest.mark.parametrize("page", _PAGES, ids=lambda page: page.name)
def test_who_runs_a_command_of_a_page_may_do_it(page: Path) -> None:
    """A runbook that ends in AccessDenied is found at night."""
    # GIVEN the policies of those who run the page's commands
    granted = {action for each in RUN_BY.get(page.name, ()) for action in allowed(each)}
    # THEN they allow what the commands need, but for what is the account's
    assert {*asked(page)} - granted <= OF_THE_ACCOUNT


def test_the_policy_of_who_is_on_call_allows_what_pages_say_alone() -> None:
    """It stands beside the operator's, which has what the commands of `jetbridge` call."""
    # GIVEN what the pages of who is on call need
    pages = [each for each in _PAGES if RUN_BY.get(each.name) == ON_CALL]
    needed = {action for page in pages for action in asked(page)} - OF_THE_ACCOUNT
    # THEN the policy allows what the operator's does not, and nothing else
    assert allowed("on-call") == needed - allowed("operator")


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("aws events enable-rule --name x", {"events:EnableRule"}),
        ("aws dynamodb wait table-exists --table-name x", {"dynamodb:DescribeTable"}),
        ("$(aws service-quotas list-services)", {"servicequotas:ListServices"}),
    ],
)
def test_what_a_command_needs_is_named_as_iam_does(
    tmp_path: Path, command: str, expected: set[str]
) -> None:
    """Waiters ask again and again, and some services have another name there."""
    # GIVEN a page with a command
    page = tmp_path / "page.md"
    page.write_text(command)
    # THEN this is what it needs
    assert {*asked(page)} == expected
