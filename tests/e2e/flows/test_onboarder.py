"""A person is verified at Onboarder: the whole way, over HTTP, and ways in which it goes wrong."""

import pytest
import requests

from jetbridge_local.browser import Browser
from jetbridge_local.sandbox import credentials
from jetbridge_local.sandbox.failures import Program
from jetbridge_local.sandbox.onboarder import userinfo
from tests.e2e.flows.onboarder import USERINFO
from tests.e2e.flows.tenant import Json, Tenant, table_dump

TOKEN = "/api/v1/oauth/token"


def start(tenant: Tenant, **more: object) -> Json:
    """Request a verification that ends on a page of ours, and return the answer."""
    body: Json = {"partner": "onboarder", "flowId": credentials.ONBOARDER_FLOW_ID, **more}
    answer = tenant.onboard(body, key=f"{tenant.company}-onboarder")
    assert answer.status_code == 201, answer.text
    made: Json = answer.json()
    return made


def visit(
    browser: Browser, url: str, action: str, *, shape: str = "reference"
) -> requests.Response:
    """Follow a link, begin, and do something on Onboarder's page."""
    assert browser.open(url).ok
    assert browser.submit().ok
    return browser.submit(action=action, shape=shape)


def shown(tenant: Tenant, onboarding_id: str) -> Json:
    """Return the onboarding as its tenant sees it."""
    found: Json = tenant.get(f"/v1/onboardings/{onboarding_id}").json()
    return found


@pytest.mark.parametrize(
    ("shape", "proof"), [("reference", "passport"), ("quickstart", "document")]
)
def test_a_person_is_verified_and_little_is_kept_of_them(
    tenant: Tenant, shape: str, proof: str
) -> None:
    """In both published shapes of userinfo."""
    # GIVEN a link
    made = start(tenant)
    assert made["url"].startswith(f"{tenant.api}/connect/onboarder?onboarding=")
    assert (made["partner"], made["status"]) == ("onboarder", "requested")
    # WHEN a person follows it, and verifies themselves
    page = visit(Browser(), made["url"], "verify", shape=shape)
    # THEN a page says so, and the tenant sees it
    assert (page.status_code, "You are verified" in page.text) == (200, True)
    found = shown(tenant, made["id"])
    assert found["status"] == "verified"
    assert found["person"]["name"] == "Vera Verified"
    proofs = {each["type"]: each for each in found["person"]["verifications"]}
    assert proofs[proof]["verified"] is True
    assert proofs[proof]["country"] == "NG"
    # AND neither number nor picture nor contacts are anywhere, nor the person in the clear
    held = table_dump(tenant.stack) + str(found)
    for mark in (userinfo.DOCUMENT_NUMBER, userinfo.PICTURE, userinfo.EMAIL, userinfo.PHONE):
        assert mark not in held
    assert "Vera Verified" not in table_dump(tenant.stack)


def test_completing_is_not_being_verified(tenant: Tenant) -> None:
    """Who skips every step completes the flow, too; the link stays good."""
    # GIVEN a person who skips
    made, browser = start(tenant), Browser()
    page = visit(browser, made["url"], "skip")
    # THEN they are not verified
    assert "You are not verified yet" in page.text
    assert shown(tenant, made["id"])["status"] == "in_progress"
    # AND may verify themselves afterwards
    assert "You are verified" in visit(browser, made["url"], "verify").text
    assert shown(tenant, made["id"])["status"] == "verified"


def test_a_person_may_refuse_and_think_better_of_it(tenant: Tenant) -> None:
    """A refusal is polite in both directions."""
    # GIVEN a person who refuses, THEN a page says that they did
    made, browser = start(tenant), Browser()
    assert "You ended the verification" in visit(browser, made["url"], "refuse").text
    # AND they can
    assert "You are verified" in visit(browser, made["url"], "verify").text


def test_the_person_goes_back_to_the_application(tenant: Tenant) -> None:
    """To the address that the request named, and without anything in it."""
    # GIVEN a request with an address on loopback, as the stack itself is
    made, browser = start(tenant, returnUrl="http://127.0.0.1:9/done?case=7"), Browser()
    browser.open(made["url"])
    browser.submit()
    back = browser.submit(follow=False, action="verify")
    # WHEN the person comes back
    returned = browser.open(back.headers["Location"], follow=False)
    # THEN they are sent there
    assert (returned.status_code, returned.headers["Location"]) == (
        303,
        "http://127.0.0.1:9/done?case=7",
    )


def test_a_repeat_has_the_same_link(tenant: Tenant) -> None:
    """The same key, the same answer."""
    # THEN both are one
    first, second = start(tenant), start(tenant)
    assert (first["id"], first["url"]) == (second["id"], second["url"])


@pytest.mark.parametrize(
    ("program", "page_status", "status"),
    [
        (Program(path=TOKEN, status=500), 502, "unknown_outcome"),
        (Program(path=TOKEN, drop="after"), 502, "unknown_outcome"),
        (Program(path=TOKEN, status=400, body={"error": "invalid_grant"}), 400, "in_progress"),
        (Program(path=USERINFO, status=401), 400, "in_progress"),
        (Program(path=USERINFO, status=503, times=3), 502, "unknown_outcome"),
    ],
)
def test_a_failure_is_told_and_another_visit_succeeds(
    tenant: Tenant, program: Program, page_status: int, status: str
) -> None:
    """Nothing is repeated that was sent, but the person may come again."""
    # GIVEN an Onboarder that fails once
    made, browser = start(tenant), Browser()
    tenant.partner_fails("onboarder", program)
    # WHEN a person comes back
    page = visit(browser, made["url"], "verify")
    # THEN they are told, and so is their tenant
    assert page.status_code == page_status
    assert shown(tenant, made["id"])["status"] == status
    # AND another visit verifies them
    assert "You are verified" in visit(browser, made["url"], "verify").text
    assert shown(tenant, made["id"])["status"] == "verified"
