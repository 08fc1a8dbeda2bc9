"""A tenant serves itself: its policy, and what becomes of its hires, without an operator."""

from jetbridge.model.journey import Status
from tests.e2e.journeys.hiring import Hiring
from tests.e2e.journeys.inbox import receiving
from tests.e2e.journeys.policies import LAUNCH, REPORT, by_incode, policy


def test_a_tenant_tries_a_policy_and_puts_it_in_force(tenant: Hiring) -> None:
    """What the dry run shows is what a hire leads to."""
    # GIVEN a policy without faults, which was tried
    document = policy(by_incode(), LAUNCH, REPORT)
    checked = tenant.call("POST", "/v1/policies/validate", document)
    assert checked.json() == {"valid": True, "errors": []}
    tried = tenant.call("POST", "/v1/policies/dry-run", {"policy": document}).json()
    assert (tried["status"], tried["assumed"]["company"]) == ("completed", tenant.company)
    assert tenant.call("GET", "/v1/policies/current").status_code == 404
    # WHEN it is put in force, and a person is hired
    put = tenant.call("PUT", "/v1/policies/current", document)
    assert (put.status_code, put.headers["ETag"]) == (200, '"1"')
    ada = tenant.hire()
    ada.at_incode("begin", "pass")
    # THEN it comes out as it was shown
    ada.is_(Status.COMPLETED)
    assert len(ada.workflows()) == 1
    # AND an earlier version can be put in force again
    other = policy(by_incode(), REPORT)
    assert tenant.call("PUT", "/v1/policies/current", other, seen='"1"').json()["version"] == 2
    restored = tenant.call("POST", "/v1/policies/1/restore", seen='"2"')
    assert (restored.status_code, restored.json()["document"]) == (200, document)
    listed = tenant.call("GET", "/v1/policies").json()["items"]
    assert [each["version"] for each in listed] == [3, 2, 1]


def test_a_tenant_decides_about_a_hire(tenant: Hiring) -> None:
    """It is told what it may decide, and says what it saw."""
    # GIVEN a person who was rejected
    tenant.call("PUT", "/v1/policies/current", policy(by_incode(), REPORT))
    ada = tenant.hire()
    ada.at_incode("begin", "fail")
    journey = ada.is_(Status.NEEDS_ATTENTION)
    place = f"/v1/journeys/{journey.id}"
    told = tenant.call("GET", f"{place}/decisions").json()
    assert "approve" in [each["decision"] for each in told["items"]]
    # WHEN it is approved as it was seen
    stale = tenant.call("POST", f"{place}/approve", {"version": told["version"] - 1})
    assert stale.status_code == 409
    approved = tenant.call("POST", f"{place}/approve", {"version": told["version"]})
    # THEN the journey goes on
    assert approved.status_code == 200, approved.text
    ada.is_(Status.COMPLETED)
    assert ada.told() == ["ONBOARDING_SUCCESSFUL"]


def test_a_tenant_sets_its_endpoint(tenant: Hiring) -> None:
    """It is tested, told, given another secret, and told again of what it did not take."""
    # GIVEN an endpoint that the tenant set by itself, and tried
    tenant.call("PUT", "/v1/policies/current", policy(by_incode(), REPORT))
    with receiving() as employer:
        made = tenant.call("POST", "/v1/webhooks", {"url": employer.url})
        assert made.status_code == 201, made.text
        tried = tenant.call("POST", "/v1/webhooks/default/test").json()
        assert tried == {"taken": True, "outcome": "http_204"}
        # WHEN a person is hired
        tenant.hire()
        started = employer.taken("journey.started")
        # THEN what comes is signed with the secret of the answer, and after a rotation with both
        assert started.is_signed_with(made.json()["secret"])
        rotated = tenant.call("POST", "/v1/webhooks/default/rotate", {}).json()
        tenant.call("POST", "/v1/webhooks/default/test")
        assert employer.received[-1].is_signed_with(rotated["secret"])
        assert employer.received[-1].is_signed_with(made.json()["secret"])
        # AND it is removed as it was seen
        seen = tenant.call("GET", "/v1/webhooks/default").headers["ETag"]
        assert tenant.call("DELETE", "/v1/webhooks/default", seen=seen).status_code == 204
        assert tenant.call("GET", "/v1/webhooks").json()["items"] == []
