"""What happens to people in SmartRecruiters' sandbox, as our own client reads it."""

from collections.abc import Iterator

import pytest

from jetbridge.model import registry
from jetbridge.model.poll import MAX_SIZE
from jetbridge.model.ports import HttpResponse
from jetbridge.model.secret import Secret
from jetbridge.partners.smartrecruiters.customer import (
    Api,
    Found,
    Missing,
    Moved,
    read_application,
    read_candidate,
    read_change,
)
from jetbridge.partners.smartrecruiters.hired import Hired, read_hired
from jetbridge.runtime.http import RequestsHttp
from tests.contract.sandbox.receiver import Receiver
from tests.contract.sandbox.smartrecruiters_client import TIMEOUT, SmartRecruitersClient
from tests.contract.sandbox.webhooks_client import WebhooksClient

ANA, BEN = "0f3a9a4e-ana", "5c21b7d0-ben"
JOB = "job-1"
REPORTS = registry.reports("smartrecruiters")
CANDIDATE_EVENTS = ["candidate.updated", "candidate.deleted"]


@pytest.fixture
def api(smartrecruiters: SmartRecruitersClient) -> Api:
    """Return the API as the company `acme` has it."""
    token = smartrecruiters.token(smartrecruiters.integrated())
    return Api(smartrecruiters.url, Secret(token), TIMEOUT)


def application(api: Api, candidate_id: str, job_id: str = JOB) -> object:
    """Read an application."""
    answer: HttpResponse = RequestsHttp().send(api.application(candidate_id, job_id))
    return read_application(answer, candidate_id)


def candidate(api: Api, candidate_id: str) -> object:
    """Read a candidate."""
    return read_candidate(RequestsHttp().send(api.candidate(candidate_id)), candidate_id)


def act(client: SmartRecruitersClient, name: str, candidate_id: str, **body: object) -> None:
    """Let something happen to a candidate of `acme`."""
    assert client.control(f"/{name}/acme/{candidate_id}", body).ok


def test_a_deleted_candidate_is_missing(smartrecruiters: SmartRecruitersClient, api: Api) -> None:
    """And so is the application."""
    # WHEN a candidate is deleted
    act(smartrecruiters, "delete", ANA)
    # THEN neither is there
    assert (application(api, ANA), candidate(api, ANA)) == (Missing(), Missing())


@pytest.mark.parametrize("shown", ["named", "redirected"])
def test_a_merged_candidate_leads_to_who_is_left(
    smartrecruiters: SmartRecruitersClient, api: Api, shown: str
) -> None:
    """With the application, which has moved along."""
    # GIVEN two candidates for different jobs, and a merge
    act(smartrecruiters, "merge", ANA, into="9e77c1f2-cho", shown=shown)
    # THEN what is asked about the first leads to the second
    assert application(api, ANA) == Moved("9e77c1f2-cho")
    assert candidate(api, ANA) == Moved("9e77c1f2-cho")
    # AND the second has both applications
    read = application(api, "9e77c1f2-cho")
    assert isinstance(read, Found)
    assert (read.document["status"], read.document["jobId"]) == ("HIRED", JOB)
    assert isinstance(application(api, "9e77c1f2-cho", "job-2"), Found)
    put = api.set_onboarding_status("9e77c1f2-cho", JOB, REPORTS.succeeded)
    assert read_change(RequestsHttp().send(put)) is None


def test_a_merged_candidate_may_be_missing(
    smartrecruiters: SmartRecruitersClient, api: Api
) -> None:
    """What is answered is not documented."""
    # WHEN a candidate is merged, and nothing leads to the other one
    act(smartrecruiters, "merge", ANA, into=BEN, shown="missing")
    # THEN it is as if they had been deleted; of two applications for one job the other's is kept
    assert application(api, ANA) == Missing()
    read = application(api, BEN)
    assert isinstance(read, Found)
    assert read.document["status"] == "OFFERED"


def test_subscriptions_hear_of_a_person(webhooks: WebhooksClient, receiver: Receiver) -> None:
    """By id, as of everything."""
    # GIVEN a subscription to what happens to people
    webhooks.subscribed(receiver, events=CANDIDATE_EVENTS)
    # WHEN a person is corrected, deleted and merged, and one deletion is not told
    act(webhooks.smartrecruiters, "correct", ANA, lastName="Diaz")
    act(webhooks.smartrecruiters, "merge", ANA, into=BEN)
    act(webhooks.smartrecruiters, "delete", BEN, notify=False)
    # THEN the events are these
    heard = [(each.headers["event-name"], each.body.decode()) for each in receiver.notifications]
    assert heard == [
        ("candidate.updated", f'{{"id":"{ANA}"}}'),
        ("candidate.deleted", f'{{"id":"{ANA}"}}'),
    ]


def ready(smartrecruiters: SmartRecruitersClient) -> None:
    """Make Ana and Ben hired and ready; Ana for another job, too."""
    act(smartrecruiters, "apply", ANA, jobId="job-9", status="HIRED")
    for candidate_id, job_id in ((ANA, JOB), (ANA, "job-9"), (BEN, JOB)):
        move = {"jobId": job_id, "status": "HIRED", "onboardingStatus": "READY_TO_ONBOARD"}
        assert smartrecruiters.control(f"/candidates/acme/{candidate_id}", move).ok


def pages(api: Api) -> Iterator[object]:
    """Yield the pages of the hired, until the list ends, or six of them."""
    page_id = ""
    for _ in range(6):
        read = read_hired(
            RequestsHttp().send(api.hired(updated_after=0, limit=MAX_SIZE, page_id=page_id))
        )
        yield read
        if not isinstance(read, Hired) or not read.next_page_id:
            return
        page_id = read.next_page_id


def test_further_applications_are_listed(smartrecruiters: SmartRecruitersClient, api: Api) -> None:
    """Beside the primary one."""
    # GIVEN a person who is hired for two jobs
    ready(smartrecruiters)
    # THEN the list names both
    (page,) = pages(api)
    assert page == Hired(((ANA, JOB), (ANA, "job-9"), (BEN, JOB)), "")


@pytest.mark.parametrize(
    ("oddity", "count", "fault"),
    [
        ("none", 2, None),
        ("numeric", 2, None),
        ("unreadable", 2, None),
        ("repeat", 6, None),
        ("circle", 6, None),
        ("endless", 6, None),
        ("refuse", 2, 410),
    ],
)
def test_pages_may_be_odd(
    smartrecruiters: SmartRecruitersClient, api: Api, oddity: str, count: int, fault: int | None
) -> None:
    """As the poll has to bear them."""
    # GIVEN a list of two, one a page
    ready(smartrecruiters)
    body = {"oddity": oddity, "pageSize": 1}
    assert smartrecruiters.control("/paging/acme", body).ok
    # WHEN it is read
    read = [*pages(api)]
    # THEN it has so many pages, or does not end, or its second one is refused
    assert len(read) == count
    assert getattr(read[-1], "status", None) == fault
    first = read[0]
    assert isinstance(first, Hired)
    assert first.unreadable == ((0,) if oddity == "unreadable" else ())
