"""Requests that arrive at the same moment, over HTTP, on every execution environment at once."""

import json
import uuid
from collections import Counter
from urllib.parse import urlencode

import pytest
import requests

from jetbridge_local.sandbox.failures import Program
from tests.e2e.flows.enboarder import KEY, launched, order, send
from tests.e2e.flows.notifications import events, operator, settled, until
from tests.e2e.flows.notifications import send as notify
from tests.e2e.flows.onboarding import ORDER, sms
from tests.e2e.flows.tenant import REQUEST_NEW, Json, Tenant, at_once

COME_BACK = (409, 503)
"""What a caller is told whose like is being worked on, or whose partner has enough to do."""


def person() -> str:
    """Return the address of a person of the test's own."""
    return f"{uuid.uuid4().hex}@example.com"


def sessions(tenant: Tenant, address: str) -> list[Json]:
    """Return the sessions that Incode has opened for a person."""
    held: list[Json] = tenant.sandbox("incode-api", "state", method="GET")["sessions"]
    return [each for each in held if each["request"]["loginHint"] == address]


def test_thirty_repeats_of_one_key_open_one_session(tenant: Tenant) -> None:
    """Each caller gets the one onboarding, or is told to come back."""
    # GIVEN thirty requests with one key
    tenant.forget_partners()
    address = person()
    headers = tenant.bearer() | {"Idempotency-Key": uuid.uuid4().hex}
    body = ORDER | {"loginHint": address}
    url = f"{tenant.api}/v1/onboardings"
    # WHEN they arrive at once
    answers = at_once(30, lambda _: requests.post(url, json=body, headers=headers, timeout=60))
    # THEN they have one session between them
    made = [answer.json()["id"] for answer in answers if answer.status_code == 201]
    assert {answer.status_code for answer in answers} <= {201, *COME_BACK}
    assert len(made) >= 1
    assert len({*made}) == 1
    assert len(sessions(tenant, address)) == 1


def test_ten_repeats_of_an_sms_send_one_though_the_function_is_killed(tenant: Tenant) -> None:
    """What Incode has sent before the kill is not sent again by the repeats."""
    # GIVEN ten requests with one key, at an Incode that sends the SMS and holds its answer
    tenant.forget_partners()
    address = person()
    headers = tenant.bearer() | {"Idempotency-Key": uuid.uuid4().hex}
    url = f"{tenant.api}/v1/onboardings"

    def repeat(_: int) -> int:
        body = sms(loginHint=address)
        return requests.post(url, json=body, headers=headers, timeout=60).status_code

    tenant.partner_fails("incode-api", Program(path=REQUEST_NEW, delay_seconds=3600))
    # WHEN every execution environment is killed meanwhile
    tenant.killed_during("OnboardingFunction", "incode-api", lambda: at_once(10, repeat))
    # THEN no repeat succeeds by sending another
    assert not {*at_once(10, repeat)} & {200, 201}
    assert len(sessions(tenant, address)) <= 1


def test_sixteen_launches_of_one_hire_start_one_workflow(tenant: Tenant) -> None:
    """Whatever their keys are: the hire is what counts."""
    # GIVEN a connected account of which nothing is known to have been launched
    for host in ("auth", "api"):
        tenant.sandbox(f"enboarder-{host}", "reset")
    assert send(tenant, "POST", "/v1/connections/enboarder", KEY).status_code == 201
    body = order(tenant)
    # AND a function that has an execution environment for each request
    at_once(16, lambda _: tenant.get("/v1/onboardings"))
    headers = tenant.bearer()
    # WHEN sixteen requests, each with a key of its own, launch one hire
    answers = at_once(
        16,
        lambda n: requests.post(
            f"{tenant.api}/v1/onboardings",
            json=body,
            headers=headers | {"Idempotency-Key": f"{tenant.company}-{n}"},
            timeout=60,
        ),
    )
    # THEN there is one workflow, and one request was told that it is its own
    assert len(launched(tenant)) == 1
    assert Counter(answer.status_code for answer in answers)[201] == 1
    assert {answer.status_code for answer in answers} <= {201, *COME_BACK}


@pytest.mark.local_only(reason="fifty cold starts take the emulator longer than a delivery may")
def test_fifty_equal_notifications_are_acted_on_once(tenant: Tenant, hiring: Json) -> None:
    """Each delivery is acknowledged; one is stored."""
    # GIVEN an event that SmartRecruiters has signed
    (event,) = notify(tenant, hold=True)
    # WHEN it is delivered fifty times at once
    ids = [event["eventId"]]
    at_once(50, lambda _: tenant.sandbox("smartrecruiters", "deliver", eventIds=ids))
    # THEN each delivery is acknowledged, and it is one event
    (sent,) = tenant.sandbox("smartrecruiters", "deliver", eventIds=ids)["deliveries"]
    assert {each["status"] for each in sent["attempts"] if "status" in each} == {202}
    assert len(settled(tenant, "smartrecruiters", hiring["id"])) == 1
    assert len(events(tenant, "smartrecruiters", hiring["id"])) == 1


def test_sixteen_approvals_make_one_integration(tenant: Tenant) -> None:
    """Sixteen tabs of one admin, or sixteen admins: the company is connected once."""
    # GIVEN sixteen admins who see the question
    admins = [Tenant(tenant.stack, tenant.company) for _ in range(16)]
    asked = urlencode({"companyId": tenant.company, "redirect": tenant.back})
    for admin in admins:
        admin.browser.open(f"{tenant.api}/smartrecruiters/consent?{asked}")
        admin.browser.submit()
    # WHEN all of them approve at once
    at_once(16, lambda n: admins[n].browser.submit(decision="approve"))
    # THEN SmartRecruiters holds one integration, and its credentials work
    until(lambda: tenant.connection()["status"] == "active")
    assert len(integrations(tenant)) == 1
    assert tenant.token(*tenant.pair()).status_code == 200


def test_an_approval_and_a_disabling_end_in_one_state(tenant: Tenant) -> None:
    """Whichever comes last: what SmartRecruiters holds works if, and only if, we are connected."""
    # GIVEN a connected company, and an admin who is asked again
    tenant.approve()
    admin = Tenant(tenant.stack, tenant.company)
    asked = urlencode({"companyId": tenant.company, "redirect": tenant.back})
    admin.browser.open(f"{tenant.api}/smartrecruiters/consent?{asked}")
    admin.browser.submit()
    # WHEN they approve while SmartRecruiters disables the integration
    at_once(
        2,
        lambda n: (
            admin.browser.submit(decision="approve")
            if n
            else tenant.sandbox("smartrecruiters", f"disable/{tenant.company}")
        ),
    )
    # THEN both sides agree
    until(lambda: tenant.connection()["status"] != "pending")
    works = tenant.token(*tenant.pair()).status_code == 200
    assert works is (tenant.connection()["status"] == "active")


def test_no_token_outlives_its_client(tenant: Tenant) -> None:
    """A token that is issued while its client is revoked is of no use afterwards."""
    # GIVEN a client
    name = tenant.stack.ready.tenant
    made = json.loads(operator(tenant, "clients", "create", "--tenant", name, "--json"))
    pair = made["client_id"], made["client_secret"]
    issued: list[str] = []

    def act(caller: int) -> None:
        if not caller:
            operator(tenant, "clients", "revoke", pair[0])
            return
        for _ in range(4):
            answer = tenant.token(*pair)
            if answer.ok:
                issued.append(answer.json()["access_token"])

    # WHEN it is revoked while it asks for tokens
    at_once(9, act)
    # THEN it gets none, and no token that it got opens the API
    assert tenant.token(*pair).status_code == 401
    for token in issued:
        headers = {"Authorization": f"Bearer {token}"}
        listing = requests.get(f"{tenant.api}/v1/onboardings", headers=headers, timeout=60)
        assert listing.status_code == 401


def integrations(tenant: Tenant) -> list[Json]:
    """Return what SmartRecruiters holds for the company."""
    held = tenant.sandbox("smartrecruiters", "state", method="GET")["integrations"]
    return [each for each in held if each["companyId"] == tenant.company]
