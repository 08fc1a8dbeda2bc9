"""Enboarder: the reports that show whether a launch took effect, and the profiles."""

from typing import Any

import pytest

from tests.contract.enboarder_cases import ENBOARDER_BASIC
from tests.contract.sandbox.enboarder_client import EnboarderClient

PROFILE: dict[str, Any] = {
    "firstName": "Jane",
    "lastName": "Doe",
    "externalid": "P-1",
    "contact": {"email": "jane@example.com", "preferred": "email"},
}


def launched(enboarder: EnboarderClient, base: str, headers: dict[str, str] | None) -> list[str]:
    """Return the externalids in all pages of the reports of all definitions."""
    found = []
    definitions = enboarder.call("GET", f"{base}/workflows", headers=headers).json()["items"]
    for definition in definitions:
        path = f"{base}/workflows/{definition['id']}/data"
        page = enboarder.call("GET", path, headers=headers).json()
        found += [item["externalid"] for item in page["items"]]
        while "nextKey" in page:
            key = page["nextKey"]
            page = enboarder.call("GET", f"{path}?nextKey={key}", headers=headers).json()
            found += [item["externalid"] for item in page["items"]]
    return found


@pytest.mark.parametrize("base", ["/reports", "/reports/v2"])
def test_a_launch_can_be_found_by_its_externalid(enboarder: EnboarderClient, base: str) -> None:
    """Through the definitions to the data, page by page, by key and by token."""
    # GIVEN launches that fill more than one page
    ids = [f"ENT-{number}" for number in range(5)]
    for externalid in ids:
        enboarder.launch({**ENBOARDER_BASIC, "externalid": externalid})
    enboarder.control("/settings", {"reportPage": 2})

    # WHEN all reports are read
    headers = {"Authorization": enboarder.token()} if base.endswith("v2") else None
    found = launched(enboarder, base, headers)

    # THEN every launch is in them
    assert found == ids


def test_definitions_are_not_launches(enboarder: EnboarderClient) -> None:
    """The list of workflows names what can be launched."""
    # GIVEN a launch
    enboarder.launch(ENBOARDER_BASIC)

    # WHEN the definitions are listed
    body = enboarder.call("GET", "/reports/workflows").json()

    # THEN none of them has an externalid
    assert body["count"] == len(body["items"]) == 2
    assert all(item.keys() == {"id", "name", "isActive"} for item in body["items"])


def test_a_record_says_what_became_of_a_launch(enboarder: EnboarderClient) -> None:
    """Status and dates."""
    # GIVEN a launch that was cancelled
    enboarder.launch(ENBOARDER_BASIC)
    enboarder.cancel(externalid="ENT-1")

    # WHEN the report is read
    (first, _) = enboarder.call("GET", "/reports/workflows").json()["items"]
    (record,) = enboarder.call("GET", f"/reports/workflows/{first['id']}/data").json()["items"]

    # THEN it says so
    assert (record["externalid"], record["status"]) == ("ENT-1", "CANCELLED")
    assert (record["startDate"], record["mode"]) == ("2027-03-01", 0)


@pytest.mark.parametrize(
    "path", ["/reports/workflows/none/data", "/reports/workflows/O0lMYAwSv/data?nextKey=x"]
)
def test_an_unknown_report_fails(enboarder: EnboarderClient, path: str) -> None:
    """With a message, as everywhere."""
    # WHEN definition or key is unknown
    # THEN the message says so
    assert enboarder.call("GET", path).json()["message"].startswith("Error: ")


def test_a_profile_is_made_read_changed_and_deleted(enboarder: EnboarderClient) -> None:
    """Under its externalid, by key and by token."""
    # GIVEN a profile
    made = enboarder.call("POST", "/restapi/v1/profile", PROFILE).json()
    assert made == {"message": "Profile Created", "id": "P-1"}

    # WHEN it is changed and read, by token, and then deleted
    token = {"Authorization": enboarder.token()}
    changed = {**PROFILE, "firstName": "Janet"}
    path = "/restapi/v2/profile/P-1"
    enboarder.call("PUT", path, changed, token)
    read = enboarder.call("GET", path, headers=token).json()
    enboarder.call("DELETE", path, headers=token)

    # THEN it went as told
    assert read == {**changed, "id": "P-1"}
    gone = enboarder.call("GET", "/restapi/v1/profile/P-1").json()
    assert gone["errorcode"] == "PROFILE_NOT_EXISTS"


@pytest.mark.parametrize(
    ("changes", "errorcode"),
    [
        ({}, "PROFILE_EXISTS"),
        ({"firstName": ""}, "MISSING_FIELDS"),
        ({"contact": {}}, "MISSING_FIELDS"),
        ({"contact": None}, "MISSING_FIELDS"),
        ({"contact": {"email": "a@example.com", "preferred": "pigeon"}}, "INVALID_FIELDS"),
    ],
)
def test_a_bad_profile_fails(
    enboarder: EnboarderClient, changes: dict[str, object], errorcode: str
) -> None:
    """With a code of its own."""
    # GIVEN a profile
    enboarder.call("POST", "/restapi/v1/profile", PROFILE)

    # WHEN another is wrong
    answer = enboarder.call("POST", "/restapi/v1/profile", {**PROFILE, **changes}).json()

    # THEN the code says how
    assert answer["errorcode"] == errorcode


@pytest.mark.parametrize(
    ("wanted", "expected"), [("yes", ["mobile number is invalid"]), ("no", None)]
)
def test_warnings_come_on_demand(
    enboarder: EnboarderClient, wanted: str, expected: list[str] | None
) -> None:
    """By a header."""
    # GIVEN a profile with an odd number
    odd = {**PROFILE, "contact": {"email": "a@example.com", "mobile": "0415"}}
    headers = {"Authorization": enboarder.token(), "X-Enboarder-Warning": wanted}

    # WHEN it is made
    answer = enboarder.call("POST", "/restapi/v2/profile", odd, headers).json()

    # THEN the warning is there where it was asked for
    assert answer.get("warnings") == expected


def test_a_profile_with_a_running_workflow_stays(enboarder: EnboarderClient) -> None:
    """Its workflows are listed in tens: 206 while there are more."""
    # GIVEN a profile with eleven workflows
    enboarder.call("POST", "/restapi/v1/profile", PROFILE)
    body = {
        "nhexternalid": "P-1",
        "managers": [{"externalid": "P-1"}],
        "nhstdt": "2027-03-01",
        "externalid": "ENT-1",
    }
    for _ in range(11):
        enboarder.launch(body, "advance")

    # WHEN they are listed, and the profile is to be deleted
    path = "/restapi/v1/profile/P-1"
    first = enboarder.call("GET", f"{path}/workflows")
    rest = enboarder.call("GET", f"{path}/workflows?nextKey={first.json()['nextKey']}")
    kept = enboarder.call("DELETE", path).json()

    # THEN there are eleven, and it stays
    assert [first.status_code, rest.status_code] == [206, 200]
    assert [len(page.json()["items"]) for page in (first, rest)] == [10, 1]
    assert kept["errorcode"] == "ACTIVE_PROFILE"
