"""Onboardings over HTTP: the contract's fields, refusals, repeats and what only a tenant sees."""

import pytest
import requests

from jetbridge_local.sandbox.failures import Program
from tests.contract.cases import INCODE_DOCUMENTED_REFUSALS, BodyRefusal
from tests.e2e.flows.onboarding import ORDER, sms
from tests.e2e.flows.tenant import REQUEST_NEW, Json, Tenant


def test_an_onboarding_is_requested_repeated_and_shown(tenant: Tenant) -> None:
    """The answer of the contract, the same answer again, and the link for the caller only."""
    # GIVEN an order
    # WHEN it is requested, and repeated under its key
    first, second = (tenant.onboard(ORDER, tenant.company) for _ in range(2))
    # THEN both answers are the contract's
    shown = first.json()
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert list(shown) == [
        "id",
        "partner",
        "status",
        "url",
        "expiresAt",
        "externalCustomerId",
        "createdAt",
    ]
    assert (shown["partner"], shown["status"], shown["externalCustomerId"]) == (
        "incode",
        "requested",
        "corr-1",
    )
    assert first.headers["Cache-Control"] == "no-store"
    # AND reading it shows all but the link
    read = tenant.get(f"/v1/onboardings/{shown['id']}").json()
    listed = tenant.get("/v1/onboardings").json()["items"]
    (mine,) = [item for item in listed if item["id"] == shown["id"]]
    assert mine.items() <= read.items()
    assert shown["url"] not in str(read)
    assert shown["url"] not in str(listed)


def test_the_workforce_route_takes_yesterdays_words(tenant: Tenant) -> None:
    """A body of Incode's Workforce API ends in the same answer."""
    # GIVEN a body of the Workforce API
    body = {
        "integrationId": "int_b2b_prod_001",
        "loginHint": "ana@example.com",
        "correlationId": "corr-2",
        "validityMinutes": 30,
        "givenNames": "Ana",
        "lastName": "Ruiz",
    }
    # WHEN it is sent
    answer = tenant.onboard(body, path="/v1/onboardings/workforce")
    # THEN Incode was asked in today's words
    assert answer.status_code == 201
    assert answer.json()["externalCustomerId"] == "corr-2"
    calls = tenant.stack.sandboxes.hosts["incode-api"].calls.view(full=True)
    assert calls[-1]["body"] == {
        "integrationReference": "int_b2b_prod_001",
        "loginHint": "ana@example.com",
        "notification": {"type": "URL"},
        "name": "Ana Ruiz",
        "linkValidityInMinutes": 30,
        "externalCustomerId": "corr-2",
    }


@pytest.mark.parametrize("case", INCODE_DOCUMENTED_REFUSALS, ids=lambda case: case.name)
def test_what_incode_would_refuse_is_told_with_a_pointer(tenant: Tenant, case: BodyRefusal) -> None:
    """Every refusal that Incode documents reaches the caller as a 422 that names the field."""
    # GIVEN a body that Incode refuses
    # WHEN it is requested
    answer = tenant.onboard({"partner": "incode", **case.body})
    # THEN the problem points at the field
    problem = answer.json()
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert case.pointer in [fault["pointer"] for fault in problem["errors"]]


@pytest.mark.parametrize(
    ("program", "status"),
    [
        (Program(path=REQUEST_NEW, status=429, headers={"Retry-After": "9"}), 503),
        (Program(path=REQUEST_NEW, status=403), 502),
        (Program(path=REQUEST_NEW, status=500), 502),
        (Program(path=REQUEST_NEW, drop="before"), 502),
        (Program(path=REQUEST_NEW, drop="after"), 502),
    ],
)
def test_an_outage_says_when_to_try_again_and_the_repeat_succeeds(
    tenant: Tenant, program: Program, status: int
) -> None:
    """A link may be asked for again, whatever became of the first request."""
    # GIVEN an Incode that fails once
    tenant.forget_partners()
    tenant.partner_fails("incode-api", program)
    # WHEN an onboarding is requested, and repeated under its key when it may be
    failed = tenant.onboard(ORDER, tenant.company)
    tenant.forget_partners()
    again = tenant.onboard(ORDER, tenant.company)
    # THEN the first said when to come back, and the second has the link
    assert failed.status_code == status
    assert int(failed.headers["Retry-After"]) > 0
    assert again.status_code == 201
    assert again.json()["id"] == failed.json()["onboardingId"]


def test_a_partner_that_asks_for_time_is_given_it(tenant: Tenant) -> None:
    """Until `Retry-After` is over it hears nothing of the process that was told."""
    # GIVEN an Incode that throttles
    tenant.forget_partners()
    slow = Program(path=REQUEST_NEW, status=429, headers={"Retry-After": "60"})
    tenant.partner_fails("incode-api", slow)
    assert tenant.onboard(ORDER, tenant.company).status_code == 503
    host = tenant.stack.sandboxes.hosts["incode-api"]
    before = len(host.calls.view(full=False))
    # WHEN another onboarding is asked for
    answer = tenant.onboard(ORDER)
    # THEN the caller is told for how long, and Incode hears nothing
    assert (answer.status_code, 30 < int(answer.headers["Retry-After"]) <= 60) == (503, True)
    assert len(host.calls.view(full=False)) == before
    tenant.forget_partners()


def test_an_sms_whose_outcome_is_unknown_is_not_sent_twice(tenant: Tenant) -> None:
    """The person may have it."""
    # GIVEN an Incode that sends the SMS and whose answer is lost
    tenant.forget_partners()
    tenant.partner_fails("incode-api", Program(path=REQUEST_NEW, drop="after"))
    lost = tenant.onboard(sms(), tenant.company)
    assert lost.status_code == 502
    host = tenant.stack.sandboxes.hosts["incode-api"]
    before = len(host.calls.view(full=False))
    # WHEN the request is repeated
    again = tenant.onboard(sms(), tenant.company)
    # THEN nothing was sent, and the caller is told
    assert (again.status_code, again.json()["code"]) == (
        409,
        "not-sent-twice",
    )
    assert len(host.calls.view(full=False)) == before


def test_a_killed_request_is_settled_by_a_repeat(tenant: Tenant) -> None:
    """The process dies while Incode answers; until its lease is over the repeat must wait."""
    # GIVEN a function that is killed after Incode has made the session
    tenant.forget_partners()
    tenant.partner_fails("incode-api", Program(path=REQUEST_NEW, delay_seconds=3600))
    tenant.killed_during(
        "OnboardingFunction", "incode-api", lambda: tenant.onboard(ORDER, tenant.company)
    )
    # WHEN it is repeated at once
    answer = tenant.onboard(ORDER, tenant.company)
    # THEN the caller is told to come back
    assert (answer.status_code, answer.json()["code"]) == (
        409,
        "request-in-progress",
    )


def test_a_partners_token_does_not_open_the_api(tenant: Tenant) -> None:
    """Nor does an API client's token open the partner's route."""
    # GIVEN a connected company
    tenant.approve()
    partners = tenant.token(*tenant.pair()).json()["access_token"]
    # WHEN its token is used on the API, and the backend's on the callback
    listing = requests.get(
        f"{tenant.api}/v1/onboardings",
        headers={"Authorization": f"Bearer {partners}"},
        timeout=60,
    )
    backends = tenant.bearer()["Authorization"].removeprefix("Bearer ")
    callback = tenant.callback(backends, "INTEGRATION_DISABLED")
    # THEN both lack the scope
    for refused in (listing, callback):
        assert refused.status_code == 403
        assert 'error="insufficient_scope"' in refused.headers["WWW-Authenticate"]


def test_lists_are_paged_by_a_cursor(tenant: Tenant) -> None:
    """Every onboarding once, newest first, and no cursor but this list's own."""
    # GIVEN three onboardings
    made = {tenant.onboard(ORDER).json()["id"] for _ in range(3)}
    # WHEN the whole list is read two at a time
    seen: list[Json] = []
    path = "/v1/onboardings?limit=2"
    while path:
        page = tenant.get(path).json()
        assert len(page["items"]) <= 2
        seen += page["items"]
        cursor = page["nextCursor"]
        path = f"/v1/onboardings?limit=2&cursor={cursor}" if cursor else ""
    # THEN each is there once, newest first
    ids = [item["id"] for item in seen]
    assert len(set(ids)) == len(ids)
    assert made <= set(ids)
    moments = [item["createdAt"] for item in seen]
    assert moments == sorted(moments, reverse=True)
    # AND a cursor of another list, or a made-up one, is refused
    of_another_list = tenant.get("/v1/onboardings?limit=1").json()["nextCursor"]
    for path, status in (
        (f"/v1/connections?cursor={of_another_list}", 400),
        ("/v1/onboardings?cursor=made-up", 400),
        ("/v1/onboardings?limit=0", 422),
        ("/v1/onboardings?limit=1&limit=2", 422),
    ):
        assert tenant.get(path).status_code == status, path


def test_an_unknown_id_is_a_404_problem(tenant: Tenant) -> None:
    """What does not exist, and what is another's, look alike."""
    # GIVEN ids of nothing
    # WHEN they are read
    answers = [tenant.get(f"/v1/{kind}/nothing") for kind in ("onboardings", "connections")]
    # THEN each is a problem
    assert [answer.status_code for answer in answers] == [404, 404]
    assert {answer.headers["Content-Type"] for answer in answers} == {"application/problem+json"}
