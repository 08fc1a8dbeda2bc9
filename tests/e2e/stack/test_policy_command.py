"""An operator puts a policy in force on a running stack, and looks at it."""

import json
from pathlib import Path
from typing import Any, Final

import pytest

from jetbridge.store import policies
from jetbridge_cli.failure import ChangedError
from jetbridge_local.stack import LocalStack
from tests.e2e.stack.operator import Operator

EXAMPLES: Final = Path(__file__).parents[3] / "docs" / "policies"
TENANT: Final = "tenant-with-a-policy"


@pytest.fixture
def operator(stack: LocalStack) -> Operator:
    """Return an operator of the running stack, who has added the tenants."""
    operator = Operator(stack)
    for tenant in (
        TENANT,
        "without-policy",
        "versions",
        "careless",
        "two-operators",
        "paused-tenant",
    ):
        operator.run("tenants", "add", tenant)
    return operator


def example(name: str) -> tuple[str, Any]:
    """Return where an example of the docs is, and what it says."""
    path = EXAMPLES / name
    return str(path), json.loads(path.read_text())


def test_a_policy_is_put_and_shown(operator: Operator) -> None:
    """Each version, with the moment since when there is one."""
    # GIVEN two policies, put one after the other, and the second once more
    (first, one), (second, other) = example("incode.json"), example("enboarder.json")
    put = [
        operator.read("policy", "put", "--tenant", TENANT, each, "--expect-version", str(seen))
        for seen, each in enumerate((first, second))
    ]
    again = operator.read("policy", "put", "--tenant", TENANT, second)
    # THEN each is a version, and the repeat is none
    assert [each["version"] for each in (*put, again)] == [1, 2, 2]
    assert policies.current(operator.table(), TENANT) == 2
    # AND both are shown, for programs and for people
    shown = operator.read("policy", "show", "--tenant", TENANT)
    assert (shown["version"], shown["document"]) == (2, other)
    earlier = operator.read("policy", "show", "--tenant", TENANT, "--version", "1")
    assert (earlier["version"], earlier["document"]) == (1, one)
    assert earlier["since"] <= shown["since"]
    told = operator.run("policy", "show", "--tenant", TENANT)
    assert json.loads(told[told.index("{") :]) == other
    assert shown["since"] in told


def test_what_is_not_there_is_said(operator: Operator) -> None:
    """A tenant without a policy, and a version that does not exist."""
    why = operator.fail("policy", "show", "--tenant", "without-policy")
    assert why == "without-policy has no policy"
    operator.run("policy", "put", "--tenant", "versions", example("incode.json")[0])
    why = operator.fail("policy", "show", "--tenant", "versions", "--version", "99")
    assert why == "versions has no version 99 of a policy"


def test_a_broken_policy_is_not_put(operator: Operator, tmp_path: Path) -> None:
    """It says what is wrong, as `validate` does."""
    # GIVEN a policy whose success comes first
    broken = tmp_path / "policy.json"
    document = example("enboarder.json")[1]
    document["steps"].reverse()
    broken.write_text(json.dumps(document))
    # WHEN it is put, THEN it is refused
    why = operator.fail("policy", "put", "--tenant", "careless", str(broken))
    assert "/steps/0/status  success_too_early  " in why
    assert policies.current(operator.table(), "careless") == 0


def test_a_policy_replaces_what_its_operator_saw(operator: Operator) -> None:
    """Of two who put at once, the second is shown what the first has put."""
    # GIVEN a policy in force, and two operators who saw it
    (first, one), (second, other) = example("incode.json"), example("enboarder.json")
    third, _ = example("incode-enboarder.json")
    put = ("policy", "put", "--tenant", "two-operators")
    operator.run(*put, first)
    # WHEN one puts another, having been asked
    said = operator.run(*put, second, typed="y\n")
    assert "Replace version 1 of the policy of two-operators?" in said
    # THEN the other's put changes nothing, and shows the newer one
    result = operator.result(*put, third, "--expect-version", "1")
    assert isinstance(result.exception, ChangedError)
    assert "version 2 of two-operators is in force, not version 1" in str(result.exception)
    assert '"launch"' in result.output
    assert policies.current(operator.table(), "two-operators") == 2
    assert policies.get(operator.table(), "two-operators", 1) == one
    assert policies.get(operator.table(), "two-operators", 2) == other
    # AND a script that does not say what it replaces is refused
    why = operator.fail(*put, third)
    assert "--expect-version 2" in why
    assert policies.current(operator.table(), "two-operators") == 2


def test_a_policy_is_paused_resumed_and_removed(operator: Operator) -> None:
    """Each by name; a removal is asked about."""
    # GIVEN a policy in force
    put, _ = example("incode.json")
    of = ("--tenant", "paused-tenant")
    operator.run("policy", "put", *of, put)
    # WHEN it is paused and resumed, THEN it is shown who did it
    paused = operator.read("policy", "pause", *of, "--by", "olga")
    assert (paused["state"], paused["changed_by"]) == ("paused", "olga")
    assert operator.read("policy", "show", *of)["state"] == "paused"
    resumed = operator.read("policy", "resume", *of, "--by", "omar")
    assert (resumed["state"], resumed["changed_by"]) == ("active", None)
    # WHEN it is removed without a terminal, THEN it is not
    assert "--expect-version 1" in operator.fail("policy", "remove", *of)
    assert isinstance(
        operator.result("policy", "remove", *of, "--expect-version", "2").exception, ChangedError
    )
    # AND once it is confirmed, there is none
    operator.run("policy", "remove", *of, typed="y\n")
    assert operator.fail("policy", "show", *of) == "paused-tenant has no policy"
    assert operator.fail("policy", "pause", *of) == "paused-tenant has no policy"
