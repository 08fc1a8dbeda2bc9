"""What an operator's commands find of the whole deployment, on a running stack."""

import json
from typing import Any

import pytest

from jetbridge.store import own_credentials
from jetbridge.store.own_credentials import Standing
from tests.e2e.stack.operator import Operator


def _found(operator: Operator, command: str) -> tuple[int, dict[str, Any]]:
    """Return a command's exit status, and what it found, by check."""
    result = operator.result(command, "--json")
    return result.exit_code, {each["check"]: each for each in json.loads(result.output)}


OTHERS = {"schedules"}
"""Checks whose result other tests on the same stack decide: some leave work that is overdue."""


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


@pytest.mark.parametrize("command", ["status", "doctor"])
def test_a_stack_that_is_not_there_cannot_be_told_about(operator: Operator, command: str) -> None:
    """Which is neither well nor to be done."""
    where = ("--stack-name", "another", "--endpoint-url", operator.endpoint)
    assert "there is no stack another" in operator.fail(command, where=where)


def test_doctor_checks_a_stack_and_shows_what_to_hand_out(operator: Operator) -> None:
    """What a local stack does not have is said to be unchecked."""
    # GIVEN a running stack, WHEN the doctor is asked
    status, found = _found(operator, "doctor")
    # THEN what can be checked is well: each secret is taken, API and sign-in answer
    to_do = {name for name, each in found.items() if each["result"] not in {"fine", "note"}}
    assert to_do <= OTHERS, found
    assert status == (1 if to_do else 0)
    well = {"stack", "outputs", "API", "authorizer", "time", "version", "sign-in", "keyring"}
    well |= {"secret incode"}
    assert {name: found[name]["result"] for name in well} == dict.fromkeys(well, "fine")
    # AND the rest is said not to be checked
    unchecked = {name for name, each in found.items() if each["about"].startswith("not checked")}
    assert unchecked == {"routes", "concurrency", "clock", "alarms"}
    # AND the URLs are there, with whom they are for
    output = operator.deployment().output("CallbackUrl")
    assert found["CallbackUrl"]["about"] == output
    assert "SmartRecruiters" in found["CallbackUrl"]["do"]


def test_doctor_finds_a_secret_that_a_partner_refuses(operator: Operator) -> None:
    """And the other checks are made all the same."""
    secrets, secret_id = operator.secrets(), "jetbridge-local-IncodeSecret"
    kept = secrets.get_secret_value(SecretId=secret_id)["SecretString"]
    wrong = {**json.loads(kept), "client_secret": "another-one"}
    secrets.put_secret_value(SecretId=secret_id, SecretString=json.dumps(wrong))
    try:
        result = operator.result("doctor", "--json")
    finally:
        secrets.put_secret_value(SecretId=secret_id, SecretString=kept)
    found = json.loads(result.output)
    first = next(each for each in found if each["check"] not in OTHERS)
    assert (result.exit_code, first["check"], first["result"]) == (1, "secret incode", "act")
    assert first["do"] == "jetbridge secrets set incode"
    assert "another-one" not in result.output
    others = {each["result"] for each in found if each["check"] not in {"secret incode", *OTHERS}}
    assert others == {"fine", "note"}
