"""The Customer API: whom to onboard, and how it went; and what recruiters do."""

import pytest

from jetbridge_local.sandbox.credentials import SMARTRECRUITERS_SCOPES
from jetbridge_local.sandbox.times import iso
from tests.contract.sandbox.smartrecruiters_client import SmartRecruitersClient, code
from tests.fakes import FrozenClock

ANA = "/candidates/0f3a9a4e-ana"
BEN = "/candidates/5c21b7d0-ben"
ANAS_STATUS = f"{ANA}/jobs/job-1/onboardingStatus"


@pytest.fixture
def token(smartrecruiters: SmartRecruitersClient) -> str:
    """Return a customer-level token of the company `acme`."""
    return smartrecruiters.token(smartrecruiters.integrated())


def names(smartrecruiters: SmartRecruitersClient, token: str, query: str) -> list[str]:
    """Return the first names of the listed candidates."""
    content = smartrecruiters.get(f"/candidates?{query}", token).json()["content"]
    return [candidate["firstName"] for candidate in content]


def move(smartrecruiters: SmartRecruitersClient, path: str, **changes: object) -> None:
    """Move a candidate of `acme` along."""
    candidate_id = path.rpartition("/")[2]
    answer = smartrecruiters.control(f"/candidates/acme/{candidate_id}", changes)
    assert answer.status_code == 200


def test_an_application_is_shown(smartrecruiters: SmartRecruitersClient, token: str) -> None:
    """With its own id, the ids of candidate and job, and where it stands."""
    # WHEN an application is read
    shown = smartrecruiters.get(f"{ANA}/jobs/job-1", token).json()

    # THEN it is Ana's, hired
    assert (shown["candidateId"], shown["jobId"], shown["status"]) == (
        "0f3a9a4e-ana",
        "job-1",
        "HIRED",
    )
    assert shown["startsOn"].endswith("Z")
    assert "subStatus" not in shown
    assert shown["url"].endswith(f"{ANA}/jobs/job-1")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (f"{ANA}/jobs/job-2", "APPLICATION_NOT_FOUND"),
        ("/candidates/nobody/jobs/job-1", "CANDIDATE_NOT_FOUND"),
        (f"{ANA}/jobs/job-2/onboardingStatus", "APPLICATION_NOT_FOUND"),
    ],
)
def test_an_unknown_application_is_not_found(
    smartrecruiters: SmartRecruitersClient, token: str, path: str, expected: str
) -> None:
    """404, and the code says what is missing."""
    # WHEN it is read
    answer = smartrecruiters.get(path, token)

    # THEN it is not found
    assert (answer.status_code, code(answer)) == (404, expected)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("status=HIRED", ["Ana"]),
        ("status=HIRED&status=OFFERED", ["Ana", "Ben"]),
        ("onboardingStatus=READY_TO_ONBOARD", ["Ben"]),
        ("status=HIRED&onboardingStatus=READY_TO_ONBOARD", []),
        ("status=REJECTED", []),
        ("status=HIRED&limit=1", ["Ana"]),
    ],
)
def test_candidates_are_filtered(
    smartrecruiters: SmartRecruitersClient, token: str, query: str, expected: list[str]
) -> None:
    """By status and by onboarding status, each of which may be repeated."""
    # GIVEN a candidate who is ready
    move(smartrecruiters, BEN, onboardingStatus="READY_TO_ONBOARD")

    # WHEN the list is filtered
    # THEN the right ones are in it
    assert names(smartrecruiters, token, query) == expected


def test_candidates_are_filtered_by_their_last_change(
    smartrecruiters: SmartRecruitersClient, token: str, clock: FrozenClock
) -> None:
    """Only those who changed after the time that is given."""
    # GIVEN a candidate who changed after the others
    assert len(names(smartrecruiters, token, "")) == 3
    before = iso(clock.now())
    clock.advance(60)
    move(smartrecruiters, BEN, status="HIRED")

    # WHEN later changes are asked for, at two moments
    later = names(smartrecruiters, token, f"updatedAfter={before}")
    none = names(smartrecruiters, token, f"updatedAfter={iso(clock.now())}")

    # THEN only the change in between is there
    assert (later, none) == (["Ben"], [])


@pytest.mark.parametrize(
    "query",
    ["status=HIRE", "onboardingStatus=DONE", "updatedAfter=yesterday", "updatedAfter=2026-01-01"],
)
def test_a_filter_that_makes_no_sense_is_refused(
    smartrecruiters: SmartRecruitersClient, token: str, query: str
) -> None:
    """HIRE is how another API spells it."""
    # WHEN the filter is wrong
    answer = smartrecruiters.get(f"/candidates?{query}", token)

    # THEN it is refused
    assert (answer.status_code, code(answer)) == (400, "BAD_REQUEST")


@pytest.mark.parametrize(
    "status", ["READY_TO_ONBOARD", "ONBOARDING_SUCCESSFUL", "ONBOARDING_FAILED"]
)
def test_the_onboarding_status_can_be_set(
    smartrecruiters: SmartRecruitersClient, token: str, status: str
) -> None:
    """As often as one likes."""
    # GIVEN a candidate without one
    assert smartrecruiters.get(ANAS_STATUS, token).json() == {"onboardingStatus": None}

    # WHEN it is set twice
    answers = [
        smartrecruiters.put(ANAS_STATUS, {"onboardingStatus": status}, token) for _ in range(2)
    ]

    # THEN it is there
    assert [answer.status_code for answer in answers] == [204, 204]
    assert smartrecruiters.get(ANAS_STATUS, token).json() == {"onboardingStatus": status}


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        (ANAS_STATUS, {"onboardingStatus": "DONE"}, 400),
        (ANAS_STATUS, {"onboardingStatus": ["READY_TO_ONBOARD"]}, 400),
        (ANAS_STATUS, [], 400),
        (f"{ANA}/jobs/job-2/onboardingStatus", {"onboardingStatus": "READY_TO_ONBOARD"}, 404),
    ],
)
def test_a_bad_onboarding_status_is_refused(
    smartrecruiters: SmartRecruitersClient, token: str, path: str, body: object, status: int
) -> None:
    """A status that is none, and an application that is none."""
    # WHEN it is set wrongly
    # THEN it is refused
    assert smartrecruiters.put(path, body, token).status_code == status


def test_companies_have_candidates_of_their_own(
    smartrecruiters: SmartRecruitersClient, token: str
) -> None:
    """What happens in one is not seen in another."""
    # GIVEN another company, where Ana is onboarded
    other = smartrecruiters.token(smartrecruiters.integrated("globex"))
    smartrecruiters.put(ANAS_STATUS, {"onboardingStatus": "ONBOARDING_SUCCESSFUL"}, other)

    # WHEN the first one looks
    # THEN nothing has changed
    assert smartrecruiters.get(ANAS_STATUS, token).json() == {"onboardingStatus": None}


def test_without_a_scope_nothing_is_shown(
    smartrecruiters: SmartRecruitersClient, token: str
) -> None:
    """403, once the application's scopes are others; until the reset."""
    # GIVEN an application that may only read
    reading = smartrecruiters.control("/scopes", {"scopes": ["candidates_read"]})
    assert reading.json() == {"scopes": ["candidates_read"]}

    # WHEN it reads and writes
    read = smartrecruiters.get(ANAS_STATUS, token)
    written = smartrecruiters.put(ANAS_STATUS, {"onboardingStatus": "READY_TO_ONBOARD"}, token)
    smartrecruiters.control("/scopes", {"scopes": []})
    listed = smartrecruiters.get("/candidates", token)

    # THEN it may do no more than that
    assert [a.status_code for a in (read, written, listed)] == [200, 403, 403]
    assert code(written) == "FORBIDDEN"
    smartrecruiters.control("/reset")
    again = smartrecruiters.token(smartrecruiters.integrated())
    assert smartrecruiters.get("/candidates", again).status_code == 200


def test_the_usual_scopes_are_those_that_the_bridge_needs() -> None:
    """To read and report, and to manage webhooks."""
    # WHEN the sandbox approves an application
    # THEN these are its scopes
    assert {"candidates_read", "candidates_manage", "webhooks_manage"} <= set(
        SMARTRECRUITERS_SCOPES
    )


def test_a_candidate_can_be_added_and_moved(
    smartrecruiters: SmartRecruitersClient, token: str, clock: FrozenClock
) -> None:
    """By control routes, as recruiters do by hand."""
    # GIVEN a new candidate
    person = {"firstName": "Dee", "lastName": "Lane", "email": "dee@example.com", "jobId": "job-9"}
    added = smartrecruiters.control("/candidates/acme", person)
    assert (added.status_code, added.json()["primaryAssignment"]["status"]) == (201, "NEW")
    path = f"/candidates/{added.json()['id']}"

    # WHEN she is hired
    clock.advance(60)
    move(smartrecruiters, path, status="HIRED", subStatus="Signed", startsOn="2027-01-04T09:00:00Z")

    # THEN the API shows it
    application = smartrecruiters.get(f"{path}/jobs/job-9", token).json()
    assert (application["status"], application["subStatus"]) == ("HIRED", "Signed")
    assert application["startsOn"] == "2027-01-04T09:00:00Z"
    assert smartrecruiters.get(path, token).json()["updatedOn"] == iso(clock.now())


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/candidates/acme/nobody", {"status": "HIRED"}, 404),
        ("/candidates/acme/0f3a9a4e-ana", {"status": "HIRE"}, 400),
        ("/candidates/acme/0f3a9a4e-ana", {"state": "HIRED"}, 400),
        ("/candidates/acme", {"firstName": "Dee"}, 400),
    ],
)
def test_a_recruiter_cannot_do_everything(
    smartrecruiters: SmartRecruitersClient, path: str, body: object, status: int
) -> None:
    """An unknown candidate, a status that is none, half a person."""
    # WHEN a control route is used wrongly
    # THEN it says so
    assert smartrecruiters.control(path, body).status_code == status
