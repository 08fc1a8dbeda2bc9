"""From the consentUrl to the disable callback, and every way in which an exchange can go wrong."""

import pytest
import requests

from jetbridge.model.connection import EXCHANGE_LEASE
from jetbridge_local.sandbox.failures import Program
from tests.e2e.flows.tenant import INTEGRATIONS, Tenant, age


def test_a_company_is_connected_used_and_disabled(tenant: Tenant) -> None:
    """The whole life of a connection."""
    # GIVEN an admin who approves
    page = tenant.approve()
    # THEN the browser is back where SmartRecruiters wanted it, and the connection is active
    assert page.url == tenant.back
    assert tenant.connection()["status"] == "active"
    # WHEN SmartRecruiters uses the pair that it was given
    token = tenant.token(*tenant.pair()).json()["access_token"]
    assert tenant.callback(token, "SOMETHING_NEW").status_code == 200
    # AND the customer disables the integration
    report = tenant.sandbox("smartrecruiters", f"disable/{tenant.company}")
    # THEN token and pair are dead at that moment
    assert report["callback"]["status"] == 200
    refused = tenant.callback(token, "SOMETHING_NEW")
    assert refused.status_code == 401
    assert 'error="invalid_token"' in refused.headers["WWW-Authenticate"]
    assert tenant.token(*tenant.pair()).json()["error"] == "invalid_client"
    assert tenant.connection()["status"] == "disabled"
    # AND it can be connected again, as the same connection
    before = tenant.connection()["id"]
    assert tenant.approve().url == tenant.back
    assert (tenant.connection()["id"], tenant.connection()["status"]) == (before, "active")


def test_denying_exchanges_nothing(tenant: Tenant) -> None:
    """A denial goes back to SmartRecruiters and leaves no trace."""
    # GIVEN an admin at the consent page
    query = {"companyId": tenant.company, "redirect": tenant.back}
    url = requests.Request("GET", f"{tenant.api}/smartrecruiters/consent", params=query)
    tenant.browser.open(str(url.prepare().url))
    tenant.browser.submit()
    # WHEN the admin denies
    page = tenant.browser.submit(decision="deny")
    # THEN the browser is back, and SmartRecruiters was asked for nothing
    assert page.url == tenant.back
    held = tenant.sandbox("smartrecruiters", "state", method="GET")["integrations"]
    assert not any(each["companyId"] == tenant.company for each in held)


@pytest.mark.parametrize(
    ("program", "status", "words"),
    [
        (Program(path=INTEGRATIONS, status=403), 403, "cannot be connected here"),
        (Program(path=INTEGRATIONS, status=404), 403, "cannot be connected here"),
        (Program(path=INTEGRATIONS, status=400), 403, "cannot be connected here"),
        (Program(path=INTEGRATIONS, status=401, times=2), 502, "refuses our credentials"),
        (Program(path=INTEGRATIONS, status=429), 503, "slow down"),
        (Program(path="/identity/oauth/token", status=503, times=2), 503, "cannot be reached"),
    ],
)
def test_a_refusal_tells_the_admin_and_leaves_the_company_free(
    tenant: Tenant, program: Program, status: int, words: str
) -> None:
    """Nothing was committed, so the next approval connects."""
    # GIVEN a SmartRecruiters that refuses once
    tenant.forget_partners()
    tenant.partner_fails("smartrecruiters", program)
    # WHEN an admin approves
    page = tenant.approve()
    # THEN the page says what to do, and trying again works
    assert (page.status_code, words in page.text) == (status, True)
    tenant.forget_partners()
    assert tenant.approve().url == tenant.back


def test_an_exchange_that_takes_its_time_is_waited_for(tenant: Tenant) -> None:
    """SmartRecruiters may take minutes; the admin's page waits, without any script, and leaves."""
    # GIVEN a SmartRecruiters that holds its answer
    slow = Program(path=INTEGRATIONS, delay_seconds=3600)
    failures = tenant.stack.sandboxes.hosts["smartrecruiters"].failures
    failures.add(slow)
    # WHEN an admin approves
    page = tenant.consent()
    # THEN they see a page that waits, at an address that no other browser may look at
    assert (page.status_code, "Connecting to SmartRecruiters" in page.text) == (200, True)
    assert requests.get(page.url, timeout=60).status_code == 403
    # AND are back at SmartRecruiters, connected, as soon as it answers
    assert failures.wait_for_delayed(1, timeout=60)
    failures.release()
    assert tenant.browser.wait().url == tenant.back
    assert tenant.connection()["status"] == "active"


@pytest.mark.parametrize(("drop", "status_after"), [("before", "active"), ("after", None)])
def test_a_lost_answer_needs_a_reconnect(
    tenant: Tenant, drop: str, status_after: str | None
) -> None:
    """Whether SmartRecruiters committed or not, it is not known here; the way out is told."""
    # GIVEN a SmartRecruiters whose answer is lost, before or after it committed
    lost = Program.model_validate({"path": INTEGRATIONS, "drop": drop})
    tenant.partner_fails("smartrecruiters", lost)
    # WHEN an admin approves
    page = tenant.approve()
    # THEN the connection says that it needs an operator
    assert (page.status_code, "did not confirm" in page.text) == (502, True)
    shown = tenant.connection()
    assert (shown["status"], shown["reason"]) == ("needs_reconnect", "unknown_outcome")
    # AND where SmartRecruiters had committed, a second approval is a conflict until it is disabled
    if status_after is None:
        assert "credentials are not here" in tenant.approve().text
        report = tenant.sandbox("smartrecruiters", f"disable/{tenant.company}")
        assert report["callback"]["status"] == 200
    assert tenant.approve().url == tenant.back
    assert tenant.connection()["status"] == "active"


def test_a_second_approval_of_a_working_connection_changes_nothing(tenant: Tenant) -> None:
    """SmartRecruiters answers 409, and the stored credentials still work."""
    # GIVEN a connected company
    tenant.approve()
    before = tenant.pair()
    # WHEN its admin approves again
    page = tenant.approve()
    # THEN the browser goes back, and the pair that SmartRecruiters holds still works
    assert page.url == tenant.back
    assert tenant.pair() == before
    assert tenant.token(*before).status_code == 200
    assert tenant.connection()["status"] == "active"


def test_a_killed_exchange_is_found_by_the_reconciler(tenant: Tenant) -> None:
    """The worker dies while SmartRecruiters answers; the schedule makes it visible."""
    # GIVEN a worker that is killed after SmartRecruiters has committed, while the admin waits
    held = Program(path=INTEGRATIONS, delay_seconds=3600)
    tenant.partner_fails("smartrecruiters", held)
    tenant.killed_during("SlowWorkerFunction", "smartrecruiters", tenant.consent)
    assert "Connecting to SmartRecruiters" in tenant.browser.page.text
    assert tenant.connection()["status"] == "pending"
    # WHEN the reconciler runs once the exchange's lease is over
    age(tenant.stack, tenant.company, EXCHANGE_LEASE)
    report = tenant.reconcile()
    # THEN the connection asks for an operator, and the admin's page ends
    assert report["interrupted_exchanges"] == 1
    assert "did not confirm" in tenant.browser.wait().text
    shown = tenant.connection()
    assert (shown["status"], shown["reason"]) == ("needs_reconnect", "exchange_interrupted")
    # AND the pair that SmartRecruiters holds can still disable it
    assert tenant.sandbox("smartrecruiters", f"disable/{tenant.company}")["callback"] == {
        "status": 200,
        "body": {},
    }
