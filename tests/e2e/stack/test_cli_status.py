"""What an operator's commands find of the whole deployment, on a running stack."""

import json
from typing import Any

import pytest

from jetbridge.store import own_credentials
from jetbridge.store.own_credentials import Standing
from jetbridge_local.stack import LocalStack
from tests.e2e.stack.operator import Operator


@pytest.fixture
def operator(stack: LocalStack) -> Operator:
    """Return an operator of the running stack."""
    return Operator(stack)


def _found(operator: Operator, command: str) -> tuple[int, dict[str, Any]]:
    """Return a command's exit status, and what it found, by check."""
    result = operator.result(command, "--json")
    return result.exit_code, {each["check"]: each for each in json.loads(result.output)}


def test_status_tells_cron_what_an_operator_has_to_do(operator: Operator) -> None:
    """Every check runs on the local stack."""
    # GIVEN a partner that refuses one of the deployment's own credentials
    refused = Standing("incode", "api_key", refused=True, error="http_403", since=1_800_000_000)
    operator.table().write(own_credentials.save(refused))
    # WHEN the status is asked for
    status, found = _found(operator, "status")
    # THEN that has to be done, and every other check came to its end
    assert status == 1
    assert found["own credentials"]["result"] == "act"
    assert not [each for each in found.values() if each["result"] == "unknown"]
    assert {"dead letters", "schedules", "notifications"} <= found.keys()
    assert len([each for each in found if each.startswith("queue ")]) == 3
    # AND once the partner takes the credential, that is well
    taken = own_credentials.get(operator.table(), "incode", "api_key")
    operator.table().write(
        own_credentials.save(Standing("incode", "api_key", version=taken.version))
    )
    assert _found(operator, "status")[1]["own credentials"]["result"] == "fine"


@pytest.mark.parametrize("command", ["status"])
def test_a_stack_that_is_not_there_cannot_be_told_about(operator: Operator, command: str) -> None:
    """Which is neither well nor to be done."""
    where = ("--stack-name", "another", "--endpoint-url", operator.endpoint)
    assert "there is no stack another" in operator.fail(command, where=where)
