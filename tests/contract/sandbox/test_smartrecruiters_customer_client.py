"""Our client of the Customer API against the sandbox: each answer that it can tell apart.

Journeys rest on what is read here over HTTP: a refusal must never look like "not hired".
"""

from collections.abc import Callable
from dataclasses import replace

import pytest

from jetbridge.model import registry
from jetbridge.model.hiring import Busy, Forbidden
from jetbridge.model.poll import MAX_SIZE
from jetbridge.model.ports import HttpRequest, HttpResponse
from jetbridge.model.secret import Secret
from jetbridge.partners.smartrecruiters.customer import (
    HIRED,
    READY,
    Api,
    Found,
    Missing,
    read_change,
    read_document,
)
from jetbridge.partners.smartrecruiters.hired import Hired, read_hired
from jetbridge.runtime.http import RequestsHttp
from tests.contract.sandbox.smartrecruiters_client import TIMEOUT, SmartRecruitersClient
from tests.fakes import FrozenClock

ANA, BEN = "0f3a9a4e-ana", "5c21b7d0-ben"
JOB = "job-1"
REPORTS = registry.reports("smartrecruiters")

type Call = Callable[[Api], HttpRequest]

READS: dict[str, Call] = {
    "application": lambda api: api.application(ANA, JOB),
    "candidate": lambda api: api.candidate(ANA),
    "onboarding status": lambda api: api.onboarding_status(ANA, JOB),
}
FIELD = READS["onboarding status"]


def reading(name: str) -> Call:
    """Return one of the calls that read."""
    return READS[name]


def setting(api: Api) -> HttpRequest:
    """Build the call that sets Ana's onboarding status."""
    return api.set_onboarding_status(ANA, JOB, REPORTS.succeeded)


@pytest.fixture
def api(smartrecruiters: SmartRecruitersClient) -> Api:
    """Return the API as the company `acme` has it."""
    token = smartrecruiters.token(smartrecruiters.integrated())
    return Api(smartrecruiters.url, Secret(token), TIMEOUT)


def send(request: HttpRequest) -> HttpResponse:
    """Send a request over HTTP."""
    return RequestsHttp().send(request)


def polled(api: Api, since: int, page_id: str = "") -> Hired:
    """Return a page of the hired and ready."""
    read = read_hired(send(api.hired(updated_after=since, limit=MAX_SIZE, page_id=page_id)))
    assert isinstance(read, Hired)
    return read


def move(smartrecruiters: SmartRecruitersClient, candidate_id: str, **changes: object) -> None:
    """Move a candidate of `acme` along."""
    assert smartrecruiters.control(f"/candidates/acme/{candidate_id}", changes).ok


def test_an_application_is_read(api: Api) -> None:
    """With its status and its id."""
    # WHEN Ana's application is read
    read = read_document(send(api.application(ANA, JOB)))
    # THEN she is hired
    assert isinstance(read, Found)
    assert (read.document["status"], read.document["candidateId"]) == (HIRED, ANA)
    assert read.document["applicationId"]


def test_a_candidate_is_read(api: Api) -> None:
    """As the policy's paths lead into it."""
    # WHEN Ana is read
    read = read_document(send(api.candidate(ANA)))
    # THEN the fields are those that the partner names
    assert isinstance(read, Found)
    assert (read.document["firstName"], read.document["location"]["countryCode"]) == ("Ana", "us")
    # AND what was read shows nowhere by mistake
    assert "Ana" not in repr(read)


@pytest.mark.parametrize("status", [*REPORTS.steps, REPORTS.failed])
def test_the_onboarding_status_is_set_and_read(api: Api, status: str) -> None:
    """Twice is as good as once."""
    # GIVEN an application without one
    before = read_document(send(api.onboarding_status(ANA, JOB)))
    # WHEN it is set, twice
    answers = [read_change(send(api.set_onboarding_status(ANA, JOB, status))) for _ in range(2)]
    # THEN it is there
    assert before == Found({"onboardingStatus": None})
    assert answers == [None, None]
    assert read_document(send(api.onboarding_status(ANA, JOB))) == Found(
        {"onboardingStatus": status}
    )


def test_an_id_may_hold_anything(api: Api) -> None:
    """It leads to no other path."""
    # WHEN ids hold what a path is made of
    answers = [send(api.application(each, each)) for each in ("a/../b", "x?y=z", "a b", "ä", "%2F")]
    # THEN no caller has them
    assert [read_document(each) for each in answers] == [Missing()] * 5


@pytest.mark.parametrize("name", READS)
def test_what_is_not_there_is_missing(api: Api, name: str) -> None:
    """404 of a candidate and of an application alike; it counts as not hired."""
    # GIVEN the calls about people and jobs that are not there
    calls = {
        "application": api.application(ANA, "job-none"),
        "candidate": api.candidate("nobody"),
        "onboarding status": api.onboarding_status("nobody", JOB),
    }
    # THEN they are missing
    assert read_document(send(calls[name])) == Missing()
    assert read_change(send(api.set_onboarding_status("nobody", JOB, READY))) == Missing()


@pytest.mark.parametrize("name", READS)
def test_a_token_that_ended_is_forbidden(api: Api, name: str) -> None:
    """401: the broker has asked again with a fresh one by then."""
    # GIVEN a token that is not known
    ended = replace(api, token=Secret("ended"))
    # THEN nothing is read, set or listed with it
    assert read_document(send(reading(name)(ended))) == Forbidden(401)
    assert read_change(send(setting(ended))) == Forbidden(401)
    assert read_hired(send(ended.hired(updated_after=0, limit=MAX_SIZE))) == Forbidden(401)


@pytest.mark.parametrize("name", READS)
def test_a_scope_that_is_missing_is_forbidden(
    smartrecruiters: SmartRecruitersClient, api: Api, name: str
) -> None:
    """403: no candidate is taken for not hired because of it."""
    # GIVEN an application without any scope
    smartrecruiters.control("/scopes", {"scopes": []})
    # THEN nothing is read, set or listed
    assert read_document(send(reading(name)(api))) == Forbidden(403)
    assert read_change(send(setting(api))) == Forbidden(403)
    assert read_hired(send(api.hired(updated_after=0, limit=MAX_SIZE))) == Forbidden(403)


def test_the_field_has_to_be_enabled(smartrecruiters: SmartRecruitersClient, api: Api) -> None:
    """The company's admin does that; the application is read without it."""
    # GIVEN a company whose admin has not enabled it
    told = smartrecruiters.control("/onboarding-status/acme", {"enabled": False})
    assert told.json() == {"enabled": False}
    # THEN it is neither read nor set, while the application is
    assert read_document(send(FIELD(api))) == Forbidden(403)
    assert read_change(send(setting(api))) == Forbidden(403)
    assert isinstance(read_document(send(api.application(ANA, JOB))), Found)
    # AND it is in another company, and here once the admin has enabled it
    other = smartrecruiters.token(smartrecruiters.integrated("globex"))
    assert isinstance(read_document(send(FIELD(replace(api, token=Secret(other))))), Found)
    smartrecruiters.control("/onboarding-status/acme", {"enabled": True})
    assert read_change(send(setting(api))) is None


def test_a_reset_enables_the_field(smartrecruiters: SmartRecruitersClient) -> None:
    """As it was in the beginning."""
    # GIVEN a company without the field
    smartrecruiters.control("/onboarding-status/acme", {"enabled": False})
    # WHEN the sandbox is reset
    smartrecruiters.control("/reset")
    # THEN the field is enabled
    token = smartrecruiters.token(smartrecruiters.integrated())
    api = Api(smartrecruiters.url, Secret(token), TIMEOUT)
    assert isinstance(read_document(send(FIELD(api))), Found)


@pytest.mark.parametrize("body", [{}, {"enabled": "perhaps"}, {"on": True}])
def test_a_field_is_enabled_or_it_is_not(
    smartrecruiters: SmartRecruitersClient, body: object
) -> None:
    """The control route takes nothing else."""
    # THEN another body is refused
    assert smartrecruiters.control("/onboarding-status/acme", body).status_code == 400


@pytest.mark.parametrize("name", READS)
def test_too_many_calls_are_throttled(api: Api, name: str) -> None:
    """429 without Retry-After: nothing was done, and later it is."""
    # GIVEN a second in which as many calls were made as are allowed
    for _ in range(10):
        send(api.candidate(BEN))
    # THEN the next ones are told to wait
    assert read_document(send(reading(name)(api))) == Busy(429)
    assert read_change(send(setting(api))) == Busy(429)
    assert read_hired(send(api.hired(updated_after=0, limit=MAX_SIZE))) == Busy(429)


@pytest.mark.parametrize(("status", "headers"), [(500, {}), (503, {"Retry-After": "7"})])
def test_an_outage_is_no_answer(
    smartrecruiters: SmartRecruitersClient, api: Api, status: int, headers: dict[str, str]
) -> None:
    """Whatever its body says."""
    # GIVEN a partner that is out of order
    for path in (f"/candidates/{ANA}", "/candidates", f"/candidates/{ANA}/jobs/{JOB}"):
        smartrecruiters.control(
            "/failures", {"path": path, "status": status, "headers": headers, "body": "<html>"}
        )
    after = 7 if headers else None
    # THEN nothing is known
    assert read_document(send(api.candidate(ANA))) == Busy(status, after)
    assert read_document(send(api.application(ANA, JOB))) == Busy(status, after)
    assert read_hired(send(api.hired(updated_after=0, limit=MAX_SIZE))) == Busy(status, after)


@pytest.mark.parametrize("body", ["", "[]", "null", "<html>", '{"content":'])
def test_a_success_that_cannot_be_read_is_no_answer(
    smartrecruiters: SmartRecruitersClient, api: Api, body: str
) -> None:
    """A proxy in between may say anything."""
    # GIVEN answers that are not the partner's
    for path in (f"/candidates/{ANA}/jobs/{JOB}", "/candidates"):
        smartrecruiters.control("/failures", {"path": path, "status": 200, "body": body})
    # THEN nothing is known: neither that she is hired nor that she is not, and no list ends here
    assert read_document(send(api.application(ANA, JOB))) == Busy(200)
    assert read_hired(send(api.hired(updated_after=0, limit=MAX_SIZE))) == Busy(200)


@pytest.mark.parametrize("body", [{}, {"content": None}, {"content": {}}])
def test_what_is_no_list_is_no_empty_list(
    smartrecruiters: SmartRecruitersClient, api: Api, body: object
) -> None:
    """Or a poll would believe that no person was hired."""
    # GIVEN an answer without a list
    smartrecruiters.control("/failures", {"path": "/candidates", "status": 200, "body": body})
    # THEN nothing is known
    assert read_hired(send(api.hired(updated_after=0, limit=MAX_SIZE))) == Busy(200)


def test_the_hired_and_ready_are_listed(
    smartrecruiters: SmartRecruitersClient, api: Api, clock: FrozenClock
) -> None:
    """Only those who are both, and changed after the moment."""
    # GIVEN Ana, hired before, and Ben, hired and made ready now
    polled(api, 0)
    clock.advance(60)
    before = clock.now()
    clock.advance(60)
    assert polled(api, before) == Hired((), "")
    move(smartrecruiters, BEN, status="HIRED")
    assert polled(api, before) == Hired((), "")
    move(smartrecruiters, BEN, onboardingStatus=READY)
    # THEN Ben is listed, until a later moment is asked for
    assert polled(api, before) == Hired(((BEN, JOB),), "")
    assert polled(api, clock.now()) == Hired((), "")


def test_a_long_list_comes_in_pages(
    smartrecruiters: SmartRecruitersClient, api: Api, clock: FrozenClock
) -> None:
    """A hundred each, and no person twice."""
    # GIVEN more hires than a page holds
    for number in range(105):
        person = {"firstName": f"P{number}", "lastName": "X", "email": f"p{number}@example.com"}
        added = smartrecruiters.control("/candidates/acme", person).json()
        move(smartrecruiters, added["id"], status="HIRED", onboardingStatus=READY)
    # WHEN the list is read to its end
    first = polled(api, clock.now() - 60)
    second = polled(api, clock.now() - 60, first.next_page_id)
    # THEN every person is there once
    assert (len(first.applications), len(second.applications), second.next_page_id) == (100, 5, "")
    assert len({*first.applications, *second.applications}) == 105


def test_who_has_no_job_is_told_by_position(
    smartrecruiters: SmartRecruitersClient, api: Api
) -> None:
    """There is no application to read."""
    # GIVEN a list with candidates without an assignment
    content = [
        {"id": "can-1"},
        {"id": "can-2", "primaryAssignment": {"job": {"id": "job-2"}}},
        {"primaryAssignment": {"job": {"id": "job-3"}}},
    ]
    smartrecruiters.control(
        "/failures", {"path": "/candidates", "status": 200, "body": {"content": content}}
    )
    # THEN the others are found
    assert polled(api, 0) == Hired((("can-2", "job-2"),), "", unreadable=(0, 2))
