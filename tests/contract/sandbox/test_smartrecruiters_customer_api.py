"""A little of the Customer API, and the limits on every credential."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from jetbridge_local.sandbox import Sandboxes
from tests.contract.sandbox.smartrecruiters_client import SmartRecruitersClient, code
from tests.fakes import FrozenClock


@pytest.fixture
def token(smartrecruiters: SmartRecruitersClient) -> str:
    """Return a customer-level token."""
    return smartrecruiters.token(smartrecruiters.integrated())


def limits(answer: requests.Response) -> tuple[str, str, str, str]:
    """Return limit, remaining, concurrent limit, concurrent remaining."""
    head = "X-RateLimit"
    return (
        answer.headers[f"{head}-Limit"],
        answer.headers[f"{head}-Remaining"],
        answer.headers[f"{head}-Concurrent-Limit"],
        answer.headers[f"{head}-Concurrent-Remaining"],
    )


def test_candidates_are_listed_in_pages(smartrecruiters: SmartRecruitersClient, token: str) -> None:
    """`nextPageId` leads to the rest, and is empty at the end."""
    # WHEN two pages are read
    first = smartrecruiters.get("/candidates?limit=2", token).json()
    rest = smartrecruiters.get(f"/candidates?limit=2&pageId={first['nextPageId']}", token).json()

    # THEN together they are the whole list
    assert [len(first["content"]), len(rest["content"])] == [2, 1]
    assert (rest["totalFound"], rest["limit"], rest["nextPageId"]) == (3, 2, "")


def test_a_candidate_is_shown(smartrecruiters: SmartRecruitersClient, token: str) -> None:
    """A listed candidate can be read by its id."""
    # GIVEN a listed candidate
    (listed, *_) = smartrecruiters.get("/candidates", token).json()["content"]

    # WHEN it is read
    shown = smartrecruiters.get(f"/candidates/{listed['id']}", token)

    # THEN it is the same
    assert shown.json() == listed


@pytest.mark.parametrize(
    ("path", "status", "expected"),
    [
        ("/candidates/nobody", 404, "CANDIDATE_NOT_FOUND"),
        ("/candidates?limit=101", 400, "BAD_REQUEST"),
        ("/candidates?limit=0", 400, "BAD_REQUEST"),
        ("/candidates?limit=many", 400, "BAD_REQUEST"),
    ],
)
def test_a_bad_request_is_refused(
    smartrecruiters: SmartRecruitersClient, token: str, path: str, status: int, expected: str
) -> None:
    """An unknown candidate, and a limit that is none."""
    # WHEN the request is wrong
    answer = smartrecruiters.get(path, token)

    # THEN the error says how
    assert (answer.status_code, code(answer)) == (status, expected)


def test_the_master_token_reads_no_customer_data(smartrecruiters: SmartRecruitersClient) -> None:
    """Master credentials are for setting up integrations only."""
    # GIVEN a master token
    master = smartrecruiters.token()

    # WHEN it is used on customer data
    listing = smartrecruiters.get("/candidates", master)
    reading = smartrecruiters.get("/candidates/any", master)

    # THEN it is forbidden
    assert [listing.status_code, reading.status_code] == [403, 403]


def test_no_token_reads_nothing(smartrecruiters: SmartRecruitersClient) -> None:
    """401, and no limits: they belong to a credential."""
    # WHEN the call is anonymous
    answer = smartrecruiters.get("/candidates")

    # THEN it is unauthorised
    assert (answer.status_code, code(answer)) == (401, "UNAUTHORIZED")
    assert "X-RateLimit-Limit" not in answer.headers


def test_every_answer_states_the_limits(smartrecruiters: SmartRecruitersClient, token: str) -> None:
    """Refusals included. GET /candidates has a concurrency of its own."""
    # WHEN a call is refused and another succeeds
    missing = smartrecruiters.get("/candidates/nobody", token)
    listing = smartrecruiters.get("/candidates", token)

    # THEN both count
    assert limits(missing) == ("10", "9", "8", "7")
    assert limits(listing) == ("10", "8", "1", "0")


def test_an_eleventh_call_in_a_second_is_refused(
    smartrecruiters: SmartRecruitersClient, token: str, clock: FrozenClock
) -> None:
    """10 requests a second; no Retry-After is documented, so none is sent."""
    # GIVEN ten calls in one second
    statuses = {smartrecruiters.get("/candidates", token).status_code for _ in range(10)}
    assert statuses == {200}

    # WHEN an eleventh comes, and one a second later
    refused = smartrecruiters.get("/candidates", token)
    clock.advance(1)
    later = smartrecruiters.get("/candidates", token)

    # THEN only the eleventh is refused
    assert (refused.status_code, code(refused)) == (429, "TOO_MANY_REQUESTS")
    assert limits(refused)[1] == "0"
    assert "Retry-After" not in refused.headers
    assert later.status_code == 200


def test_another_credential_has_limits_of_its_own(
    smartrecruiters: SmartRecruitersClient, token: str
) -> None:
    """One company's load is not another's."""
    # GIVEN a credential that used up its second
    other = smartrecruiters.token(smartrecruiters.integrated("globex"))
    for _ in range(11):
        smartrecruiters.get("/candidates", token)

    # WHEN another one calls
    answer = smartrecruiters.get("/candidates", other)

    # THEN it is served
    assert answer.status_code == 200


@pytest.mark.parametrize(("path", "at_once"), [("/candidates/any", 8), ("/candidates", 1)])
def test_a_call_beyond_the_concurrency_is_refused(
    sandboxes: Sandboxes,
    smartrecruiters: SmartRecruitersClient,
    token: str,
    path: str,
    at_once: int,
) -> None:
    """8 at once for a credential, 1 for the list of candidates."""
    # GIVEN as many calls under way as are allowed
    failures = sandboxes.hosts["smartrecruiters"].failures
    smartrecruiters.control("/failures", {"path": path, "delay_seconds": 60, "times": at_once})
    with ThreadPoolExecutor(at_once) as pool:
        calls = [pool.submit(smartrecruiters.get, path, token) for _ in range(at_once)]
        assert failures.wait_for_delayed(at_once, timeout=30)

        # WHEN one more comes, and then they end
        refused = smartrecruiters.get(path, token)
        failures.release()
        served = {call.result().status_code for call in calls}

    # THEN it alone is refused, and afterwards there is room again
    assert (refused.status_code, limits(refused)[3]) == (429, "0")
    assert 429 not in served
    assert smartrecruiters.get(path, token).status_code != 429
