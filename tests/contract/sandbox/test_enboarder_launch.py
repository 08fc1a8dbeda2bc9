"""Enboarder: launches, one by one and in bulk."""

from datetime import UTC, datetime

import pytest

from tests.contract.cases import BodyRefusal
from tests.contract.enboarder_cases import (
    ENBOARDER_ADVANCED,
    ENBOARDER_ASSUMED_REFUSALS,
    ENBOARDER_BASIC,
    ENBOARDER_DOCUMENTED_REFUSALS,
)
from tests.contract.sandbox.enboarder_client import EnboarderClient
from tests.fakes import FrozenClock


@pytest.mark.parametrize(
    ("kind", "body"), [("basic", ENBOARDER_BASIC), ("advance", ENBOARDER_ADVANCED)]
)
def test_a_launch_is_ok(enboarder: EnboarderClient, kind: str, body: dict[str, object]) -> None:
    """The answer has our externalid for a reference, and the workflow waits for its day."""
    # WHEN a workflow is launched
    answer = enboarder.launch(body, kind)

    # THEN it is there
    assert answer.status_code == 200
    assert answer.json() == {"message": "ok", "referenceid": "ENT-1"}
    (workflow,) = enboarder.state()["workflows"]
    assert (workflow["kind"], workflow["status"]) == (kind, "PENDING")
    assert workflow["body"] == body


def test_a_launch_without_an_externalid_gets_a_reference(enboarder: EnboarderClient) -> None:
    """Enboarder generates one."""
    # GIVEN a launch without one
    body = {k: v for k, v in ENBOARDER_BASIC.items() if k != "externalid"}

    # WHEN it is made twice
    references = {enboarder.launch(body).json()["referenceid"] for _ in range(2)}

    # THEN each has its own
    assert len(references) == 2


def test_a_repeated_launch_is_a_second_launch(enboarder: EnboarderClient) -> None:
    """An externalid is not refused the second time: the new hire gets every message twice."""
    # WHEN the same launch is made twice
    answers = [enboarder.launch(ENBOARDER_BASIC).json() for _ in range(2)]

    # THEN both are ok, and the state counts them
    assert answers[0] == answers[1]
    state = enboarder.state()
    assert (len(state["workflows"]), state["launches"]) == (2, {"ENT-1": 2})


@pytest.mark.parametrize(
    "case",
    [*ENBOARDER_DOCUMENTED_REFUSALS, *ENBOARDER_ASSUMED_REFUSALS],
    ids=lambda case: case.name,
)
def test_a_broken_rule_fails_with_200(enboarder: EnboarderClient, case: BodyRefusal) -> None:
    """The message is where a success has its `ok`, and nothing is launched."""
    # WHEN a body breaks one rule
    answer = enboarder.launch(case.body)

    # THEN only the message says so
    assert (answer.status_code, answer.json()) == (200, {"message": case.message})
    assert enboarder.state()["workflows"] == []


def test_the_status_of_a_failure_is_a_setting(enboarder: EnboarderClient) -> None:
    """None is documented."""
    # GIVEN an Enboarder that uses one
    enboarder.control("/settings", {"failureStatus": 400})

    # WHEN a launch fails, and when one succeeds
    statuses = [enboarder.launch(body).status_code for body in ({}, ENBOARDER_BASIC)]

    # THEN only the failure has it
    assert statuses == [400, 200]


@pytest.mark.parametrize(
    "contact",
    [
        {"nheml": None, "chnl": None, "nhmob": "+61415000000"},
        {"nheml": None, "nhmobeml": "jane@example.com"},
        {"nhmob": ""},
        {"chnl": ""},
    ],
    ids=str,
)
def test_one_contact_is_enough(enboarder: EnboarderClient, contact: dict[str, str | None]) -> None:
    """Any of the three, and a blank second one is no fault."""
    # GIVEN an employee with one contact
    body = {k: v for k, v in {**ENBOARDER_BASIC, **contact}.items() if v is not None}

    # WHEN the workflow is launched
    # THEN it is
    assert enboarder.launch(body).json()["message"] == "ok"


@pytest.mark.parametrize(
    ("days", "message", "status"),
    [(-1, "ok, with warning", "INPROGRESS"), (0, "ok", "INPROGRESS"), (1, "ok", "PENDING")],
)
def test_a_past_start_date_launches_with_a_warning(
    enboarder: EnboarderClient, clock: FrozenClock, days: int, message: str, status: str
) -> None:
    """It is launched all the same, which the reference shows."""
    # GIVEN a start date around today
    day = datetime.fromtimestamp(clock.now() + days * 86_400, UTC).date().isoformat()

    # WHEN the workflow is launched
    answer = enboarder.launch({**ENBOARDER_BASIC, "nhstdt": day}).json()

    # THEN it is
    assert (answer["message"].partition(":")[0], answer["referenceid"]) == (message, "ENT-1")
    assert enboarder.statuses() == [status]


@pytest.mark.parametrize(
    "managers",
    [None, [], {}, ["John"], [{"nm": "John Doe"}], [{"eml": "john@example.com"}]],
    ids=str,
)
def test_an_advanced_launch_wants_managers(enboarder: EnboarderClient, managers: object) -> None:
    """A list of people who can be reached."""
    # WHEN there are none
    body = {**ENBOARDER_ADVANCED, "managers": managers}
    answer = enboarder.launch(body, "advance").json()

    # THEN nothing is launched
    assert "referenceid" not in answer
    assert enboarder.state()["workflows"] == []


def test_an_advanced_launch_may_name_profiles(enboarder: EnboarderClient) -> None:
    """For the employee, who then needs no name, and for a manager; both have to exist."""
    # GIVEN a profile
    profile = {
        "firstName": "Jane",
        "lastName": "Doe",
        "externalid": "P-1",
        "contact": {"email": "jane@example.com"},
    }
    enboarder.call("POST", "/restapi/v1/profile", profile)
    rest = {"nhstdt": "2027-03-01", "externalid": "ENT-1"}

    # WHEN launches name it, and another that does not exist
    managers = [{"externalid": "P-1", "mgrlbl": "Buddy"}]
    messages = [
        enboarder.launch({**rest, **body}, "advance").json()["message"]
        for body in (
            {"nhexternalid": "P-1", "managers": managers},
            {"nhexternalid": "P-2", "managers": managers},
            {"nhexternalid": "P-1", "managers": [{"externalid": "P-2"}]},
        )
    ]

    # THEN the first is launched
    missing = "Error: profile [P-2] not found"
    assert messages == ["ok", missing, missing]


def test_a_bulk_launch_answers_for_each(enboarder: EnboarderClient) -> None:
    """What fails does not stop the rest."""
    # WHEN three launches come at once, one of which is wrong
    second = {**ENBOARDER_ADVANCED, "externalid": "ENT-2"}
    answer = enboarder.launch([ENBOARDER_ADVANCED, "nothing", second], "bulkadvance").json()

    # THEN the two others are launched
    assert [each.get("referenceid") for each in answer] == ["ENT-1", None, "ENT-2"]
    assert len(enboarder.statuses()) == 2


@pytest.mark.parametrize(
    ("kind", "body"), [("basic", []), ("advance", "x"), ("bulkadvance", ENBOARDER_ADVANCED)]
)
def test_a_body_of_another_kind_fails(enboarder: EnboarderClient, kind: str, body: object) -> None:
    """An object, or for bulk an array."""
    # WHEN the body is of the wrong kind
    # THEN the message says so
    assert "must be" in enboarder.launch(body, kind).json()["message"]
