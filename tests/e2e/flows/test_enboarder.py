"""A tenant's Enboarder account is connected, and workflows are launched, changed and cancelled."""

import threading
from collections.abc import Iterator
from typing import Final

import pytest
import requests

from jetbridge_local.sandbox import credentials
from jetbridge_local.sandbox.failures import Program
from tests.e2e.flows.enboarder import KEY, LAUNCH, launched, order, send
from tests.e2e.flows.tenant import Json, Tenant, table_dump

OAUTH: Final[Json] = {
    "region": "EU",
    "auth": "oauth",
    "clientId": credentials.ENBOARDER.client_id,
    "clientSecret": credentials.ENBOARDER.client_secret,
}


@pytest.fixture(autouse=True)
def usual_settings(tenant: Tenant) -> Iterator[None]:
    """Give Enboarder back its usual manners, and forget what was launched."""
    for host in ("auth", "api"):
        tenant.sandbox(f"enboarder-{host}", "reset")
    yield
    for host in ("auth", "api"):
        tenant.sandbox(f"enboarder-{host}", "reset")


def connect(tenant: Tenant, body: Json = KEY) -> requests.Response:
    """Connect the account."""
    return send(tenant, "POST", "/v1/connections/enboarder", body)


@pytest.mark.parametrize("body", [KEY, OAUTH, OAUTH | {"clientAuth": "basic"}])
def test_a_workflow_is_launched_changed_and_cancelled(tenant: Tenant, body: Json) -> None:
    """The whole of a hire, by either way in; and a test of the connection beside it."""
    # GIVEN a connected account
    made = connect(tenant, body)
    assert (made.status_code, made.json()["status"]) == (201, "active")
    checked = send(tenant, "POST", f"/v1/connections/{made.json()['id']}/test").json()
    assert (checked["works"], checked["error"]) == (True, None)
    # WHEN a hire is onboarded, twice
    first, second = (tenant.onboard(order(tenant), tenant.company) for _ in range(2))
    # THEN it is one workflow
    assert (first.status_code, first.json()["status"]) == (201, "launched")
    assert first.json() == second.json()
    (workflow,) = launched(tenant)
    assert workflow["externalid"] == first.json()["externalId"] == first.json()["reference"]
    assert workflow["body"]["mgrchnl"] == "mob"
    # AND it is changed, and cancelled, as often as one likes
    path = f"/v1/onboardings/{first.json()['id']}"
    assert send(tenant, "PATCH", path, {"startDate": "2030-04-01"}).status_code == 200
    assert launched(tenant)[0]["body"]["nhstdt"] == "2030-04-01"
    for _ in range(2):
        cancelled = send(tenant, "POST", f"{path}/cancel")
        assert (cancelled.status_code, cancelled.json()["status"]) == (200, "cancelled")
    assert launched(tenant)[0]["status"] == "CANCELLED"
    # AND a reader of the table learns neither the person nor the secret
    dump = table_dump(tenant.stack)
    for secret in ("Jane Doe", "jane.doe@", "+61400000001", *map(str, (KEY["apiKey"],))):
        assert secret not in dump
    assert str(OAUTH["clientSecret"]) not in dump


def test_what_enboarder_does_not_take_is_not_connected(tenant: Tenant) -> None:
    """The credentials are proved first, and never told again."""
    # WHEN wrong credentials come
    for body, pointer in (
        (KEY | {"apiKey": "wrong-key"}, "/apiKey"),
        (OAUTH | {"clientSecret": "wrong-secret"}, "/clientSecret"),
        (OAUTH | {"authPrefix": "Bearer "}, "/auth"),
        (OAUTH | {"tokenUrl": "https://auth.evil.test/oauth2/token"}, "/tokenUrl"),
    ):
        refused = connect(tenant, body)
        # THEN the field is named, and nothing that was sent
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer)
        assert "wrong" not in refused.text


def test_a_launch_whose_answer_is_lost_is_found_and_not_made_again(tenant: Tenant) -> None:
    """The repeat looks it up in the reports."""
    # GIVEN an Enboarder that launches, and whose answer is lost
    connect(tenant)
    tenant.partner_fails("enboarder-api", Program(path=LAUNCH, drop="after"))
    lost = tenant.onboard(order(tenant), tenant.company)
    assert (lost.status_code, lost.json()["onboardingStatus"]) == (502, "unknown_outcome")
    # WHEN the request is repeated
    again = tenant.onboard(order(tenant), tenant.company)
    # THEN it is known, and there is one workflow
    assert (again.status_code, again.json()["status"]) == (201, "launched")
    assert again.json()["id"] == lost.json()["onboardingId"]
    assert len(launched(tenant)) == 1


def test_a_launch_that_never_arrived_stays_unknown_until_it_is_cancelled(tenant: Tenant) -> None:
    """That the reports show nothing proves nothing; cancelling makes sure."""
    # GIVEN a request that Enboarder never saw, which cannot be known here
    connect(tenant)
    tenant.partner_fails("enboarder-api", Program(path=LAUNCH, drop="before"))
    lost = tenant.onboard(order(tenant), tenant.company).json()
    again = tenant.onboard(order(tenant), tenant.company)
    assert (again.status_code, again.json()["code"]) == (
        409,
        "not-launched-twice",
    )
    # WHEN it is cancelled
    ended = send(tenant, "POST", f"/v1/onboardings/{lost['onboardingId']}/cancel")
    # THEN the hire may be requested anew
    assert ended.json()["status"] == "cancelled"
    anew = tenant.onboard(order(tenant), f"{tenant.company}-anew")
    assert (anew.status_code, len(launched(tenant))) == (201, 1)


@pytest.mark.parametrize("status", [200, 400])
def test_a_failure_is_a_failure_whatever_its_status(tenant: Tenant, status: int) -> None:
    """Enboarder refuses a profile that it does not know, with a 200 or otherwise."""
    # GIVEN an advanced order with an unknown profile
    connect(tenant)
    tenant.sandbox("enboarder-api", "settings", failureStatus=status)
    managers = [{"externalId": "nobody", "label": "Buddy"}]
    # WHEN it is requested
    refused = tenant.onboard(order(tenant, kind="advanced", managers=managers))
    # THEN its words are told
    assert (refused.status_code, refused.json()["onboardingStatus"]) == (422, "refused")
    assert "not found" in refused.json()["detail"]


def test_a_start_in_the_past_is_launched_with_a_warning(tenant: Tenant) -> None:
    """And the caller is told."""
    # GIVEN a start that has passed
    connect(tenant)
    # WHEN it is requested
    done = tenant.onboard(order(tenant, startDate="2020-01-01"))
    # THEN it is launched
    assert (done.status_code, done.json()["status"]) == (201, "launched")
    assert "past" in done.json()["warning"]


def test_a_deleted_connection_launches_nothing(tenant: Tenant) -> None:
    """Its credential is gone, its history is not."""
    # GIVEN a connection that was deleted
    made = connect(tenant).json()
    path = f"/v1/connections/{made['id']}"
    for _ in range(2):
        assert send(tenant, "DELETE", path).status_code == 204
    # WHEN a hire is onboarded, and the connection tested
    refused = tenant.onboard(order(tenant))
    tested = send(tenant, "POST", f"{path}/test")
    # THEN both are told, and the trail is there
    assert (refused.status_code, tested.status_code) == (409, 409)
    assert tenant.get(path).json()["history"][0]["reason"] == "deleted"


def test_a_batch_is_launched_one_by_one_through_the_queue(tenant: Tenant) -> None:
    """Each item has an onboarding of its own, and what one lacks does not stop the others."""
    # GIVEN a connected account, and a batch in which Enboarder does not know one profile
    connect(tenant)
    unknown = {"kind": "advanced", "managers": [{"externalId": "nobody"}]}
    items = [
        order(tenant, externalCustomerId=f"{tenant.company}-{index}", **changes)
        for index, changes in enumerate(({}, unknown, {}))
    ]
    # WHEN it is sent
    answer = send(tenant, "POST", "/v1/onboardings/bulk", {"items": items})
    taken = [item["id"] for item in answer.json()["items"]]
    assert answer.status_code == 202
    # THEN each ends for itself
    assert ends(tenant, taken) == ["launched", "refused", "launched"]
    assert len(launched(tenant)) == 2
    # AND nothing of the persons is left
    assert "jane.doe@" not in table_dump(tenant.stack)


def ends(tenant: Tenant, ids: list[str]) -> list[str]:
    """Return where the onboardings stand once none waits: the worker works beside us."""
    pause = threading.Event()
    for _ in range(200):
        found = [str(tenant.get(f"/v1/onboardings/{each}").json()["status"]) for each in ids]
        if not {*found} & {"queued", "requesting"}:
            return found
        pause.wait(0.05)
    raise AssertionError("some still wait")
