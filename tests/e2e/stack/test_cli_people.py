"""An operator's commands about one person, on a running stack."""

import json
import uuid
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from jetbridge.model.journey import Status
from jetbridge.model.journey_transition import Transition
from jetbridge.store import journeys, keys
from jetbridge.store.retention import KINDS
from jetbridge.store.table import Update
from jetbridge_cli.app import app
from jetbridge_local.stack import LocalStack
from tests.e2e.flows.notifications import until
from tests.e2e.stack.operator import Operator
from tests.fakes.journeys import BEGUN


@pytest.fixture
def tenant() -> str:
    """Return a tenant of the test's own."""
    return f"cli-people-{uuid.uuid4().hex[:8]}"


def over(operator: Operator, tenant: str, candidate_id: str, *, company: str = "acme") -> str:
    """Store a journey that is over, and return its id."""
    journey_id = f"jny_{uuid.uuid4().hex[:16]}"
    journey = replace(
        BEGUN,
        id=journey_id,
        tenant=tenant,
        company_id=company,
        candidate_id=candidate_id,
        application_id=f"app-of-{candidate_id}",
        status=Status.COMPLETED,
    )
    operator.table().write(*journeys.create(Transition(journey, ()), None))
    return journey_id


def as_of_an_earlier_release(operator: Operator, journey_id: str, *, ended: int) -> None:
    """Have a journey end at a moment, without a word of when it is to be removed."""
    forgotten = Update(
        keys.journey(journey_id), set={"updated_at": ended}, remove=("due_shard", "due_at")
    )
    operator.table().write(forgotten)


def candidate_of(operator: Operator, journey_id: str) -> str:
    """Return whom a journey is for, empty once they are erased."""
    found = journeys.get(operator.table(), journey_id)
    assert found
    return found.candidate_id


def test_what_was_found_is_listed_before_the_question(operator: Operator, tenant: str) -> None:
    """By kind, status and our ids; then the partners' ids, this once."""
    # GIVEN a person
    journey_id = over(operator, tenant, "can-1")
    person = ("people", "erase", "--tenant", tenant, "--candidate", "can-1")
    # WHEN the operator is asked, and thinks better of it
    shown = operator.result(*person, typed="n\n")
    # THEN they have seen what would be erased, and nothing was
    assert str(shown.exception) == "nothing was erased"
    listed = " ".join(shown.output.split())
    assert journey_id in listed
    assert "completed" in listed
    assert "smartrecruiters candidateId can-1" in listed
    assert candidate_of(operator, journey_id) == "can-1"
    # AND so it is where there is no terminal to ask at
    assert "--yes" in operator.fail(*person)
    # WHEN they say yes
    said = operator.run(*person, "--by", "olga", typed="y\n")
    # THEN the record is shown, and the person is gone
    assert "olga" in said
    assert candidate_of(operator, journey_id) == ""


def test_a_script_gets_a_receipt(operator: Operator, tenant: str) -> None:
    """With what was found, and what to ask the partners for."""
    # GIVEN a person
    journey_id = over(operator, tenant, "can-1")
    # WHEN a script erases them
    person = ("--tenant", tenant, "--candidate", "can-1")
    receipt = operator.read("people", "erase", *person, "--by", "olga", "--yes")
    # THEN it reads what it did
    assert (receipt["outcome"], receipt["journeys"], receipt["by"]) == ("completed", 1, "olga")
    assert [each["id"] for each in receipt["found"]] == [journey_id]
    asked = {(each["partner"], each["name"]): each["value"] for each in receipt["askPartners"]}
    assert asked["smartrecruiters", "candidateId"] == "can-1"
    # AND the record, which stays, names the person nowhere
    (record,) = operator.read("people", "erasures", "--tenant", tenant)
    assert record["id"] == receipt["id"]
    assert "can-1" not in json.dumps(record)
    assert operator.run("people", "erasures", "--tenant", tenant)


def test_a_copy_leaves_a_receipt(operator: Operator, tenant: str, tmp_path: Path) -> None:
    """The copy is in the file alone."""
    # GIVEN a person
    journey_id, file = over(operator, tenant, "can-1"), tmp_path / "person.json"
    export = ("people", "export", str(file), "--tenant", tenant, "--candidate")
    assert "nothing was exported" in operator.fail(*export, "can-2")
    # WHEN their copy is made
    said = operator.run(*export, "can-1", "--by", "olga")
    # THEN the file has it, and the terminal does not
    assert json.loads(file.read_text())["journeys"][0]["candidate_id"] == "can-1"
    assert journey_id in said
    assert "can-1" not in said
    # AND the receipt stays
    (receipt,) = operator.read("people", "exports", "--tenant", tenant)
    assert (receipt["by"], receipt["about"]) == ("olga", [journey_id])
    assert receipt["id"] in operator.run("people", "exports", "--tenant", tenant)
    assert receipt["id"] in operator.run("audit", "list", "--tenant", tenant, "--json")
    # AND no copy is overwritten
    assert str(file) in operator.fail(*export, "can-1")


def test_nothing_found_is_an_error_that_names_what_was_looked_for(
    operator: Operator, tenant: str
) -> None:
    """A mistyped tenant or id is no success."""
    # GIVEN a tenant with a person
    over(operator, tenant, "can-1")
    # WHEN the id or the tenant is mistyped
    erase = ("people", "erase", "--yes", "--candidate", "can-1")
    other = ("people", "erase", "--yes", "--candidate", "can-2", "--tenant", tenant)
    # THEN each is told as what it is
    said = operator.fail(*other)
    assert "'can-2'" in said
    assert tenant in said
    assert f"there is no tenant '{tenant}x'" in operator.fail(*erase, "--tenant", f"{tenant}x")
    assert "there is no tenant" in operator.fail("people", "erasures", "--tenant", f"{tenant}x")
    # AND so it is once they are erased
    operator.run(*erase, "--tenant", tenant)
    assert "was erased by" in operator.fail(*erase, "--tenant", tenant)


def test_the_company_is_asked_for_where_two_have_the_id(operator: Operator, tenant: str) -> None:
    """And only the person of that company is erased."""
    # GIVEN two people with one candidate id
    mine = over(operator, tenant, "can-1")
    others = over(operator, tenant, "can-1", company="globex")
    person = ("people", "erase", "--yes", "--tenant", tenant, "--candidate", "can-1")
    # WHEN the id alone is named
    said = operator.fail(*person)
    # THEN the companies are listed
    assert "acme" in said
    assert "globex" in said
    assert "--company" in said
    # AND with one of them it goes through
    operator.run(*person, "--company", "Globex")
    assert candidate_of(operator, others) == ""
    assert candidate_of(operator, mine) == "can-1"


def test_an_erasure_is_lifted_by_the_same_identifier(operator: Operator, tenant: str) -> None:
    """It is shown and asked, and recorded with who."""
    # GIVEN an erased person
    over(operator, tenant, "can-1")
    person = ("--tenant", tenant, "--candidate", "can-1")
    operator.run("people", "erase", *person, "--yes")
    # WHEN the erasure is lifted
    assert "nothing was lifted" in operator.fail("people", "lift", *person)
    operator.run("people", "lift", *person, "--by", "otto", typed="y\n")
    # THEN the record says so, and it is not lifted twice
    (record,) = operator.read("people", "erasures", "--tenant", tenant)
    assert record["liftedBy"] == "otto"
    assert "nothing was lifted" in operator.fail("people", "lift", *person, "--yes")


def test_exactly_one_identifier_is_given(operator: Operator, tenant: str) -> None:
    """Two may be two people."""
    # WHEN there is none, or there are two
    # THEN the command is called wrongly
    operator.run("tenants", "add", tenant)
    erase = ("people", "erase", "--tenant", tenant)
    assert "exactly one" in operator.misuse(*erase)
    both = ("--candidate", "can-1", "--external-id", "can-1")
    assert "exactly one" in operator.misuse(*erase, *both)
    connection = ("--candidate", "can-1", "--connection", "con_nowhere")
    assert "not the tenant's" in operator.misuse(*erase, *connection)


def test_what_has_ended_long_ago_is_removed(
    operator: Operator, stack: LocalStack, tenant: str
) -> None:
    """By the schedule, once an operator has what an earlier release has left looked at."""
    # GIVEN a journey that was over 181 days ago, and one of yesterday, of an earlier release
    day, now = 86_400, operator.deployment().clock().now()
    old, recent = over(operator, tenant, "can-old"), over(operator, tenant, "can-recent")
    as_of_an_earlier_release(operator, old, ended=now - 181 * day)
    as_of_an_earlier_release(operator, recent, ended=now - day)
    # WHEN the operator applies the retention of the deployment, and the schedule runs
    (applied,) = operator.read("retention", "apply", "--tenant", tenant, "--yes")
    assert (applied["tenant"], applied["journeys"]) == (tenant, 2)
    stack.fire("Retention")
    # THEN the old one is gone, and the other one is not
    until(lambda: journeys.get(operator.table(), old) is None)
    assert candidate_of(operator, recent) == "can-recent"
    # AND the list says how long each kind is kept
    listed = CliRunner().invoke(app, ["retention", "list", "--json"])
    assert {each["item"] for each in json.loads(listed.output)} == {*KINDS}
